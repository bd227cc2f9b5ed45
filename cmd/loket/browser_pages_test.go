package main

import (
	"bufio"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// demonstrate starts `loket demo` and returns where it is, and the settings of a command that belongs to it.
func demonstrate(t testing.TB) (origin string, office []string) {
	t.Helper()
	said := &lockedBuffer{}
	demo := exec.Command("loket", "demo", "--listen", "127.0.0.1:0")
	demo.Env, demo.Stderr = clean(), said
	out, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = demo.Process.Signal(syscall.SIGTERM)
		ended := make(chan error, 1)
		go func() { ended <- demo.Wait() }()
		select {
		case err := <-ended:
			if err != nil || said.String() != "" {
				t.Errorf("the demonstration ended: %v: %s", err, tail(said.String(), 4000))
			}
		case <-time.After(27 * time.Second):
			_ = demo.Process.Kill()
			t.Errorf("the demonstration did not stop: %s", tail(said.String(), 4000))
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`http://[0-9.:]+`).FindString(lines.Text()); m != "" {
			origin = m
		}
		if m := regexp.MustCompile(`LOKET_DATABASE_URL=\S+`).FindString(lines.Text()); m != "" {
			office = []string{m}
			break
		}
	}
	if origin == "" || office == nil {
		t.Fatalf("the demonstration did not begin: %s", said)
	}
	go func() {
		for lines.Scan() {
		}
	}()
	return origin, office
}

// comeIn logs a tab in by a link of `loket staff link`.
func (b *tab) comeIn(office []string, name string) {
	b.t.Helper()
	link := loket(b.t, append(office, "LOKET_PUBLIC_URL="+b.origin), "staff", "link", name)
	b.open(strings.TrimPrefix(regexp.MustCompile(`http\S+`).FindString(link), b.origin))
	b.press("main form button.primary")
	b.at("/")
}

// speak turns the console to a language.
func (b *tab) speak(lang string) {
	b.t.Helper()
	if eval[string](b, "document.documentElement.lang") == lang {
		return
	}
	b.pressText("form button", map[string]string{"id": "Indonesia", "en": "English"}[lang])
	b.until("is in "+lang, "document.readyState === 'complete' && document.documentElement.lang === "+quoteJS(lang))
}

// crowded is a demonstration in which something has happened.
func crowded(t testing.TB) (origin string, office []string) {
	t.Helper()
	origin, office = demonstrate(t)
	b := openTab(t, origin)
	b.open("/demo")
	b.press("[data-test=crowd]")
	b.until("the quota is given away", "document.querySelector('[data-test=left]').textContent === '0'")
	b.fill("[data-test=text-telegram]", "petugas")
	b.press("[data-test=send-telegram]")
	b.until("the office has answered", "document.querySelectorAll('[data-test=thread-telegram] .theirs').length > 1")
	loket(t, office, "advance", "PERLU_PERBAIKAN", "C200317-001", "--reason", "foto KK buram")
	loket(t, office, "closure", "add", "2020-04-01", "2020-04-03", "--reason", "masa darurat diperpanjang", "--yes")
	b.press("[data-test=announce]")
	b.until("the announcement is made", "!document.querySelector('[data-test=said]').hidden")
	return origin, office
}

// TestBrowserPages visits every page that can be reached by links, in both languages, narrow and wide: each is accessible by axe-core's
// measure, jumps nowhere while it loads, and fits.
func TestBrowserPages(t *testing.T) {
	origin, office := crowded(t)
	t.Run("both", func(t *testing.T) {
		for _, lang := range []string{"id", "en"} {
			t.Run(lang, func(t *testing.T) {
				t.Parallel()
				walk(t, origin, office, lang)
			})
		}
	})
}

// walk visits the pages in a language.
func walk(t *testing.T, origin string, office []string, lang string) {
	b := openTab(t, origin)
	b.open("/login")
	b.speak(lang)
	b.look(lang, "login")
	who := "Admin " + lang // of each tab one, for a new link ends the earlier ones
	loket(t, office, "staff", "add", who, "--role", "admin")
	b.comeIn(office, who)
	var paths []string
	seen := map[string]bool{}
	for queue := []string{"/", "/demo?lang=" + lang}; len(queue) > 0; queue = queue[1:] {
		kind := regexp.MustCompile(`[0-9]+([-/][0-9]+)*`).ReplaceAllString(regexp.MustCompile(`\?.*`).ReplaceAllString(queue[0], ""), "one")
		if seen[kind] || strings.HasPrefix(kind, "/demo") && len(paths) != 1 {
			continue
		}
		seen[kind] = true
		if len(paths) > 0 && !eval[bool](b, "fetch("+quoteJS(queue[0])+").then(r => r.headers.get('Content-Type').startsWith('text/html'))") {
			continue // a file
		}
		b.open(queue[0])
		if got := eval[string](b, "document.documentElement.lang"); got != lang {
			t.Errorf("%s is in %q, not in %q", queue[0], got, lang)
		}
		b.look(lang, strings.Trim(strings.ReplaceAll(kind, "/", "-"), "-"))
		paths = append(paths, queue[0])
		queue = append(queue, b.links()...)
	}
	t.Logf("%s: %s", lang, strings.Join(paths, " "))
}

// look is one page as a phone and as a desk show it.
func (b *tab) look(lang, name string) {
	b.t.Helper()
	if name == "" {
		name = "today"
	}
	for _, width := range []int64{1440, 360} {
		b.size(width)
		b.do(chromedp.Reload())
		b.quiet()
		moved := b.shifts()
		if len(moved) > 0 { // a live part may have got news just then: only what moves again is the page's own doing
			b.do(chromedp.Reload())
			b.quiet()
			moved = b.shifts()
		}
		for _, s := range moved {
			if name == "demo" && s < "0.0100" {
				continue // a thread that hangs at its lower end, and what comes into it
			}
			b.t.Errorf("%s moves while it loads, at %d px: %s", b.path(), width, s)
		}
		if out := b.wide(); len(out) > 0 {
			b.t.Errorf("%s is wider than %d px: %q", b.path(), width, out)
		}
		b.shoot(fmt.Sprintf("%s_%d", name, width))
		if width > 1000 || lang == "id" { // what a page says in another language does not change how it is built
			b.accessible()
		}
	}
	b.size(1440)
}
