package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/storage/storagetest"
)

// TestMain lets this test binary also be the program: under the name loket it runs main. What is started by scripts and
// tests is therefore the very code under test, race detector included.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"loket": main})
}

// TestScripts runs the program as its users do: one file for each thing they may want or do wrong.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,

		Setup: func(e *testscript.Env) error {
			e.Setenv("USER", "tester")
			return nil
		},
	})
}

// postgres gives a script a database of its own in $POSTGRES.
func postgres(t *testing.T) func(*testscript.Env) error {
	return func(e *testscript.Env) error {
		e.Setenv("POSTGRES", storagetest.Postgres(t))
		return nil
	}
}

// TestScriptsOnPostgres runs those scripts that need the other database.
func TestScriptsOnPostgres(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: filepath.Join("testdata", "postgres"), RequireExplicitExec: true, Setup: postgres(t)})
}
