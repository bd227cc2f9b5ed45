package smsgate

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minismsgate"
	"loket/core"
)

// Each event is registered once, however many SIMs and processes ask for it, and one that somebody has registered by hand is used.
func TestPrepare(t *testing.T) {
	o := open(t, two)
	o.gw.Register(minismsgate.Hook{ID: "by-hand", URL: public + "/hooks/smsgate", Event: "sms:received"})
	var all sync.WaitGroup
	for range 3 {
		for _, ch := range o.sims {
			all.Go(func() {
				if err := ch.Prepare(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	events := map[string]int{}
	for _, h := range o.gw.Hooks() {
		events[h.Event]++
	}
	if diff := cmp.Diff(map[string]int{"sms:received": 1, "sms:sent": 1, "sms:delivered": 1, "sms:failed": 1, "system:ping": 1}, events); diff != "" {
		t.Error(diff)
	}
	o.gw.Register(minismsgate.Hook{ID: "again", URL: public + "/hooks/smsgate", Event: "sms:received"})
	if err := o.Prepare(t.Context()); err != nil || !strings.Contains(o.log.String(), "more than once") {
		t.Errorf("%v: %s", err, o.log.String())
	}
}

// What arrives at a SIM is heard by its account; where a phone does not say which it was, by the nearest.
func TestHeard(t *testing.T) {
	for _, c := range []struct {
		in   minismsgate.Inbound
		from string
		want string
	}{
		{minismsgate.Inbound{From: citizen, Text: "DAFTAR", Device: "hp-1", SIM: 1}, citizen, "depan-1"},
		{minismsgate.Inbound{From: "081234567890", Text: "DAFTAR", Device: "hp-1", SIM: 2}, citizen, "depan-2"},
		{minismsgate.Inbound{From: "6281234567890", Text: "DAFTAR", Device: "hp-2"}, citizen, "belakang"},
		{minismsgate.Inbound{From: citizen, Text: "DAFTAR", Device: "hp-2", SIM: 1, Old: true}, citizen, "belakang"},
		{minismsgate.Inbound{From: citizen, Text: "DAFTAR", Device: "hp-1"}, citizen, "depan-1"},
		{minismsgate.Inbound{From: citizen, Text: "DAFTAR", Device: "hp-1", SIM: 3}, citizen, "depan-1"},
		{minismsgate.Inbound{From: citizen, Text: "DAFTAR", Device: "hp-9", SIM: 1}, citizen, "depan-1"},
		{minismsgate.Inbound{From: citizen, Text: "DAFTAR", Device: "hp-9", Number: "+6281200000003"}, citizen, "belakang"},
		{minismsgate.Inbound{From: "+6591234567", Text: "hi", Device: "hp-1", SIM: 1}, "+6591234567", "depan-1"},
	} {
		o := prepared(t, two)
		o.gw.AddPhone("hp-2", 1)
		o.gw.AddPhone("hp-9", 1)
		if r := o.gw.Receive(c.in); r.Status != 200 {
			t.Fatalf("%+v: %+v", c.in, r)
		}
		if len(o.ins) != 1 {
			t.Fatalf("%+v: heard %d", c.in, len(o.ins))
		}
		in := o.ins[0]
		in.At = time.Time{}
		want := core.Inbound{ID: in.ID, Account: "sms:gate/" + c.want, From: core.Address{Channel: core.SMSChannel, ID: c.from}, Text: c.in.Text}
		if diff := cmp.Diff(want, in); diff != "" || in.ID == "" {
			t.Errorf("%+v: %s", c.in, diff)
		}
	}
}

// Nobody can be answered who is no number, and who is ourselves.
func TestUnanswerable(t *testing.T) {
	o := prepared(t, two)
	for _, from := range []string{"TELKOMSEL", "3636", "", "0231200300", "+6281200000001"} {
		if r := o.gw.Receive(minismsgate.Inbound{From: from, Text: "halo", SIM: 2}); r.Status != 200 {
			t.Errorf("%q: %+v", from, r)
		}
	}
	if len(o.ins) != 0 || o.counts["unanswerable sender"] != 4 || o.counts["own message"] != 1 {
		t.Errorf("%d heard, %v", len(o.ins), o.counts)
	}
}

// The same text twice is two messages though the app gives them one messageId; the same event twice is one.
func TestSameMessageID(t *testing.T) {
	o := prepared(t)
	first := o.gw.Text(citizen, "STATUS")
	o.gw.Text(citizen, "STATUS")
	o.gw.Again(first)
	if len(o.ins) != 3 || o.ins[0].ID == o.ins[1].ID || o.ins[0].ID != o.ins[2].ID {
		t.Errorf("%d heard: %v", len(o.ins), o.ins)
	}
}

func TestForged(t *testing.T) {
	o := prepared(t)
	for _, f := range []minismsgate.Forgery{minismsgate.Unsigned, minismsgate.WrongKey, minismsgate.Tampered, minismsgate.Stale, minismsgate.Undated} {
		if r := o.gw.Receive(minismsgate.Inbound{From: citizen, Text: "DAFTAR", Forgery: f}); r.Status != 401 {
			t.Errorf("%d: %+v", f, r)
		}
	}
	o.gw.Skew("hp-1", 6*time.Minute)
	o.gw.Text(citizen, "DAFTAR")
	o.gw.Skew("hp-1", -4*time.Minute)
	if r := o.gw.Text(citizen, "DAFTAR"); r.Status != 200 || len(o.ins) != 1 {
		t.Errorf("%+v, %d heard", r, len(o.ins))
	}
	if !strings.Contains(o.log.String(), "clock of the phone") {
		t.Error(o.log.String())
	}
	several := prepared(t, func(c *Config) { c.SigningKey = "another " + c.SigningKey })
	if r := several.gw.Text(citizen, "DAFTAR"); r.Status != 200 {
		t.Errorf("one of two keys: %+v", r)
	}
}

func TestReports(t *testing.T) {
	for _, c := range []struct {
		event, reason string
		want          core.Report
	}{
		{"sms:sent", "", core.Report{State: core.Sent}},
		{"sms:delivered", "", core.Report{State: core.Delivered}},
		{"sms:failed", "TTL expired", core.Report{State: core.Failed, Reason: "expired"}},
		{"sms:failed", "Send result: RESULT_ERROR_NO_SERVICE", core.Report{State: core.Failed, Reason: "unreachable"}},
		{"sms:failed", "Delivery result from SC +62811000000: 64", core.Report{State: core.Failed, Reason: "unreachable"}},
		{"sms:failed", "Send result: RESULT_ERROR_GENERIC_FAILURE", core.Report{State: core.Failed, Reason: "refused"}},
		{"sms:failed", "Can't send message: Invalid phone number", core.Report{State: core.Failed, Reason: "gone"}},
	} {
		o := prepared(t)
		receipt, err := o.send(t, t.Context(), o.Channel, letter(17))
		if err != nil {
			t.Fatal(err)
		}
		if r := o.gw.Report(receipt, c.event, c.reason); r.Status != 200 {
			t.Fatalf("%s: %+v", c.event, r)
		}
		c.want.Letter, c.want.Attempt, c.want.Receipt = 17, 1, receipt
		if diff := cmp.Diff([]core.Report{c.want}, o.reports); diff != "" {
			t.Errorf("%s %s: %s", c.event, c.reason, diff)
		}
	}
	o := prepared(t)
	o.gw.Report("zXDYfTmTVf3iMd16zzdBj", "sms:failed", "") // somebody else's, through the same phone
	o.gw.Ping("hp-1")
	if len(o.reports) != 0 || o.counts["another's message"] != 1 || o.counts["ping"] != 1 {
		t.Errorf("%v %v", o.reports, o.counts)
	}
}

// A phone is gone for an hour. What was to be sent waits for it at the server, what it has heard comes afterwards in another order, some
// of it twice: all of it is heard, each thing by one id.
func TestGoneForAnHour(t *testing.T) {
	o := prepared(t)
	o.gw.Gone("hp-1", true)
	receipt, err := o.send(t, t.Context(), o.Channel, letter(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"DAFTAR", "KTP", "3274010101900001", "YA"} {
		o.gw.Text(citizen, text)
	}
	o.gw.Seen("hp-1", time.Now().Add(-time.Hour))
	if last, err := o.Alive(t.Context()); err != nil || time.Since(last) < 59*time.Minute {
		t.Errorf("last heard of %v ago: %v", time.Since(last), err)
	}
	o.gw.Shuffle("hp-1", 7)
	o.gw.Gone("hp-1", false)
	ids, texts := map[string]bool{}, map[string]int{}
	for _, in := range o.ins {
		if !ids[in.ID] {
			texts[in.Text]++
		}
		ids[in.ID] = true
	}
	if diff := cmp.Diff(map[string]int{"DAFTAR": 1, "KTP": 1, "3274010101900001": 1, "YA": 1}, texts); diff != "" || len(o.ins) == 4 {
		t.Errorf("%d came: %s", len(o.ins), diff)
	}
	if last := o.reports[len(o.reports)-1]; last.State != core.Delivered || last.Receipt != receipt {
		t.Errorf("%+v", last)
	}
	if last, err := o.Alive(t.Context()); err != nil || time.Since(last) > time.Minute {
		t.Errorf("last heard of %v ago: %v", time.Since(last), err)
	}
}

// What the desk does not take stays in the phone, which tries again.
func TestNotTaken(t *testing.T) {
	o := prepared(t)
	o.answer = core.Errorf(core.Away, "store: away")
	if r := o.gw.Text(citizen, "DAFTAR"); r.Status != 503 || o.gw.Waiting("hp-1") != 1 {
		t.Errorf("%+v", r)
	}
	o.answer = nil
	o.gw.Retry("hp-1")
	if len(o.ins) != 2 || o.ins[0].ID != o.ins[1].ID || o.gw.Waiting("hp-1") != 0 {
		t.Errorf("%d heard", len(o.ins))
	}
}

func TestAlive(t *testing.T) {
	o := prepared(t, two)
	o.gw.AddPhone("hp-2", 1)
	o.gw.Gone("hp-2", true)
	o.gw.Seen("hp-2", time.Now().Add(-10*time.Minute))
	for i, least := range []time.Duration{0, 0, 9 * time.Minute} {
		last, err := o.sims[i].Alive(t.Context())
		if err != nil || time.Since(last) < least || time.Since(last) > least+2*time.Minute {
			t.Errorf("phone %d: %v ago, %v", i, time.Since(last), err)
		}
	}
	lost := open(t, func(c *Config) { c.Phones = []Phone{{Name: "hilang", Device: "hp-7"}} })
	if _, err := lost.Alive(t.Context()); core.KindOf(err) != core.Operator {
		t.Errorf("%v", err)
	}
}
