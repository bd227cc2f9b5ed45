package storagetest_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/storage/storagetest"
)

// TestPostgresApart: two tests share a server and nothing else.
func TestPostgresApart(t *testing.T) {
	for _, name := range []string{"north", "south"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, storagetest.Postgres(t))
			for _, statement := range []string{"CREATE TABLE town (name text)", "INSERT INTO town VALUES ('" + name + "')"} {
				if _, err := db.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
			if got := ask(t, db, "SELECT string_agg(name, ',') FROM town"); got != name {
				t.Errorf("towns: got %q, want %q", got, name)
			}
		})
	}
}

// TestPostgresDrops: the database goes with its test, even when the test has left a connection open.
func TestPostgresDrops(t *testing.T) {
	var address string
	t.Run("leaves a connection behind", func(t *testing.T) {
		address = storagetest.Postgres(t)
		db, err := sql.Open("postgres", address)
		if err != nil {
			t.Fatal(err)
		}
		ask(t, db, "SELECT 'connected'")
	})
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Ping(); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("after its test the database answers %v, want that it does not exist", err)
	}
}

// TestStartPostgres: settings of one's own win, and Stop leaves no server and no folder.
func TestStartPostgres(t *testing.T) {
	t.Parallel()
	cluster, err := storagetest.StartPostgres("fsync=on")
	if err != nil {
		t.Fatal(err)
	}
	address, _, err := cluster.Database()
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, address)
	if got := ask(t, db, "SHOW fsync"); got != "on" {
		t.Errorf("fsync: got %s, want on", got)
	}
	dir := filepath.Dir(ask(t, db, "SHOW data_directory"))
	if err := cluster.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder of a stopped cluster: got %v, want that it is gone", err)
	}
	if serves(host(t, address)) {
		t.Error("a stopped cluster serves")
	}
}

// TestStartPostgresFails: a cluster that cannot start says why in the server's words.
func TestStartPostgresFails(t *testing.T) {
	t.Parallel()
	_, err := storagetest.StartPostgres("no_such_setting=1")
	if err == nil || !strings.Contains(err.Error(), `unrecognized configuration parameter "no_such_setting"`) {
		t.Errorf("got %v, want the name of the setting", err)
	}
}

// TestPostgresEndsWithTheProcess lets a copy of this test binary start a cluster and then end in each way there is but
// the orderly one. Its folder for temporary files must be empty and its server gone after that.
func TestPostgresEndsWithTheProcess(t *testing.T) {
	if way := os.Getenv("STORAGETEST_END"); way != "" {
		end(t, way)
	}
	for _, way := range []string{"panic", "exit", "interrupted", "killed", "killed while starting"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			temp := sharedTempDir(t)
			child := exec.Command(os.Args[0], "-test.run=^TestPostgresEndsWithTheProcess$")
			child.Env = append(os.Environ(), "STORAGETEST_END="+way, "LOKET_TEST_POSTGRES=", "TMPDIR="+temp)
			child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			stdout, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			defer child.Process.Kill()

			var server string
			for said := bufio.NewScanner(stdout); server == "" && way != "killed while starting"; {
				if !said.Scan() {
					t.Fatal("the child ended and named no server")
				}
				fmt.Sscanf(said.Text(), "server %s", &server)
			}
			switch way {
			case "interrupted": // Ctrl-C reaches the whole group
				err = syscall.Kill(-child.Process.Pid, syscall.SIGINT)
			case "killed":
				err = child.Process.Kill()
			case "killed while starting":
				await(t, "the making of the cluster", func() bool {
					data, _ := filepath.Glob(filepath.Join(temp, "*", "data"))
					return len(data) > 0
				})
				err = child.Process.Kill()
			}
			if err != nil {
				t.Fatal(err)
			}
			await(t, "the end of the folder", func() bool { return empty(t, temp) })
			await(t, "the end of the server", func() bool { return !serves(server) })
		})
	}
}

// end is the child: it tells which server it has started, and ends without any cleanup.
func end(t *testing.T, way string) {
	fmt.Printf("server %s\n", host(t, storagetest.Postgres(t)))
	switch way {
	case "panic":
		panic("as asked")
	case "exit":
		os.Exit(3)
	default:
		time.Sleep(time.Minute) // the parent is quicker
	}
}

func open(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func ask(t *testing.T, db *sql.DB, query string) (answer string) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

func host(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func serves(host string) bool {
	conn, err := net.Dial("tcp", host)
	if err == nil {
		conn.Close()
	}
	return err == nil
}

// sharedTempDir is like t.TempDir, but other users may enter and write: under root the server runs as another one.
func sharedTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "storagetest-")
	if err = errors.Join(err, os.Chmod(dir, 0o1777)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func empty(t *testing.T, dir string) bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries) == 0
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 30 s in vain for %s", what)
		}
	}
}
