package main

import (
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestDemoStaff: what staff do from another terminal, as the demonstration proposes, reaches its phone.
func TestDemoStaff(t *testing.T) {
	t.Parallel()
	shown, said := &lockedBuffer{}, &lockedBuffer{}
	demo := exec.Command("loket", "demo", "--as", "sms")
	demo.Env, demo.Stdout, demo.Stderr = clean(), shown, said
	typed, err := demo.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		typed.Close()
		if err := demo.Wait(); err != nil || said.String() != "" {
			t.Errorf("the demonstration ended: %v: %s", err, said)
		}
	})
	await := func(what string) {
		t.Helper()
		until(t, 20*time.Second, what, func() bool { return strings.Contains(strings.Join(strings.Fields(shown.String()), " "), what) })
	}
	if _, err := io.WriteString(typed, "DAFTAR#3274015203900001#SITI AMINAH#KK HILANG\nya\n"); err != nil {
		t.Fatal(err)
	}
	await("Permohonan diterima. No C200317-001")
	office := []string{regexp.MustCompile(`LOKET_DATABASE_URL=\S+`).FindString(shown.String())}
	loket(t, office, "advance", "DIPROSES", "C200317-001")
	await("C200317-001 (KK Hilang/Rusak) sedang diproses.")
	foreseen := loket(t, office, "closure", "add", "2020-04-01", "2020-04-27", "--reason", "masa darurat diperpanjang", "--yes")
	if !strings.Contains(foreseen, "told of it: 1 by sms\n") {
		t.Errorf("the closure is told to nobody: %s", foreseen)
	}
	await("jadwal ambil C200317-001 kini Sel 28-04-2020 08.00-09.00")
}
