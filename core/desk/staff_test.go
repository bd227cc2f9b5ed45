package desk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/desk"
	"loket/core/dialog"
)

var dewi = core.Actor{Name: "Dewi", Role: core.Admin}

func engine() desk.Engine { return dialog.New(catalogue()) }

func TestRegister(t *testing.T) {
	both(t, func(o *office) {
		s := desk.Staff{Via: "telepon", Service: "kk-hilang", NIK: nik(1), Name: "Siti Aminah", Phone: "0812 5500 0001", Lang: "en"}
		b, err := o.Register(o.Context(), s, dewi)
		if err != nil || b.Verdict != core.Granted || b.Request.Ticket != "C200317-001" || b.Request.Via != "telepon" {
			o.Fatalf("%+v, %v", b, err)
		}
		if want := (core.Date{Year: 2020, Month: time.April, Day: 1}); core.DateOf(b.Request.From.In(catalogue().Office.Zone)) != want {
			o.Errorf("pickup %v", b.Request.From)
		}
		ls := o.letters()
		if len(ls) != 1 || ls[0].Lane != core.ServiceLane || !strings.Contains(ls[0].Message.Text, "C200317-001") ||
			core.CountSMS(ls[0].Message.Text).Segments != 1 {
			o.Errorf("letters: %v", ls)
		}
		if b, err = o.Register(o.Context(), s, dewi); err != nil || b.Verdict != core.Taken {
			o.Errorf("the same again: %+v, %v", b, err)
		}
		s.NIK, s.Phone = nik(2), ""
		if b, err = o.Register(o.Context(), s, dewi); err != nil || b.Request.Ticket != "C200317-002" || len(o.letters()) != 0 {
			o.Errorf("without a phone: %+v, %v", b, err)
		}
		for about, change := range map[string]func(*desk.Staff){
			"via":     func(s *desk.Staff) { s.Via = "fax" },
			"service": func(s *desk.Staff) { s.Service = "SIM" },
			"NIK":     func(s *desk.Staff) { s.NIK = "123" },
			"name":    func(s *desk.Staff) { s.Name = "1" },
			"phone":   func(s *desk.Staff) { s.Phone = "110" },
			"speak":   func(s *desk.Staff) { s.Lang = "nl" },
		} {
			bad := s
			change(&bad)
			_, err := o.Register(o.Context(), bad, dewi)
			o.kind(err, core.Invalid)
			if err != nil && !strings.Contains(err.Error(), about) || err != nil && strings.Contains(err.Error(), bad.NIK) && about == "NIK" {
				o.Errorf("%s: %v", about, err)
			}
		}
		s.Day = tuesday.Add(-1)
		_, err = o.Register(o.Context(), s, dewi)
		o.kind(err, core.Conflict)
	})
}

func TestAdvance(t *testing.T) {
	both(t, func(o *office) {
		for n := range 3 {
			o.hear(filing(n))
		}
		o.letters()
		moved, err := o.Advance(o.Context(), core.Advance{To: core.Ready, Tickets: []string{"c200317-001"}}, dewi)
		if err != nil || len(moved) != 1 || !moved[0].OK {
			o.Fatalf("%v, %v", moved, err)
		}
		if ls := o.letters(); len(ls) != 1 || ls[0].To != phone(0) || ls[0].Lane != core.ServiceLane {
			o.Errorf("letters: %v", ls)
		}
		moved, err = o.Advance(o.Context(), core.Advance{To: core.Verified, Tickets: []string{"C200317-001"}}, dewi)
		if err != nil || len(moved) != 1 || moved[0].OK || len(o.letters()) != 0 {
			o.Errorf("backwards: %v, %v", moved, err)
		}
		moved, err = o.Advance(o.Context(), core.Advance{To: core.Ready, Day: tuesday}, dewi)
		if err != nil || len(moved) != 2 || len(o.letters()) != 2 {
			o.Errorf("the rest of the day: %v, %v", moved, err)
		}
		_, err = o.Advance(o.Context(), core.Advance{To: core.Done, Tickets: []string{"C200317-001", "C200317-999"}}, dewi)
		o.kind(err, core.Missing)
		for _, r := range o.requests() {
			if r.Status != core.Ready {
				o.Errorf("%s is %s", r.Ticket, r.Status)
			}
		}
		_, err = o.Advance(o.Context(), core.Advance{To: core.Done}, dewi)
		o.kind(err, core.Invalid)
	})
}

func TestQuota(t *testing.T) {
	both(t, func(o *office) {
		if d, _, err := o.Quota(o.Context(), core.Date{}); err != nil || d.Date != tuesday || d.Cap != 150 || d.Made {
			o.Errorf("at first: %+v, %v", d, err)
		}
		o.hear(filing(0), filing(1), filing(2))
		if err := o.SetQuota(o.Context(), 2, "", core.Date{}, core.Date{}, dewi); err != nil {
			o.Fatal(err)
		}
		if d, _, err := o.Quota(o.Context(), tuesday); err != nil || d.Cap != 2 || d.Held != 3 || d.Left() != 0 {
			o.Errorf("lowered: %+v, %v", d, err)
		}
		o.hear(filing(3))
		if n := len(o.requests()); n != 3 {
			o.Errorf("%d requests", n)
		}
		if d, _, err := o.Quota(o.Context(), tuesday.Add(1)); err != nil || d.Cap != 2 {
			o.Errorf("tomorrow: %+v, %v", d, err)
		}
		o.kind(o.SetQuota(o.Context(), -1, "", core.Date{}, core.Date{}, dewi), core.Invalid)
		o.kind(o.SetQuota(o.Context(), 1, "", tuesday.Add(-1), core.Date{}, dewi), core.Invalid)
		o.kind(o.SetQuota(o.Context(), 1, "", tuesday.Add(2), tuesday.Add(1), dewi), core.Invalid)
	})
}

func TestRequests(t *testing.T) {
	both(t, func(o *office) {
		for n := range 3 {
			o.hear(filing(n))
		}
		enough := errors.New("enough")
		n := 0
		err := o.Requests(o.Context(), core.RequestQuery{Limit: 2}, true, "Dewi", func(core.Request, core.Waiter) error { n++; return nil })
		if err != nil || n != 2 {
			o.Errorf("%d requests, %v", n, err)
		}
		err = o.Requests(o.Context(), core.RequestQuery{}, false, "", func(core.Request, core.Waiter) error { return enough })
		if !errors.Is(err, enough) {
			o.Error(err)
		}
	})
}

func TestSubscribers(t *testing.T) {
	const list = "\ufeffaddress;channel;consent;kecamatan;lang\r\n" +
		"0812-5500-0001;sms;2020-03-02 formulir kecamatan;kec. kesambi;id\r\n" +
		"81234;telegram;02/03/2020 loket;;en\r\n"
	both(t, func(o *office) {
		got, err := o.ImportSubscribers(o.Context(), strings.NewReader(list), false, "Dewi")
		if err != nil || got.Taken != 2 || len(got.Bad) != 0 {
			o.Fatalf("%+v, %v", got, err)
		}
		var out bytes.Buffer
		if n, err := o.ExportSubscribers(o.Context(), &out, "Dewi"); err != nil || n != 2 {
			o.Errorf("%d exported, %v", n, err)
		}
		want := "channel,address,lang,kecamatan,consent\n" +
			"sms,+6281255000001,id,Kesambi,2020-03-02 formulir kecamatan\n" +
			"telegram,81234,en,,2020-03-02 loket\n"
		if diff := cmp.Diff(want, out.String()); diff != "" {
			o.Error(diff)
		}
		if _, err := o.ImportSubscribers(o.Context(), &out, false, "Dewi"); err != nil {
			o.Errorf("what was exported cannot be imported: %v", err)
		}
		count, err := o.CountSubscribers(o.Context())
		if diff := cmp.Diff(map[string]int{"sms": 1, "telegram": 1}, count); diff != "" || err != nil {
			o.Error(diff, err)
		}
	})
}

func TestBadSubscribers(t *testing.T) {
	const list = "channel,address,lang,kecamatan,consent\n" +
		"sms,+6281255000007,id,,2020-03-02 loket\n" + // 2: good
		"sms,110,id,,2020-03-02 loket\n" +
		"fax,1,id,,2020-03-02 loket\n" +
		"telegram,@siti,id,,2020-03-02 loket\n" +
		"sms,+6281255000008,nl,,2020-03-02 loket\n" +
		"sms,+6281255000008,id,Atlantis,2020-03-02 loket\n" +
		"sms,+6281255000008,id,,loket\n" +
		"sms,+6281255000008,id,,2020-12-02 loket\n" +
		"sms,081255000007,id,,2020-03-02 loket\n" + // the address of line 2
		"sms,\"08\"1,id,,2020-03-02 loket\n" +
		"sms\n"
	both(t, func(o *office) {
		got, err := o.ImportSubscribers(o.Context(), strings.NewReader(list), false, "Dewi")
		o.kind(err, core.Invalid)
		var lines []int
		for _, b := range got.Bad {
			lines = append(lines, b.Line)
		}
		if diff := cmp.Diff([]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, lines); diff != "" || got.Taken != 0 {
			o.Error(diff, got)
		}
		if count, err := o.CountSubscribers(o.Context()); err != nil || len(count) != 0 {
			o.Errorf("half a list was taken: %v, %v", count, err)
		}
		if got, err = o.ImportSubscribers(o.Context(), strings.NewReader(list), true, "Dewi"); err != nil || got.Taken != 1 || len(got.Bad) != 10 {
			o.Errorf("%+v, %v", got, err)
		}
		_, err = o.ImportSubscribers(o.Context(), strings.NewReader("a,b\n1,2\n"), true, "Dewi")
		o.kind(err, core.Invalid)
		_, err = o.ImportSubscribers(o.Context(), strings.NewReader(""), true, "Dewi")
		o.kind(err, core.Invalid)
	})
}

// A citizen asks for an officer, is answered, and handed back; thirty days later nothing of it is left.
func TestConversation(t *testing.T) {
	both(t, func(o *office) {
		o.hear(message(1, "a", "PETUGAS"), message(1, "b", "Anak saya lahir di kapal"))
		o.letters()
		calls, err := o.Calls(o.Context())
		if err != nil || len(calls) != 1 || calls[0].Address != phone(1) || len(calls[0].Lines) == 0 {
			o.Fatalf("%+v, %v", calls, err)
		}
		who := calls[0].Person
		for range 2 {
			if err := o.Answer(o.Context(), who, "Silakan datang.", dewi); err != nil {
				o.Fatal(err)
			}
		}
		if ls := o.letters(); len(ls) != 2 || !strings.Contains(ls[0].Message.Text, "Silakan datang.") {
			o.Errorf("letters: %v", ls)
		}
		said := len(calls[0].Lines) + 2
		if calls, err = o.Calls(o.Context()); err != nil || len(calls[0].Lines) != said || calls[0].Lines[said-1].By != "Dewi" {
			o.Errorf("%+v, %v", calls, err)
		}
		o.kind(o.Answer(o.Context(), who, " ", dewi), core.Invalid)
		o.kind(o.Answer(o.Context(), who+1, "Siapa?", dewi), core.Missing)

		if err := o.store.SetClock(o.Context(), tuesday.Add(32).At(0, catalogue().Office.Zone)); err != nil {
			o.Fatal(err)
		}
		for n := 0; n < 500 && (len(calls) != 1 || len(calls[0].Lines) > 0); n++ {
			time.Sleep(10 * time.Millisecond)
			if calls, err = o.Calls(o.Context()); err != nil {
				o.Fatal(err)
			}
		}
		if len(calls) != 1 || len(calls[0].Lines) != 0 {
			o.Errorf("%+v, %v", calls, err)
		}
		if err := o.HandBack(o.Context(), who, dewi); err != nil {
			o.Fatal(err)
		}
		if calls, err = o.Calls(o.Context()); err != nil || len(calls) != 0 {
			o.Errorf("%+v, %v", calls, err)
		}
		o.kind(o.HandBack(o.Context(), who, dewi), core.Missing)
	})
}

// An act that cannot be done keeps no other from its turn.
func TestBadAct(t *testing.T) {
	both(t, func(o *office) {
		err := o.store.Tx(o.Context(), func(tx core.Tx) error {
			return tx.Defer([]core.Act{{Cause: "strange:1", Kind: "strange", Due: tuesday.At(0, time.UTC)},
				{Cause: "forget:1", Kind: "forget", Due: tuesday.At(1, time.UTC)}})
		})
		if err != nil {
			o.Fatal(err)
		}
		for n := 0; o.Stats().Acts == 0; n++ {
			if n == 500 {
				o.Fatal("the second act was not done")
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
}
