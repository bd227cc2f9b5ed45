package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMain lets this test binary also be the processes that the bench starts of itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "provider" || os.Args[1] == "outbox") {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestKeeper: a process of the office ends with the bench, also when that is killed; one that has ended before is left alone.
func TestKeeper(t *testing.T) {
	start := func() (*exec.Cmd, *keeper) {
		t.Helper()
		cmd := exec.Command("sleep", "600")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		k, err := keepProcess(cmd.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		return cmd, k
	}
	cmd, k := start()
	k.in.Close() // as the kernel does it
	if err := errors.Join(k.cmd.Wait(), cmd.Wait()); err == nil || err.Error() != "signal: killed" {
		t.Errorf("without the bench it ends with %v", err)
	}
	cmd, k = start()
	if err := k.done(); err != nil {
		t.Error(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Errorf("it was ended although the bench has seen its end: %v", err)
	}
	_ = cmd.Wait()
}

// TestRows runs rows for moments, on a database that is hardly filled: what they measure means nothing, but whatever must not
// happen would be seen, and so would a row that measures nothing.
func TestRows(t *testing.T) {
	folder, err := os.MkdirTemp("", "loketbench-test-")
	if err == nil {
		err = os.Chmod(folder, 0o777) // PostgreSQL, which is never root, has its own folder in it
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	t.Setenv("TMPDIR", folder)
	loket := filepath.Join(folder, "loket")
	if out, err := exec.Command("go", "build", "-o", loket, "loket/cmd/loket").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	c := &runCommand{Loket: loket, Seconds: 0.2, Followers: 5000, Only: []string{"register", "sqlite", "outbound-http"}}
	chosen, err := choose(c.Only, false)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBench(c)
	if err != nil {
		t.Fatal(err)
	}
	b.scale, b.as = 1, nil // in a hurry, and nothing needs to outlive the machine
	for _, r := range chosen {
		if err := r.run(context.Background(), b); err != nil {
			t.Errorf("row %s: %v", r.name, err)
		}
	}
	for _, r := range b.table.Rows {
		t.Logf("%+v", r)
		if len(r.Broken) > 0 {
			t.Errorf("row %s is broken: %q", r.Name, r.Broken)
		}
		if r.Measured.Value <= 0 {
			t.Errorf("row %s measures nothing", r.Name)
		}
	}
	if err := b.close(); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if f.Name() != "loket" {
			t.Errorf("the bench leaves %s behind", f.Name())
		}
	}
}
