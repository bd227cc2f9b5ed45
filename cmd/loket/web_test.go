package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"loket/core"
	"loket/core/catalog"
)

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
	if text, ok := of.Explain("en", core.Errorf(core.Missing, "no such page")); !ok || text == "" {
		t.Error("a refusal is not explained")
	}
}

// Links that staff are sent lead to an address that a browser can open, though the office listens at every one.
func TestPublicAddress(t *testing.T) {
	for _, c := range [][3]string{
		{"", "[::]:8080", "http://127.0.0.1:8080"},
		{"", "0.0.0.0:8080", "http://127.0.0.1:8080"},
		{"", "192.0.2.7:8080", "http://192.0.2.7:8080"},
		{"https://loket.example.go.id/", "[::]:8080", "https://loket.example.go.id"},
	} {
		if got := publicAddress(c[0], c[1]); got != c[2] {
			t.Errorf("%q at %q is %q, not %q", c[0], c[1], got, c[2])
		}
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
	mute, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	p.stop()
	_, _ = io.ReadAll(mute) // it has ended, one way or the other
	if log := p.log.String(); !strings.Contains(log, "the office is closed") {
		t.Errorf("the office did not close: %s", log)
	}
}
