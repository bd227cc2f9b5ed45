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
