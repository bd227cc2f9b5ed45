-- More channels, people with several addresses, and the papers that citizens send. A binary that knows only the migrations before may
-- still be running beside this one: it writes none of this. A line that begins with {{POSTGRES}} is PostgreSQL's alone, one with
-- {{SQLITE}} SQLite's.

-- When somebody last wrote from an address, by the office's clock, and to which account: noted where a channel asks for it.
ALTER TABLE addresses ADD COLUMN heard_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE addresses ADD COLUMN heard_by TEXT NOT NULL DEFAULT '';

-- Whose two addresses have turned out to be one person's: everything of one of them is the other's from then on.
CREATE INDEX conversations_person ON conversations (person_id);
CREATE INDEX enlisted_person ON enlisted (person_id);

-- A letter stays one row, whatever its way: one that fails at an address goes on to another of the same person.
ALTER TABLE letters ADD COLUMN detours INTEGER NOT NULL DEFAULT 0; -- ways on that its body still names; an announcement's are found
ALTER TABLE letters ADD COLUMN been TEXT NOT NULL DEFAULT '';      -- addresses that it has failed at, between spaces
ALTER TABLE letters ADD COLUMN since INTEGER NOT NULL DEFAULT 0;   -- attempts up to this one went to those
-- Two letters of an announcement never meet at an address that one of them has come to later.
CREATE UNIQUE INDEX letters_detoured ON letters (notice_id, address_id) WHERE been <> '' AND notice_id IS NOT NULL;
ALTER TABLE notices ADD COLUMN senders TEXT NOT NULL DEFAULT '';   -- JSON: who sends its letters, by channel; '' until the first are made

-- The office's own phones: when each was last heard of, by the database's clock, and, of one that is silent, the same by the office's.
CREATE TABLE phones (
	account   TEXT   PRIMARY KEY,
	heard_at  BIGINT NOT NULL,
	silent_at BIGINT NOT NULL DEFAULT 0
);

-- Links to the page for papers. Of their secret only a fingerprint is kept.
CREATE TABLE uploads (
	id         {{ID}},
	prf        {{BYTES}} NOT NULL UNIQUE,
	request_id BIGINT NOT NULL REFERENCES requests (id),
	address_id BIGINT NOT NULL,
	lang       TEXT   NOT NULL,
	made_at    BIGINT NOT NULL, -- by the office's clock, and so is ends_at
	ends_at    BIGINT NOT NULL
);
CREATE INDEX uploads_request ON uploads (request_id);
CREATE INDEX uploads_ends ON uploads (ends_at);

-- What was sent for the requirements of a request. The file itself lies elsewhere, sealed with a key of its own that is sealed here.
CREATE TABLE papers (
	id         {{ID}},
	request_id BIGINT  NOT NULL REFERENCES requests (id),
	code       TEXT    NOT NULL,
	upload_id  BIGINT  NOT NULL DEFAULT 0,
	address_id BIGINT  NOT NULL,
	account    TEXT    NOT NULL,
	handle     {{BYTES}} NOT NULL, -- sealed; the provider's name of it
	state      TEXT    NOT NULL CHECK (state IN ('owed', 'kept', 'failed', 'dropped', 'later')),
	reason     TEXT    NOT NULL DEFAULT '',
	attempt    INTEGER NOT NULL DEFAULT 0,
	kind       TEXT    NOT NULL DEFAULT '',
	size       BIGINT  NOT NULL DEFAULT 0,
	file       TEXT    NOT NULL DEFAULT '',
	key        {{BYTES}} NOT NULL,
	added_at   BIGINT  NOT NULL, -- by the office's clock
	settled_at BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX papers_request ON papers (request_id, id);
CREATE UNIQUE INDEX papers_file ON papers (file) WHERE file <> '';

-- The sealed files of PostgreSQL, in parts. SQLite has a folder beside its file, so that nobody waits for its one writer.
{{POSTGRES}} CREATE TABLE files (name TEXT PRIMARY KEY, made_at BIGINT NOT NULL);
{{POSTGRES}} CREATE TABLE file_parts (name TEXT NOT NULL REFERENCES files (name) ON DELETE CASCADE, n INTEGER NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (name, n));
{{POSTGRES}} ALTER TABLE file_parts ALTER COLUMN data SET STORAGE EXTERNAL;
