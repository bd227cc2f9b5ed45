package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBrowserPicksDays: days are picked by dragging, by a press with Shift, and by the arrow keys; they are closed after a look at what
// that means, which nobody can say yes to any more once a field has changed.
func TestBrowserPicksDays(t *testing.T) {
	t.Parallel()
	at := "127.0.0.1:" + freePort(t)
	env := append(newProviders(t, databases["sqlite"](t)).env, "LOKET_LISTEN="+at, "LOKET_PUBLIC_URL=http://"+at, "LOKET_CLOCK=2020-03-17T07:55:00+07:00")
	serve(t, env...)
	loket(t, env, "staff", "add", "Budi", "--role", "broadcaster")
	b := openTab(t, "http://"+at)
	b.comeIn(env, "Budi")
	b.open("/calendar/2020-04")
	b.until("is ready", "document.querySelector('.month.pickable') !== null")
	picked := func(want string) {
		t.Helper()
		b.until("has picked "+want, fmt.Sprintf("[from.value, to.value, document.querySelectorAll('td.picked').length].join(' ') === '%s'", want))
	}
	x9, y9 := b.cell("2020-04-09")
	x7, y7 := b.cell("2020-04-07")
	b.do(chromedp.DragAndDropXY(x9, y9, x7, y7, 5))
	picked("2020-04-07 2020-04-09 3")
	b.do(chromedp.MouseClickXY(x9, y9))
	picked("2020-04-09 2020-04-09 1")
	x, y := b.cell("2020-04-13")
	b.do(chromedp.MouseClickXY(x, y, chromedp.ButtonModifiers(chromedp.ModifierShift)))
	picked("2020-04-09 2020-04-13 5")
	b.do(chromedp.Focus(chromedp.CSS(`td[data-day="2020-04-01"] a`)), chromedp.KeyEvent(kb.ArrowRight),
		chromedp.KeyEvent(kb.ArrowRight+kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierShift)))
	picked("2020-04-02 2020-04-10 9")
	b.do(chromedp.Focus(chromedp.CSS(`td[data-day="2020-04-07"] a`)), chromedp.KeyEvent(" "))
	picked("2020-04-07 2020-04-07 1")

	b.do(chromedp.EmulateViewport(360, 800, chromedp.EmulateTouch))
	b.until("is a list", "getComputedStyle(month).display === 'block'")
	b.touch("2020-04-06") // the last, for the first is picked
	picked("2020-04-06 2020-04-07 2")
	b.until("says so", "document.getElementById('picked').textContent === 'Senin, 6 April 2020 – Selasa, 7 April 2020'")
	b.touch("2020-04-07")
	picked("2020-04-07 2020-04-07 1")
	b.do(chromedp.EmulateViewport(1440, 900))

	b.press("button[formaction='/calendar/close']")
	b.at("/calendar/close")
	b.fill("#reason", "Listrik padam")
	b.press("form[data-fades] button")
	b.sees("Tidak ada jadwal pengambilan yang pindah.")
	b.until("can say yes", "!document.getElementById('preview').inert")
	b.fill("#reason", "Banjir")
	b.until("cannot say yes to what is there no more", "document.getElementById('preview').inert")
	b.press("form[data-fades] button")
	b.until("shows what the other reason means", "document.querySelector('#preview q').textContent === 'Banjir'")
	b.press("#preview button[name=yes]")
	b.at("/calendar/change/1")
	if list := loket(t, env, "closure", "list"); !strings.Contains(list, "2020-04-07 to 2020-04-07") || !strings.Contains(list, "Banjir") {
		t.Errorf("closures: %s", list)
	}
}

// touch presses a day with a finger.
func (b *tab) touch(day string) {
	b.t.Helper()
	// What the keys have begun to scroll goes on for some frames: a finger would meet another day.
	eval[bool](b, fmt.Sprintf("document.querySelector('td[data-day=%q]').scrollIntoView({block: 'center', behavior: 'instant'}), rests = [], true", day))
	b.until("stands still", "rests.push(scrollY) > 5 && rests.slice(-5).every(at => at === scrollY)")
	x, y := b.cell(day)
	for _, e := range []input.DispatchTouchEventParams{
		{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}},
		{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		if _, err := chromedp.Call(b.ctx, input.DispatchTouchEvent, e); err != nil {
			b.t.Fatal(err)
		}
	}
}

// cell is a place within the cell of a day, in view, where nothing leads elsewhere.
func (b *tab) cell(day string) (x, y float64) {
	b.t.Helper()
	at := eval[[]float64](b, fmt.Sprintf("(r => [r.left + r.width / 2, r.bottom - 10])(document.querySelector('td[data-day=%q]').getBoundingClientRect())", day))
	return at[0], at[1]
}
