package web

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"loket/core"
)

const one = "/requests/1"

// seen is the state that a request's page shows.
func (b *browser) seen(path string) string {
	b.Helper()
	return b.get(path).ok().find(`name="seen" value="([^"]+)"`)
}

// told says what a citizen was told since, by all that the gateway sends.
func (o *office) told(texts ...string) {
	o.Helper()
	var all []string
	for _, l := range o.letters(gateway) {
		all = append(all, l.Message.Text)
	}
	got := strings.Join(all, "\n")
	for _, text := range texts {
		if !strings.Contains(got, text) {
			o.Errorf("nobody was told %q, but:\n%s", text, got)
		}
	}
	if len(texts) == 0 && got != "" {
		o.Errorf("somebody was told:\n%s", got)
	}
}

// audited counts lines of the audit.
func (o *office) audited(what string) int {
	o.Helper()
	all, err := o.Trail(o.Context(), core.TrailQuery{What: what}, operator)
	if err != nil {
		o.Fatal(err)
	}
	return len(all)
}

func TestRequestPage(t *testing.T) {
	o := town(t)
	o.hear(phone(0), "DAFTAR#"+nik(5)+"#JOKO SUSILO#KTP HILANG")
	o.letters(gateway)
	b := o.login(core.Officer)
	a := b.get(one).ok().has(ticket1, "SITI AMINAH", "************0001", "Birth certificate", "Tuesday, 17 March 2020", "SMS", "sent", "JOKO SUSILO", "the citizen")
	a.lacks(nik(0), nik(5), phone(0).ID)
	b.get("/requests/99").is(http.StatusNotFound, "")
	b.get("/requests/x").is(http.StatusNotFound, "")
	b.get("/requests/-1").is(http.StatusNotFound, "")
	b.reads("id")
	b.get(one).ok().has("Akta Kelahiran", "Tindakan", "warga")
}

// What is hidden is shown by a press that is written down, and on the answer alone.
func TestReveal(t *testing.T) {
	o := town(t)
	b := o.login(core.Officer)
	b.get(one).ok()
	if n := o.audited("reveal"); n != 0 {
		t.Errorf("%d lines before", n)
	}
	b.post(one+"/reveal").ok().has(nik(0), phone(0).ID)
	if n := o.audited("reveal"); n != 1 {
		t.Errorf("%d lines after", n)
	}
	b.get(one).ok().lacks(nik(0), phone(0).ID)
	b.post("/requests/99/reveal").is(http.StatusNotFound, "")
	viewer := o.login(core.Viewer)
	viewer.get(one).ok().has("SITI AMINAH").lacks("/reveal", "/move", "Actions")
	viewer.post(one+"/reveal").is(http.StatusForbidden, "").lacks(nik(0))
}

// Each thing that is done is said, and told to the citizen.
func TestActs(t *testing.T) {
	o := town(t)
	o.letters(gateway)
	b := o.login(core.Officer)
	b.post(one+"/move", "to", "DIVERIFIKASI", "seen", b.seen(one)).is(http.StatusOK, one).has("status is now: checked", "officer")
	o.told(ticket1)

	b.post(one+"/move", "to", "PERLU_PERBAIKAN", "seen", b.seen(one)).is(http.StatusUnprocessableEntity, "").has("write what is missing")
	b.post(one+"/move", "to", "PERLU_PERBAIKAN", "seen", b.seen(one), "reason", "surat lahir buram", "until", "2020-03-15").
		is(http.StatusUnprocessableEntity, "").has("past").find(`(surat lahir buram)</textarea>`)
	b.post(one+"/move", "to", "PERLU_PERBAIKAN", "seen", b.seen(one), "reason", strings.Repeat("x", 301)).is(http.StatusUnprocessableEntity, "").has("too long")
	o.told()
	b.post(one+"/move", "to", "PERLU_PERBAIKAN", "seen", b.seen(one), "reason", "surat lahir\r\nburam", "until", "2020-03-20").is(http.StatusOK, one).
		has("surat lahir buram", "Answer due", "20 Mar 2020")
	o.told("surat lahir buram")

	b.post(one+"/name", "name", "5171").is(http.StatusUnprocessableEntity, "").has("letters, spaces").find(`name="name"[^>]* value="(5171)"`)
	b.post(one+"/name", "name", " siti  aminah binti umar").is(http.StatusOK, one).has("SITI AMINAH BINTI UMAR", "name is mended")

	b.post(one+"/move", "to", "SIAP_DIAMBIL", "seen", b.seen(one)).is(http.StatusOK, one)
	o.told(ticket1)
	b.post(one+"/move", "to", "TIDAK_DIAMBIL", "seen", b.seen(one)).is(http.StatusUnprocessableEntity, "").has("hour is not over")
	b.post(one+"/move", "to", "SELESAI", "seen", b.seen(one)).is(http.StatusUnprocessableEntity, "").has("Wednesday, 1 April 2020, not today")
	b.post(one+"/move", "to", "SELESAI", "seen", b.seen(one), "sure", "1").is(http.StatusOK, one).has("status is now", "This request is over")

	second := "/requests/2"
	b.post(second+"/move", "to", "DITOLAK", "seen", b.seen(second)).is(http.StatusUnprocessableEntity, "").has("choose a reason")
	code := catalogue().Office.Life.Rejections[0]
	b.post(second+"/move", "to", "DITOLAK", "seen", b.seen(second), "code", code.Code, "reason", "").is(http.StatusOK, second).has(code.Text["en"])
	o.told(code.Text["id"])
	b.post("/requests/3/move", "to", "DIBATALKAN", "seen", b.seen("/requests/3"), "reason", "atas permintaan").ok().has("withdrawn")
	b.post(one+"/move", "to", "NONSENSE", "seen", "x").is(http.StatusUnprocessableEntity, "").has("no such status")
}

// Who did not come is said not to have come once the hour is over, and gets another.
func TestNotFetched(t *testing.T) {
	o := town(t)
	b := o.login(core.Officer)
	b.post(one+"/move", "to", "SIAP_DIAMBIL", "seen", b.seen(one)).ok()
	b.get(one).ok().lacks(`value="TIDAK_DIAMBIL"`)
	o.clock(core.Date{Year: 2020, Month: 4, Day: 1}, 15, 0)
	b.get(one).ok().find(`name="to" value="(TIDAK_DIAMBIL)"`)
	b.post(one+"/move", "to", "TIDAK_DIAMBIL", "seen", b.seen(one)).is(http.StatusOK, one).has("Not fetched", "once")
	o.letters(gateway)
	b.post(one+"/reschedule", "slot", "first", "seen", b.seen(one)).is(http.StatusOK, one).has("ready to collect", "Pickup moved")
	o.told(ticket1)
}

func TestReschedule(t *testing.T) {
	o := town(t)
	o.letters(gateway)
	b := o.login(core.Officer)
	a := b.get(one + "?from=2020-04-06").ok()
	slot := a.find(`<option value="(2020-04-06T[^"]+)"`)
	a.lacks(`<option value="2020-04-01T`)
	form := []string{"slot", slot, "seen", b.seen(one), "reason", "loket pindah"}
	b.post(one+"/reschedule", form...).is(http.StatusOK, one).has("The pickup is now on 6 Apr 2020", "loket pindah", "Pickup moved from 1 Apr 2020")
	o.told("loket pindah")
	b.post(one+"/reschedule", form...).is(http.StatusOK, one).has("The pickup is now on 6 Apr 2020") // pressed twice
	o.told()
	b.post(one+"/reschedule", "slot", "first", "from", "2020-04-08", "seen", b.seen(one)).ok().has("now on 8 Apr 2020")
	o.told(ticket1)
	b.post(one+"/reschedule", "slot", "", "seen", b.seen(one)).is(http.StatusUnprocessableEntity, "").has("choose a pickup hour")
	b.post(one+"/reschedule", "slot", "yesterday", "seen", b.seen(one)).is(http.StatusUnprocessableEntity, "").has("choose a pickup hour")
	b.post(one+"/reschedule", "slot", "2020-04-12T08:00:00Z", "seen", b.seen(one), "reason", "minggu").is(http.StatusConflict, "").find(`name="reason"[^>]* value="(minggu)"`)
	b.post(one+"/reschedule", "slot", "2020-03-01T01:00:00Z", "seen", b.seen(one)).is(http.StatusUnprocessableEntity, "").has("past")
	o.told()
}

// A page that shows what is not so any more is told from a press that came twice.
func TestStaleForm(t *testing.T) {
	o := town(t)
	b, other := o.login(core.Officer), o.loginNew("Adi", core.Officer)
	old := b.seen(one)
	other.post(one+"/move", "to", "DIPROSES", "seen", old).ok()
	o.letters(gateway)
	b.post(one+"/move", "to", "SIAP_DIAMBIL", "seen", old).is(http.StatusConflict, "").has("has changed since", "in process")
	b.post(one+"/move", "to", "DIPROSES", "seen", old).is(http.StatusConflict, "").has("has changed since")
	b.post(one+"/move", "to", "PERLU_PERBAIKAN", "seen", old, "reason", "foto buram").is(http.StatusConflict, "").has("has changed since").find(`(foto buram)</textarea>`)
	b.post(one+"/reschedule", "slot", "first", "seen", old).is(http.StatusConflict, "").has("has changed since")
	b.post(one+"/move", "to", "SIAP_DIAMBIL").is(http.StatusConflict, "")
	o.told()
	other.post(one+"/move", "to", "DIPROSES", "seen", old).is(http.StatusOK, one).has("status is now: in process")
	o.told()

	// The citizen withdraws while an officer looks.
	old = b.seen(one)
	o.hear(phone(0), "BATAL "+ticket1)
	o.hear(phone(0), "YA")
	b.post(one+"/move", "to", "SIAP_DIAMBIL", "seen", old).is(http.StatusConflict, "").has("has changed since")
	b.post(one+"/name", "name", "SITI AMINAH UMAR").is(http.StatusConflict, "")
}

// However many presses arrive together, one counts, and the citizen is told once.
func TestPressedTogether(t *testing.T) {
	for _, form := range [][]string{{"to", "DIVERIFIKASI"}, {"to", "PERLU_PERBAIKAN", "reason", "foto buram"}} {
		o := town(t)
		b := o.login(core.Officer)
		form = append(form, "seen", b.seen(one))
		o.letters(gateway)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { b.post(one+"/move", form...).is(http.StatusOK, one) })
		}
		wg.Wait()
		if n := len(o.letters(gateway)); n != 1 {
			t.Errorf("%v: the citizen was told %d times", form, n)
		}
		if d, err := o.Dossier(t.Context(), 1); err != nil || len(d.Steps) != 2 {
			t.Errorf("%v: %d steps, %v", form, len(d.Steps), err)
		}
	}
}

// What the request has said to an officer stands on its page.
func TestRequestTalk(t *testing.T) {
	o := town(t)
	o.hear(phone(0), "PETUGAS")
	o.hear(phone(0), "NIK saya "+nik(0)+", apakah <i>sudah</i> jadi?")
	o.login(core.Officer).get(one).ok().has("Conversation with officers", "apakah <i>sudah</i> jadi?").escapes("<i>sudah").lacks(nik(0))
}
