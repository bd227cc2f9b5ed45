package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// TestExplain: what staff did wrong is said in their language, whatever the sentence needs; what went wrong here is not.
func TestExplain(t *testing.T) {
	cat, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC) }
	refused := func(kind core.Kind, key string, args map[string]any) error {
		e := core.Errorf(kind, "for the operator")
		e.Key, e.Args = key, args
		return fmt.Errorf("desk: %w", e)
	}
	for _, c := range []struct {
		err      error
		id, have string
	}{
		{refused(core.Conflict, "bad.role", map[string]any{"role": "admin"}), "admin", "admin"},
		{refused(core.Conflict, "bad.state", map[string]any{"status": "paused"}), cat.Text("id", "notice.paused", false, nil), "paused"},
		{refused(core.Invalid, "bad.extended", map[string]any{"n": 1234, "until": "2020-04-01"}), "1 April 2020", "1 April 2020"},
		{refused(core.Invalid, "bad.long", map[string]any{"language": "en", "n": 4000, "limit": 3500}), "3.500", "English"},
		{refused(core.Missing, "bad.nosuchtext", nil), cat.Text("id", "bad.unnamed", false, nil), cat.Text("en", "bad.unnamed", false, nil)},
	} {
		for lang, want := range map[string]string{"id": c.id, "en": c.have} {
			text, ok := explain(cat, lang, c.err, now)
			if !ok || !strings.Contains(text, want) || strings.ContainsAny(text, "{}") {
				t.Errorf("%v in %s: %q, which lacks %q", c.err, lang, text, want)
			}
		}
	}
	for _, ours := range []error{errors.New("disk full"), core.Errorf(core.Away, "no database"), core.Errorf(core.Internal, "bug")} {
		if text, ok := explain(cat, "id", ours, now); ok {
			t.Errorf("%v is told: %q", ours, text)
		}
	}
	for _, key := range cat.Keys() { // no sentence of the console tells what to write in a chat
		if shown := "console." + key; strings.HasPrefix(key, "bad.") && strings.Contains(cat.Text("en", key, false, nil), " /") && !cat.Has(shown) {
			t.Errorf("%s names what to write in a chat, and there is no %s", key, shown)
		}
	}
}

// TestForWeb: the console is told all that the office file says.
func TestForWeb(t *testing.T) {
	cat, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	of := webOffice(cat)
	if of.Status("en", core.Ready) != "ready to collect" || of.Lost("en", "blocked") != "have blocked us" || of.Lost("en", "new") != "new" {
		t.Errorf("statuses and reasons: %q %q", of.Status("en", core.Ready), of.Lost("en", "blocked"))
	}
	if len(of.Services) != len(cat.AllServices()) || len(of.Kecamatan) != 5 || len(of.Rejections) < 4 || len(of.Answers) < 4 || of.ZoneLabel != "WIB" || of.Rules.Second == 0 {
		t.Errorf("%d services, %d kecamatan, %d rejections, zone %q", len(of.Services), len(of.Kecamatan), len(of.Rejections), of.ZoneLabel)
	}
	a, err := of.Audience("all", "sms")
	if err != nil || of.Describe("en", a) != "all except sms" {
		t.Errorf("audience %q: %v", of.Describe("en", a), err)
	}
	if week, err := of.Hours("mon-thu 08.00-14.00"); err != nil || len(week) != 4 {
		t.Errorf("hours %v: %v", week, err)
	}
	if years, list, err := of.Holidays("a.csv", strings.NewReader("date,type,name_id,name_en\n2027-01-01,libur_nasional,Tahun Baru,New Year\n")); err != nil || len(years) != 1 || len(list) != 1 {
		t.Errorf("holidays %v %v: %v", years, list, err)
	}
}

// TestConsoleServed: serve has the console at its door, which lets in nobody it does not know, asks for links of its own public address,
// and closes at once though a page listens.
func TestConsoleServed(t *testing.T) {
	t.Parallel()
	p := serve(t, newProviders(t, databases["sqlite"](t)).env...)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for path, want := range map[string]int{"/": http.StatusSeeOther, "/login": http.StatusOK, "/nowhere": http.StatusNotFound, "/healthz": http.StatusOK} {
		answer, err := client.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %s\n%s", path, answer.Status, body)
		}
	}
	p.stop()
}
