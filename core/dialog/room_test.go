package dialog_test

import (
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/catalog"
	"loket/core/dialog"
)

// talk is a citizen talking to the pure engine, for tests that are about one thing.
type talk struct {
	engine *dialog.Engine
	facts  core.Facts
	p      core.Person
}

func newTalk(cat *catalog.Catalog, channel string, at time.Time) *talk {
	cal := cat.Office.Calendar
	return &talk{
		engine: dialog.New(cat),
		facts: core.Facts{Now: at.In(cal.Zone), Calendar: cal, Bookable: cal.Bookable(at.In(cal.Zone), 1),
			Days: map[core.Date]core.Day{}, Limits: limits[channel]},
		p: core.Person{ID: 1, AddressID: 1, Address: core.Address{Channel: channel, ID: "+6281200000001"}},
	}
}

// drive tells the engine of a message, and of what comes of each effect; an effect with no outcome has none. It returns what was
// said, and everything that was wanted.
func (k *talk) drive(in core.Inbound, outcome func(dialog.Effect) dialog.Event) (said []core.Message, wanted []dialog.Effect) {
	events := []dialog.Event{dialog.Heard{In: in}}
	for n := 0; len(events) > 0; n++ {
		if n == 20 {
			panic("the dialog wants ever more")
		}
		var effects []dialog.Effect
		k.p, effects = k.engine.Step(k.p, k.facts, events[0])
		events, wanted = events[1:], append(wanted, effects...)
		for _, ef := range effects {
			if say, ok := ef.(dialog.Say); ok {
				said = append(said, say.Message)
			} else if ev := outcome(ef); ev != nil {
				events = append(events, ev)
			}
		}
	}
	return said, wanted
}

// hear sends a message, lets every booking succeed and every search find nothing, and returns what was said.
func (k *talk) hear(in core.Inbound) []core.Message {
	k.facts.Now = k.facts.Now.Add(10 * time.Second)
	said, _ := k.drive(in, func(ef dialog.Effect) dialog.Event {
		switch ef := ef.(type) {
		case dialog.Book:
			d := ef.Draft
			return dialog.Booked{Draft: d, Booking: core.Booking{Request: core.Request{
				Ticket: core.Ticket(d.Letter, d.Day, 1000), Service: d.Service, Status: core.Submitted, Person: 1, NIK: d.NIK,
				Name: d.Name, Day: d.Day, Earliest: d.Earliest, Slot: slotOn(d)}}}
		case dialog.Find:
			return dialog.Found{Find: ef}
		case dialog.Move:
			return dialog.Moved{}
		}
		return nil
	})
	return said
}

// slotOn is the first hour of a draft's earliest day.
func slotOn(d core.Draft) core.Slot {
	return core.Slot{Place: d.Place, From: d.Earliest.At(8*60, time.UTC), To: d.Earliest.At(9*60, time.UTC)}
}

func (k *talk) say(text string) []core.Message { return k.hear(core.Inbound{Text: text}) }

func at(t testing.TB, cat *catalog.Catalog, s string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", s, cat.Office.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// TestOneSegment walks through every service in both languages by SMS, in and out of closures, with the longest name there
// is: every letter is one GSM-7 segment, and only what is long by nature is paged.
func TestOneSegment(t *testing.T) {
	cat := embedded(t)
	for _, lang := range cat.Office.Languages {
		for _, when := range []string{"2020-03-17 09:00", "2020-03-17 07:00", "2020-06-02 09:00", "2020-06-06 09:00"} {
			for _, s := range cat.Services() {
				k := newTalk(cat, core.SMSChannel, at(t, cat, when))
				k.p.Lang = lang
				long := []string{"terms", "SYARAT", "INFO DATA"}
				for _, text := range []string{"halo", "/staf ABCDEFGHIJ", "/umumkan", "menu", "daftar", "ya", s.Code, "3274015203900001",
					"Wilhelmina Christina Maria Magdalena Situmorang Hutabarat", "ubah", "1", s.Code, "ya", "batal", "status", "kuota",
					"jadwal", "info", "bantuan", "bahasa", "langganan", "berhenti", "hapus data", "tidak", "data saya", "petugas",
					"tolong", "menu", "keluar", "lanjut", "tunggu", "besok", "xyz", "xyz", "xyz", "12345678", "status C200317-042",
					"3274015203900001", "SYARAT " + s.Code, "INFO DATA"} {
					for _, m := range k.say(text) {
						if n := core.CountSMS(m.Text); n.Encoding != core.GSM7 || n.Segments != 1 {
							t.Fatalf("%s, %s: to %q: %s, %d segments: %s", lang, when, text, n.Encoding, n.Segments, m.Text)
						}
						paged := len(k.p.Talk.Rest) > 0
						natural := strings.Contains(m.Text, "7 ") // a list of more services than fit
						for _, l := range long {
							natural = natural || strings.HasPrefix(text, l)
						}
						if paged && !natural {
							t.Errorf("%s, %s: the answer to %q needs a second page: %s", lang, when, text, m.Text)
						}
					}
				}
			}
		}
	}
}

// TestPagesLoseNothing reads all pages of every service's terms and finds every requirement in them.
func TestPagesLoseNothing(t *testing.T) {
	cat := embedded(t)
	for _, s := range cat.Services() {
		k := newTalk(cat, core.SMSChannel, at(t, cat, "2023-06-06 09:00"))
		k.say("halo")
		var pages []string
		for text := "SYARAT " + s.Code; ; text = "LANJUT" {
			said := k.say(text)
			if len(said) != 1 {
				t.Fatalf("%s: %d messages to %s", s.Code, len(said), text)
			}
			pages = append(pages, strings.TrimSuffix(said[0].Text, "\n(LANJUT)"))
			if len(k.p.Talk.Rest) == 0 {
				break
			}
		}
		whole := strings.Join(strings.Fields(strings.Join(pages, " ")), " ")
		for _, r := range s.RequirementsIn("id") {
			if want := strings.Join(strings.Fields(core.CleanSMS(r)), " "); !strings.Contains(whole, want) {
				t.Errorf("%s: %q is lost in %q", s.Code, want, whole)
			}
		}
	}
}

// TestOffersAreButtonsAndNumbers sees that a button and a number of a list mean the same.
func TestOffersAreButtonsAndNumbers(t *testing.T) {
	cat := embedded(t)
	when := at(t, cat, "2020-06-02 09:00")
	sms, tg := newTalk(cat, core.SMSChannel, when), newTalk(cat, core.TelegramChannel, when)
	for _, text := range []string{"daftar", "1", "3274015203900001", "Siti Aminah"} {
		a, b := sms.say(text), tg.say(text)
		if len(a) != 1 || len(b) != 1 {
			t.Fatalf("%q: %d and %d answers", text, len(a), len(b))
		}
		if len(a[0].Choices) > 0 {
			t.Errorf("%q: a choice on a channel without buttons: %v", text, a[0].Choices)
		}
		if len(sms.p.Talk.Offer) != len(tg.p.Talk.Offer) {
			t.Errorf("%q: %d choices by number, %d by button", text, len(sms.p.Talk.Offer), len(tg.p.Talk.Offer))
		}
		for i := range sms.p.Talk.Offer {
			if sms.p.Talk.Offer[i].Token != tg.p.Talk.Offer[i].Token {
				t.Errorf("%q: choice %d means %s by number and %s by button", text, i, sms.p.Talk.Offer[i].Token, tg.p.Talk.Offer[i].Token)
			}
			if n := len(tg.p.Talk.Offer[i].Token); n > 64 {
				t.Errorf("%q: a token of %d bytes; Telegram takes 64", text, n)
			}
		}
	}
}

// TestNothingPrivateIsSaid sees that no answer holds a NIK, wherever it was written.
func TestNothingPrivateIsSaid(t *testing.T) {
	cat := embedded(t)
	for channel := range limits {
		k := newTalk(cat, channel, at(t, cat, "2020-03-17 09:00"))
		for _, text := range []string{"3274015203900001", "ktp hilang", "SITI AMINAH", "ya", "status", "data saya", "INFO DATA",
			"DAFTAR#3274015203900001#SITI AMINAH#KTP RUSAK", "petugas", "NIK saya 3274015203900001"} {
			for _, m := range k.say(text) {
				if strings.Contains(m.Text, "32740152") {
					t.Errorf("%s: the answer to %q holds the NIK: %s", channel, text, m.Text)
				}
			}
		}
	}
}

// FuzzStep lets anybody write anything, twice: there is an answer or silence, never a fault, and it is one segment.
func FuzzStep(f *testing.F) {
	cat, err := catalog.Load(nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"halo", "DAFTAR#3274015203900001#SITI#KTP", "#", "1", "/start x", "\xff\xfe", "BATAL C200317-042", "ya", "🙏", "ubah"} {
		f.Add(s, "3274015203900001", "ya", "")
		f.Add("ktp hilang", "3274015203900001", s, s)
	}
	when := time.Date(2020, 3, 17, 2, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, a, b, c, press string) {
		for channel := range limits {
			k := newTalk(cat, channel, when)
			for _, in := range []core.Inbound{{Text: a}, {Text: b}, {Text: c}, {Choice: press}, {Text: a}} {
				for _, m := range k.hear(in) {
					if n := core.CountSMS(m.Text); channel == core.SMSChannel && n.Segments != 1 {
						t.Fatalf("%d segments: %q", n.Segments, m.Text)
					}
					if m.Text == "" {
						t.Fatal("an empty answer")
					}
				}
			}
		}
	})
}

// BenchmarkStep is one event: a message, or the outcome of a request that it has filed.
func BenchmarkStep(b *testing.B) {
	cat := embedded(b)
	k := newTalk(cat, core.SMSChannel, time.Date(2020, 3, 17, 2, 0, 0, 0, time.UTC))
	draft := core.Draft{Person: 1, Channel: core.SMSChannel, Service: "AKTA-LAHIR", NIK: "3274015203900001", Name: "SITI AMINAH", Letter: "C",
		Day: k.facts.Today()}
	for _, c := range []struct {
		name  string
		event dialog.Event
	}{
		{"whole", dialog.Heard{In: core.Inbound{Text: "DAFTAR#3274015203900001#SITI AMINAH#AKTA LAHIR"}}},
		{"wish", dialog.Heard{In: core.Inbound{Text: "mau bikin akte lahir anak saya"}}},
		{"halo", dialog.Heard{In: core.Inbound{Text: "halo"}}},
		{"booked", dialog.Booked{Draft: draft, Booking: core.Booking{Request: core.Request{Ticket: "C200317-001", Service: draft.Service,
			Status: core.Submitted, Person: 1, NIK: draft.NIK, Name: draft.Name, Day: draft.Day, Earliest: draft.Earliest, Slot: slotOn(draft)}}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				k.engine.Step(k.p, k.facts, c.event)
			}
		})
	}
}

// TestNewsIsOneSegment moves a request through every status, with a reason longer than an SMS has room for.
func TestNewsIsOneSegment(t *testing.T) {
	cat := embedded(t)
	engine := dialog.New(cat)
	day := core.Date{Year: 2020, Month: time.April, Day: 1}
	for _, lang := range cat.Office.Languages {
		for _, s := range cat.Services() {
			for _, st := range core.Statuses {
				r := core.Request{Ticket: "C200317-1042", Service: s.Code, Status: st, Name: "SITI AMINAH",
					Slot:   core.Slot{From: day.At(8*60, cat.Office.Zone), To: day.At(9*60, cat.Office.Zone)},
					Reason: "foto surat keterangan lahir tidak terbaca “jelas” – mohon dikirim ulang bersama KK yang baru"}
				texts := []string{engine.Receipt(lang, limits["sms"], r, true).Text}
				if m, ok := engine.News(lang, limits["sms"], core.Moved{OK: true, Request: r}, r.From, true); ok {
					texts = append(texts, m.Text)
				}
				for _, text := range texts {
					if n := core.CountSMS(text); n.Encoding != core.GSM7 || n.Segments != 1 {
						t.Errorf("%s %s: %d segments: %s", lang, st, n.Segments, text)
					}
				}
			}
		}
	}
}
