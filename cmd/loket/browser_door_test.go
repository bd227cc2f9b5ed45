package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// served starts `loket serve` at an address that stays the same when it starts again, and its settings.
func served(t testing.TB) (*process, []string) {
	t.Helper()
	at := "127.0.0.1:" + freePort(t)
	env := append(newProviders(t, databases["sqlite"](t)).env, "LOKET_LISTEN="+at, "LOKET_PUBLIC_URL=http://"+at)
	return serve(t, env...), env
}

// TestBrowserLogin: staff come in by a link, which works once; who has none stands before the door, wherever they want to go.
func TestBrowserLogin(t *testing.T) {
	t.Parallel()
	p, env := served(t)
	loket(t, env, "staff", "add", "Budi", "--role", "viewer")
	link := strings.TrimSpace(loket(t, env, "staff", "link", "Budi"))
	path := link[strings.LastIndex(link, "/login/"):]
	b := openTab(t, p.url)
	b.open("/requests")
	b.at("/login")
	b.open(path)
	b.press("main form button.primary")
	b.at("/")
	b.sees("Budi")
	if cookie := eval[string](b, "document.cookie"); strings.Contains(cookie, "loket") {
		t.Errorf("a script can read the session: %q", cookie)
	}
	other := openTab(t, p.url)
	other.excuse(func(fault string) bool { return strings.Contains(fault, path) && strings.Contains(fault, "network: ") })
	other.open(path)
	other.open("/")
	other.at("/login")
	b.press("details.account summary")
	b.press("form[action='/logout'] button")
	b.at("/login")
	b.open("/")
	b.at("/login")
}

// TestBrowserWeight: what a cold browser loads to show the first page is under 100 kB over the wire.
func TestBrowserWeight(t *testing.T) {
	t.Parallel()
	p, env := served(t)
	loket(t, env, "staff", "add", "Budi")
	b := openTab(t, p.url)
	b.comeIn(env, "Budi")
	if _, err := chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	b.received = 0
	b.mu.Unlock()
	b.open("/")
	b.quiet()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.received < 1000 || b.received >= 100_000 {
		t.Errorf("the first page loads %.0f bytes", b.received)
	}
	t.Logf("the first page: %.0f bytes with all that it loads", b.received)
}

// TestBrowserRestart: a page under which the office restarts says that it is out of reach, comes back by itself, and nobody has to log
// in again.
func TestBrowserRestart(t *testing.T) {
	t.Parallel()
	p, env := served(t)
	loket(t, env, "staff", "add", "Budi")
	b := openTab(t, p.url)
	b.excuse(func(fault string) bool {
		return strings.Contains(fault, "ERR_CONNECTION_REFUSED") || strings.Contains(fault, "ERR_INCOMPLETE_CHUNKED") || strings.Contains(fault, "503") || strings.Contains(fault, "htmx:sendError") || strings.Contains(fault, "htmx:afterRequest")
	})
	b.comeIn(env, "Budi")
	const out = "document.getElementById('connection').textContent !== '' && !document.getElementById('connection').classList.contains('back')"
	if eval[bool](b, out) {
		t.Fatal("the page says that the office is out of reach while it is not")
	}
	p.stop()
	b.until("says that the office is out of reach", out)
	b.shoot("lost")
	serve(t, env...)
	b.until("is back", "document.getElementById('connection').textContent === '' || document.getElementById('connection').classList.contains('back')")
	b.shoot("back")
	b.open("/requests")
	b.at("/requests")
}
