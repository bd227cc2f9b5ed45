package web

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"loket/core"
)

// notes are what a log is written into.
type notes struct {
	sync.Mutex
	bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.Lock()
	defer n.Unlock()
	return n.Buffer.Write(p)
}

// Whatever staff look for and type, and whatever goes wrong with it, the log and the page of an error name no citizen and hold no secret;
// nor does an address, a title, or what is passed on to other sites.
func TestNobodyIsNamed(t *testing.T) {
	log := &notes{}
	o := openOffice(t, func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	o.file(0)
	o.hear(phone(0), "PETUGAS")
	o.hear(phone(0), "saya menunggu")
	token, err := o.Link(t.Context(), o.member("Dewi", core.Admin).Name, operator)
	if err != nil {
		t.Fatal(err)
	}
	b := o.login(core.Admin)
	secrets := []string{nik(0), nik(9), "SITI AMINAH", "RAHASIA", phone(0).ID[3:], phone(9).ID[3:], token}
	tries := [][]string{
		{"/requests", "words", "siti aminah RAHASIA " + nik(0)},
		{"/requests", "words", phone(0).ID},
		{"/requests/1/name", "name", "RAHASIA"},
		{"/requests/1/move", "to", "TIDAK_LENGKAP", "reason", "RAHASIA " + nik(9), "seen", "DIAJUKAN.1.0"},
		{"/requests/1/reveal"},
		{"/requests/new", "via", "loket", "service", "kk-hilang", "nik", nik(9), "name", "RAHASIA", "phone", phone(9).ID, "note", "RAHASIA"},
		{"/requests/new", "via", "RAHASIA", "service", "RAHASIA", "nik", "RAHASIA", "name", nik(9), "phone", "RAHASIA", "day", "RAHASIA"},
		{"/requests/export", "full", "1", "as", "csv"},
		{"/conversations/1/answer", "words", "RAHASIA " + nik(9)},
		{"/announcements/new", "text.id", "RAHASIA", "words", "RAHASIA"},
		{"/announcements/RAHASIA/steer", "deed", "RAHASIA"},
		{"/login", "name", "RAHASIA"},
		{"/login/" + token},
	}
	look := func(about string) {
		t.Helper()
		log.Lock()
		defer log.Unlock()
		for _, secret := range secrets {
			if strings.Contains(strings.ToUpper(log.String()), secret) {
				t.Errorf("%s: the log says %q:\n%s", about, secret, log.String())
			}
		}
	}
	visit := func(about string) {
		t.Helper()
		for _, form := range tries {
			a := b.post(form[0], form[1:]...)
			title := ""
			if _, after, ok := strings.Cut(a.body, "<title>"); ok {
				title, _, _ = strings.Cut(after, "</title>")
			}
			for _, secret := range secrets {
				if strings.Contains(strings.ToUpper(a.path), secret) && a.path != form[0] || strings.Contains(title, secret) {
					t.Errorf("%s: %s ends at %s, %q", about, form[0], a.path, title)
				}
				if a.status >= http.StatusInternalServerError && strings.Contains(a.body, secret) {
					t.Errorf("%s: %s: %d says %q", about, form[0], a.status, secret)
				}
			}
			if p := a.header.Get("Referrer-Policy"); p != "same-origin" && p != "no-referrer" {
				t.Errorf("%s: Referrer-Policy %q", form[0], p)
			}
		}
		look(about)
	}
	visit("while all is well")
	o.run("ALTER TABLE requests RENAME TO gone")
	o.run("ALTER TABLE letters RENAME TO gone_too")
	visit("while the database is broken")
	if log.Len() == 0 {
		t.Error("nothing was written down of what went wrong")
	}
}
