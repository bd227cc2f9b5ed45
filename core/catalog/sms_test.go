package catalog

import (
	"strings"
	"testing"

	"loket/core"
)

func TestSMS(t *testing.T) {
	c, err := Load(overlay("office.toml", `
[sms]
in = "smsgate"
replies = "smsgate"
notices = "twilio"
silent = "move"
[[sms.phone]]
name = "depan-1"
device = "PyDmBQZZXYmyxMwED8Fzy"
sim = 1
number = "0812-0000-0001"
rate = 0.25
[[sms.phone]]
name = "depan-2"
sim = 2`))
	if err != nil {
		t.Fatal(err)
	}
	s := c.Office.SMS
	if !s.OneWay() || len(s.Phones) != 2 || s.Phones[0].E164() != "+6281200000001" || s.Phones[1].E164() != "" || s.Phones[0].Rate != 0.25 {
		t.Errorf("%+v", s)
	}
	if to := c.Office.WriteTo; to[core.SMSChannel] != "0812-0000-0001" || to[core.TelegramChannel] == "" {
		t.Errorf("%v", to)
	}
	bare, err := Load(nil)
	if err != nil || bare.Office.SMS.OneWay() || bare.Office.WriteTo[core.SMSChannel] != "0800-0000-0000" {
		t.Errorf("%v %+v", err, bare)
	}
	for want, file := range map[string]string{
		`office.toml:2: sms.in is "telegram"`:            "[sms]\nin = \"telegram\"",
		`sms.silent is "tunggu"`:                         "[sms]\nsilent = \"tunggu\"",
		`office.toml:2: the name of a phone is "meja 1"`: "[[sms.phone]]\nname = \"meja 1\"",
		`two phones are called "a"`:                      "[[sms.phone]]\nname = \"a\"\n[[sms.phone]]\nname = \"a\"\nsim = 2",
		`office.toml:3: sim is 4: use 0 to 3`:            "[[sms.phone]]\nname = \"a\"\nsim = 4",
		`office.toml:3: the number of phone "a"`:         "[[sms.phone]]\nname = \"a\"\nnumber = \"0231-200300\"",
		`office.toml:3: the rate of phone "a" is 60`:     "[[sms.phone]]\nname = \"a\"\nrate = 60.0",
		`announcements cannot be answered and ther`:      "[sms]\nin = \"smsgate\"\nnotices = \"twilio\"\n[write_to]\ntelegram = \"@contoh\"",
	} {
		_, err := Load(overlay("office.toml", file))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", file, err)
		}
	}
}
