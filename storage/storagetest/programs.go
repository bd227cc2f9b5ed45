package storagetest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

var errNoPostgres = errors.New(`these tests need PostgreSQL's programs (initdb, pg_ctl, postgres; no running server), and none were found.
Install them and run the tests again:
	Debian, Ubuntu   make setup            (or: sudo apt-get install postgresql)
	Fedora           sudo dnf install postgresql-server postgresql-contrib
	macOS            brew install postgresql
or name a server whose role may create databases: LOKET_TEST_POSTGRES=postgres://user:password@host/postgres`)

// Program finds one of PostgreSQL's programs: one that stands beside initdb, say pgbench.
func Program(name string) (string, error) {
	folder, err := programs()
	if err != nil {
		return "", err
	}
	program := filepath.Join(folder, name)
	if _, err := os.Stat(program); err != nil {
		return "", fmt.Errorf("PostgreSQL's programs in %s lack %s: install the package of this system that has it (Fedora: postgresql-contrib)", folder, name)
	}
	return program, nil
}

// programs finds the folder with PostgreSQL's programs. Debian keeps them out of PATH, and a link in PATH may stand
// alone, so a folder counts only when all are there. The setup script looks in the same places.
func programs() (string, error) {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if initdb, err = filepath.EvalSymlinks(initdb); err == nil {
			folders = append(folders, filepath.Dir(initdb))
		}
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
	} {
		found, _ := filepath.Glob(pattern)
		slices.Reverse(found) // the newest first
		folders = append(folders, found...)
	}
	for _, folder := range folders {
		if !slices.ContainsFunc([]string{"initdb", "pg_ctl", "postgres"}, func(name string) bool {
			_, err := os.Stat(filepath.Join(folder, name))
			return err != nil
		}) {
			return folder, nil
		}
	}
	return "", errNoPostgres
}
