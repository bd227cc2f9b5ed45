-- An office of many years and many people. A line that begins with {{POSTGRES}} is PostgreSQL's alone.

-- What the letters of a notice counted that are gone (prune.go).
CREATE TABLE pruned (
	notice_id BIGINT NOT NULL,
	channel   TEXT   NOT NULL,
	state     TEXT   NOT NULL,
	reason    TEXT   NOT NULL,
	letters   BIGINT NOT NULL,
	cost      BIGINT NOT NULL, -- SMS parts
	PRIMARY KEY (notice_id, channel, state, reason)
);
ALTER TABLE notices ADD COLUMN pruned BOOLEAN NOT NULL DEFAULT FALSE; -- some of its letters, or all, are gone

-- What was said to officers is forgotten by its age.
CREATE INDEX lines_said ON lines (said_at);

-- A person's latest requests, a notice's latest children, the next who follow: in the order in which they are asked for.
DROP INDEX requests_person;
CREATE INDEX requests_person ON requests (person_id, day, id);
DROP INDEX notices_parent;
CREATE INDEX notices_parent ON notices (parent, id);
CREATE INDEX follows_order ON follows (id) WHERE ended_at = 0;

-- Every person is written again right after they were made, and with every message: there is room on the page, so that no index
-- changes. (Of the other rows that are written often there are so few that their pages have room anyway.)
{{POSTGRES}} ALTER TABLE persons SET (fillfactor = 50);
-- Of a letter there are three versions within a moment. A claim walks over what has left the indexes of those that are owed,
-- until that is vacuumed: in a large office that must not wait for a fifth of all letters of three months.
{{POSTGRES}} ALTER TABLE letters SET (fillfactor = 70, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02);
