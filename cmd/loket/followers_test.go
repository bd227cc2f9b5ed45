package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// follower is one of those who follow.
type follower int

func (f follower) sms() bool     { return f%2 == 0 }
func (f follower) phone() string { return fmt.Sprintf("+62815%08d", 10000000+int(f)) }
func (f follower) chat() int64   { return 5_000_000 + int64(f) }

// writeFollowers writes a list to be imported.
func writeFollowers(t testing.TB, n int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("channel,address,lang,kecamatan,consent\n")
	districts := []string{"Kejaksan", "Lemahwungkuk", "Harjamukti", "Pekalipan", "Kesambi"}
	for f := range follower(n) {
		if f.sms() {
			fmt.Fprintf(&b, "sms,%s,id,%s,2020-03-02 formulir kecamatan\n", f.phone(), districts[int(f)%5])
		} else {
			fmt.Fprintf(&b, "telegram,%d,%s,%s,2020-03-02 formulir kecamatan\n", f.chat(), []string{"id", "en"}[int(f)/2%2], districts[int(f)%5])
		}
	}
	file := filepath.Join(t.TempDir(), "followers.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// status asks how an announcement stands, and holds the answer to its promise: the seven states add up to the audience.
func (p *providers) status(t testing.TB, id int64) noticeLine {
	t.Helper()
	var n noticeLine
	if err := json.Unmarshal([]byte(loket(t, p.office(), "announce", "status", "--json", strconv.FormatInt(id, 10))), &n); err != nil {
		t.Fatal(err)
	}
	l := n.Ledger
	if sum := l.Owed + l.Sending + l.Sent + l.Delivered + l.Failed + l.Skipped + l.Doubt; sum != l.Audience {
		t.Errorf("the counts add up to %d of an audience of %d: %+v", sum, l.Audience, l)
	}
	return n
}

// announce sends an announcement to all and returns its number.
func (p *providers) announce(t testing.TB, args ...string) int64 {
	t.Helper()
	var sent struct{ ID int64 }
	out := loket(t, p.env, append([]string{"announce", "send", "--yes", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &sent); err != nil || sent.ID == 0 {
		t.Fatalf("%v: %s", err, out)
	}
	return sent.ID
}

// over waits until nothing more of an announcement can be sent.
func (p *providers) over(t testing.TB, id int64, patience time.Duration) (n noticeLine) {
	t.Helper()
	until(t, patience, "the announcement is over", func() bool {
		time.Sleep(200 * time.Millisecond) // a look costs a process
		n = p.status(t, id)
		return n.State == core.Finished || n.State == core.Attention
	})
	return n
}

const closed = "Loket tutup 17-31 Maret 2020. Mohon tidak datang; ajukan lewat pesan ini."

// resident is how much memory a process has, and had at most, in megabytes.
func (p *process) resident(t testing.TB) (now, most int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0 // no such file on this system: nothing is measured
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 3 {
			kB, _ := strconv.Atoi(f[1])
			switch f[0] {
			case "VmRSS:":
				now = kB / 1024
			case "VmHWM:":
				most = kB / 1024
			}
		}
	}
	return now, most
}
