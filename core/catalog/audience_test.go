package catalog

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/core"
)

func TestAudience(t *testing.T) {
	c := office(t)
	pickup := core.Selector{From: day("2020-04-01"), To: day("2020-04-03")}
	for words, want := range map[string]core.Audience{
		"semua":                             {To: []core.Selector{{}}},
		"All":                               {To: []core.Selector{{}}},
		"Semua pelanggan.":                  {To: []core.Selector{{}}},
		"sms":                               {To: []core.Selector{{Channel: "sms"}}},
		"telegram, wa":                      {To: []core.Selector{{Channel: "telegram"}, {Channel: "whatsapp"}}},
		"telegram atau sms":                 {To: []core.Selector{{Channel: "telegram"}, {Channel: "sms"}}},
		"kecamatan:Kesambi":                 {To: []core.Selector{{Kecamatan: "Kesambi"}}},
		"kecamatan: lemah wungkuk + sms":    {To: []core.Selector{{Kecamatan: "Lemahwungkuk", Channel: "sms"}}},
		"Kec. Kesambi sms":                  {To: []core.Selector{{Kecamatan: "Kesambi", Channel: "sms"}}},
		"kel kebon baru dan bahasa inggris": {To: []core.Selector{{Kelurahan: "Kebonbaru", Lang: "en"}}},
		"kelurahan Kasepuhan lang:en":       {To: []core.Selector{{Kelurahan: "Kesepuhan", Lang: "en"}}},
		"kecamatan Kesambi kecuali sms":     {To: []core.Selector{{Kecamatan: "Kesambi"}}, Not: []core.Selector{{Channel: "sms"}}},
		"all except groups, contacts":       {To: []core.Selector{{}}, Not: []core.Selector{{Role: "group"}, {Role: "contact"}}},
		"all not groups not rt":             {To: []core.Selector{{}}, Not: []core.Selector{{Role: "group"}, {Role: "rt"}}},
		"kecuali sms":                       {To: []core.Selector{{}}, Not: []core.Selector{{Channel: "sms"}}},
		"status siap diambil":               {To: []core.Selector{{Statuses: []core.Status{core.Ready}}}},
		"status:SIAP_DIAMBIL/SELESAI":       {To: []core.Selector{{Statuses: []core.Status{core.Ready, core.Done}}}},
		"layanan:KTP-HILANG":                {To: []core.Selector{{Service: "KTP-HILANG"}}},
		"layanan ktp hilang status selesai": {To: []core.Selector{{Service: "KTP-HILANG", Statuses: []core.Status{core.Done}}}},
		"service lost ktp":                  {To: []core.Selector{{Service: "KTP-HILANG"}}},
		"ambil:2020-04-01..2020-04-03":      {To: []core.Selector{pickup}},
		"pickup 01-04-2020 .. 03-04-2020":   {To: []core.Selector{pickup}},
		"ambil 1-4-2020":                    {To: []core.Selector{{From: day("2020-04-01"), To: day("2020-04-01")}}},
		"ambil 2020-04-01..":                {To: []core.Selector{{From: day("2020-04-01")}}},
		"menunggu-ambil":                    {To: []core.Selector{{Statuses: core.Fetching}}},
		"waiting-pickup pickup 2020-04-01":  {To: []core.Selector{{Statuses: core.Fetching, From: day("2020-04-01"), To: day("2020-04-01")}}},
		"camat, lurah; rw, ketua rt":        {To: []core.Selector{{Role: "camat"}, {Role: "lurah"}, {Role: "rw"}, {Role: "rt"}}},
		"tiket c200317-001":                 {To: []core.Selector{{Ticket: "C200317-001"}}},
		"orang:12":                          {To: []core.Selector{{Person: 12}}},
		`kecamatan "Kesambi"`:               {To: []core.Selector{{Kecamatan: "Kesambi"}}},
	} {
		got, err := c.Audience(words)
		if err != nil {
			t.Errorf("%q: %v", words, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", words, diff)
		}
	}
}

// What is not understood is named, with what may have been meant; for the command line in English, for staff by a key.
func TestAudienceRefused(t *testing.T) {
	c := office(t)
	for words, want := range map[string]string{
		"":                            "bad.audience map[] the audience is empty",
		" . ":                         "bad.audience map[] the audience is empty",
		"semau":                       "bad.audience.near map[near:semua word:semau]",
		"Kesambi":                     "bad.audience.near map[near:kecamatan Kesambi, kelurahan Kesambi word:Kesambi]",
		"tetangga":                    "bad.audience.word map[word:tetangga]",
		"kecamatan Kasambi":           "bad.audience.near map[near:kecamatan Kesambi word:kecamatan Kasambi]",
		"kecamatan":                   "bad.audience.word map[word:kecamatan]",
		"kecamatan, sms":              "bad.audience.word map[word:kecamatan]",
		"sms kecuali":                 "bad.audience.word map[word:kecuali]",
		"sms,":                        "bad.audience.word map[word:,]",
		", sms":                       "bad.audience.word map[word:,]",
		"telegram dan sms":            "bad.audience.both map[word:sms]",
		"status mungkin":              "bad.audience.word map[word:status mungkin]",
		"layanan paspor":              "bad.audience.word map[word:layanan paspor]",
		"ambil 2020-04-03..2020-04-1": "bad.audience.word map[word:ambil 2020-04-03..2020-04-1]",
		"ambil ..":                    "bad.audience.word map[word:ambil ..]",
		"orang 0":                     "bad.audience.word map[word:orang 0]",
		"tiket X200317-001":           "bad.audience.word map[word:tiket X200317-001]",
	} {
		_, err := c.Audience(words)
		var e *core.Error
		if !errors.As(err, &e) || e.Kind != core.Invalid {
			t.Errorf("%q: %v", words, err)
			continue
		}
		if got := fmt.Sprintf("%s %v %s", e.Key, e.Args, e); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", words, got, want)
		}
		if !c.Has(e.Key) {
			t.Errorf("%q: there is no text %s", words, e.Key)
		}
	}
}

// Whatever an audience is, what Describe says of it is read as the same.
func TestDescribeIsRead(t *testing.T) {
	c := office(t)
	rapid.Check(t, func(t *rapid.T) {
		a := core.Audience{To: rapid.SliceOfN(selectors(c), 1, 4).Draw(t, "to"), Not: rapid.SliceOfN(selectors(c), 0, 3).Draw(t, "not")}
		if len(a.Not) == 0 {
			a.Not = nil
		}
		for _, lang := range c.Office.Languages {
			words := c.Describe(lang, a)
			got, err := c.Audience(words)
			if err != nil {
				t.Fatalf("%s: %v", words, err)
			}
			if diff := cmp.Diff(a, got); diff != "" {
				t.Fatalf("%s:\n%s", words, diff)
			}
		}
	})
}

func selectors(c *Catalog) *rapid.Generator[core.Selector] {
	return rapid.Custom(func(t *rapid.T) core.Selector {
		var s core.Selector
		some := func(name string, set func()) {
			if rapid.IntRange(0, 3).Draw(t, name) == 0 {
				set()
			}
		}
		pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
		k := rapid.SampledFrom(c.Office.Regions).Draw(t, "region")
		some("channel", func() { s.Channel = pick("which", core.TelegramChannel, core.SMSChannel, core.WhatsAppChannel) })
		some("lang", func() { s.Lang = pick("which", c.Office.Languages...) })
		some("kecamatan", func() { s.Kecamatan = k.Name })
		some("kelurahan", func() { s.Kelurahan = pick("which", k.Kelurahan...) })
		some("role", func() {
			s.Role = pick("which", append([]string{core.GroupRole, core.AnyContact}, core.ContactRoles...)...)
		})
		some("person", func() { s.Person = rapid.Int64Range(1, 1<<62).Draw(t, "id") })
		some("ticket", func() {
			s.Ticket = core.Ticket(c.Office.Letter, day("2020-03-17"), rapid.IntRange(1, 99999).Draw(t, "number"))
		})
		some("service", func() { s.Service = rapid.SampledFrom(c.Services()).Draw(t, "which").Code })
		some("statuses", func() { s.Statuses = rapid.SliceOfN(rapid.SampledFrom(core.Statuses), 1, 5).Draw(t, "which") })
		some("waiting", func() { s.Statuses = core.Fetching })
		some("from", func() { s.From = day("2020-04-01").Add(rapid.IntRange(0, 400).Draw(t, "day")) })
		some("to", func() {
			s.To = day("2020-04-01").Add(rapid.IntRange(0, 400).Draw(t, "day"))
			if s.To.Before(s.From) {
				s.To = s.From
			}
		})
		return s
	})
}

// An office may call its districts what it likes.
func TestDescribeQuotes(t *testing.T) {
	c, err := Load(overlay("regions.toml", "[[kecamatan]]\ncode = \"1\"\nname = \"Pulau Dan Status\"\nkelurahan = [\"Pasar Minggu\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := core.Audience{To: []core.Selector{{Kecamatan: "Pulau Dan Status", Kelurahan: "Pasar Minggu"}}}
	words := c.Describe("id", a)
	if want := `kecamatan "Pulau Dan Status" dan kelurahan Pasar Minggu`; words != want {
		t.Errorf("%s, want %s", words, want)
	}
	if got, err := c.Audience(words); err != nil || cmp.Diff(a, got) != "" {
		t.Errorf("%v, %v", got, err)
	}
}

// Whatever staff write, it is an audience or it is not.
func FuzzAudience(f *testing.F) {
	c := office(f)
	for _, s := range []string{"semua", "kecamatan Kesambi kecuali sms", `kec "a`, "status:a/b", "ambil ..", "+ + dan", "kecuali kecuali", "\xff:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		a, err := c.Audience(words)
		if err != nil {
			return
		}
		again, err := c.Audience(c.Describe("id", a))
		if err != nil || cmp.Diff(a, again) != "" {
			t.Fatalf("%q is %v, and read back %v, %v", words, a, again, err)
		}
	})
}
