package catalog

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loket/core"
)

func day(s string) core.Date {
	d, err := core.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// The founding story: no counter from 17 to 31 March 2020, requests on every intake day of it, papers on 1 April.
func TestFoundingStory(t *testing.T) {
	c := office(t)
	cal := c.Office.Calendar
	first, ok := cal.Earliest(day("2020-03-17"), 1)
	if got := c.Date("id", first, false); !ok || got != "Rabu, 1 April 2020" {
		t.Errorf("a request of 17 March 2020 is fetched on %q at the earliest, want Rabu, 1 April 2020", got)
	}
	slots, serves := cal.Slots("", first), 0
	for _, s := range slots {
		serves += s.Cap
	}
	if len(slots) != 7 || c.Clock(slots[0].From.In(c.Office.Zone)) != "08.00" || c.Clock(slots[6].To.In(c.Office.Zone)) != "15.00" || slots[0].Cap != 30 || serves != 200 {
		t.Errorf("its slots are %v, want seven hours from 08.00 to 15.00 that serve 30 each and 200 together", slots)
	}
	if d := day("2020-03-25"); cal.IntakeDay(d) || cal.Quota(d) != 0 {
		t.Error("there is intake on 25 March 2020, which is Nyepi")
	}
	days, places := 0, 0
	for d := day("2020-03-17"); !d.After(day("2020-03-31")); d = d.Add(1) {
		if cal.CounterOpen(d) {
			t.Errorf("the counter is open on %v", d)
		}
		if k := cal.Closure(d); k == nil || k.Intake || k.Reason["id"] == "" || k.Reason["en"] == "" {
			t.Errorf("the closure on %v is %v", d, k)
		}
		if cal.IntakeDay(d) {
			days++
		}
		places += cal.Quota(d)
	}
	if days != 10 || places != 1500 {
		t.Errorf("%d intake days with %d places in the closure, want 10 with 1500", days, places)
	}
	if !cal.CounterOpen(day("2020-03-16")) || !cal.CounterOpen(day("2020-04-01")) {
		t.Error("the counter is shut on the days around the closure")
	}
}

func TestIntakeHours(t *testing.T) {
	c := office(t)
	for at, want := range map[string]bool{
		"2020-03-17T07:59:59+07:00": false,
		"2020-03-17T08:00:00+07:00": true,
		"2020-03-17T23:59:59+07:00": true,
		"2020-03-18T00:00:00+07:00": false,
		"2020-03-25T10:00:00+07:00": false, // Nyepi
		"2020-03-21T10:00:00+07:00": false, // Saturday
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Office.Calendar.IntakeOpen(when.In(c.Office.Zone)); got != want {
			t.Errorf("intake at %s is %t, want %t", at, got, want)
		}
	}
}

func TestQuotas(t *testing.T) {
	cal := office(t).Office.Calendar
	for d, want := range map[string]int{"2020-03-17": 150, "2021-07-23": 150, "2021-07-26": 50, "2021-09-20": 50, "2021-09-21": 150} {
		if got := cal.Quota(day(d)); got != want {
			t.Errorf("the quota of %s is %d, want %d", d, got, want)
		}
	}
}

func TestHolidays(t *testing.T) {
	cal := office(t).Office.Calendar
	for year := 2020; year <= 2026; year++ {
		if !cal.HolidaysKnown(year) {
			t.Errorf("no holidays of %d", year)
		}
	}
	if cal.HolidaysKnown(2027) {
		t.Error("holidays of 2027, which nobody could know")
	}
	if h, ok := cal.Holiday(day("2027-08-17")); !ok || h.Name["id"] != "Hari Kemerdekaan RI" {
		t.Errorf("17 August 2027 is %v: the law makes it a holiday, whatever a decree says", h)
	}
	if len(cal.Yearly) != 5 {
		t.Errorf("%d holidays of every year, want 5", len(cal.Yearly))
	}
	for _, y := range cal.Yearly {
		for year := 2020; year <= 2026; year++ {
			d := core.Date{Year: year, Month: y.Date.Month, Day: y.Date.Day}
			if h := cal.Holidays[d]; !strings.Contains(h.Name["id"], y.Name["id"]) || !strings.Contains(h.Name["en"], y.Name["en"]) {
				t.Errorf("%v is %v in the decree, and %v by law", d, h.Name, y.Name)
			}
		}
	}
	both := cal.Holidays[day("2021-05-13")].Name
	if both["en"] != "Ascension of Jesus Christ / Eid al-Fitr" {
		t.Errorf("13 May 2021 is %q, want both its holidays", both["en"])
	}
	for _, d := range []string{"2020-12-31", "2021-08-11", "2021-10-20", "2023-04-25", "2025-08-18", "2020-12-09"} {
		if cal.IntakeDay(day(d)) {
			t.Errorf("intake on %s", d)
		}
	}
	for _, d := range []string{"2020-12-28", "2021-08-10", "2021-10-19", "2021-12-24", "2023-04-26"} {
		if !cal.IntakeDay(day(d)) {
			t.Errorf("no intake on %s", d)
		}
	}
}

func TestRegions(t *testing.T) {
	o := office(t).Office
	wards := 0
	for _, k := range o.Regions {
		wards += len(k.Kelurahan)
	}
	if len(o.Regions) != 5 || wards != 22 {
		t.Errorf("%d kecamatan with %d kelurahan, want 5 with 22", len(o.Regions), wards)
	}
	for words, want := range map[string]string{
		"Lemahwungkuk": "Lemahwungkuk", "lemah wungkuk": "Lemahwungkuk", "Kec. Kesambi": "Kesambi", "KECAMATAN HARJAMUKTI": "Harjamukti",
		"kejaksaan": "Kejaksan", "": "", "Sumber": "", "kec": "",
	} {
		if k, ok := o.Kecamatan(words); k.Name != want || ok != (want != "") {
			t.Errorf("Kecamatan(%q) = %q, want %q", words, k.Name, want)
		}
	}
	for words, want := range map[string]string{
		"kebon baru": "Kebonbaru in Kejaksan", "Kasepuhan": "Kesepuhan in Lemahwungkuk", "kel. Drajat": "Drajat in Kesambi",
		"Argasunya": "Argasunya in Harjamukti", "Kedawung": " in ",
	} {
		if name, k, _ := o.Kelurahan(words); name+" in "+k.Name != want {
			t.Errorf("Kelurahan(%q) = %s in %s, want %s", words, name, k.Name, want)
		}
	}
}

func TestServices(t *testing.T) {
	c := office(t)
	if n := len(c.Services()); n != 27 {
		t.Errorf("%d services, want 27", n)
	}
	menu := ""
	for _, g := range c.Groups() {
		menu += g.ShortIn("id") + ", "
		if len(c.InGroup(g.Code)) == 0 {
			t.Errorf("group %s is empty", g.Code)
		}
	}
	if want := "KTP-el, KK, Akta Kelahiran, Akta Kematian, KIA, Pindah/Datang, Lainnya, "; menu != want {
		t.Errorf("the menu is %s want %s", menu, want)
	}
	if s, ok := c.Service("NIK-KONSOLIDASI"); !ok || s.WorkingDays != 3 || s.Delivery != "ambil" {
		t.Errorf("NIK-KONSOLIDASI = %+v", s)
	}
}

// An inactive service is not offered and not found by words, but old requests still have its name.
func TestInactive(t *testing.T) {
	over := changed(t, "services/mati.toml", "active = true", "active = false")
	c, err := Load(over)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := c.Service("MATI"); !ok || s.NameIn("en") != "Death certificate" {
		t.Errorf("Service(MATI) = %v, %t", s, ok)
	}
	if len(c.Services()) != 26 || len(c.Groups()) != 6 || c.InGroup("AKTA-MATI") != nil && len(c.InGroup("AKTA-MATI")) != 0 {
		t.Errorf("%d services in %d groups, want 26 in 6", len(c.Services()), len(c.Groups()))
	}
	for _, words := range []string{"MATI", "akta kematian"} {
		for _, s := range c.Match(words) {
			if s.Code == "MATI" {
				t.Errorf("Match(%q) offers it", words)
			}
		}
	}
}

// What an office writes replaces what is embedded, key by key; the rest stays.
func TestOverlay(t *testing.T) {
	embedded := office(t)
	c, err := Load(overlay(
		"office.toml", "letter = \"B\"\nshort_name = { id = \"Disdukcapil Bogor\", en = \"Bogor Registry\" }\nclosure = []\n[limits]\nahead = 5\n[[quota]]\nplaces = 50\n[[quota]]\nfrom = \"2030-01-01\"\nplaces = 60\n",
		"services/surat.toml", "code = \"SURAT\"\ngroup = \"LAIN\"\norder = 9\nname = { id = \"Surat Uji\", en = \"Test letter\" }\nshort = { id = \"Surat Uji\", en = \"Test letter\" }\n[applicant]\nid = \"Siapa saja\"\nen = \"Anybody\"\n[requirements]\nid = [\"KK\"]\nen = [\"KK\"]\n",
		"regions.toml", "\ufeff[[kecamatan]]\r\nname = \"Tanah Sareal\"\r\nkelurahan = [\"Kedung Badak\"]\r\n", // as Windows writes it
		"messages.id.toml", "salam = \"Sampurasun. \"\n",
		"README.md", "not ours",
	))
	if err != nil {
		t.Fatal(err)
	}
	o := c.Office
	if o.Letter != "B" || o.ShortName.In("en") != "Bogor Registry" || len(o.Calendar.Closures) != 0 {
		t.Errorf("the overlay is not in force: %+v", o)
	}
	if o.Limits != (Limits{Ahead: 5, NIKsPerDay: 3, Burst: 10, BurstSeconds: 5, KeepWordsDays: 30, KeepLettersDays: 90}) {
		t.Errorf("limits = %+v: want those not written unchanged", o.Limits)
	}
	if len(o.Calendar.Quotas) != 2 || o.Calendar.Quotas[1].From != day("2030-01-01") || o.Calendar.Quota(day("2020-03-18")) != 50 {
		t.Errorf("quotas = %v, want the two written alone", o.Calendar.Quotas)
	}
	if s := c.Match("surat uji"); len(s) != 1 || s[0].Code != "SURAT" || s[0].WorkingDays != 1 || s[0].Weight != 1 {
		t.Errorf("the new service = %+v", s)
	}
	if k, ok := o.Kecamatan("tanahsareal"); !ok || len(o.Regions) != 1 {
		t.Errorf("the regions are %v, of which %v was found", o.Regions, k)
	}
	if got := c.Text("id", "salam", true, nil); got != "Sampurasun. " {
		t.Errorf("salam = %q", got)
	}
	if c.Text("en", "salam", true, nil) != embedded.Text("en", "salam", true, nil) {
		t.Error("the English text has changed too")
	}
	if c.Fingerprint() == embedded.Fingerprint() || len(embedded.Fingerprint()) != 16 {
		t.Errorf("fingerprints %q and %q", c.Fingerprint(), embedded.Fingerprint())
	}
	again, err := Load(fstest.MapFS{})
	if err != nil || again.Fingerprint() != embedded.Fingerprint() {
		t.Errorf("an empty folder changes the fingerprint (%v)", err)
	}
}

// An office need not speak every language that is embedded.
func TestOneLanguage(t *testing.T) {
	c, err := Load(overlay("office.toml", `languages = ["id"]`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Lang("en") != "" || c.Text("en", "salam", true, nil) != c.Text("id", "salam", true, nil) {
		t.Error("English is still spoken")
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Load(missing{}); err == nil || err.Error() != "office folder: open .: file does not exist" {
		t.Errorf("Load = %v", err)
	}
}
