package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// locale is what a language needs beside its messages: one table of languages.toml.
type locale struct {
	Weekdays      []string          `toml:"weekdays"` // Sunday first
	WeekdaysShort []string          `toml:"weekdays_short"`
	Months        []string          `toml:"months"`
	Thousands     string            `toml:"thousands"` // between groups of three digits
	Spellings     map[string]string `toml:"spellings"` // how people write, and what they mean
	Fillers       []string          `toml:"fillers"`   // words that say nothing about a service
}

// languages reads languages.toml.
func (l *load) languages(f *file, langs []string) map[string]locale {
	all := map[string]locale{}
	if !l.decode(f, &all) {
		return all
	}
	for _, lang := range langs {
		t, ok := all[lang]
		if !ok {
			l.fault(f, lang, "the language %q is missing: write a table [%s] as the others have it", lang, lang)
			continue
		}
		for _, list := range []struct {
			key   string
			words []string
			want  int
		}{{"weekdays", t.Weekdays, 7}, {"weekdays_short", t.WeekdaysShort, 7}, {"months", t.Months, 12}} {
			if len(list.words) != list.want {
				l.fault(f, lang+"."+list.key, "%s has %d names: write all %d", list.key, len(list.words), list.want)
			}
			for _, w := range list.words {
				l.plain(f, lang+"."+list.key, w)
			}
		}
	}
	return all
}

// Lang is the language of the office that a tag like "en-GB" asks for; "" when the office does not speak it.
func (c *Catalog) Lang(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	if base == "in" { // what Indonesian was called until 1989, and still is by old phones
		base = "id"
	}
	if slices.Contains(c.Office.Languages, base) {
		return base
	}
	return ""
}

// Date is a day as people write it: "Rabu, 1 April 2020", in short "Rab 01-04-2020". No day is "-".
func (c *Catalog) Date(lang string, d core.Date, short bool) string {
	if d.IsZero() {
		return "-"
	}
	l := c.locale(lang)
	if short {
		return fmt.Sprintf("%s %02d-%02d-%04d", l.WeekdaysShort[d.Weekday()], d.Day, d.Month, d.Year)
	}
	return fmt.Sprintf("%s, %d %s %d", l.Weekdays[d.Weekday()], d.Day, l.Months[d.Month-1], d.Year)
}

// Month reads the name of a month in any language of the office, or its beginning from three letters on.
func (c *Catalog) Month(word string) (m time.Month, ok bool) {
	word = strings.ToLower(strings.TrimRight(word, ".,"))
	for _, lang := range c.Office.Languages {
		for i, name := range c.locale(lang).Months {
			if len(word) >= 3 && strings.HasPrefix(strings.ToLower(name), word) {
				return time.Month(i + 1), true
			}
		}
	}
	return 0, false
}

// Clock is the time of day in the zone t is in: 08.00.
func (c *Catalog) Clock(t time.Time) string { return clock(t.Hour()*60 + t.Minute()) }

// Hours is a week's opening hours as people write them, neighbouring days with the same hours as one: "Senin-Kamis
// 08.00-15.00, Jumat 08.00-11.30 & 13.00-14.00"; in short "Sen-Kam 08.00-15.00, Jum 08.00-14.00".
func (c *Catalog) Hours(lang string, week [7]core.Hours, short bool) string {
	names := c.locale(lang).Weekdays
	if short {
		names = c.locale(lang).WeekdaysShort
	}
	var parts []string
	for first, last := 1, 1; first <= 7; first = last + 1 { // Monday to Sunday
		h := week[first%7]
		for last = first; last < 7 && week[(last+1)%7] == h; {
			last++
		}
		if h.Shut() {
			continue
		}
		days, times := names[first%7], clock(h.Open)+"-"+clock(h.Close)
		if last > first {
			days += "-" + names[last%7]
		}
		if h.BreakTo > h.BreakFrom && !short {
			times = clock(h.Open) + "-" + clock(h.BreakFrom) + " & " + clock(h.BreakTo) + "-" + clock(h.Close)
		}
		parts = append(parts, days+" "+times)
	}
	return strings.Join(parts, ", ")
}

// Number is a count as people write it: 1.234 in Indonesian.
func (c *Catalog) Number(lang string, n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + c.locale(lang).Thousands + s[i:]
	}
	return sign + s
}

// Status is a status in citizens' words.
func (c *Catalog) Status(lang string, s core.Status, short bool) string {
	return c.Text(lang, "status."+string(s), short, nil)
}

// locale is the table of a language, Indonesian for one that the office does not speak.
func (c *Catalog) locale(lang string) locale {
	if l, ok := c.languages[lang]; ok {
		return l
	}
	return c.languages["id"]
}
