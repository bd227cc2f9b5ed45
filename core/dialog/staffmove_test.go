package dialog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/dialog"
)

// wanted is what staff want after some messages: the moves, names, days and closures among the effects.
func (k *talk) wanted(texts ...string) (all []dialog.Effect) {
	for _, text := range texts {
		in := core.Inbound{Text: text}
		if token, is := strings.CutPrefix(text, "press "); is {
			in = core.Inbound{Choice: token}
		}
		_, effects := k.serve(in)
		for _, ef := range effects {
			switch ef.(type) {
			case dialog.Advance, dialog.Rename, dialog.Reschedule, dialog.CloseDays, dialog.OpenAgain, dialog.MoveUnready, dialog.SetQuota:
				all = append(all, ef)
			}
		}
	}
	return all
}

// TestMoves is what staff write to move requests on, and what it means.
func TestMoves(t *testing.T) {
	cat := embedded(t)
	day := core.Date{Year: 2020, Month: 6, Day: 2}
	one := []string{"C200602-001"}
	for text, want := range map[string]core.Advance{
		"/siap C200602-001":                                  {To: core.Ready, Tickets: one},
		"/siap@loketbot c200602 001":                         {To: core.Ready, Tickets: one},
		"/SIAP C200602-001, C200602-002 dan C200602-001":     {To: core.Ready, Tickets: []string{"C200602-001", "C200602-002"}},
		"/siap_diambil C200602-001\nC200602-002":             {To: core.Ready, Tickets: []string{"C200602-001", "C200602-002"}},
		"siap C200602-001":                                   {To: core.Ready, Tickets: one},
		"/done C200602-001":                                  {To: core.Done, Tickets: one},
		"/tidak_diambil C200602-001":                         {To: core.NoShow, Tickets: one},
		"/no-show C200602-001":                               {To: core.NoShow, Tickets: one},
		"/batalkan C200602-001":                              {To: core.Withdrawn, Tickets: one},
		"/batalkan C200602-001: pindah kota":                 {To: core.Withdrawn, Tickets: one, Reason: "pindah kota"},
		"/tolak C200602-001 data-kk":                         {To: core.Rejected, Tickets: one, Reason: "DATA-KK"},
		"/tolak C200602-001 bukan warga, mohon ke Kesambi":   {To: core.Rejected, Tickets: one, Reason: "bukan warga, mohon ke Kesambi"},
		"/perbaiki C200602-001 s.d. 5 Juni KK belum ada":     {To: core.Incomplete, Tickets: one, Reason: "KK belum ada", Until: day.Add(3)},
		"/perbaiki C200602-001 KK belum ada sampai 5/6/2020": {To: core.Incomplete, Tickets: one, Reason: "KK belum ada", Until: day.Add(3)},
		"/perbaiki C200602-001 2 saksi sampai di sini":       {To: core.Incomplete, Tickets: one, Reason: "2 saksi sampai di sini"},
	} {
		k := newStaff(cat, core.Officer, at(t, cat, "2020-06-02 09:00"))
		if diff := cmp.Diff([]dialog.Effect{dialog.Advance{Advance: want}}, k.wanted(text)); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

// TestNoMove is what moves nothing: a slip of the finger, a reason that is missing, and what citizens write.
func TestNoMove(t *testing.T) {
	cat := embedded(t)
	for _, text := range []string{"/siap", "/siap C200602-001 C2006-02", "/siap C200602-001 002", "/siap C200602-001 besok", "/siap 31-02-2020", "/siap semua",
		"/tolak C200602-001", "/tolak C200602-001 DATA-KKK", "/perbaiki C200602-001", "/perbaiki C200602-001 s.d. kapan-kapan KK belum ada",
		"/perbaiki C200602-001 s.d. 01-06-2020 KK belum ada", "/tidak_diambil C200602-001 tidak datang", "batalkan C200602-001", "siap", "selesai", "siap 2 orang",
		"/nama C200602-001", "/nama SITI", "/jadwal_ulang C200602-001", "/jadwal_ulang C200602-001 05-06-2020 pagi", "/jadwal_ulang C200602-001 05-06-2020 9 09.00",
		"/perpanjang", "/perpanjang satu 05-06-2020", "/buka", "/buka 9", "buka", "/kuota 5 KTP", "/kuota 5 HILANG SAJA"} {
		k := newStaff(cat, core.Admin, at(t, cat, "2020-06-02 09:00"))
		if got := k.wanted(text, "ya"); len(got) > 0 {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestWishes are orders that wait for a yes, and what it does.
func TestWishes(t *testing.T) {
	cat := embedded(t)
	day := core.Date{Year: 2020, Month: 6, Day: 2}
	advance := func(a core.Advance) []dialog.Effect { return []dialog.Effect{dialog.Advance{Advance: a}} }
	for _, c := range []struct {
		texts []string
		want  []dialog.Effect
	}{
		{[]string{"/siap hari ini", "ya"}, advance(core.Advance{To: core.Ready, Day: day})},
		{[]string{"proses 2 Juni 2020", "1"}, advance(core.Advance{To: core.InProcess, Day: day})},
		{[]string{"/tidak_diambil 02-06-2020", "YA!"}, advance(core.Advance{To: core.NoShow, Pickup: day, Sure: true})},
		{[]string{"/ambil pengambilan 02-06-2020", "ok"}, advance(core.Advance{To: core.Done, Pickup: day, Sure: true})},
		{[]string{"/ambil 02-06-2020", "ok"}, advance(core.Advance{To: core.Done, Day: day})},
		{[]string{"/siap hari ini", "tidak", "ya"}, nil},
		{[]string{"/siap hari ini", "batal", "ya"}, nil},
		{[]string{"/siap hari ini", "menu", "ya"}, nil},
		{[]string{"/siap hari ini", "/proses hari ini", "press agree:1"}, nil},
		{[]string{"/siap hari ini", "press agree:1", "press agree:1"}, advance(core.Advance{To: core.Ready, Day: day})},
		{[]string{"/tutup 03-06-2020 rapat", "/siap hari ini", "press agree:1"}, nil},
	} {
		k := newStaff(cat, core.Admin, at(t, cat, "2020-06-02 09:00"))
		if diff := cmp.Diff(c.want, k.wanted(c.texts...)); diff != "" {
			t.Errorf("%q:\n%s", c.texts, diff)
		}
	}
	k := newStaff(cat, core.Admin, at(t, cat, "2020-06-02 09:00"))
	if got := k.wanted("/ambil C200602-001", "ya"); len(got) != 2 || !got[1].(dialog.Advance).Advance.Sure {
		t.Errorf("the wrong day and a yes: %v", got)
	}
}

// TestRolesBindOrders lets those order, and press, who may not: nothing is wanted of the desk.
func TestRolesBindOrders(t *testing.T) {
	cat := embedded(t)
	for role, texts := range map[core.Role][]string{
		"":           {"/siap C200602-001", "siap C200602-001", "press move:2020-06-03", "press agree:1", "/tutup 03-06-2020 rapat", "/buka 1"},
		core.Viewer:  {"/siap C200602-001", "/nama C200602-001 SITI AMINAH", "/jadwal_ulang C200602-001 05-06-2020", "press move:2020-06-03", "press agree:1"},
		core.Officer: {"/tutup 03-06-2020 rapat", "/perpanjang 1 05-06-2020", "/buka 1", "press agree:2"},
	} {
		for _, text := range texts {
			k := newStaff(cat, role, at(t, cat, "2020-06-02 09:00"))
			if role == "" {
				k.p.Staff = nil
			}
			k.p.Talk.Wish = &core.Wish{Serial: 1, Advance: &core.Advance{To: core.Ready, Tickets: []string{"C200602-001"}}}
			if text == "press agree:2" {
				k.p.Talk.Wish = &core.Wish{Serial: 2, Closing: &core.Override{}}
			}
			if got := k.wanted(text); len(got) > 0 {
				t.Errorf("%q writes %q: %v", role, text, got)
			}
		}
	}
}

// TestForesightIsTold names the first days to which pickups move, and counts the others.
func TestForesightIsTold(t *testing.T) {
	cat := embedded(t)
	k := newStaff(cat, core.Admin, at(t, cat, "2020-06-02 09:00"))
	k.p.Talk.Wish = &core.Wish{Serial: 4, Closing: &core.Override{}}
	f := core.Foresight{Override: core.Override{From: core.Date{Year: 2020, Month: 6, Day: 3}, To: core.Date{Year: 2020, Month: 6, Day: 3}, Reason: "rapat", Intake: true},
		Places: 12, Pickups: 1410, Stranded: 10, Told: map[string]int{"telegram": 400, "sms": 1000, "whatsapp": 0}, Untold: 22}
	for d := range 7 {
		f.Days = append(f.Days, core.DayCount{Day: core.Date{Year: 2020, Month: 6, Day: 8 + d}, Count: 200})
	}
	if got := k.told(dialog.Foreseen{Serial: 3, Foresight: f}); got != "" {
		t.Errorf("what was foreseen of an earlier wish is told: %s", got)
	}
	want := `PRATINJAU. Belum ada yang ditutup.

Loket dan pendaftaran tutup Rabu, 3 Juni 2020: rapat.

1.410 pengambilan pindah:
- ke Senin, 8 Juni 2020: 200
- ke Selasa, 9 Juni 2020: 200
- ke Rabu, 10 Juni 2020: 200
- ke Kamis, 11 Juni 2020: 200
- ke Jumat, 12 Juni 2020: 200
- ... dan 400 lagi, s.d. Minggu, 14 Juni 2020
10 pengambilan tidak mendapat jadwal baru dalam dua tahun; pemohonnya perlu dihubungi.
12 permohonan untuk hari-hari itu pindah ke hari layanan lain, dengan nomor tiket yang sama.
Dikabari: 1.400 (SMS 1.000, Telegram 400)
Tidak dapat dikabari lewat pesan: 22. Mohon dikabari dengan cara lain.

Tutup sekarang?`
	if diff := cmp.Diff(want, k.told(dialog.Foreseen{Serial: 4, Foresight: f})); diff != "" {
		t.Error(diff)
	}
}

// TestStaffLetters are what staff are told of their own accord, in every language.
func TestStaffLetters(t *testing.T) {
	cat := embedded(t)
	e := dialog.New(cat)
	for _, lang := range cat.Office.Languages {
		m := e.Unready(lang, limits[core.TelegramChannel], core.Date{Year: 2020, Month: 6, Day: 3}, 1200, 1500)
		if len(m.Choices) != 1 || m.Choices[0].Token != "move:2020-06-03" || !strings.Contains(m.Text, cat.Number(lang, 1200)) || placeholder.MatchString(m.Text) {
			t.Errorf("%s: %v", lang, m)
		}
		m = e.NoHolidays(lang, limits[core.TelegramChannel], 2027)
		if !strings.Contains(m.Text, "2027") || !strings.Contains(m.Text, "loket holidays import") || placeholder.MatchString(m.Text) {
			t.Errorf("%s: %v", lang, m)
		}
	}
}
