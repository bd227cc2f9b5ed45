package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserStory is the office's day with both sides of it on the screen: a citizen on a phone of the demonstration, and an officer in
// the console. Each sees what the other has done without loading a page anew.
func TestBrowserStory(t *testing.T) {
	t.Parallel()
	origin, office := demonstrate(t)
	phone, desk := openTab(t, origin), openTab(t, origin)
	phone.open("/demo")
	desk.comeIn(office, "Ratna")
	desk.until("the day is empty", "document.querySelector('#day') !== null")

	// A citizen files, and is seen.
	phone.says("sms", "DAFTAR#3274015203900001#SITI AMINAH#KK HILANG")
	phone.hears("sms", "Balas", "Siti: the office asks for a yes")
	phone.says("sms", "YA")
	phone.hears("sms", "C200317-001", "Siti has a ticket")
	desk.open("/requests")
	desk.pressText("main a", "C200317-001")
	desk.sees("SITI AMINAH")
	if shown := eval[string](desk, "document.body.innerText"); !strings.Contains(shown, "C200317-001") || strings.Contains(shown, "3274015203900001") {
		t.Errorf("the request is shown with its whole NIK, or without its ticket:\n%s", shown)
	}
	desk.press("form[action$='/reveal'] button")
	desk.sees("3274015203900001")

	// Something is missing; the citizen answers.
	eval[bool](desk, "document.querySelectorAll('details').forEach(d => d.open = true), true")
	desk.fill("#correct-reason", "foto KK buram")
	desk.press("form:has(#correct-reason) button:not([type=button])")
	phone.hears("sms", "foto KK buram", "Siti is asked for a correction")
	phone.says("sms", "PERBAIKAN")
	phone.says("sms", "foto ulang sudah jelas")
	phone.hears("sms", "kami terima", "Siti's answer has arrived")
	desk.do(chromedp.Reload())
	desk.sees("foto ulang sudah jelas")

	// The pickup's day is closed, and the pickup moves.
	desk.open("/calendar/close?from=2020-04-01&to=2020-04-03")
	desk.fill("[name=reason]", "masa darurat diperpanjang")
	desk.press("form[data-fades=preview] button.primary")
	desk.until("what would move is shown", "document.querySelector('button[name=yes]') !== null && document.querySelector('#preview').innerText.includes('6 Apr')")
	desk.shoot("foresight")
	desk.press("button[name=yes]")
	phone.hears("sms", "06-04-2020", "Siti's pickup has moved")
	phone.shoot("moved")

	// The citizen asks for a person.
	phone.says("telegram", "PETUGAS")
	desk.open("/conversations")
	desk.until("somebody asks for an officer", "document.querySelector('main a[href^=\"/conversations/\"]') !== null")
	desk.press("main a[href^='/conversations/']")
	desk.fill("textarea", "Selamat pagi, ada yang bisa kami bantu?")
	desk.pressText("form[action$='/answer'] button.primary", "Telegram")
	phone.until("the officer's answer is on the phone", "document.querySelector('[data-test=thread-telegram]').innerText.includes('ada yang bisa kami bantu')")
}

// says writes as the citizen of a channel; hears waits for what the office says to them.
func (b *tab) says(channel, text string) {
	b.t.Helper()
	b.fill(fmt.Sprintf("[data-test=text-%s]", channel), text)
	b.press(fmt.Sprintf("[data-test=send-%s]", channel))
	b.until("the office has heard "+text, fmt.Sprintf("[...document.querySelectorAll('[data-test=thread-%s] .mine')].at(-1)?.innerText.includes(%s)", channel, quoteJS(text)))
}

func (b *tab) hears(channel, text, what string) {
	b.t.Helper()
	b.until(what, fmt.Sprintf("[...document.querySelectorAll('[data-test=thread-%s] .theirs')].some(e => e.innerText.includes(%s))", channel, quoteJS(text)))
}

// TestBrowserWild: the demonstration is pressed wildly in two browsers, and both end with the same office, in which no place was given
// twice and none beyond the quota.
func TestBrowserWild(t *testing.T) {
	t.Parallel()
	origin, _ := demonstrate(t)
	tabs := []*tab{openTab(t, origin), openTab(t, origin)}
	for _, b := range tabs {
		b.excuse(func(fault string) bool { // a press that comes too soon after another, or finds the office too busy, is refused and says so
			return strings.HasPrefix(fault, "network: ") && (strings.Contains(fault, "status of 409") || strings.Contains(fault, "status of 503"))
		})
		b.open("/demo")
	}
	for i := range 12 {
		for k, b := range tabs {
			eval[bool](b, fmt.Sprintf(`(() => {
				const all = [...document.querySelectorAll('#demo button:not([data-test=staff])')].filter(b => b.closest('form.write') === null)
				for (let n = 0; n < 4; n++) all[(%d * 7 + %d * 13 + n * 5) %% all.length].click()
				return true
			})()`, i, k))
		}
	}
	seen := func(b *tab) string {
		return eval[string](b, `['left', 'places', 'given', 'waiting', 'owed', 'latest', 'thread-telegram', 'thread-sms', 'thread-whatsapp'].map(n => {
			const e = document.querySelector('[data-test=' + n + ']').cloneNode(true)
			e.querySelectorAll('[data-tick]').forEach(x => x.remove())
			return n + ': ' + e.textContent.replace(/\s+/g, ' ')
		}).join('\n')`)
	}
	last, same := "", 0
	until(t, pagePatience*2, "both browsers come to rest with the same office", func() bool {
		a, b := seen(tabs[0]), seen(tabs[1])
		if a == b && a == last {
			same++
		} else {
			same = 0
		}
		last = a
		return same > 20
	})
	for _, b := range tabs {
		if over := eval[bool](b, "Number(document.querySelector('[data-test=given]').textContent) > Number(document.querySelector('[data-test=places]').textContent)"); over {
			t.Errorf("more places are given than there are:\n%s", seen(b))
		}
	}
}
