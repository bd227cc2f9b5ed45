package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tests of what staff and citizens see, in a real Chromium: one for all tests, a tab for each. They start the program as its users do. A
// tab fails its test on any fault of a page: an error on its console, a breach of its Content-Security-Policy, an exception, a request to
// anybody else. `-screens DIR` keeps pictures of every page.

var screens = flag.String("screens", "", "write a picture of every page, narrow and wide, in every language, into this `folder`")

// browsers is where Chromium is looked for, as .ci/setup does; LOKET_TEST_CHROME comes first.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	"/Applications/Chromium.app/Contents/MacOS/Chromium"}

func chromium() (string, error) {
	if named := os.Getenv("LOKET_TEST_CHROME"); named != "" {
		return named, nil
	}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium: .ci/setup installs it, or LOKET_TEST_CHROME names one")
}

// browser is the one browser; closeBrowser ends it.
var (
	closeBrowser = func() {}
	browser      = sync.OnceValues(func() (context.Context, error) {
		path, err := chromium()
		if err != nil {
			return nil, err
		}
		options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.WindowSize(1440, 900),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("no-pings", true))
		allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, end := chromedp.NewContext(allocator)
		closeBrowser = func() { end(); endAllocator() }
		return ctx, chromedp.Do(ctx)
	})
)

// tab is a page in a browser session of its own: it shares no cookies with other tabs.
type tab struct {
	t      testing.TB
	ctx    context.Context
	origin string
	name   string

	mu       sync.Mutex
	faults   []string
	excused  func(fault string) bool // faults that the test brings about
	received float64                 // bytes over the wire
}

const pagePatience = 20 * time.Second // far beyond what a page takes on a busy machine

// openTab opens a tab on an office at that origin.
func openTab(t testing.TB, origin string) *tab {
	t.Helper()
	all, err := browser()
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := chromedp.NewContext(all, chromedp.WithNewBrowserContext())
	b := &tab{t: t, ctx: ctx, origin: origin, name: strings.ReplaceAll(t.Name(), "/", "_"), excused: func(string) bool { return false }}
	t.Cleanup(func() {
		if t.Failed() && *screens != "" {
			b.shoot("failed")
		}
		end()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, f := range b.faults {
			if !b.excused(f) {
				t.Errorf("a page had a fault: %s", f)
			}
		}
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.notice); err != nil {
		t.Fatal(err)
	}
	still := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, still); err != nil { // what moves can neither be pressed nor judged
		t.Fatal(err)
	}
	return b
}

// notice takes note of what a page does that it must not do.
func (b *tab) notice(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fault := func(format string, args ...any) { b.faults = append(b.faults, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			words := make([]string, len(e.Args))
			for i, a := range e.Args {
				words[i] = string(a.Value) + a.Description
			}
			fault("console: %s", strings.Join(words, " "))
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		fault("exception: %s", text)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			fault("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.origin+"/") && !strings.HasPrefix(u, "data:") && u != "about:blank" {
			fault("asked of somebody else: %s", u)
		}
	case *network.EventLoadingFinished:
		b.received += e.EncodedDataLength
	}
}

// excuse lets faults pass that the test itself brings about.
func (b *tab) excuse(is func(fault string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.excused = is
}

// do carries steps out within the time that any page may take.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pagePatience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v\non the page %s:\n%s", err, b.path(), b.text())
	}
}

// eval is the value of a JavaScript expression, awaited if it is a promise. DevTools run it: the page's policy does not forbid it.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := tryEval[T](b, expression)
	if err != nil {
		b.t.Fatalf("%v: %.200s", err, expression)
	}
	return v
}

func tryEval[T any](b *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, pagePatience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// open goes to a path of the office.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.origin + path))
}

// press clicks the first visible element of a CSS selector; fill types into it, choose selects of it.
func (b *tab) press(css string) {
	b.t.Helper()
	b.until("can be pressed: "+css, visibly(css, `true`))
	b.do(chromedp.Click(chromedp.CSS(css)))
}

// pressText clicks the first visible element of a CSS selector that shows a text.
func (b *tab) pressText(css, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("can be pressed: %s with %q", css, text), visibly(css, "e.textContent.includes("+quoteJS(text)+")"))
	eval[bool](b, visibly(css, "e.textContent.includes("+quoteJS(text)+") && (e.scrollIntoView({block:'center'}), e.setAttribute('data-pressed', ''), true)"))
	b.do(chromedp.Click(chromedp.CSS("[data-pressed]")))
	_, _ = tryEval[bool](b, "document.querySelectorAll('[data-pressed]').forEach(e => e.removeAttribute('data-pressed')), true")
}

// visibly is an expression: an element of the selector is visible and holds the condition about e.
func visibly(css, condition string) string {
	return "[...document.querySelectorAll(" + quoteJS(css) + ")].some(e => e.checkVisibility({visibilityProperty:true}) && e.getClientRects().length > 0 && !e.disabled && (" + condition + "))"
}

func (b *tab) fill(css, text string) {
	b.t.Helper()
	b.until("can be filled: "+css, visibly(css, `true`))
	eval[bool](b, "document.querySelector("+quoteJS(css)+").value = '', true")
	b.do(chromedp.SendKeys(chromedp.CSS(css), text))
}

func quoteJS(s string) string {
	q, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always encodes
	}
	return string(q)
}

// until waits for a JavaScript expression to become true; what the page shows then is told if it does not.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	for give := time.Now().Add(pagePatience); ; time.Sleep(30 * time.Millisecond) {
		is, err := tryEval[bool](b, expression)
		if err == nil && is {
			return
		}
		if time.Now().After(give) {
			b.t.Fatalf("after %s still not: %s (%v)\non the page %s:\n%s", pagePatience, what, err, b.path(), b.text())
		}
	}
}

// sees waits for a text on the page.
func (b *tab) sees(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("shows %q", text), "document.body.innerText.includes("+quoteJS(text)+")")
}

// at waits until the tab is at a path.
func (b *tab) at(path string) {
	b.t.Helper()
	b.until("is at "+path, "document.readyState === 'complete' && location.pathname === "+quoteJS(path))
}

func (b *tab) text() string {
	s, err := tryEval[string](b, "document.body.innerText")
	if err != nil {
		return err.Error()
	}
	return tail(s, 3000)
}

func (b *tab) path() string {
	s, _ := tryEval[string](b, "location.pathname + location.search")
	return s
}

// links are the paths of the office to which the page leads, without those of files.
func (b *tab) links() (paths []string) {
	for _, href := range eval[[]string](b, "[...document.querySelectorAll('a[href]')].filter(a => !a.hasAttribute('download')).map(a => a.href)") {
		u, err := url.Parse(href)
		if err != nil || !strings.HasPrefix(href, b.origin+"/") || strings.HasPrefix(u.Path, "/assets/") || filepath.Ext(u.Path) != "" {
			continue
		}
		paths = append(paths, u.RequestURI())
	}
	return paths
}

// quiet waits until no request is under way that will come to an end.
func (b *tab) quiet() {
	b.t.Helper()
	b.until("is loaded", "document.readyState === 'complete' && document.fonts.status === 'loaded' && !document.querySelector('.htmx-request')")
}
