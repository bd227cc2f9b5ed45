package storagetest

import (
	"strings"

	"github.com/jmoiron/sqlx"
)

// Database is one as it is, past our own code.
type Database = sqlx.DB

// Raw opens a database past our own code: for tests that look at, or break, what no method of ours would.
func Raw(address string) (*Database, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return sqlx.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	}
	return sqlx.Open("postgres", address)
}
