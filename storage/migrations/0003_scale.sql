-- An office of many years and many people. A line that begins with {{POSTGRES}} is PostgreSQL's alone.

-- What grows for ever is pruned, and what a notice's letters counted is kept.
ALTER TABLE notices ADD COLUMN pruned TEXT NOT NULL DEFAULT ''; -- JSON: the lines of the ledger whose letters are gone
