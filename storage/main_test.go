package storage_test

import (
	"testing"

	"loket/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m) }

func TestSQLite(t *testing.T)   { storagetest.Run(t, storagetest.SQLite) }
func TestPostgres(t *testing.T) { storagetest.Run(t, storagetest.Postgres) }
