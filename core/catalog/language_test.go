package catalog

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// missing is a folder that is not there.
type missing struct{}

func (missing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func TestDate(t *testing.T) {
	c := office(t)
	d := day("2020-04-01")
	for _, tt := range []struct {
		lang  string
		short bool
		want  string
	}{
		{"id", true, "Rab 01-04-2020"}, {"id", false, "Rabu, 1 April 2020"},
		{"en", true, "Wed 01-04-2020"}, {"en", false, "Wednesday, 1 April 2020"},
		{"fr", false, "Rabu, 1 April 2020"},
	} {
		if got := c.Date(tt.lang, d, tt.short); got != tt.want {
			t.Errorf("Date(%q, %t) = %q, want %q", tt.lang, tt.short, got, tt.want)
		}
	}
	if got := c.Date("id", core.Date{}, true); got != "-" {
		t.Errorf("no date = %q", got)
	}
}

func TestNumbersAndTimes(t *testing.T) {
	c := office(t)
	for n, want := range map[int]string{0: "0", 150: "150", 1234: "1.234", 1234567: "1.234.567", -1500: "-1.500", -150: "-150"} {
		if got := c.Number("id", n); got != want {
			t.Errorf("Number(id, %d) = %q, want %q", n, got, want)
		}
	}
	if got := c.Number("en", 1234); got != "1,234" {
		t.Errorf("Number(en, 1234) = %q", got)
	}
	if got := c.Clock(time.Date(2020, 3, 17, 8, 5, 59, 0, c.Office.Zone)); got != "08.05" {
		t.Errorf("Clock = %q", got)
	}
	cal := c.Office.Calendar
	weekend := [7]core.Hours{0: {Open: 480, Close: 600}, 6: {Open: 480, Close: 600}}
	for _, tt := range []struct {
		lang  string
		week  [7]core.Hours
		short bool
		want  string
	}{
		{"id", cal.Counter, false, "Senin-Kamis 08.00-15.00, Jumat 08.00-11.30 & 13.00-14.00"},
		{"id", cal.Counter, true, "Sen-Kam 08.00-15.00, Jum 08.00-14.00"},
		{"en", cal.Intake, true, "Mon-Fri 08.00-24.00"},
		{"id", weekend, true, "Sab-Min 08.00-10.00"},
		{"id", [7]core.Hours{}, true, ""},
	} {
		if got := c.Hours(tt.lang, tt.week, tt.short); got != tt.want {
			t.Errorf("Hours = %q, want %q", got, tt.want)
		}
	}
}

func TestLang(t *testing.T) {
	c := office(t)
	for tag, want := range map[string]string{
		"en": "en", "en-GB": "en", "EN_us": "en", "id": "id", "id-ID": "id", "in": "id", "jv": "", "": "", "idn": "",
	} {
		if got := c.Lang(tag); got != want {
			t.Errorf("Lang(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestStatus(t *testing.T) {
	c := office(t)
	for _, lang := range c.Office.Languages {
		for _, s := range core.Statuses {
			for _, short := range []bool{true, false} {
				if got := c.Status(lang, s, short); got == "" || strings.Contains(got, "status.") {
					t.Errorf("Status(%s, %s) = %q", lang, s, got)
				}
			}
		}
	}
}

func TestText(t *testing.T) {
	more := "[zzz]\nshort.one = \"{n} place\"\nshort.other = \"{n} places\"\n[zzz.full]\none = \"one place, {name}\"\nother = \"{n} places, {name}\"\n" +
		"[zzz.plain]\nshort = \"halo\"\n"
	all := base(t, "messages.en.toml", "[menu]", more+"[menu]")
	id := base(t, "messages.id.toml", "[menu]", more+"[menu]")
	all["messages.id.toml"] = id["messages.id.toml"]
	c, err := read(all, overlay("messages.id.toml", "[zzz]\nshort = \"sisa {n}\""))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		lang, key string
		short     bool
		args      Args
		want      string
	}{
		{"en", "zzz", true, Args{"n": 1}, "1 place"},
		{"en", "zzz", true, Args{"n": 2}, "2 places"},
		{"en", "zzz", false, Args{"n": 1, "name": "SITI"}, "one place, SITI"},
		{"en", "zzz", false, Args{"n": "1,234", "name": "SITI"}, "1,234 places, SITI"},
		{"en", "zzz", true, nil, "{n} places"},
		{"id", "zzz", true, Args{"n": 1}, "sisa 1"}, // the office's wording, in every plural form
		{"fr", "zzz", true, Args{"n": 1}, "sisa 1"},
		{"en", "zzz.plain", false, nil, "halo"}, // the other form stands in
		{"en", "no.such.key", false, nil, "no.such.key"},
	} {
		if got := c.Text(tt.lang, tt.key, tt.short, tt.args); got != tt.want {
			t.Errorf("Text(%s, %s, %t, %v) = %q, want %q", tt.lang, tt.key, tt.short, tt.args, got, tt.want)
		}
	}
	if !c.Has("zzz") || c.Has("zzz.short") || c.Has("nothing") {
		t.Error("Has does not tell what exists")
	}
}

// Every text, in every language, with its longest values, is one SMS of GSM-7, unless it is paged.
func TestOneSegment(t *testing.T) {
	c := office(t)
	for _, lang := range c.Office.Languages {
		longest := c.Longest(lang)
		for _, key := range c.Keys() {
			if heard(key) || inside(key) || apart(key) || ofFiles(key, c.messages[key]) || c.messages[key].paged {
				continue
			}
			text := c.Text(lang, key, true, longest)
			if sms := core.CountSMS(text); sms.Encoding != core.GSM7 || sms.Segments != 1 {
				t.Errorf("%s in %s is %d SMS of %s: %s", key, lang, sms.Segments, sms.Encoding, text)
			}
			if strings.ContainsAny(text, "{}") {
				t.Errorf("%s in %s has a placeholder without a value: %s", key, lang, text)
			}
		}
	}
}

func BenchmarkText(b *testing.B) {
	c := office(b)
	args := c.Longest("id")
	b.ReportAllocs()
	for b.Loop() {
		c.Text("id", "registered", true, args)
	}
}
