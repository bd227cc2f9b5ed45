-- The office from its first day. {{ID}} and {{BYTES}} are the only words that the two databases spell differently.
--
-- Instants are microseconds since 1970 in UTC, 0 for "not (yet)". Days are ISO dates. A {{BYTES}} column named in
-- seal.go is sealed, empty where there is nothing to say; a column named prf is a keyed fingerprint to find rows by.

CREATE TABLE meta (
	id                INTEGER PRIMARY KEY CHECK (id = 1),
	clock_offset      BIGINT  NOT NULL DEFAULT 0, -- the office's clock less the database's
	overrides_version BIGINT  NOT NULL DEFAULT 0, -- grows with every change of overrides
	key_check         {{BYTES}},                  -- tells our PRF key from a foreign one; NULL until a key was seen
	key_seal          {{BYTES}}                   -- a known text, sealed: tells whether the AEAD keys are ours
);
INSERT INTO meta (id) VALUES (1);

CREATE TABLE inbox (
	id          {{ID}},
	account     TEXT   NOT NULL,
	provider_id TEXT   NOT NULL,
	heard_at    BIGINT NOT NULL,
	UNIQUE (account, provider_id)
);

CREATE TABLE persons (
	id        {{ID}},
	lang      TEXT   NOT NULL DEFAULT '',
	kecamatan TEXT   NOT NULL DEFAULT '',
	talk      {{BYTES}} NOT NULL,
	since     BIGINT NOT NULL
);

CREATE TABLE addresses (
	id        {{ID}},
	person_id BIGINT  NOT NULL REFERENCES persons (id),
	channel   TEXT    NOT NULL,
	prf       {{BYTES}} NOT NULL UNIQUE,
	ident     {{BYTES}} NOT NULL,
	shut      BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX addresses_person ON addresses (person_id);

-- Consent to announcements, one row for each time it was given; the row in force has not ended.
CREATE TABLE follows (
	id         {{ID}},
	person_id  BIGINT NOT NULL REFERENCES persons (id),
	since      BIGINT NOT NULL,
	wording    TEXT   NOT NULL,
	source     TEXT   NOT NULL,
	message    BIGINT NOT NULL, -- inbox row that said yes, 0 for an import
	ended_at   BIGINT NOT NULL DEFAULT 0,
	ended_by   BIGINT NOT NULL DEFAULT 0 -- inbox row that said no
);
CREATE UNIQUE INDEX follows_active ON follows (person_id) WHERE ended_at = 0;
CREATE INDEX follows_person ON follows (person_id);

CREATE TABLE overrides (
	id         {{ID}},
	kind       TEXT    NOT NULL CHECK (kind IN ('quota', 'closure')),
	from_day   TEXT    NOT NULL,
	to_day     TEXT    NOT NULL, -- '' without end
	cap        INTEGER NOT NULL CHECK (cap >= 0),
	service    TEXT    NOT NULL,
	intake     BOOLEAN NOT NULL,
	reason     TEXT    NOT NULL,
	set_by     TEXT    NOT NULL,
	set_at     BIGINT  NOT NULL,
	removed_at BIGINT  NOT NULL DEFAULT 0,
	removed_by TEXT    NOT NULL DEFAULT ''
);

-- The places of a day. ceiling is what held may not exceed: cap, or what was held when cap was lowered beneath it.
CREATE TABLE days (
	day         TEXT    PRIMARY KEY,
	cap         INTEGER NOT NULL CHECK (cap >= 0),
	held        INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
	last_number INTEGER NOT NULL DEFAULT 0 CHECK (last_number >= 0),
	ceiling     INTEGER NOT NULL,
	waiting     INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
	CONSTRAINT days_never_oversold CHECK (held <= ceiling),
	CONSTRAINT days_ceiling CHECK (ceiling >= cap)
);

CREATE TABLE requests (
	id          {{ID}},
	day         TEXT    NOT NULL REFERENCES days (day),
	number      INTEGER CHECK (number > 0),
	ticket      TEXT    UNIQUE,
	service     TEXT    NOT NULL,
	status      TEXT    NOT NULL CHECK (status IN ('DAFTAR_TUNGGU', 'DIAJUKAN', 'DIVERIFIKASI', 'DIPROSES', 'SIAP_DIAMBIL',
	                    'SELESAI', 'PERLU_PERBAIKAN', 'DITOLAK', 'DIBATALKAN', 'TIDAK_DIAMBIL')),
	person_id   BIGINT  REFERENCES persons (id),
	address_id  BIGINT  REFERENCES addresses (id),
	channel     TEXT    NOT NULL,
	via         TEXT    NOT NULL,
	filed_by    TEXT    NOT NULL,
	filed_at    BIGINT  NOT NULL,
	nik_prf     {{BYTES}} NOT NULL,
	nik         {{BYTES}} NOT NULL,
	name        {{BYTES}} NOT NULL,
	pickup_from BIGINT  NOT NULL,
	pickup_to   BIGINT  NOT NULL,
	reason      {{BYTES}} NOT NULL,
	CONSTRAINT requests_place UNIQUE (day, number),
	CONSTRAINT requests_named CHECK ((number IS NULL) = (ticket IS NULL)),
	CONSTRAINT requests_placed CHECK (number IS NOT NULL OR status IN ('DAFTAR_TUNGGU', 'DIBATALKAN'))
);
CREATE UNIQUE INDEX requests_active ON requests (nik_prf, service)
	WHERE status NOT IN ('SELESAI', 'DITOLAK', 'DIBATALKAN');
CREATE INDEX requests_person ON requests (person_id);

CREATE TABLE history (
	id         {{ID}},
	request_id BIGINT NOT NULL REFERENCES requests (id),
	was        TEXT   NOT NULL, -- '' when filed
	status     TEXT   NOT NULL,
	moved_at   BIGINT NOT NULL,
	moved_by   TEXT   NOT NULL, -- '' for the citizen
	reason     {{BYTES}} NOT NULL
);
CREATE INDEX history_request ON history (request_id);

CREATE TABLE conversations (
	id         {{ID}},
	person_id  BIGINT NOT NULL REFERENCES persons (id),
	address_id BIGINT NOT NULL REFERENCES addresses (id),
	topic      TEXT   NOT NULL,
	opened_at  BIGINT NOT NULL,
	closed_at  BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX conversations_open ON conversations (person_id) WHERE closed_at = 0;

CREATE TABLE lines (
	id              {{ID}},
	conversation_id BIGINT NOT NULL REFERENCES conversations (id),
	said_at         BIGINT NOT NULL,
	said_by         TEXT   NOT NULL, -- '' for the citizen
	text            {{BYTES}} NOT NULL
);
CREATE INDEX lines_conversation ON lines (conversation_id);

CREATE TABLE letters (
	id         {{ID}},
	cause      TEXT    NOT NULL UNIQUE,
	person_id  BIGINT  REFERENCES persons (id),
	address_id BIGINT  NOT NULL REFERENCES addresses (id),
	account    TEXT    NOT NULL,
	lane       INTEGER NOT NULL,
	hold       BOOLEAN NOT NULL,
	body       {{BYTES}} NOT NULL,
	state      TEXT    NOT NULL CHECK (state IN ('owed', 'sending', 'sent', 'delivered', 'failed', 'skipped', 'doubt')),
	reason     TEXT    NOT NULL,
	attempt    INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
	attempt_at BIGINT  NOT NULL DEFAULT 0,
	unclear    INTEGER NOT NULL DEFAULT 0, -- attempts that ended in doubt
	due_at     BIGINT  NOT NULL DEFAULT 0,
	receipt    TEXT    NOT NULL DEFAULT '',
	posted_at  BIGINT  NOT NULL,
	settled_at BIGINT  NOT NULL DEFAULT 0
);
CREATE INDEX letters_owed ON letters (account, lane, due_at, id) WHERE state = 'owed';
CREATE INDEX letters_owed_to ON letters (address_id) WHERE state = 'owed';
CREATE INDEX letters_sending ON letters (account, address_id, lane, id) WHERE state = 'sending';
CREATE INDEX letters_doubt ON letters (account, due_at) WHERE state = 'doubt';
CREATE INDEX letters_receipt ON letters (account, receipt) WHERE receipt <> '';
-- A receipt is one letter's. Some providers number their messages by address.
CREATE UNIQUE INDEX letters_receipt_once ON letters (address_id, account, receipt) WHERE receipt <> '';

CREATE TABLE leases (
	account TEXT   PRIMARY KEY,
	holder  TEXT   NOT NULL,
	ends_at BIGINT NOT NULL
);

CREATE TABLE acts (
	id      {{ID}},
	cause   TEXT   NOT NULL UNIQUE,
	kind    TEXT   NOT NULL,
	due_at  BIGINT NOT NULL,
	body    {{BYTES}} NOT NULL,
	done_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX acts_due ON acts (due_at, id) WHERE done_at = 0;

CREATE TABLE audit (
	id      {{ID}},
	done_at BIGINT NOT NULL,
	done_by TEXT   NOT NULL,
	what    TEXT   NOT NULL,
	about   TEXT   NOT NULL
);
