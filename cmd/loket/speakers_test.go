package main

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/channels/smsgate"
	"loket/core"
	"loket/core/catalog"
	"loket/core/desk"
)

func TestSpeakers(t *testing.T) {
	phones := []catalog.Phone{{Name: "a", SIM: 1, Rate: 0.3}, {Name: "b", SIM: 2, Rate: 0.15}}
	twilio := func(w *Wires) {
		w.TwilioAccountSID, w.TwilioAuthToken, w.SMSFrom, w.SMSRate = "AC"+strings.Repeat("0a", 16), "rahasia", "DISDUKCAPIL", "10"
	}
	gateway := func(w *Wires) {
		w.SMSGateURL, w.SMSGateUser, w.SMSGatePassword, w.SMSGateSigningKey, w.SMSGateRate = "https://192.168.1.10:8080", "u", "rahasia", "rahasia", "0.3"
	}
	both := func(w *Wires) { twilio(w); gateway(w) }
	name, a, b := "sms:DISDUKCAPIL", smsgate.Account("a"), smsgate.Account("b")
	for _, c := range []struct {
		what    string
		sms     catalog.SMS
		set     func(*Wires)
		account string
		others  []string
		notices []string
		heard   string // an SMS to Twilio's number is answered by
		wrong   string
	}{
		{"Twilio alone", catalog.SMS{}, twilio, name, nil, []string{name}, name, ""},
		{"a phone that nobody described", catalog.SMS{}, gateway, "sms:gate/hp", nil, []string{"sms:gate/hp"}, name, ""},
		{"two SIMs", catalog.SMS{Phones: phones}, gateway, a, []string{b}, []string{a, a, b}, name, ""},
		{"both, and nothing said", catalog.SMS{Phones: phones}, both, name, []string{a, b}, []string{name}, name, ""},
		{"announcements by Twilio", catalog.SMS{In: "smsgate", Replies: "smsgate", Notices: "twilio", Phones: phones}, both, a, []string{b}, []string{name}, a, ""},
		{"all by phone", catalog.SMS{In: "smsgate", Replies: "smsgate", Phones: phones}, both, a, []string{b}, []string{a, a, b}, a, ""},
		{"without settings", catalog.SMS{In: "smsgate", Replies: "smsgate", Notices: "twilio", Phones: phones}, twilio, "", nil, nil, "",
			`sms.in in office.toml is "smsgate", and LOKET_SMSGATE_URL is not set`},
	} {
		t.Run(c.what, func(t *testing.T) {
			cat, err := catalog.Load(nil)
			if err != nil {
				t.Fatal(err)
			}
			cat.Office.SMS = c.sms
			w := &Wires{}
			c.set(w)
			open, err := w.open(tools{cat, newLog(&strings.Builder{}, "error"), newTally().of})
			if c.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), c.wrong) {
					t.Errorf("%v, want %s", err, c.wrong)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			o := desk.Options{Limits: map[string]core.Limits{}, Accounts: map[string]string{}}
			arrange(&o, c.sms, open)
			if o.Accounts[core.SMSChannel] != c.account || !o.Limits[core.SMSChannel].Short {
				t.Errorf("letters by %q", o.Accounts[core.SMSChannel])
			}
			if diff := cmp.Diff(c.others, o.Others[core.SMSChannel]); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.notices, o.Notices[core.SMSChannel]); diff != "" {
				t.Error(diff)
			}
			var by string
			receive := answering(c.sms, open, func(_ context.Context, in core.Inbound) error { by = in.Account; return nil })
			in := core.Inbound{Account: name, From: core.Address{Channel: core.SMSChannel, ID: "+6281234567890"}}
			if err := receive(t.Context(), in); err != nil || by != c.heard {
				t.Errorf("answered by %q: %v", by, err)
			}
		})
	}
}
