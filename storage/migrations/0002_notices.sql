-- Announcements, and who works here. A binary that knows only the first migration may still be running beside this one.
--
-- The letters of a notice stand on lanes of their own, ten further on (12 urgent, 13 not). That binary asks for the lanes
-- 0 to 3 and would send them empty; so it never sees them, and however many are owed, they weigh on no reply.

CREATE TABLE notices (
	id          {{ID}},
	kind        TEXT    NOT NULL CHECK (kind IN ('notice', 'forward', 'repeat', 'resend', 'correction', 'withdrawal')),
	parent      BIGINT  NOT NULL, -- 0 for none
	state       TEXT    NOT NULL CHECK (state IN ('draft', 'awaiting', 'scheduled', 'preparing', 'sending', 'paused', 'attention',
	                    'finished', 'cancelled', 'expired')),
	made_by     TEXT    NOT NULL,
	author      BIGINT  NOT NULL, -- an address, 0 for none
	yes         TEXT    NOT NULL,
	body        {{BYTES}} NOT NULL, -- the texts as written, and the messages made of them
	audience    TEXT    NOT NULL, -- JSON
	public      BOOLEAN NOT NULL, -- for whoever asks
	urgent      BOOLEAN NOT NULL,
	any_hour    BOOLEAN NOT NULL,
	hold        BOOLEAN NOT NULL,
	begins_at   BIGINT  NOT NULL, -- this and all other instants here by the office's clock
	expires_at  BIGINT  NOT NULL,
	spread      BIGINT  NOT NULL, -- microseconds, and so is spent
	every       INTEGER NOT NULL,
	other       BOOLEAN NOT NULL,
	expected    INTEGER NOT NULL,
	print       TEXT    NOT NULL,
	made_at     BIGINT  NOT NULL,
	open_at     BIGINT  NOT NULL,
	shut_at     BIGINT  NOT NULL,
	spent       BIGINT  NOT NULL,
	letter      BIGINT  NOT NULL,
	told        TEXT    NOT NULL,
	-- Letters are made in the order of follows.id, or of the parent's letters.seq: up to here, …
	made_to     BIGINT  NOT NULL DEFAULT 0,
	-- … to here, which is fixed when the first are made; -1 until then.
	made_until  BIGINT  NOT NULL DEFAULT -1
);
CREATE INDEX notices_state ON notices (state, id);
CREATE INDEX notices_parent ON notices (parent);
CREATE INDEX notices_print ON notices (print, made_at);

ALTER TABLE meta ADD COLUMN news_version BIGINT NOT NULL DEFAULT 0; -- grows with every change of what INFO repeats

-- A notice is never deleted, and it is locked while its letters are made: they need no foreign key. Nor do they name the
-- person, whom their address names.
ALTER TABLE letters ADD COLUMN notice_id BIGINT;
ALTER TABLE letters ADD COLUMN version TEXT NOT NULL DEFAULT '';   -- which of the notice's messages
ALTER TABLE letters ADD COLUMN channel TEXT NOT NULL DEFAULT '';   -- of a notice's letter: the address's
ALTER TABLE letters ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;      -- its place among the notice's
ALTER TABLE letters ADD COLUMN edits BIGINT NOT NULL DEFAULT 0;    -- the letter whose message it replaces
ALTER TABLE letters ADD COLUMN parts TEXT NOT NULL DEFAULT '';     -- receipts of the parts taken so far, between spaces
ALTER TABLE letters ADD COLUMN tried_at BIGINT NOT NULL DEFAULT 0; -- when the first call was intended
ALTER TABLE letters ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;    -- SMS parts

DROP INDEX letters_owed;
CREATE INDEX letters_owed ON letters (account, lane, due_at, id) WHERE state = 'owed' AND lane < 10;
CREATE INDEX letters_owed_of ON letters (notice_id, account, due_at, seq) WHERE state = 'owed' AND notice_id IS NOT NULL;
CREATE INDEX letters_notice ON letters (notice_id, seq, state, reason, channel, cost) WHERE notice_id IS NOT NULL;
CREATE INDEX letters_lost ON letters (settled_at, state, reason) WHERE state IN ('failed', 'skipped');
CREATE INDEX letters_parts ON letters (address_id, account) WHERE parts <> '';
CREATE INDEX letters_unheard ON letters (settled_at, id) WHERE lane = 1 AND state IN ('failed', 'skipped');

-- Why letters were given up is said in other words from now on.
UPDATE letters SET reason = CASE reason WHEN 'stopped' THEN 'blocked' ELSE 'stopped' END
	WHERE reason IN ('stopped', 'unsubscribed');

ALTER TABLE persons ADD COLUMN address_id BIGINT NOT NULL DEFAULT 0; -- used last; 0: the first
ALTER TABLE persons ADD COLUMN kelurahan TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN role TEXT NOT NULL DEFAULT '';        -- 'group', a contact's, or '' for a citizen
CREATE INDEX persons_contacts ON persons (id) WHERE role NOT IN ('', 'group');

-- Lists of followers that are being imported. Nothing of a list counts before it is whole.
CREATE TABLE enlisted (
	list      TEXT   NOT NULL,
	person_id BIGINT NOT NULL,
	lang      TEXT   NOT NULL,
	kecamatan TEXT   NOT NULL,
	kelurahan TEXT   NOT NULL,
	role      TEXT   NOT NULL,
	since     BIGINT NOT NULL,
	source    TEXT   NOT NULL,
	listed_at BIGINT NOT NULL, -- by the database's clock
	PRIMARY KEY (list, person_id)
);

-- How many SMS parts an account may send until it is set again. 0: as many as it likes.
CREATE TABLE ceilings (
	account TEXT    PRIMARY KEY,
	parts   INTEGER NOT NULL CHECK (parts >= 0),
	used    INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE staff (
	id         {{ID}},
	name       TEXT   NOT NULL,
	role       TEXT   NOT NULL CHECK (role IN ('viewer', 'officer', 'broadcaster', 'admin')),
	person_id  BIGINT NOT NULL DEFAULT 0, -- whose chat is linked, and by which address; 0: none yet
	address_id BIGINT NOT NULL DEFAULT 0,
	code       {{BYTES}} NOT NULL,        -- fingerprint of the code that links a chat, once; empty: none
	code_ends  BIGINT NOT NULL DEFAULT 0,
	added_at   BIGINT NOT NULL,
	added_by   TEXT   NOT NULL,
	removed_at BIGINT NOT NULL DEFAULT 0,
	removed_by TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX staff_name ON staff (name) WHERE removed_at = 0;
CREATE UNIQUE INDEX staff_address ON staff (address_id) WHERE removed_at = 0 AND address_id <> 0;
