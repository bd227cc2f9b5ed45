package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// run changes the database past everything.
func (o *office) run(statement string, args ...any) {
	o.Helper()
	db, err := storagetest.Raw(o.address)
	if err != nil {
		o.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(db.Rebind(statement), args...); err != nil {
		o.Fatal(err)
	}
}

// Whoever works here no more, or whose session was ended, is out at the next press.
func TestSessionsEnd(t *testing.T) {
	for about, end := range map[string]func(o *office, s core.Staff) error{
		"removed": func(o *office, s core.Staff) error { return o.RemoveStaff(o.Context(), s.Name, operator) },
		"ended": func(o *office, s core.Staff) error {
			_, err := o.EndSessions(o.Context(), s.ID, 0, operator)
			return err
		},
		"idle": func(o *office, _ core.Staff) error {
			o.run("UPDATE sessions SET ends_at = seen_at") // as when eight hours are over
			return nil
		},
	} {
		t.Run(about, func(t *testing.T) {
			o := openOffice(t)
			s := o.member("Joko", core.Admin)
			b, part, stays := o.loginAs("Joko"), o.loginAs("Joko"), o.login(core.Viewer)
			if err := end(o, s); err != nil {
				t.Fatal(err)
			}
			before := o.contents()
			b.post("/logout").is(http.StatusOK, "/login")
			b.get("/").is(http.StatusOK, "/login")
			if a := part.part("/"); a.status != http.StatusUnauthorized || a.header.Get("HX-Redirect") != "/login" {
				t.Errorf("a part of a page: %d %v", a.status, a.header)
			}
			if after := o.contents(); after != before {
				t.Errorf("changed: %s", differing(before, after))
			}
			if about != "idle" {
				stays.get("/").is(http.StatusOK, "/")
			}
		})
	}
}

// A role that was changed counts at the next press.
func TestRoleChanges(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Admin)
	o.member("admin", core.Viewer)
	b.get("/").ok().has("admin", "Viewer")
}

// A session lasts eight hours from the last press, by the database's clock; what a page that is left open asks by itself is no press.
func TestSessionIdles(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Viewer)
	idle := core.SessionIdle.Microseconds()
	if n := o.count("sessions", "ends_at - seen_at BETWEEN ? AND ?", idle-time.Minute.Microseconds(), idle); n != 1 {
		t.Errorf("%d sessions end eight hours after they were seen", n)
	}
	long := func() bool { return o.count("sessions", "ends_at - seen_at > ?", idle/2) == 1 }
	other, err := New(Config{Desk: realDesk{o.Desk}, Office: officeOf(catalogue())}) // another replica, which has written nothing yet
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(other.Handler())
	t.Cleanup(server.Close)
	elsewhere := &browser{o, b.client, server.URL, b.from}
	o.run("UPDATE sessions SET ends_at = ends_at - ?", 7*time.Hour.Microseconds())
	elsewhere.ask(http.MethodGet, "/", nil, "Loket-Live", "1").ok()
	elsewhere.ask(http.MethodGet, "/", nil, "Accept", "text/event-stream").ok()
	if long() {
		t.Error("a page that is left open prolongs the session")
	}
	elsewhere.get("/").ok()
	if !long() {
		t.Error("a press does not prolong the session")
	}
}

// What a browser is told of the cookies, and of what these pages may do.
func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		o := openOffice(t, func(c *Config) { c.Secure = secure })
		o.member("Dewi", core.Viewer)
		token, err := o.Link(o.Context(), "Dewi", operator)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/login/" + token, "/language?lang=en"} {
			w := httptest.NewRecorder()
			o.console.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, nil))
			cookies := w.Result().Cookies()
			if w.Code != http.StatusSeeOther || len(cookies) == 0 {
				t.Fatalf("%d %v", w.Code, cookies)
			}
			for _, c := range cookies {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
					t.Errorf("a cookie of %s: %s", path, c)
				}
			}
		}
	}
}

// What comes from another site is refused, and changes nothing; a link from there is followed.
func TestOtherSites(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Admin)
	before := o.contents()
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://jahat.example"}, {"Origin", "null"}} {
		for _, path := range []string{"/logout", "/language", "/login"} {
			b.ask(http.MethodPost, path, nil, header[0], header[1]).is(http.StatusForbidden, "")
		}
	}
	if after := o.contents(); after != before {
		t.Errorf("changed: %s", differing(before, after))
	}
	b.ask(http.MethodGet, "/", nil, "Sec-Fetch-Site", "cross-site").is(http.StatusOK, "/")
	b.ask(http.MethodPost, "/logout", nil, "Sec-Fetch-Site", "same-origin").is(http.StatusOK, "/login")
}

// Every answer says what its page may do, be it none.
func TestHeaders(t *testing.T) {
	o := openOffice(t)
	h := o.console.Handler()
	for _, q := range []struct {
		method, path string
		status       int
	}{{"GET", "/", 303}, {"GET", "/login", 200}, {"GET", "/login/x", 410}, {"GET", "/nowhere", 404}, {"POST", "/language", 422}, {"GET", "/assets/x/style.css", 404},
		{"GET", assetPath("style.css"), 200}, {"GET", assetPath("icon.svg"), 200}, {"DELETE", "/login", 404}} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(q.method, q.path, nil))
		if w.Code != q.status {
			t.Errorf("%s %s: %d, not %d", q.method, q.path, w.Code, q.status)
		}
		const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
		for name, want := range map[string]string{"Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s %s: %s is %q", q.method, q.path, name, got)
			}
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" && q.path != assetPath("style.css") && q.path != assetPath("icon.svg") {
			t.Errorf("%s %s is kept: %s", q.method, q.path, got)
		}
	}
}
