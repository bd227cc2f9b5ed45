package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axe string

// violation is what axe-core finds.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// accessible fails on what axe-core calls serious or critical.
func (b *tab) accessible() {
	b.t.Helper()
	b.quiet()
	if !eval[bool](b, "typeof axe === 'object'") {
		eval[bool](b, axe+";true")
	}
	found := eval[[]violation](b, `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help,
		Nodes: v.nodes.slice(0, 5).map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`)
	for _, v := range found {
		if v.Impact != "serious" && v.Impact != "critical" {
			continue
		}
		var where strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&where, "\n    %.300s\n      %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n      "))
		}
		b.t.Errorf("%s: %s (%s, %s)%s", b.path(), v.Help, v.ID, v.Impact, &where)
	}
}

// shifts are what the page has moved by itself while it loaded: what browsers call layout shift.
func (b *tab) shifts() []string {
	b.t.Helper()
	return eval[[]string](b, `new Promise(done => {
		const all = []
		new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput && e.startTime < performance.getEntriesByType('navigation')[0].loadEventEnd + 500) all.push(e.value.toFixed(4) + ': ' +
			e.sources.map(s => s.node ? (s.node.outerHTML || s.node.textContent).slice(0, 80) + ' ' + JSON.stringify(s.previousRect) + ' ' + JSON.stringify(s.currentRect) : '?').join(' | ')) }).observe({type: 'layout-shift', buffered: true})
		setTimeout(() => done(all), 300)
	})`)
}

// wide are the elements that stick out of the window, if the page is wider: then a phone must scroll sideways.
func (b *tab) wide() []string {
	b.t.Helper()
	return eval[[]string](b, `(() => {
		const edge = document.documentElement.clientWidth
		if (document.documentElement.scrollWidth <= edge) return []
		return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > edge + 1).map(e => e.outerHTML.slice(0, 90)).slice(0, 6)
	})()`)
}

// size makes the window so wide.
func (b *tab) size(width int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, map[bool]int64{true: 740, false: 900}[width < 600]))
}

// shoot keeps a picture of the whole page, where -screens says so.
func (b *tab) shoot(name string) {
	if *screens == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(*screens, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(*screens, b.name+"_"+name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Errorf("keep a picture: %v", err)
	}
}
