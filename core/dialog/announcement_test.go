package dialog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/dialog"
)

// TestFreeze reads what a notice of each kind says on each channel: who speaks, how to stop, until when it holds.
func TestFreeze(t *testing.T) {
	cat := embedded(t)
	engine := dialog.New(cat)
	text := "Loket tutup besok – “libur”. Info https://contoh.example/a_b?c=1"
	n := core.Notice{Texts: map[string]string{"id": text, "en": "Closed tomorrow."}, Expires: at(t, cat, "2020-03-31 16:00")}
	for _, c := range []struct {
		kind                   core.NoticeKind
		channel, version, want string
	}{
		{core.Announcement, "sms", "id", "Disdukcapil Kota Cirebon: Loket tutup besok - \"libur\". Info https://contoh.example/a_b?c=1\nBerhenti: BERHENTI"},
		{core.Announcement, "sms", "en", "Disdukcapil Kota Cirebon: Closed tomorrow.\nStop: BERHENTI"},
		{core.Announcement, "telegram", "id", "Dinas Kependudukan dan Pencatatan Sipil Kota Cirebon\n\n" + text + "\n\nTulis BERHENTI bila tidak ingin lagi menerima pengumuman."},
		{core.Repetition, "sms", "en", "Disdukcapil Kota Cirebon: Closed tomorrow.\nStop: BERHENTI"},
		{core.Resending, "whatsapp", "en", "Civil Registry Office of Kota Cirebon\n\nClosed tomorrow.\n\nWrite STOP to get no more announcements."},
		{core.Forwarding, "sms", "en", "Disdukcapil Kota Cirebon: Closed tomorrow.\nValid until Tue 31-03-2020 16.00. Info: https://t.me/contoh_loket_bot, SMS 0800-0000-0000, WhatsApp 0800-0000-0000. Please pass this on."},
		{core.Correction, "sms", "id", "Disdukcapil Kota Cirebon: Koreksi: Loket tutup besok - \"libur\". Info https://contoh.example/a_b?c=1\nBerhenti: BERHENTI"},
		{core.Correction, "sms", "en" + core.Fresh, "Disdukcapil Kota Cirebon: Closed tomorrow.\nStop: BERHENTI"},
		{core.Correction, "telegram", "en", "Civil Registry Office of Kota Cirebon (updated)\n\nClosed tomorrow.\n\nWrite STOP to get no more announcements."},
		{core.Withdrawal, "sms", "en", "Disdukcapil Kota Cirebon: this announcement of ours no longer holds: Closed tomorrow."},
	} {
		n.Kind = c.kind
		frozen := engine.Freeze(n, limits)
		if len(frozen) != len(limits) {
			t.Fatalf("%s: %d channels", c.kind, len(frozen))
		}
		m, ok := frozen[c.channel][c.version]
		if diff := cmp.Diff(c.want, m.Text); diff != "" || !ok || len(m.Choices) > 0 {
			t.Errorf("%s by %s in %s, %v:\n%s", c.kind, c.channel, c.version, m.Choices, diff)
		}
		if c.channel == "sms" && core.CountSMS(m.Text).Encoding != core.GSM7 {
			t.Errorf("%s: %s", c.kind, m.Text)
		}
		for channel, versions := range frozen {
			for version, m := range versions {
				if m.Erase != (c.kind == core.Withdrawal && limits[channel].Edits) {
					t.Errorf("%s by %s in %s erases: %t", c.kind, channel, version, m.Erase)
				}
				if strings.ContainsAny(m.Text, "{}") {
					t.Errorf("%s by %s in %s: %s", c.kind, channel, version, m.Text)
				}
			}
		}
	}
}

// TestLongestFits sees that the longest text which an office may allow is one message on Telegram in every kind.
func TestLongestFits(t *testing.T) {
	cat := embedded(t)
	n := core.Notice{Texts: map[string]string{}, Expires: at(t, cat, "2020-09-30 16:00")}
	for _, lang := range cat.Office.Languages {
		n.Texts[lang] = strings.Repeat("m", 3500)
	}
	for _, n.Kind = range []core.NoticeKind{core.Announcement, core.Forwarding, core.Correction, core.Withdrawal} {
		for version, m := range dialog.New(cat).Freeze(n, limits)[core.TelegramChannel] {
			if units := core.UTF16Len(m.Text); units > 4096 {
				t.Errorf("%s in %s is %d units", n.Kind, version, units)
			}
		}
	}
}

// TestProgress follows a notice from its plan to its end.
func TestProgress(t *testing.T) {
	cat := embedded(t)
	n := core.Notice{ID: 7, Texts: map[string]string{"id": "Loket tutup besok, mohon tidak datang ke kantor dan menulis saja ke sini."}, Audience: core.Audience{To: []core.Selector{{}}}}
	head := func(status string) string {
		return "Pengumuman 7: " + status + "\n\"Loket tutup besok, mohon tidak datang ke kantor dan menulis...\"\nSasaran: semua\n"
	}
	ledger := func(lines ...core.LedgerLine) (l core.Ledger) {
		for _, line := range lines {
			l.Add(line)
		}
		return l
	}
	skipped := core.LedgerLine{Channel: "sms", State: core.Skipped, Reason: "stopped", Letters: 1}
	for _, c := range []struct {
		state  core.NoticeState
		hold   bool
		ledger core.Ledger
		text   string
		offer  string
	}{
		{core.Scheduled, false, core.Ledger{}, head("dijadwalkan") + "Mulai Rabu, 18 Maret 2020 pukul 08.00", "ntc:cancel:7"},
		{core.Preparing, false, core.Ledger{}, head("sedang disiapkan") + "Daftar penerima sedang disusun.", "ntc:pause:7 ntc:cancel:7"},
		{core.Running, false, ledger(core.LedgerLine{State: core.Sent, Letters: 1200}, core.LedgerLine{State: core.Owed, Letters: 799}, skipped),
			head("sedang dikirim") + "████████████░░░░░░░░ 60%\n1.200 terkirim, 799 menunggu, 1 dilewati\nDilewati: 1 sudah berhenti berlangganan", "ntc:pause:7 ntc:cancel:7"},
		{core.Paused, false, ledger(core.LedgerLine{State: core.Owed, Letters: 2}), head("dijeda") + "░░░░░░░░░░░░░░░░░░░░ 0%\n2 menunggu", "ntc:resume:7 ntc:cancel:7"},
		{core.Running, true, ledger(core.LedgerLine{State: core.Doubtful, Letters: 1}, core.LedgerLine{State: core.Delivered, Letters: 1}),
			head("ada yang belum pasti") + "██████████░░░░░░░░░░ 50%\n1 sampai, 1 belum pasti", "ntc:resend:7 ntc:drop:7 nfix:7 ntc:sure-withdraw:7"},
		{core.Running, false, ledger(core.LedgerLine{State: core.Delivered, Letters: 1},
			core.LedgerLine{Channel: "telegram", State: core.Failed, Reason: "blocked", Letters: 2}, core.LedgerLine{Channel: "sms", State: core.Failed, Reason: "gone", Letters: 2},
			core.LedgerLine{Channel: "sms", State: core.Failed, Reason: "refused", Letters: 3}, skipped),
			head("selesai") + "████████████████████ 100%\n1 sampai, 7 gagal, 1 dilewati\nGagal: 3 ditolak operator, 2 memblokir kami, 2 alamat tidak aktif\n" +
				"Dilewati: 1 sudah berhenti berlangganan", "ntc:retry:7 nfix:7 ntc:sure-withdraw:7"},
		{core.Cancelled, false, ledger(core.LedgerLine{State: core.Skipped, Reason: "cancelled", Letters: 3}),
			head("dibatalkan") + "████████████████████ 100%\n3 dilewati\nDilewati: 3 dibatalkan", ""},
	} {
		n.State, n.Hold, n.At = c.state, c.hold, at(t, cat, "2020-03-18 08:00").In(time.UTC)
		m := dialog.New(cat).Progress("id", limits[core.TelegramChannel], n, c.ledger)
		var offer []string
		for _, choice := range m.Choices {
			offer = append(offer, choice.Token)
		}
		if diff := cmp.Diff(c.text, m.Text); diff != "" {
			t.Errorf("%s:\n%s", c.state, diff)
		}
		if diff := cmp.Diff(c.offer, strings.Join(offer, " ")); diff != "" {
			t.Errorf("%s:\n%s", c.state, diff)
		}
	}
}

// TestAskSecond sees that a second member of staff reads all that they answer for.
func TestAskSecond(t *testing.T) {
	cat := embedded(t)
	p := core.Preview{Notice: core.Notice{ID: 7, By: "Ratna", Texts: map[string]string{"id": "Loket tutup besok.", "en": "Closed tomorrow."},
		Audience: core.Audience{To: []core.Selector{{}}}},
		Reach: []core.Reach{{Channel: "sms", Version: "id", Letters: 900}, {Channel: "telegram", Version: "en", Letters: 300}, {Channel: "sms", Version: "id", Skip: "blocked", Letters: 2}}}
	m := dialog.New(cat).AskSecond("id", limits[core.TelegramChannel], p)
	for _, want := range []string{"Ratna", "pengumuman 7", "Loket tutup besok.", "Closed tomorrow.", "Sasaran: semua", "Penerima: 1.200 (SMS 900, Telegram 300)",
		"Tidak dikirimi: 2 (2 memblokir kami)", "Dikirim: sekarang"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q is not said:\n%s", want, m.Text)
		}
	}
	if len(m.Choices) != 2 || m.Choices[0].Token != "ntc:approve:7" || m.Choices[1].Token != "ntc:refuse:7" {
		t.Errorf("offered: %v", m.Choices)
	}
}
