package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/storage/storagetest"
)

// TestMain lets this test binary also be the program: under the name loket it runs main. What is started by scripts and
// tests is therefore the very code under test, race detector included.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "8") // these tests wait more than they work
	testscript.Main(tests{m}, map[string]func(){"loket": main})
}

// tests are all tests, and after them the end of the browser that some have opened.
type tests struct{ *testing.M }

func (t tests) Run() int {
	defer func() { closeBrowser() }()
	return t.M.Run()
}

// scripts are one file for each thing that users may want or do wrong.
//
//	exits N COMMAND…   the command must exit with N
//	audit FILE         print who did what in an SQLite office
//	newer FILE         make an SQLite office newer than this program
func scripts(t *testing.T, folder string, setup func(*testscript.Env) error) {
	testscript.Run(t, testscript.Params{
		Dir: folder, RequireExplicitExec: true, RequireUniqueNames: true, Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "audit": audit, "newer": newer},
	})
}

// TestScripts runs the program as its users do. $BUSY is an address that somebody else listens at.
func TestScripts(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { busy.Close() })
	scripts(t, "testdata", func(e *testscript.Env) error {
		e.Setenv("BUSY", busy.Addr().String())
		return nil
	})
}

// TestPostgresScripts runs what needs the other database: $POSTGRES is an empty one.
func TestPostgresScripts(t *testing.T) {
	scripts(t, filepath.Join("testdata", "postgres"), func(e *testscript.Env) error {
		e.Setenv("POSTGRES", storagetest.EmptyPostgres(t))
		return nil
	})
}

// exits runs a command as exec does, and asks for its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, not %d", got, want)
	}
}

func audit(ts *testscript.TestScript, _ bool, args []string) {
	db, err := storagetest.Raw("sqlite:" + ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	rows, err := db.Query("SELECT done_by, what, about FROM audit ORDER BY id")
	ts.Check(err)
	defer rows.Close()
	var out bytes.Buffer
	for rows.Next() {
		var by, what, about string
		ts.Check(rows.Scan(&by, &what, &about))
		fmt.Fprintf(&out, "%s %s %s\n", by, what, about)
	}
	ts.Check(rows.Err())
	_, err = ts.Stdout().Write(out.Bytes())
	ts.Check(err)
}

func newer(ts *testscript.TestScript, _ bool, args []string) {
	db, err := storagetest.Raw("sqlite:" + ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	ts.Check(err)
}
