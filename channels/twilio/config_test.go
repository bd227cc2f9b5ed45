package twilio

import (
	"strings"
	"testing"

	"loket/core"
)

func TestSettings(t *testing.T) {
	id := strings.Repeat("0a", 16)
	good := Config{AccountSID: "AC" + id, AuthToken: "rahasia", From: "+12025550100", PublicURL: "https://loket.example.go.id/"}
	for _, c := range []struct {
		change func(*Config)
		names  string
	}{
		{func(c *Config) { c.AccountSID = "" }, "LOKET_TWILIO_ACCOUNT_SID"},
		{func(c *Config) { c.AccountSID = "SK" + id }, "LOKET_TWILIO_ACCOUNT_SID"},
		{func(c *Config) { c.AuthToken = "" }, "LOKET_TWILIO_AUTH_TOKEN"},
		{func(c *Config) { c.APIKey = "SK" + id }, "LOKET_TWILIO_API_SECRET"},
		{func(c *Config) { c.APISecret = "rahasia" }, "LOKET_TWILIO_API_KEY"},
		{func(c *Config) { c.APIKey, c.APISecret = "AC"+id, "rahasia" }, "LOKET_TWILIO_API_KEY"},
		{func(c *Config) { c.From = "" }, "LOKET_SMS_FROM"},
		{func(c *Config) { c.From = "081234567890" }, "LOKET_SMS_FROM"},
		{func(c *Config) { c.From = "whatsapp:+12025550100" }, "LOKET_SMS_FROM"},
		{func(c *Config) { c.From = "DISDUKCAPIL KOTA" }, "LOKET_SMS_FROM"},
		{func(c *Config) { c.Rate = -1 }, "LOKET_SMS_RATE"},
		{func(c *Config) { c.API = "api.twilio.com" }, "LOKET_TWILIO_API"},
		{func(c *Config) { c.PublicURL = "loket.example.go.id" }, "LOKET_PUBLIC_URL"},
		{func(c *Config) { c.PublicURL = "https://kunci:rahasia@loket.example.go.id" }, "LOKET_PUBLIC_URL"},
		{func(c *Config) { c.PublicURL = "https://loket.example.go.id/?a=1" }, "LOKET_PUBLIC_URL"},
	} {
		bad := good
		c.change(&bad)
		_, err := New(bad)
		if err == nil || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%v, want a word about %s", err, c.names)
			continue
		}
		if strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%v repeats a secret", err)
		}
	}
	ch, err := New(good)
	if err != nil {
		t.Fatal(err)
	}
	if l := ch.Limits(); ch.Account() != "sms:+12025550100" || l.Rate != 10 || l.Chat <= 0 || l.Chat > 1 || !l.Short || l.Buttons != 0 {
		t.Errorf("%s %+v", ch.Account(), l)
	}
	if _, found := ch.Routes(nil, nil)["POST /hooks/twilio"]; !found || ch.Name() != core.SMSChannel {
		t.Error("no hook")
	}
}
