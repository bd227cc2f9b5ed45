package minitwilio

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"
)

func tracked(body string) url.Values {
	v := sms(citizen, body)
	v.Set("StatusCallback", public+"/hooks/twilio/status?letter=17")
	return v
}

func TestReportByHand(t *testing.T) {
	s := New(t)
	o := open(t, s)
	_, made, _ := call(t, s, "POST", "/Messages.json", tracked("halo"))
	sid := made["sid"].(string)
	if r := s.Report(sid, "sent", 0); r.Status != 200 || r.SID != sid {
		t.Fatalf("%+v", r)
	}
	if r := s.Report(sid, "undelivered", 30005); r.Status != 200 {
		t.Fatalf("%+v", r)
	}
	s.Report(sid, "sent", 0)
	if v := o.last(); v.Get("MessageStatus") != "sent" || v.Get("MessageSid") != sid || v.Get("AccountSid") != s.AccountSID {
		t.Errorf("%v", v)
	}
	if v := o.forms[1]; v.Get("ErrorCode") != "30005" || v.Get("SmsStatus") != "undelivered" {
		t.Errorf("%v", v)
	}
	if m, _ := s.Message(sid); m.Status != "undelivered" || m.ErrorCode != 30005 {
		t.Errorf("the account fell back: %+v", m)
	}
	if r := s.Report("SM0", "sent", 0); r.Err == nil {
		t.Error("a report about nothing")
	}
	_, quiet, _ := call(t, s, "POST", "/Messages.json", sms(citizen, "tanpa laporan"))
	if r := s.Report(quiet["sid"].(string), "sent", 0); r.Attempts != 0 || r.Err != nil {
		t.Errorf("reported though nobody asked: %+v", r)
	}
}

func TestReportsInEveryOrder(t *testing.T) {
	fail := func(status string, code int) func(Message) (string, int) {
		return func(Message) (string, int) { return status, code }
	}
	tests := []struct {
		reports Reports
		want    string
		ends    string
	}{
		{Reports{}, "[queued sending sent delivered]", "delivered"},
		{Reports{Order: Backwards}, "[delivered sent sending queued]", "delivered"},
		{Reports{Order: Doubled}, "[queued queued sending sending sent sent delivered delivered]", "delivered"},
		{Reports{Fate: fail("undelivered", 30008)}, "[queued sending sent undelivered]", "undelivered"},
		{Reports{Fate: fail("failed", 63016)}, "[queued failed]", "failed"},
	}
	for _, tt := range tests {
		s := New(t)
		o := open(t, s)
		s.Set(func(k *Knobs) { k.Reports = tt.reports })
		_, made, _ := call(t, s, "POST", "/Messages.json", tracked("halo"))
		s.ReportAll(made["sid"].(string))
		if got := fmt.Sprint(o.statuses); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
		if m, _ := s.Message(made["sid"].(string)); m.Status != tt.ends {
			t.Errorf("ends %s", m.Status)
		}
	}
}

func TestReportsByThemselves(t *testing.T) {
	s := New(t)
	o := open(t, s)
	s.Set(func(k *Knobs) { k.Reports = Reports{Auto: true, Delay: 5 * time.Millisecond} })
	arrived := make(chan struct{}, 400)
	o.answer = func(int64, http.ResponseWriter) { arrived <- struct{}{} }
	for i := range 100 {
		call(t, s, "POST", "/Messages.json", tracked(fmt.Sprint(i)))
	}
	for range 400 {
		select {
		case <-arrived:
		case <-time.After(5 * time.Second):
			t.Fatal("reports are missing")
		}
	}
	o.Lock()
	defer o.Unlock()
	if got := slices.Compact(slices.Sorted(slices.Values(o.statuses))); len(got) != 4 {
		t.Errorf("%v", got)
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	s := New(nil)
	o := open(t, s)
	held, release := make(chan struct{}, 1000), make(chan struct{})
	o.answer = func(int64, http.ResponseWriter) { held <- struct{}{}; <-release }
	t.Cleanup(func() { close(release) })
	s.Set(func(k *Knobs) { k.Reports.Auto = true })
	for i := range 20 {
		call(t, s, "POST", "/Messages.json", tracked(fmt.Sprint(i)))
	}
	<-held
	s.Fail(Hang)
	answered := make(chan error, 1)
	go func() {
		_, _, _, err := try(s, "POST", "/Messages.json", sms(citizen, "tanpa jawaban"), s.AccountSID, s.AuthToken)
		answered <- err
	}()
	s.WaitSent(t, "", 21, time.Second)
	done := make(chan struct{})
	go func() { s.Close(); s.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("Close hangs")
	}
	if err := <-answered; err == nil {
		t.Error("a hanging call was answered")
	}
	if r := s.Text(citizen, "halo"); r.Err == nil {
		t.Error("a closed server speaks")
	}
}
