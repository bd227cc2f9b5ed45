package dialog_test

import (
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/dialog"
)

// serve answers what a member of staff wants as a desk would that allows everything.
func (k *talk) serve(in core.Inbound) (said []core.Message, wanted []dialog.Effect) {
	k.facts.Now = k.facts.Now.Add(10 * time.Second)
	return k.drive(in, func(ef dialog.Effect) dialog.Event {
		switch ef := ef.(type) {
		case dialog.Find:
			return dialog.Found{Find: ef}
		case dialog.Join:
			return dialog.Joined{Staff: core.Staff{Name: "Ratna", Role: core.Admin}, OK: ef.Code == "KODERATNA2"}
		case dialog.Look:
			return k.seen(ef)
		case dialog.Announce:
			n := ef.Notice
			n.ID, n.State = 7, core.Preparing
			return dialog.Announced{Notice: n}
		case dialog.Steer:
			return dialog.Steered{Steer: ef, Notice: core.Notice{ID: ef.Notice}}
		case dialog.SetQuota:
			return dialog.QuotaSet{SetQuota: ef}
		case dialog.CloseDays:
			return dialog.DaysClosed{Override: ef.Override, Pickups: 2}
		case dialog.OpenAgain:
			return dialog.OpenedAgain{ID: ef.ID}
		case dialog.Advance:
			return advanced(ef.Advance)
		case dialog.MoveUnready:
			return dialog.UnreadyMoved{Day: ef.Day, Moved: 2, Days: []core.DayCount{{Day: ef.Day.Add(1), Count: 2}}}
		case dialog.Rename:
			return dialog.Renamed{Rename: ef, Request: core.Request{Ticket: ef.Ticket, Name: ef.Name}}
		case dialog.Reschedule:
			return dialog.Rescheduled{Reschedule: ef, Reslotted: core.Reslotted{OK: ef.From.IsZero(), Request: core.Request{Ticket: ef.Ticket}}}
		}
		return nil
	})
}

// advanced is what became of requests: the first of several had no way there, one that is not due today waits for a yes.
func advanced(a core.Advance) dialog.Advanced {
	ev := dialog.Advanced{Advance: a}
	for i, ticket := range a.Tickets {
		r := core.Request{Ticket: ticket, Status: a.To, Service: "KTP-HILANG", Name: "SITI AMINAH", Person: int64(i)}
		ok := i > 0 || a.Sure || len(a.Tickets) == 1 && a.To != core.Done
		ev.Moved = append(ev.Moved, core.Moved{OK: ok, Was: core.Ready, Request: r})
	}
	return ev
}

func (k *talk) seen(l dialog.Look) dialog.Event {
	notice := core.Notice{ID: 7, State: core.Running, Texts: map[string]string{"id": "Loket tutup."}, Audience: core.Audience{To: []core.Selector{{}}}}
	switch l.What {
	case dialog.Preview:
		return dialog.Previewed{Serial: l.Serial, Preview: core.Preview{Notice: l.Notice, Reach: []core.Reach{{Channel: "sms", Version: "id", Letters: 3}}}}
	case dialog.Today:
		return dialog.Daily{}
	case dialog.Closing:
		return dialog.Foreseen{Serial: l.Serial, Foresight: core.Foresight{Override: l.Close, Pickups: 2, Days: []core.DayCount{{Day: l.Close.To.Add(1), Count: 2}}}}
	}
	return dialog.Listed{ID: l.Notice.ID, Notices: []core.Noticed{{Notice: notice}}}
}

func newStaff(cat *catalog.Catalog, role core.Role, when time.Time) *talk {
	k := newTalk(cat, core.TelegramChannel, when)
	k.p.Staff = &core.Staff{ID: 1, Name: "Ratna", Role: role, Person: 1, Address: 1}
	k.p.Talk.Greeted = true
	k.facts.Channels = []string{core.SMSChannel, core.TelegramChannel}
	return k
}

// TestWhen is what staff write about time, and what it means.
func TestWhen(t *testing.T) {
	cat := embedded(t)
	now := at(t, cat, "2020-06-02 13:00")
	for text, want := range map[string]core.Notice{
		"sekarang":                                  {},
		"sekarang dan mendesak":                     {Urgent: true},
		"urgent":                                    {Urgent: true},
		"besok":                                     {At: at(t, cat, "2020-06-03 08:00")},
		"besok pukul 9.30 WIB":                      {At: at(t, cat, "2020-06-03 09:30")},
		"lusa jam 14:00":                            {At: at(t, cat, "2020-06-04 14:00")},
		"jam 14.00":                                 {At: at(t, cat, "2020-06-02 14:00")},
		"18-06-2020 08.00":                          {At: at(t, cat, "2020-06-18 08:00")},
		"18/6/2020":                                 {At: at(t, cat, "2020-06-18 08:00")},
		"tomorrow 08.00 until 04-06-2020 16.00":     {At: at(t, cat, "2020-06-03 08:00"), Expires: at(t, cat, "2020-06-04 16:00")},
		"besok 08.00 s.d. 16.00":                    {At: at(t, cat, "2020-06-03 08:00"), Expires: at(t, cat, "2020-06-03 16:00")},
		"s.d. 04-06-2020":                           {Expires: at(t, cat, "2020-06-05 00:00")},
		"sekarang, sebar 2 jam":                     {Spread: 2 * time.Hour},
		"now, spread over 90 minutes":               {Spread: 90 * time.Minute},
		"sebar selama 1 hari sampai besok 16.00":    {Spread: 24 * time.Hour, Expires: at(t, cat, "2020-06-03 16:00")},
		"besok, tiap 7 hari s.d. 30-06-2020 16.00":  {At: at(t, cat, "2020-06-03 08:00"), Every: 7, Expires: at(t, cat, "2020-06-30 16:00")},
		"tiap minggu s.d. 30-06-2020 16.00":         {Every: 7, Expires: at(t, cat, "2020-06-30 16:00")},
		"setiap hari hingga 30-06-2020 pukul 24.00": {Every: 1, Expires: at(t, cat, "2020-07-01 00:00")},
		"besok jam 8 pagi":                          {At: at(t, cat, "2020-06-03 08:00")},
		"jam 2 siang":                               {At: at(t, cat, "2020-06-02 14:00")},
		"pukul 12 malam":                            {At: at(t, cat, "2020-06-03 00:00")},
		"17/6/2020 jam 9":                           {At: at(t, cat, "2020-06-17 09:00")},
		"17 maret pukul 4.30 sore":                  {At: at(t, cat, "2021-03-17 16:30")},
		"17 Jun 2020 s.d. 30 Juni 2020":             {At: at(t, cat, "2020-06-17 08:00"), Expires: at(t, cat, "2020-07-01 00:00")},
		"tomorrow 2 pm":                             {At: at(t, cat, "2020-06-03 14:00")},
		"besok pagi":                                {At: at(t, cat, "2020-06-03 08:00")},
		"sekarang saja, pak":                        {},
		"besok 21.00 juga malam, tahan":             {At: at(t, cat, "2020-06-03 21:00"), AnyHour: true, Hold: true},
	} {
		k := newStaff(cat, core.Broadcaster, now)
		for _, in := range []core.Inbound{{Text: "/umumkan Loket tutup."}, {Text: "tidak"}, {Text: "semua"}, {Text: text}} {
			k.serve(in)
		}
		got := k.p.Talk.Notice
		if got == nil || !got.When {
			t.Errorf("%q is no time", text)
			continue
		}
		n := got.Notice
		if !n.At.Equal(want.At) || !n.Expires.Equal(want.Expires) || n.Spread != want.Spread || n.Every != want.Every || n.Urgent != want.Urgent ||
			n.AnyHour != want.AnyHour || n.Hold != want.Hold {
			t.Errorf("%q: %v until %v, spread %v, every %d, urgent %t, any hour %t, hold %t", text, n.At, n.Expires, n.Spread, n.Every, n.Urgent, n.AnyHour, n.Hold)
		}
	}
}

// TestNothingSentUnseen presses every button that was ever shown, in an order that suits nobody, and changes the form
// meanwhile: what is announced is always what was shown last.
func TestNothingSentUnseen(t *testing.T) {
	cat := embedded(t)
	k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
	var shown []core.Choice
	sent := 0
	press := func(in core.Inbound) {
		last := ""
		if f := k.p.Talk.Notice; f != nil && f.Shown {
			last = f.Notice.Texts["id"]
		}
		said, effects := k.serve(in)
		for _, m := range said {
			shown = append(shown, m.Choices...)
		}
		for _, ef := range effects {
			a, ok := ef.(dialog.Announce)
			if ok {
				sent++
			}
			if ok && (last == "" || a.Notice.Texts["id"] != last || a.Notice.Expected != 3) {
				t.Fatalf("%v announces %q, and %q was shown", in, a.Notice.Texts["id"], last)
			}
		}
	}
	for _, text := range []string{"Satu.", "Dua.", "Tiga."} {
		press(core.Inbound{Text: "/umumkan " + text})
		for _, answer := range []string{"tidak", "semua", "sekarang"} {
			press(core.Inbound{Text: answer})
			for _, c := range shown[:min(len(shown), 60)] {
				press(core.Inbound{Choice: c.Token})
			}
		}
	}
	if press(core.Inbound{Text: "ya"}); sent == 0 {
		t.Fatalf("of %d buttons none ever sent anything", len(shown))
	}
}

// TestStopAlways writes every word for it, in both languages, in every state of a conversation.
func TestStopAlways(t *testing.T) {
	cat := embedded(t)
	states := map[string][]string{
		"new": {}, "menu": {"menu"}, "service": {"daftar"}, "group": {"daftar", "1"}, "nik": {"ktp hilang"}, "name": {"ktp hilang", "3274015203900001"},
		"confirm": {"ktp hilang", "3274015203900001", "Siti Aminah"}, "ticket": {"status C200602-001"}, "cancel": {"batal"}, "erasure": {"hapus data"},
		"language": {"bahasa"}, "officer": {"petugas", "tolong pak"}, "puzzled": {"xyzzy", "xyzzy", "xyzzy"},
		"text": {"/umumkan"}, "tongue": {"/umumkan Loket tutup."}, "audience": {"/umumkan Loket tutup.", "tidak"},
		"time": {"/umumkan Loket tutup.", "tidak", "semua"}, "preview": {"/umumkan Loket tutup.", "tidak", "semua", "sekarang"},
	}
	for name, words := range states {
		for _, lang := range cat.Office.Languages {
			for stop := range strings.SplitSeq(cat.Text(lang, "words.unfollow", false, nil), ",") {
				k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
				k.p.Following = true
				for _, text := range words {
					k.serve(core.Inbound{Text: text})
				}
				said, effects := k.serve(core.Inbound{Text: strings.ToUpper(strings.TrimSpace(stop))})
				follow, ok := effects[0].(dialog.Follow)
				if !ok || follow.On || k.p.Following || len(said) != 1 {
					t.Errorf("%s: %q does not end announcements: %v", name, stop, effects)
				}
			}
		}
	}
}

// TestRolesBindButtons presses the buttons of announcements as who may not: nothing is wanted of the desk.
func TestRolesBindButtons(t *testing.T) {
	cat := embedded(t)
	for _, role := range []core.Role{"", core.Viewer, core.Officer} {
		for _, token := range []string{"ntc:pause:7", "ntc:cancel:7", "ntc:approve:7", "ntc:sure-withdraw:7", "nsend:1", "nsend:1:again", "nform:1:to:semua", "nfix:7"} {
			k := newStaff(cat, role, at(t, cat, "2020-06-02 09:00"))
			if role == "" {
				k.p.Staff = nil
			}
			k.p.Talk.Notice = &core.NoticeForm{Serial: 1, Shown: true, To: true, When: true, Said: []string{"en"},
				Notice: core.Notice{Texts: map[string]string{"id": "Loket tutup."}}}
			said, effects := k.serve(core.Inbound{Choice: token})
			if len(said) != 1 || len(effects) != 1 {
				t.Errorf("%q presses %s: %d answers, %d effects", role, token, len(said), len(effects))
			}
		}
	}
}

// FuzzStaff lets a member of staff write and press anything: there is an answer or silence, every button fits Telegram, and
// no text lacks a value.
func FuzzStaff(f *testing.F) {
	for _, s := range []string{"/umumkan", "/umumkan Loket tutup", "/tutup 03-06-2020 05-06-2020 dan pendaftaran listrik", "/kuota 50 s.d. 05-06-2020",
		"kecamatan Kesambi kecuali sms", "besok 08.00 s.d. 31-06-2020 16.00 sebar 2 jam", "/hari_ini", "ya", "nform:2:to:semua", "nsend:4", "ntc:pause:7",
		"/siap C200602-001 C200602-002", "/ambil C200602-001", "/siap 02-06-2020", "/tolak C200602-001 DATA-KK", "/perbaiki C200602-001 s.d. 05-06-2020 surat lahir",
		"/nama C200602-001 SITI AMINAH", "/jadwal_ulang C200602-001 05-06-2020 09.00", "/perpanjang 1 05-06-2020", "/buka 1", "/kuota 5 KTP HILANG",
		"agree:1", "decline:1", "move:2020-06-03"} {
		f.Add(s, "tidak", "semua", "sekarang", "nsend:4")
		f.Add("/umumkan", s, s, s, s)
	}
	cat, when := embedded(f), time.Date(2020, 6, 2, 2, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, a, b, c, d, press string) {
		k := newStaff(cat, core.Admin, when)
		for _, in := range []core.Inbound{{Text: a}, {Text: b}, {Text: c}, {Choice: press}, {Text: d}, {Choice: press}} {
			said, _ := k.serve(in)
			for _, m := range said {
				if m.Text == "" {
					t.Fatal("an empty answer")
				}
				if hole := placeholder.FindString(m.Text); hole != "" && !strings.Contains(a+b+c+d+press, hole) {
					t.Fatalf("a text is said without a value for %s", hole)
				}
				for _, choice := range m.Choices {
					if len(choice.Token) > 64 || choice.Label == "" {
						t.Fatalf("the button %v", choice)
					}
				}
			}
		}
	})
}
