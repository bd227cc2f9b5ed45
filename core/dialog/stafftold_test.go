package dialog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/dialog"
)

// told steps once and returns what was said.
func (k *talk) told(ev dialog.Event) (text string) {
	var effects []dialog.Effect
	k.p, effects = k.engine.Step(k.p, k.facts, ev)
	for _, ef := range effects {
		if s, ok := ef.(dialog.Say); ok {
			text += s.Message.Text
		}
	}
	return text
}

// TestSteeredIsTold is what staff are told of each thing they can do with an announcement.
func TestSteeredIsTold(t *testing.T) {
	cat := embedded(t)
	ledger := core.Ledger{}
	ledger.Add(core.LedgerLine{State: core.Sent, Letters: 1200})
	ledger.Add(core.LedgerLine{State: core.Owed, Letters: 300})
	for deed, want := range map[core.Steering]string{
		core.Approve:  "Terima kasih, pengumuman 7 disetujui dan berjalan.",
		core.Refuse:   "Baik, pengumuman 7 tidak disetujui. Tidak ada yang dikirim.",
		core.Pause:    "Pengumuman 7 dijeda. Sudah terkirim 1.200 dari 1.500.",
		core.Resume:   "Pengumuman 7 dilanjutkan. Sudah terkirim 1.200 dari 1.500.",
		core.Cancel:   "Pengumuman 7 dibatalkan. Yang sudah telanjur terkirim: 1.200 dari 1.500.",
		core.SendAll:  "Baik, 2 kiriman yang belum pasti kami kirim ulang.",
		core.DropAll:  "Baik, 2 kiriman yang belum pasti kami biarkan.",
		core.Retry:    "Baik, pengumuman 7 kami kirim ulang kepada 2 penerima yang belum terjangkau.",
		core.Withdraw: "Baik, pengumuman 7 kami tarik dari 2 penerima.",
	} {
		k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
		got := k.told(dialog.Steered{Steer: dialog.Steer{Notice: 7, Deed: deed}, Ledger: ledger, Letters: 2})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", deed, diff)
		}
	}
}

// TestRefusalsAreTold gives every refusal of the desk its sentence, in both languages, with what it names in words.
func TestRefusalsAreTold(t *testing.T) {
	cat := embedded(t)
	for _, lang := range cat.Office.Languages {
		for _, key := range cat.Keys() {
			if !strings.HasPrefix(key, "bad.") {
				continue
			}
			k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
			k.p.Lang = lang
			got := k.told(dialog.Steered{Err: &core.Error{Kind: core.Conflict, Key: key, Args: map[string]any{"role": "broadcaster", "status": "paused",
				"language": "en", "n": 3500, "limit": 3000, "word": "semau", "near": "semua", "name": "Budi", "time": "08.00",
				"ticket": "C200602-001", "until": "16-06-2020", "day": "02-06-2020", "year": 2025}}})
			if hole := placeholder.FindString(got); got == "" || hole != "" || strings.Contains(got, "bad.") {
				t.Errorf("%s in %s: %s", key, lang, got)
			}
			for _, raw := range []string{"broadcaster", "paused"} {
				if lang == "id" && strings.Contains(got, raw) {
					t.Errorf("%s says %s: %s", key, raw, got)
				}
			}
		}
	}
	k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
	if got, want := k.told(dialog.Steered{Err: &core.Error{Key: "bad.nothing.like.it"}}), "Itu tidak dapat dilakukan. Mohon periksa, lalu coba lagi."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDailyTellsAll is a day on which everything went wrong.
func TestDailyTellsAll(t *testing.T) {
	cat := embedded(t)
	k := newStaff(cat, core.Viewer, at(t, cat, "2020-06-02 09:00"))
	ledger := core.Ledger{}
	ledger.Add(core.LedgerLine{State: core.Doubtful, Letters: 1})
	ledger.Add(core.LedgerLine{State: core.Sent, Letters: 3})
	got := k.told(dialog.Daily{Today: core.Today{Day: core.Day{Cap: 1500, Held: 1234, Waiting: 8},
		Letters: map[core.State]int{core.Owed: 5000, core.Sending: 30, core.Doubtful: 1, core.Failed: 7, core.Skipped: 2},
		Reasons: map[string]int{"blocked": 4, "gone": 3, "stopped": 2}, Calls: 6,
		Notices: []core.Noticed{{Notice: core.Notice{ID: 7, State: core.Running, Hold: true}, Ledger: ledger}},
		Unheard: []core.Unheard{{Ticket: "C200602-001", Reason: "blocked"}, {Reason: "window", Person: 7, Address: core.Address{Channel: core.WhatsAppChannel, ID: "+6281234567890"}}}, Halted: []string{"sms:+62…001"}, Silent: []core.SilentPhone{{Account: "sms:gate/depan-1", Since: at(t, cat, "2020-06-02 08:50")}},
		Pickups: 200, Answered: 2, Overdue: 1, Next: core.Date{Year: 2020, Month: 6, Day: 3}, Coming: 30, Unready: 4, Unknown: []int{2020, 2021}}})
	want := `Selasa, 2 Juni 2020, pukul 09.00 WIB
Tempat terisi: 1.234 dari 1.500, sisa 266
Daftar tunggu: 8
Pengambilan hari ini: 200
Perbaikan yang sudah dijawab warga, perlu diperiksa: 2
Perbaikan yang lewat waktunya: 1
Pengambilan Rabu, 3 Juni 2020: 30, belum siap 4
Hari libur belum diketahui untuk tahun 2020, 2021: loket holidays import
Pesan keluar: 5.000 menunggu, 30 sedang dikirim, 1 belum pasti
Tidak sampai sejak tengah malam: 4 memblokir kami, 3 alamat tidak aktif, 2 sudah berhenti berlangganan
Warga yang menunggu petugas: 6
Batas SMS hari ini sudah tercapai: sms:+62…001. Sisanya dikirim besok.
HP depan-1 tidak terhubung sejak Selasa, 2 Juni 2020 pukul 08.50.
Pengumuman berjalan:
- 7: ada yang belum pasti, 75%
Kabar permohonan dan jawaban petugas yang tidak sampai:
- C200602-001: memblokir kami
- jawaban petugas, WhatsApp *890: lewat 24 jam sejak pesan terakhirnya di WhatsApp`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPreviewTellsSkips sees that who gets nothing is counted, and why.
func TestPreviewTellsSkips(t *testing.T) {
	cat := embedded(t)
	k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
	k.p.Talk.Notice = &core.NoticeForm{Serial: 3, To: true, When: true}
	n := core.Notice{Texts: map[string]string{"id": "Loket tutup."}, Audience: core.Audience{To: []core.Selector{{}}}}
	preview := core.Preview{Notice: n, Reach: []core.Reach{{Channel: "sms", Version: "id", Letters: 10}, {Channel: "telegram", Version: "id", Skip: "blocked", Letters: 2},
		{Channel: "whatsapp", Version: "id", Skip: "off", Letters: 1}}, Contacts: 4}
	if got := k.told(dialog.Previewed{Serial: 2, Preview: preview}); got != "" {
		t.Errorf("a preview of an earlier form says %s", got)
	}
	got := k.told(dialog.Previewed{Serial: 3, Preview: preview})
	for _, want := range []string{"Penerima: 10 (SMS 10)", "Tidak dikirimi: 3 (2 memblokir kami, 1 di saluran yang tidak dipakai kantor)", "kepada 4 kontak", "10 bagian x Rp450 = Rp4.500"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said:\n%s", want, got)
		}
	}
}
