-- The calendar, the pickup slots, the line of those who wait for a place, and the whole life of a request. A line that begins
-- with {{POSTGRES}} is PostgreSQL's alone, one with {{SQLITE}} SQLite's.

-- Staff set more than quotas and closures: what kinds there are is the program's to know.
{{POSTGRES}} ALTER TABLE overrides DROP CONSTRAINT overrides_kind_check;
{{SQLITE}} CREATE TABLE overrides_now (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL, cap INTEGER NOT NULL CHECK (cap >= 0), service TEXT NOT NULL, intake BOOLEAN NOT NULL, reason TEXT NOT NULL, set_by TEXT NOT NULL, set_at BIGINT NOT NULL, removed_at BIGINT NOT NULL DEFAULT 0, removed_by TEXT NOT NULL DEFAULT '');
{{SQLITE}} INSERT INTO overrides_now SELECT id, kind, from_day, to_day, cap, service, intake, reason, set_by, set_at, removed_at, removed_by FROM overrides;
{{SQLITE}} DROP TABLE overrides;
{{SQLITE}} ALTER TABLE overrides_now RENAME TO overrides;
ALTER TABLE overrides ADD COLUMN hours TEXT NOT NULL DEFAULT ''; -- of an opening, or hours: JSON
ALTER TABLE overrides ADD COLUMN names TEXT NOT NULL DEFAULT ''; -- of a holiday: JSON

-- Those of a day's waiting who have a place on offer.
ALTER TABLE days ADD COLUMN offered INTEGER NOT NULL DEFAULT 0 CHECK (offered >= 0);
CREATE INDEX days_waiting ON days (day) WHERE waiting > 0;

-- Parts of a day's quota that have a cap of their own. ceiling is what held may not exceed, as in days.
CREATE TABLE shares (
	day     TEXT    NOT NULL REFERENCES days (day),
	name    TEXT    NOT NULL,
	cap     INTEGER NOT NULL CHECK (cap >= 0),
	held    INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
	ceiling INTEGER NOT NULL,
	PRIMARY KEY (day, name),
	CONSTRAINT shares_never_oversold CHECK (held <= ceiling),
	CONSTRAINT shares_ceiling CHECK (ceiling >= cap)
);

-- The pickups of a stretch of counter time at a place. ceiling is what held may not exceed: what the calendar gave when a
-- pickup was last added, or what was held already.
CREATE TABLE slots (
	place   TEXT    NOT NULL,
	from_at BIGINT  NOT NULL,
	day     TEXT    NOT NULL, -- the office's date of from_at
	held    INTEGER NOT NULL CHECK (held >= 0),
	ceiling INTEGER NOT NULL,
	PRIMARY KEY (place, from_at),
	CONSTRAINT slots_never_oversold CHECK (held <= ceiling)
);
CREATE INDEX slots_day ON slots (day, held);

-- Before anything is counted: from here on nobody else changes a request until all of this is done.
ALTER TABLE requests ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN earliest TEXT NOT NULL DEFAULT '';       -- the first day on which it can be fetched; '': never
ALTER TABLE requests ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;       -- places that it takes
ALTER TABLE requests ADD COLUMN note {{BYTES}};                          -- sealed; NULL, or empty: none
ALTER TABLE requests ADD COLUMN until_at BIGINT NOT NULL DEFAULT 0;      -- of PERLU_PERBAIKAN: when the answer is due
ALTER TABLE requests ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;       -- how often it was not fetched
ALTER TABLE requests ADD COLUMN waits_since BIGINT NOT NULL DEFAULT 0;   -- of DAFTAR_TUNGGU: its place in line

-- Until now everybody came at any time of a day, and was told the hour at which the counter opens. They keep what they were told,
-- and count in the slot that begins then, which takes nobody else while it holds more than an hour serves. (Eight hours east of
-- Greenwich the date of such an hour is the same as in each of the country's three zones.)
INSERT INTO slots (place, from_at, day, held, ceiling)
{{POSTGRES}} SELECT '', pickup_from, to_char(to_timestamp(pickup_from / 1000000 + 28800) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), COUNT(*), COUNT(*)
{{SQLITE}} SELECT '', pickup_from, date(pickup_from / 1000000 + 28800, 'unixepoch'), COUNT(*), COUNT(*)
	FROM requests WHERE status NOT IN ('DITOLAK', 'DIBATALKAN') AND pickup_from > 0 GROUP BY pickup_from;

CREATE INDEX requests_pickup ON requests (pickup_from, id)
	WHERE status NOT IN ('SELESAI', 'DITOLAK', 'DIBATALKAN') AND pickup_from > 0;
CREATE INDEX requests_corrections ON requests (status, until_at) WHERE until_at > 0 AND status IN ('DIAJUKAN', 'PERLU_PERBAIKAN');
CREATE INDEX requests_line ON requests (waits_since, id) WHERE status = 'DAFTAR_TUNGGU';

-- Each time that a request got another slot.
CREATE TABLE moves (
	id         {{ID}},
	request_id BIGINT NOT NULL REFERENCES requests (id),
	was_place  TEXT   NOT NULL,
	was_from   BIGINT NOT NULL,
	place      TEXT   NOT NULL,
	from_at    BIGINT NOT NULL,
	moved_at   BIGINT NOT NULL,
	moved_by   TEXT   NOT NULL, -- '' for the citizen
	reason     {{BYTES}} NOT NULL
);
CREATE INDEX moves_request ON moves (request_id);

-- Places held for somebody in line until they have answered.
CREATE TABLE offers (
	id         {{ID}},
	request_id BIGINT  NOT NULL REFERENCES requests (id),
	day        TEXT    NOT NULL REFERENCES days (day), -- whose place it is
	from_at    BIGINT  NOT NULL,
	until_at   BIGINT  NOT NULL,
	nth        INTEGER NOT NULL,
	state      TEXT    NOT NULL CHECK (state IN ('open', 'taken', 'passed', 'lapsed', 'withdrawn', 'untold')),
	ended_at   BIGINT  NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX offers_open ON offers (request_id) WHERE state = 'open';
CREATE INDEX offers_request ON offers (request_id);
CREATE INDEX offers_day ON offers (day) WHERE state = 'open';
