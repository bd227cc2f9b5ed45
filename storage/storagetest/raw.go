package storagetest

import (
	"database/sql"
	"strings"
)

// Raw opens a database past our own code: for tests that look at, or break, what no method of ours would.
func Raw(address string) (*sql.DB, error) {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	}
	return sql.Open("postgres", address)
}
