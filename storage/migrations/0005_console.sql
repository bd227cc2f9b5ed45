-- The console: who is logged in, by what requests are found, who answers whom. A binary that knows only the migrations before may
-- still be running beside this one: it makes no tokens, and Tokenize comes after it.

-- Login links and sessions, by the database's clock. Of their secrets only fingerprints are kept.
CREATE TABLE links (
	prf      {{BYTES}} PRIMARY KEY,
	staff_id BIGINT NOT NULL,
	ends_at  BIGINT NOT NULL
);
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
CREATE INDEX sessions_end ON sessions (ends_at);

-- By what a request is found though its name, NIK and number are sealed: fingerprints of words and endings.
CREATE TABLE tokens (
	prf        {{BYTES}} NOT NULL,
	request_id BIGINT NOT NULL,
	PRIMARY KEY (prf, request_id)
);
CREATE INDEX tokens_request ON tokens (request_id);

-- Lists of staff, the latest first.
CREATE INDEX requests_status ON requests (status, id);
CREATE INDEX requests_service ON requests (service, id);
CREATE INDEX requests_nik ON requests (nik_prf, id);
CREATE INDEX audit_by ON audit (done_by, id);
CREATE INDEX audit_at ON audit (done_at, id);

-- What was sent to an address: what was taken is found by its receipt, what is owed by letters_owed_to, and this is the rest.
CREATE INDEX letters_lost_to ON letters (address_id) WHERE state IN ('failed', 'skipped', 'doubt');

ALTER TABLE conversations ADD COLUMN taken_by TEXT NOT NULL DEFAULT ''; -- member of staff who answers; '' for nobody yet
ALTER TABLE conversations ADD COLUMN taken_at BIGINT NOT NULL DEFAULT 0;
