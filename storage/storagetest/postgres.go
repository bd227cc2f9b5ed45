package storagetest

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"syscall"
	"testing"
)

// Postgres returns the URL of a fresh PostgreSQL database, migrated and empty, which is dropped when the test ends.
//
// The database lives in a cluster that belongs to this test process: it is started at the first call and ends with the
// process, however that ends. With LOKET_TEST_POSTGRES=postgres://… the databases are made on that server instead, by
// a role that may create databases. A machine without PostgreSQL fails the test and says what to install; nothing is
// skipped.
func Postgres(t testing.TB) string { t.Helper(); return postgres(t, (*Cluster).Migrated) }

// EmptyPostgres is Postgres before the first migration.
func EmptyPostgres(t testing.TB) string { t.Helper(); return postgres(t, (*Cluster).Database) }

func postgres(t testing.TB, database func(*Cluster) (string, func() error, error)) string {
	t.Helper()
	cluster, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	address, drop, err := database(cluster)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return address
}

// Main runs a package's tests and ends the cluster before it returns. A package that calls Postgres has
//
//	func TestMain(m *testing.M) { storagetest.Main(m) }
//
// Without it the cluster ends a moment after the process instead of before it.
func Main(m *testing.M) {
	code := m.Run()
	if running != nil {
		if err := running.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// running is the cluster that shared gives, nil when there is none to stop.
var running *Cluster

var shared = sync.OnceValues(func() (*Cluster, error) {
	if server := os.Getenv("LOKET_TEST_POSTGRES"); server != "" {
		admin, err := url.Parse(server)
		if err != nil {
			return nil, errors.New("LOKET_TEST_POSTGRES: expected postgres://user:password@host/database")
		}
		running = &Cluster{admin: *admin}
		return running, nil
	}
	cluster, err := start(quickDir())
	running = cluster
	return cluster, err
})

// quickDir is where the databases of a test process live: in memory when there is plenty, because a new PostgreSQL
// database is some three hundred files, and SQLite waits for the disk at every commit, and on a disk that is ten times
// slower than the rest of most tests; else, or when TMPDIR says so, among the temporary files.
func quickDir() string {
	const memory, plenty = "/dev/shm", 4 << 30 // a country takes 1.7 GB (TestPlans)
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") == "" && syscall.Statfs(memory, &fs) == nil && uint64(fs.Bavail)*uint64(fs.Bsize) >= plenty {
		return memory
	}
	return os.TempDir()
}
