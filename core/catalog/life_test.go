package catalog

import (
	"slices"
	"strings"
	"testing"

	"loket/core"
)

// A day may be divided, and reasons are in every language.
func TestDividedDay(t *testing.T) {
	c, err := Load(overlay("office.toml", "[[quota]]\nplaces = 50\nkecamatan = 20\nkecamatan_until = \"12.00\"\nservices = { LAHIR = 10 }\n"))
	if err != nil {
		t.Fatal(err)
	}
	cal, d := c.Office.Calendar, day("2020-03-18")
	got := cal.Shares(d, "LAHIR", "chat", d.At(8*60, c.Office.Zone))
	if want := []core.Share{{Name: core.ServiceShare("LAHIR"), Cap: 10}, {Name: core.OpenShare, Cap: 30}}; !slices.Equal(got, want) {
		t.Errorf("shares %v, not %v", got, want)
	}
	if at, ok := cal.Released(d); !ok || !at.Equal(d.At(12*60, c.Office.Zone)) {
		t.Errorf("released at %v, %t", at, ok)
	}
	if n := len(c.Office.Life.Rejections); n < 4 {
		t.Errorf("%d reasons for a rejection", n)
	}
}

// What staff import has the form of holidays.csv, whatever the program that wrote it adds.
func TestReadHolidays(t *testing.T) {
	c := office(t)
	for name, list := range map[string]string{
		"as ours":         "# SKB 2027\ndate,type,name_id,name_en\n2028-01-01,libur_nasional,Tahun Baru,New Year\n2027-05-06,libur_nasional,Kenaikan,Ascension\n2027-05-06,cuti_bersama,Libur,Leave\n",
		"a spreadsheet's": "\ufeffDate;Weekday_ID;type;name_id;name_en;status\r\n2027-05-06;Kamis;libur_nasional;Kenaikan;Ascension;decree\r\n06-05-2027;Kamis;cuti_bersama;Libur;Leave;decree\r\n;;;;;\r\n2028-01-01;Sabtu;libur_nasional;Tahun Baru;New Year;\r\n",
	} {
		years, holidays, err := c.ReadHolidays("libur.csv", strings.NewReader(list))
		if err != nil || !slices.Equal(years, []int{2027, 2028}) || len(holidays) != 2 {
			t.Errorf("%s: %v, %v, %v", name, years, holidays, err)
			continue
		}
		o := holidays[0]
		if o.Kind != core.HolidayOverride || o.From != day("2027-05-06") || o.To != o.From || o.Names["id"] != "Kenaikan / Libur" || o.Names["en"] != "Ascension / Leave" {
			t.Errorf("%s: %+v", name, o)
		}
		if cal := c.Office.Calendar.With(holidays); !cal.HolidaysKnown(2027) || cal.IntakeDay(day("2027-05-06")) || cal.IntakeDay(day("2027-08-17")) {
			t.Errorf("%s: the days are open", name)
		}
	}
	for list, want := range map[string]string{
		"":                            "libur.csv:1: there is no first row: write date,type,name_id,name_en",
		"date,type,name_id,name_en\n": "libur.csv:1: there are no holidays: write one a row, below the first",
		"date,type,name_id\n":         "libur.csv:1: the first row lacks \"name_en\": write date,type,name_id,name_en",
		"date,type,name_id,name_en\n2027-13-01,libur,,b\n2027-01-01,pemilu,a\n2027-01-01,pemilu,a,b\n": "libur.csv:2: \"2027-13-01\" is no date: write it like 2020-03-25\n" +
			"libur.csv:3: 3 columns, but the first row has 4: write date,type,name_id,name_en",
		"date,type,name_id,name_en\n2027-01-01,pemilu,\xff,b\n": "libur.csv:2: it is no UTF-8 text: save it with the encoding UTF-8",
	} {
		years, holidays, err := c.ReadHolidays("libur.csv", strings.NewReader(list))
		if err == nil || err.Error() != want || years != nil || holidays != nil {
			t.Errorf("%q: %v, %v: %v", list, years, holidays, err)
		}
	}
	if _, _, err := c.ReadHolidays("libur.csv", strings.NewReader(strings.Repeat("#\n", mostHolidays))); err == nil {
		t.Error("a list without end was taken")
	}
}
