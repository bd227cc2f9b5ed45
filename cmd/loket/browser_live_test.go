package main

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"

	"loket/channels/channeltest/minitwilio"
)

// whileAway tells whether a fault is what browsers say of an office that is away.
func whileAway(fault string) bool {
	for _, of := range []string{"ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED",
		"ERR_SOCKET_NOT_CONNECTED", "status of 503", "htmx:sendError", "htmx:afterRequest", "htmx:timeout", "htmx:sseError",
		`console: "[object Event]"`} { // htmx says so of a stream that ended
		if strings.Contains(fault, of) {
			return true
		}
	}
	return false
}

const (
	away   = "document.getElementById('connection').textContent !== '' && !document.getElementById('connection').classList.contains('back')"
	there  = "!(" + away + ")"
	hasten = "document.dispatchEvent(new Event('visibilitychange')), true" // live parts are fetched at once
)

// TestBrowserTalk: an officer answers a citizen whose next words arrive meanwhile, under whom the office hangs and is started anew. What
// is typed, where the cursor is and what stands open stay, and a press that is made twice, or into the void, sends one answer.
func TestBrowserTalk(t *testing.T) {
	t.Parallel()
	at := "127.0.0.1:" + freePort(t)
	town := newProviders(t, databases["sqlite"](t))
	town.tw.Set(func(k *minitwilio.Knobs) { k.Webhook = "http://" + at + "/hooks/twilio" })
	env := append(town.env, "LOKET_LISTEN="+at, "LOKET_PUBLIC_URL=http://"+at)
	p := serve(t, env...)
	loket(t, env, "staff", "add", "Budi", "--role", "officer")
	b := openTab(t, p.url)
	b.excuse(whileAway)
	b.comeIn(env, "Budi")

	// The day's page hears of it.
	const siti = "+6281310000002"
	eval[bool](b, "document.querySelector('#plot-table summary').click(), document.querySelector('#plot-table summary').focus(), true")
	town.tw.Text(siti, "PETUGAS")
	b.until("says by itself that somebody asks for an officer", "document.querySelector('#h-calls') !== null")
	if !eval[bool](b, "document.querySelector('#plot-table').open && document.activeElement.matches('#plot-table summary')") {
		t.Error("what stood open on the day's page is shut, or the focus is lost, when it renews itself")
	}

	b.press("#h-calls")
	b.press("ol.calls a")
	b.press("form[action$='/take'] button")
	b.until("is taken", "document.querySelector('#endask') !== null")
	b.press("#words")
	b.do(chromedp.SendKeys(chromedp.CSS("#words"), "Selamat pagi"))
	b.until("counts what is typed", "document.querySelector('#count').textContent.includes('1 SMS')")
	eval[bool](b, "words.setSelectionRange(7, 7), window.same = words, true")
	town.tw.Text(siti, "apakah KK saya sudah jadi?")
	b.until("shows the next words by itself", "document.querySelector('#lines').innerText.includes('sudah jadi')")
	b.do(chromedp.KeyEvent(", Ibu,"))
	if got := eval[string](b, "document.activeElement.id + ': ' + words.value + (window.same === words)"); got != "words: Selamat, Ibu, pagitrue" {
		t.Errorf("while words arrived the officer typed %q", got)
	}
	eval[bool](b, "document.querySelector('#endask summary').click(), document.querySelector('#endask summary').focus(), true")
	town.tw.Text(siti, "saya tunggu")
	b.until("shows the words after those", "("+hasten+") && document.querySelector('#lines').innerText.includes('saya tunggu')")
	if !eval[bool](b, "document.querySelector('#endask').open && document.activeElement.matches('#endask summary')") {
		t.Error("a question that stands open is shut, or the focus is lost, when words arrive")
	}
	eval[bool](b, "document.querySelector('#endask').open = false, true")

	// An answer of the office's, and what it costs.
	b.do(chromedp.Focus(chromedp.CSS("#canned")))
	eval[bool](b, "canned.value = 'LANJUT', canned.dispatchEvent(new Event('change', {bubbles: true})), true")
	b.until("has the office's answer behind what was typed", "words.value.startsWith('Selamat, Ibu, pagi\\nPermohonan sudah kami terima')")
	b.until("counts both", "Number(/\\d+(?= karakter)/.exec(document.querySelector('#count').textContent)) > 100")
	b.do(chromedp.SendKeys(chromedp.CSS("#words"), strings.Repeat(" terima kasih", 4)))
	b.until("counts two SMS", "document.querySelector('#count').textContent.includes('2 SMS')")
	typed := eval[string](b, "words.value")

	// The office hangs, and ends.
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	b.until("says that the office is out of reach", away)
	b.press("form[action$='/answer'] button.primary")
	p.kill()
	b.press("form[action$='/answer'] button.primary")
	b.shoot("lost")
	if got := eval[string](b, "words.value"); got != typed {
		t.Fatalf("without the office, what was typed became %q", got)
	}
	serve(t, env...)
	b.until("is back", there)
	town.tw.Text(siti, "halo?")
	b.until("shows words again", "("+hasten+") && document.querySelector('#lines').innerText.includes('halo?')")
	if got := eval[string](b, "words.value"); got != typed {
		t.Errorf("when the office was back, what was typed became %q", got)
	}

	before := len(town.tw.Sent(siti))
	x := eval[[]float64](b, `(() => { const e = document.querySelector("form[action$='/answer'] button.primary"); e.scrollIntoView({block: 'center'})
		const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2] })()`)
	for i := range 2 { // a double press
		b.do(chromedp.MouseClickXY(x[0], x[1], chromedp.ClickCount(i+1)))
	}
	b.until("is answered", "[...document.querySelectorAll('#lines .ours')].some(e => e.innerText.includes('terima kasih')) && words.value === ''")
	town.tw.WaitSent(t, siti, before+1, pagePatience)
	if n := eval[int](b, "document.querySelectorAll('#lines .ours').length"); n != 1 || len(town.tw.Sent(siti)) != before+1 {
		t.Errorf("pressed twice, it is answered %d times, and %d letters left", n, len(town.tw.Sent(siti))-before)
	}
}

// TestBrowserProgress: an announcement is seen as it is typed, and as it goes, also when it is paused and when the office starts anew
// under it; what is counted adds up.
func TestBrowserProgress(t *testing.T) {
	t.Parallel()
	const everybody = 120
	at := "127.0.0.1:" + freePort(t)
	town := newProviders(t, databases["sqlite"](t))
	town.tg.Users(5_000_000, everybody)
	town.tw.Set(func(k *minitwilio.Knobs) { k.Webhook = "http://" + at + "/hooks/twilio" })
	env := append(slices.Clone(town.env), "LOKET_LISTEN="+at, "LOKET_PUBLIC_URL=http://"+at, "LOKET_SMS_RATE=8", "LOKET_TELEGRAM_RATE=8")
	p := serve(t, env...)
	loket(t, town.office(), "subscribers", "import", writeFollowers(t, everybody))
	loket(t, env, "staff", "add", "Budi", "--role", "broadcaster")
	b := openTab(t, p.url)
	b.excuse(whileAway)
	b.comeIn(env, "Budi")

	b.open("/announcements/new")
	b.do(chromedp.SendKeys(chromedp.CSS("textarea[name='text.id']"), "Loket tutup."))
	b.until("shows what is typed, on every channel", "document.querySelectorAll('#preview .phone').length === 2 && [...document.querySelectorAll('#preview .phone')].every(e => e.innerText.includes('Loket tutup.'))")
	b.until("counts whom it reaches", fmt.Sprintf("document.querySelector('#preview .reach b').textContent === '%d'", everybody))
	price := eval[string](b, "document.querySelector('#preview').innerText.match(/Rp[\\d.]+/)?.[0]")
	eval[bool](b, "window.same = document.activeElement, true")
	b.do(chromedp.KeyEvent(strings.Repeat(" Kami buka lagi tanggal 1 April.", 5)))
	b.until("counts two SMS", "document.querySelector('#preview .phone.sms').innerText.includes('2 SMS')")
	b.until("knows the new price", "document.querySelector('#preview').innerText.match(/Rp[\\d.]+/)?.[0] !== "+quoteJS(price))
	if !eval[bool](b, "document.activeElement === window.same && window.same.value.endsWith('1 April.')") {
		t.Error("the preview takes the focus, or what is typed")
	}
	b.shoot("preview")
	b.press("#preview button[formaction='/announcements']")
	b.at("/announcements/1")

	gone := "Number(document.querySelector('#progress progress').value)"
	b.until("goes on by itself", gone+" > 4")
	b.press("#steering button[value=pause]")
	b.until("is paused", "document.querySelector('#progress .badge.paused') !== null")
	b.press("#steering button[value=resume]")
	b.until("runs again", "document.querySelector('#progress .badge.sending') !== null")
	seen := eval[int](b, gone)
	b.until("goes on after that", fmt.Sprintf("%s > %d", gone, seen))

	eval[bool](b, "window.same = document.body, true")
	p.stop()
	b.until("says that the office is out of reach", away)
	b.shoot("lost")
	if n := eval[int](b, gone); n >= everybody {
		t.Fatal("it was over before the office went")
	}
	serve(t, append(env, "LOKET_SMS_RATE=200", "LOKET_TELEGRAM_RATE=200")...)
	b.until("is back", there)
	b.until("is finished", "document.querySelector('#progress .badge.finished') !== null && window.same === document.body")
	sum := func(of string) string {
		return "[..." + of + "].map(e => Number(e.textContent)).reduce((a, b) => a + b, 0)"
	}
	b.until("adds up", fmt.Sprintf("%s === %d && %s === %d", sum("document.querySelectorAll('#progress .counts > :not(.sum) dd')"), everybody, sum("document.querySelectorAll('#progress .counts .sum dd')"), everybody))
	b.until("adds up by channel", sum("document.querySelectorAll('table.list td.num')")+fmt.Sprintf(" === %d && !document.querySelector('table.list .badge.owed')", everybody))
	b.until("offers what can be done with what is over", "document.querySelector('#steering button[value=pause]') === null && document.querySelector('#withdrawask') !== null")
	b.shoot("finished")
}
