-- The console: who is logged in, by what requests are found, who answers whom. A binary that knows only the migrations before may
-- still be running beside this one: it makes no tokens, and Tokenize comes after it. A line that begins with {{POSTGRES}} is
-- PostgreSQL's alone, one with {{SQLITE}} SQLite's.

-- Login links and sessions, by the database's clock. Of their secrets only fingerprints are kept. A member has one link.
CREATE TABLE links (
	staff_id BIGINT PRIMARY KEY,
	prf      {{BYTES}} NOT NULL UNIQUE,
	ends_at  BIGINT NOT NULL
);
-- What changes with every request of a browser stands in no index.
CREATE TABLE sessions (
	id       {{ID}},
	prf      {{BYTES}} NOT NULL UNIQUE,
	staff_id BIGINT NOT NULL,
	agent    TEXT   NOT NULL,
	data     {{BYTES}} NOT NULL,
	began_at BIGINT NOT NULL,
	seen_at  BIGINT NOT NULL,
	ends_at  BIGINT NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff_id);

-- By what a request is found though its name, NIK and number are sealed: fingerprints of words and endings (tokens.go).
CREATE TABLE tokens (
	prf        {{BYTES}} NOT NULL,
	request_id BIGINT NOT NULL,
	PRIMARY KEY (prf, request_id)
{{POSTGRES}} );
{{SQLITE}} ) WITHOUT ROWID;
ALTER TABLE requests ADD COLUMN tokened BOOLEAN NOT NULL DEFAULT FALSE; -- its tokens were made
CREATE INDEX requests_untokened ON requests (id) WHERE NOT tokened;

-- Lists of staff, the latest first. What is over is found by indexes of its own: a request that is filed need not pay for them.
CREATE INDEX requests_status ON requests (status, id);
CREATE INDEX requests_service ON requests (service, id);
CREATE INDEX requests_place_of ON requests (place, id) WHERE place <> '';
CREATE INDEX requests_over ON requests (nik_prf) WHERE status IN ('SELESAI', 'DITOLAK', 'DIBATALKAN');
CREATE INDEX requests_fetched ON requests (pickup_from, id) WHERE status IN ('SELESAI', 'DITOLAK', 'DIBATALKAN') AND pickup_from > 0;
CREATE INDEX persons_kecamatan ON persons (kecamatan) WHERE kecamatan <> '';
CREATE INDEX audit_by ON audit (done_by, id);
CREATE INDEX audit_what ON audit (what, id);
CREATE INDEX audit_at ON audit (done_at, id);

-- What was sent to an address: what was taken is found by its receipt, what is owed by letters_owed_to, and this is the rest.
CREATE INDEX letters_ended_to ON letters (address_id) WHERE receipt = '' AND state NOT IN ('owed', 'sending');

ALTER TABLE conversations ADD COLUMN taken_by TEXT NOT NULL DEFAULT ''; -- member of staff who answers; '' for nobody yet
ALTER TABLE conversations ADD COLUMN taken_at BIGINT NOT NULL DEFAULT 0;
