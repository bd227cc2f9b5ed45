package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// TestMember is the first day of a member of staff, in Telegram, with the real program: the code, an announcement by buttons,
// and the one message that goes on telling how it goes until it is finished.
func TestMember(t *testing.T) {
	t.Parallel()
	const chat, n = 900, 20
	p := newProviders(t, databases["sqlite"](t))
	p.tg.Users(chat, 1)
	p.tg.Users(5_000_000, n)
	running := serve(t, p.env...)
	p.deliver(running)
	loket(t, p.office(), "subscribers", "import", writeFollowers(t, n))
	var added struct{ Code string }
	if err := json.Unmarshal([]byte(loket(t, p.office(), "staff", "add", "Ratna", "--role", "broadcaster", "--json")), &added); err != nil {
		t.Fatal(err)
	}
	last := func() string {
		sent := p.tg.Sent(chat)
		if len(sent) == 0 {
			return ""
		}
		return sent[len(sent)-1].Text
	}
	shows := func(words string) {
		t.Helper()
		until(t, 30*time.Second, "the chat shows: "+words+"\nlast: "+last(), func() bool { return strings.Contains(last(), words) })
	}
	tap := func(label string) {
		t.Helper()
		if !p.tg.Tap(chat, label) {
			t.Fatalf("there is no button %q under: %s", label, last())
		}
	}
	p.tg.Say(chat, "/staf "+strings.ToLower(added.Code))
	shows("Selamat datang, Ratna")
	p.tg.Say(chat, "/umumkan "+closed)
	shows("bahasa Inggris")
	tap("Tanpa bahasa Inggris")
	shows("Untuk siapa?")
	tap("Semua pelanggan")
	shows("Kapan dikirim?")
	tap("Sekarang")
	shows("PRATINJAU")
	for _, words := range []string{"Penerima: 20 (SMS 10, Telegram 10)", "Perkiraan biaya SMS", "GSM-7"} {
		if strings.Contains(last(), words) == (words == "GSM-7") {
			t.Errorf("the preview and %q:\n%s", words, last())
		}
	}
	tap("Kirim")
	shows("100%")
	shows("selesai")
	if end := p.over(t, 1, 30*time.Second); end.State != core.Finished || end.Ledger.Gone() != n {
		t.Errorf("%+v", end)
	}
	p.tg.Say(chat, "/hari_ini")
	shows("Tempat terisi: 0 dari 150")
	if wrong := p.tg.Violations(); len(wrong) > 0 {
		t.Errorf("Telegram would not have understood: %v", wrong)
	}
	running.stop()
}
