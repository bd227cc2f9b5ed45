package dialog_test

import (
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// life is a citizen whose requests are in every state, as a message finds them.
type life struct {
	*talk
	requests []core.Request
	waiters  map[int64]core.Waiter
	gone     bool // every slot wanted was given away in the same moment
}

// say sends a message and lets every effect succeed, but for a slot that is gone once.
func (k *life) say(text string) []core.Message {
	k.facts.Now = k.facts.Now.Add(10 * time.Second)
	said, _ := k.drive(core.Inbound{Text: text}, k.outcome)
	return said
}

func (k *life) outcome(ef dialog.Effect) dialog.Event {
	switch ef := ef.(type) {
	case dialog.Find:
		return dialog.Found{Find: ef, Requests: k.find(ef.Query), Waiters: k.waiters, Ways: k.ways()}
	case dialog.FreeSlots:
		var free []core.Slot
		for i := range 3 {
			from := ef.After.Truncate(time.Hour).AddDate(0, 0, 1).Add(time.Duration(i+1) * time.Hour)
			free = append(free, core.Slot{From: from, To: from.Add(time.Hour)})
		}
		return dialog.SlotsFree{Asked: ef, Free: free}
	case dialog.Reslot:
		r := k.find(core.RequestQuery{ID: ef.Reslot.Request})[0]
		if ok := !k.gone; ok {
			r.Slot = core.Slot{From: ef.Reslot.Pick, To: ef.Reslot.Pick.Add(time.Hour)}
		}
		return dialog.Reslotted{Reslotted: core.Reslotted{OK: !k.gone, Request: r}}
	case dialog.Amend:
		return dialog.Amended{Amendment: ef.Amendment,
			Amended: core.Amended{OK: true, Request: k.find(core.RequestQuery{ID: ef.Amendment.Request})[0]}}
	case dialog.Move:
		r := k.find(core.RequestQuery{ID: ef.Move.Request})[0]
		was := r.Status
		r.Status = ef.Move.To
		return dialog.Moved{Moved: core.Moved{OK: true, Was: was, Request: r}}
	case dialog.AnswerOffer:
		return dialog.OfferAnswered{Answer: ef.Answer, Answered: core.Answered{OK: !ef.Answer.Take,
			Request: k.find(core.RequestQuery{ID: ef.Answer.Request})[0]}}
	}
	return nil
}

func (k *life) find(q core.RequestQuery) (found []core.Request) {
	for _, r := range k.requests {
		if (q.ID == 0 || q.ID == r.ID) && (q.Ticket == "" || q.Ticket == r.Ticket) && (q.Status == "" || q.Status == r.Status) &&
			(!q.Active || r.Status.Active()) {
			found = append(found, r)
		}
	}
	return found
}

func (k *life) ways() map[int64][]core.Step {
	ways := map[int64][]core.Step{}
	for _, r := range k.requests {
		for i, st := range core.Statuses {
			ways[r.ID] = append(ways[r.ID], core.Step{Status: st, At: k.facts.Now.AddDate(0, 0, i), Reason: r.Reason})
		}
	}
	return ways
}

// TestLifeIsOneSegment says all that can be said of a request, in every state and both languages, by SMS, with the longest values:
// every answer is one segment of GSM-7.
func TestLifeIsOneSegment(t *testing.T) {
	cat := embedded(t)
	when := at(t, cat, "2020-06-02 09:00")
	for _, lang := range cat.Office.Languages {
		for _, s := range cat.Services() {
			for i, status := range core.Statuses {
				r := core.Request{ID: 1, Ticket: "C200602-1042", Number: 1042, Person: 1, Service: s.Code, Status: status, NIK: "3274015203900001",
					Name: "WILHELMINA CHRISTINA", Slot: core.Slot{From: when.AddDate(0, 0, 1), To: when.AddDate(0, 0, 1).Add(time.Hour)},
					Earliest: core.DateOf(when.AddDate(0, 0, 1)), Day: core.DateOf(when), FiledAt: when, Until: when.AddDate(0, 0, 3), Missed: i % 3,
					Reason: "foto surat keterangan lahir tidak terbaca jelas, mohon dikirim ulang bersama KK yang baru"}
				waiters := map[int64]core.Waiter{}
				if status == core.Waiting {
					r.Ticket, r.Number, r.Slot = "", 0, core.Slot{}
					waiters[1] = core.Waiter{Request: 1, Position: 1234}
				}
				for _, open := range []bool{false, true} {
					k := &life{talk: newTalk(cat, core.SMSChannel, when), requests: []core.Request{r}, waiters: waiters, gone: open}
					k.p.Lang, k.p.Talk.Chosen = lang, true
					if open && status == core.Waiting {
						waiters[1] = core.Waiter{Request: 1, Position: 1234, Offer: 7, Day: r.Day, From: when, Until: when.Add(2 * time.Hour)}
					}
					for _, text := range []string{"status", "lanjut", "lanjut", "ubah", "1", "ubah jadwal", "1", "ubah jadwal 01-07-2020", "4", "5",
						"keterangan", strings.Repeat("kata ", 50), "pendek saja", "ubah layanan", "1", "kk hilang", "perbaikan", strings.Repeat("kata ", 120),
						"nomor 25", "ubah nama", "ya", "lewati", "tunggu", "daftar ulang", "keluar", "batal", "ya", "kuota", "data saya", "keluar"} {
						for _, m := range k.say(text) {
							if n := core.CountSMS(m.Text); n.Encoding != core.GSM7 || n.Segments != 1 {
								t.Fatalf("%s, %s, %s: to %q: %s, %d segments: %s", lang, s.Code, status, text, n.Encoding, n.Segments, m.Text)
							}
							if strings.Contains(m.Text, "{") || strings.Contains(m.Text, "32740152") {
								t.Errorf("%s, %s: to %q: %s", lang, status, text, m.Text)
							}
						}
					}
				}
			}
		}
	}
}

// TestLettersAreOneSegment writes every letter that comes unasked, with and without a reason, in both languages.
func TestLettersAreOneSegment(t *testing.T) {
	cat := embedded(t)
	engine := dialog.New(cat)
	when := at(t, cat, "2020-06-02 09:00")
	slot := func(days int) core.Slot {
		return core.Slot{Place: "Lemahwungkuk Utara", From: when.AddDate(0, 0, days), To: when.AddDate(0, 0, days).Add(time.Hour)}
	}
	news := func(lang string, r core.Request, to core.Status) func(core.Limits) core.Message {
		r.Status = to
		return func(l core.Limits) core.Message {
			m, _ := engine.News(lang, l, core.Moved{OK: true, Was: core.Submitted, Request: r}, when, true)
			return m
		}
	}
	long := dialog.Why{"id": "perpanjangan masa pembatasan kegiatan masyarakat sampai keadaan membaik"}
	for _, lang := range cat.Office.Languages {
		for _, s := range cat.Services() {
			r := core.Request{ID: 1, Ticket: "C200602-1042", Service: s.Code, Status: core.Ready, Day: core.DateOf(when), Until: when, Slot: slot(9),
				Reason: "foto surat keterangan lahir tidak terbaca jelas, mohon dikirim ulang"}
			w := r
			w.Ticket, w.Status, w.Slot = "", core.Waiting, core.Slot{}
			late := r
			late.Slot = slot(-1)
			for _, why := range []dialog.Why{nil, long} {
				for name, write := range map[string]func(core.Limits) core.Message{
					"reslotted": func(l core.Limits) core.Message {
						return engine.Reslotted(lang, l, core.Reslotted{OK: true, Was: slot(1), Request: r}, why)
					},
					"shifted": func(l core.Limits) core.Message {
						return engine.Shifted(lang, l, core.Shifted{OK: true, Request: r}, slot(9), why)
					},
					"both": func(l core.Limits) core.Message {
						return engine.Shifted(lang, l, core.Shifted{OK: true, Request: r}, slot(1), why)
					},
					"remind":     func(l core.Limits) core.Message { return engine.Remind(lang, l, r) },
					"correction": func(l core.Limits) core.Message { return engine.RemindCorrection(lang, l, r) },
					"offered": func(l core.Limits) core.Message {
						return engine.Offered(lang, l, core.Offer{ID: 7, Request: w, Day: w.Day, Until: when})
					},
					"lapsed":    func(l core.Limits) core.Message { return engine.Lapsed(lang, l, w, false) },
					"left":      func(l core.Limits) core.Message { return engine.Lapsed(lang, l, w, true) },
					"earlier":   func(l core.Limits) core.Message { return engine.Earlier(lang, l, r, slot(1)) },
					"receipt":   func(l core.Limits) core.Message { return engine.Receipt(lang, l, w, true) },
					"ready":     news(lang, r, core.Ready),
					"lacking":   news(lang, r, core.Incomplete),
					"rejected":  news(lang, r, core.Rejected),
					"withdrawn": news(lang, r, core.Withdrawn),
					"unlisted":  news(lang, w, core.Withdrawn),
					"missed":    news(lang, r, core.NoShow),
					"late":      news(lang, late, core.InProcess),
				} {
					short, full := write(limits[core.SMSChannel]), write(limits[core.TelegramChannel])
					if n := core.CountSMS(short.Text); n.Encoding != core.GSM7 || n.Segments != 1 || len(short.Choices) > 0 {
						t.Errorf("%s %s: %d segments, %d choices: %s", lang, name, n.Segments, len(short.Choices), short.Text)
					}
					if !strings.HasPrefix(short.Text, "Disdukcapil Kota Cirebon: ") {
						t.Errorf("%s %s does not say who speaks: %s", lang, name, short.Text)
					}
					for _, m := range []core.Message{short, full} {
						if strings.Contains(m.Text, "{") || strings.Contains(m.Text, "letter.") || strings.Contains(m.Text, "fetch.") {
							t.Errorf("%s %s: %s", lang, name, m.Text)
						}
					}
					for _, c := range full.Choices {
						if len(c.Token) > 64 {
							t.Errorf("%s %s: the token %s has %d bytes", lang, name, c.Token, len(c.Token))
						}
					}
				}
			}
		}
	}
}

// TestYesMeansTheLatest is what a plain yes means: what the office asked last, or a place that it has offered since.
func TestYesMeansTheLatest(t *testing.T) {
	cat := embedded(t)
	when := at(t, cat, "2020-06-02 09:00")
	for _, c := range []struct {
		name   string
		before []string      // said before the offer
		after  []string      // said since
		offer  time.Duration // from now on; none: 0
		want   string        // the effect that yes has
	}{
		{"an offer alone", nil, nil, time.Second, "take"},
		{"an older question", []string{"batal"}, nil, time.Minute, "take"},
		{"a newer question", nil, []string{"batal"}, time.Second, "move"},
		{"talk since, no question", nil, []string{"batal", "kuota"}, time.Second, "take"},
		{"a question, nothing on offer", []string{"batal"}, nil, 0, "move"},
		{"an officer is awaited", []string{"petugas"}, nil, time.Minute, "take"},
		{"an officer is awaited, nothing on offer", []string{"petugas"}, nil, 0, "call"},
	} {
		k := &life{talk: newTalk(cat, core.SMSChannel, when), waiters: map[int64]core.Waiter{1: {Request: 1, Position: 1}},
			requests: []core.Request{{ID: 1, Person: 1, Service: "KTP-HILANG", Status: core.Waiting, NIK: "3274015203900001", Name: "SITI", Day: core.DateOf(when)}}}
		k.p.Talk.Waits = true
		for _, text := range c.before {
			k.say(text)
		}
		if c.offer > 0 {
			k.facts.Now = k.facts.Now.Add(c.offer)
			k.waiters[1] = core.Waiter{Request: 1, Position: 1, Offer: 7, Day: core.DateOf(when), From: k.facts.Now, Until: k.facts.Now.Add(time.Hour)}
		}
		for _, text := range c.after {
			k.say(text)
		}
		got := ""
		k.facts.Now = k.facts.Now.Add(time.Minute)
		k.drive(core.Inbound{Text: "ya"}, func(ef dialog.Effect) dialog.Event {
			switch ef := ef.(type) {
			case dialog.Find:
				return k.outcome(ef)
			case dialog.AnswerOffer:
				got = "take"
			case dialog.Move:
				got = "move"
			case dialog.Call:
				got = "call"
			}
			return nil
		})
		if got != c.want {
			t.Errorf("%s: a yes means %q, not %q", c.name, got, c.want)
		}
	}
}

// TestYesTooLate is what a yes means at the end of an offer's time: the office may not have ended the offer yet, but it is over. It is
// told so also to those whom staff have put in line, of whom the talk does not know that they wait.
func TestYesTooLate(t *testing.T) {
	cat := embedded(t)
	when := at(t, cat, "2020-06-02 09:00")
	for _, knows := range []bool{true, false} {
		for left, want := range map[time.Duration]bool{time.Second: true, 0: false, -time.Minute: false} {
			k := &life{talk: newTalk(cat, core.SMSChannel, when.Add(-left)), waiters: map[int64]core.Waiter{1: {Request: 1, Position: 1, Offer: 7,
				Day: core.DateOf(when), From: when.Add(-2 * time.Hour), Until: when}},
				requests: []core.Request{{ID: 1, Person: 1, Service: "KTP-HILANG", Status: core.Waiting, NIK: "3274015203900001", Name: "SITI", Day: core.DateOf(when)}}}
			k.p.Talk.Waits = knows
			taken := false
			said, _ := k.drive(core.Inbound{Text: "ya"}, func(ef dialog.Effect) dialog.Event {
				if _, take := ef.(dialog.AnswerOffer); take {
					taken = true
					return nil
				}
				return k.outcome(ef)
			})
			if taken != want || !want && !strings.Contains(said[0].Text, "tidak ada tempat yang ditawarkan") {
				t.Errorf("%v before the end, known to wait %v: taken %v, said %v", left, knows, taken, said)
			}
		}
	}
}
