package twilio

import (
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

func TestReports(t *testing.T) {
	for _, c := range []struct {
		status string
		code   int
		want   core.Report
	}{
		{"accepted", 0, core.Report{State: core.Sent}},
		{"scheduled", 0, core.Report{State: core.Sent}},
		{"queued", 0, core.Report{State: core.Sent}},
		{"sending", 0, core.Report{State: core.Sent}},
		{"sent", 0, core.Report{State: core.Sent}},
		{"delivered", 0, core.Report{State: core.Delivered}},
		{"read", 0, core.Report{State: core.Delivered}},
		{"undelivered", 30003, core.Report{State: core.Failed, Reason: "unreachable"}},
		{"undelivered", 30005, core.Report{State: core.Failed, Reason: "gone"}},
		{"undelivered", 30007, core.Report{State: core.Failed, Reason: "refused"}},
		{"failed", 30004, core.Report{State: core.Failed, Reason: "blocked"}},
		{"failed", 63016, core.Report{State: core.Failed, Reason: "window"}},
		{"failed", 21610, core.Report{State: core.Failed, Reason: "blocked", Shut: true}},
		{"failed", 0, core.Report{State: core.Failed, Reason: "refused"}},
		{"canceled", 0, core.Report{State: core.Failed, Reason: "cancelled"}},
	} {
		o := open(t)
		receipt, _ := o.send(t, t.Context(), letter(17))
		if r := o.tw.Report(receipt, c.status, c.code); r.Status != 200 || r.Body != "<Response/>" {
			t.Fatalf("%s: %+v", c.status, r)
		}
		c.want.Letter, c.want.Attempt, c.want.Account, c.want.Receipt = 17, 1, "sms:+12025550100", receipt
		if diff := cmp.Diff([]core.Report{c.want}, o.reports); diff != "" {
			t.Errorf("%s %d: %s", c.status, c.code, diff)
		}
	}
}

// What is said of a part that is not the last is early: it ends nothing but what failed.
func TestReportsOfParts(t *testing.T) {
	o := open(t)
	for part := range 3 {
		l := letter(17)
		l.Message.Text, l.Part, l.Parts, l.Attempt = fmt.Sprint("bagian ", part), part, 3, 1+part
		receipt, err := o.send(t, t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		o.tw.Report(receipt, "delivered", 0)
		want := core.Report{Letter: 17, Attempt: 1 + part, Account: o.Account(), Receipt: receipt, State: core.Delivered, Early: part < 2}
		if diff := cmp.Diff(want, o.reports[part]); diff != "" {
			t.Error(diff)
		}
	}
}

// The report of a letter whose call was not answered is what ends the doubt soonest.
func TestReportEndsDoubt(t *testing.T) {
	o := open(t)
	o.tw.Fail(minitwilio.LateReset)
	o.send(t, t.Context(), letter(17))
	sent := o.tw.WaitSent(t, citizen, 1, 5*time.Second)
	o.tw.ReportAll(sent[0].SID)
	if first := o.reports[0]; len(o.reports) != 4 || first.Letter != 17 || first.Attempt != 1 || first.Receipt != sent[0].SID || first.State != core.Sent {
		t.Errorf("%+v", o.reports)
	}
}

func TestOddReports(t *testing.T) {
	o := open(t)
	status := func(query string, pairs ...string) int {
		form := url.Values{"AccountSid": {o.tw.AccountSID}, "From": {"+12025550100"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		path := "/hooks/twilio/status" + query
		return o.post(t, path, form.Encode(), minitwilio.Sign(o.tw.AuthToken, public+path, form))
	}
	for _, got := range []int{
		status("?letter=abc", "MessageSid", "SM1", "MessageStatus", "sent"),     // by its receipt
		status("?letter=-5", "SmsSid", "SM2", "SmsStatus", "DELIVERED"),         // the old names
		status("?letter=7", "MessageStatus", "sent"),                            // by the letter
		status("?letter=7&attempt=3", "MessageStatus", "sent"),                  // and the attempt
		status("?attempt=3", "MessageSid", "SM5", "MessageStatus", "sent"),      // of what?
		status("?letter=7&attempt=99999999999", "MessageStatus", "sent"),        // no such number
		status("", "MessageStatus", "sent"),                                     // about nothing
		status("?letter=7", "MessageSid", "SM3", "MessageStatus", "teleported"), // a status of the future
		status("?letter=7"), // no status
		status("?letter=7", "MessageStatus", "sent", "From", "whatsapp:+12025550100"),        // a channel that is off
		status("?letter=99999999999999999999", "MessageSid", "SM4", "MessageStatus", "read"), // too large
	} {
		if got != 200 {
			t.Errorf("status %d", got)
		}
	}
	want := []core.Report{
		{Account: o.Account(), Receipt: "SM1", State: core.Sent}, {Account: o.Account(), Receipt: "SM2", State: core.Delivered},
		{Account: o.Account(), Letter: 7, State: core.Sent}, {Account: o.Account(), Letter: 7, Attempt: 3, State: core.Sent},
		{Account: o.Account(), Receipt: "SM5", State: core.Sent}, {Account: o.Account(), Letter: 7, State: core.Sent},
		{Account: o.Account(), Receipt: "SM4", State: core.Delivered},
	}
	if diff := cmp.Diff(want, o.reports); diff != "" {
		t.Error(diff)
	}
	o.answer = errors.New("away")
	if got := status("?letter=7", "MessageStatus", "sent"); got != 503 {
		t.Errorf("status %d", got)
	}
}
