package main

import "testing"

// TestBrowserRequests: one types, and finds while one types; the words are in no address, and stay when one goes back. All of a page
// are chosen by one box, and what will become of them is seen before it does.
func TestBrowserRequests(t *testing.T) {
	origin, office := demonstrate(t)
	b := openTab(t, origin)
	b.open("/demo")
	b.press("[data-test=crowd]")
	b.until("the quota is given away", "document.querySelector('[data-test=left]').textContent === '0'")
	b.comeIn(office, demoStaff)
	b.open("/requests")
	rows := "document.querySelectorAll('table.requests tbody tr').length"
	b.until("lists a page", rows+" === 50")
	b.fill("#words", "C200317-007")
	b.until("has found one", rows+" === 1 && document.querySelector('table.requests td.which').innerText.includes('C200317-007')")
	b.until("keeps the words to itself", "location.search.startsWith('?find=') && !location.href.includes('007')")
	b.press("table.requests td.which a")
	b.until("shows it", "document.querySelector('h1').innerText.includes('C200317-007')")
	eval[bool](b, "history.back(), true")
	b.until("is back at what was found", rows+" === 1 && document.querySelector('#words').value === 'C200317-007'")

	b.open("/requests?status=DIAJUKAN")
	b.press("[data-all]")
	b.until("says how many are chosen", "document.querySelector('[data-chosen]').innerText.includes('50')")
	eval[bool](b, "document.querySelector('#to').value = 'DIVERIFIKASI', true")
	b.press(".bulk button")
	b.at("/requests/many")
	b.until("shows what will be", rows+" === 50")
	b.press("main form button.primary")
	b.at("/requests")
	b.until("says what was done", "document.querySelector('#done').innerText.includes('50')")
	b.until("has fewer left", rows+" === 50 && !document.querySelector('table.requests').innerText.includes('C200317-150')")
}
