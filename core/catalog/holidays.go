package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loket/core"
)

// holidayTypes are the kinds of day on which government offices are shut by decree.
var holidayTypes = []string{"libur_nasional", "cuti_bersama", "pemilu"}

// longestHoliday is more letters than the name of a holiday has.
const longestHoliday = 100

// mostHolidays is more bytes than a list of holidays has.
const mostHolidays = 1 << 20

// holidays reads holidays.csv: its first row is date,type and a name_… for every language. Two holidays may fall on one
// day; the day then has both names.
func (l *load) holidays(f *file, langs []string) map[core.Date]core.Holiday {
	all := map[core.Date]core.Holiday{}
	l.rows(f, langs, func(line int, row map[string]string) {
		d, err := core.ParseDate(row["date"])
		if err != nil {
			l.faultLine(f, line, "%q is no date: write it like 2020-03-25", row["date"])
			return
		}
		l.holiday(f, line, d, row, langs, all)
	})
	return all
}

// yearly reads yearly.csv, which is like holidays.csv but for dates without a year.
func (l *load) yearly(f *file, langs []string) []core.Holiday {
	all := map[core.Date]core.Holiday{}
	l.rows(f, langs, func(line int, row map[string]string) {
		t, err := time.Parse("2006-01-02", "2020-"+row["date"]) // a leap year
		if err != nil {
			l.faultLine(f, line, "%q is no date of every year: write it like 08-17", row["date"])
			return
		}
		l.holiday(f, line, core.Date{Month: t.Month(), Day: t.Day()}, row, langs, all)
	})
	return slices.SortedFunc(maps.Values(all), func(a, b core.Holiday) int { return a.Date.Compare(b.Date) })
}

// ReadHolidays reads a list of holidays that staff import, in the form of holidays.csv, further columns aside: the years it
// has, and the holidays, one for each day. An error that is Problems lists everything that is wrong; then nothing is returned.
func (c *Catalog) ReadHolidays(name string, from io.Reader) (years []int, holidays []core.Override, err error) {
	body, err := io.ReadAll(io.LimitReader(from, mostHolidays+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", name, err)
	}
	l, f := &load{}, &file{name: name, body: bytes.TrimPrefix(body, []byte("\ufeff"))}
	all := map[core.Date]core.Holiday{}
	switch {
	case len(body) > mostHolidays:
		l.faultLine(f, 1, "the list is longer than %d bytes: is it the right file?", mostHolidays)
	case !utf8.Valid(body):
		l.faultLine(f, badLine(body), "it is no UTF-8 text: save it with the encoding UTF-8")
	default:
		if all = l.holidays(f, c.Office.Languages); len(all) == 0 && len(l.problems) == 0 {
			l.faultLine(f, 1, "there are no holidays: write one a row, below the first")
		}
	}
	if len(l.problems) > 0 {
		return nil, nil, l.problems.sorted()
	}
	for _, h := range slices.SortedFunc(maps.Values(all), func(a, b core.Holiday) int { return a.Date.Compare(b.Date) }) {
		if !slices.Contains(years, h.Date.Year) {
			years = append(years, h.Date.Year)
		}
		holidays = append(holidays, core.Override{Kind: core.HolidayOverride, From: h.Date, To: h.Date, Names: h.Name})
	}
	return years, holidays, nil
}

// HolidayColumns are the columns that a list of holidays has, in the languages of the office.
func HolidayColumns(langs []string) []string {
	columns := []string{"date", "type"}
	for _, lang := range langs {
		columns = append(columns, "name_"+lang)
	}
	return columns
}

// rows hands out the rows of a list of holidays by the names of their columns. Spreadsheets write semicolons where the comma
// is a decimal sign.
func (l *load) rows(f *file, langs []string, each func(line int, row map[string]string)) {
	r := csv.NewReader(bytes.NewReader(f.body))
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	if first := firstRow(f.body); strings.Contains(first, ";") && !strings.Contains(first, ",") {
		r.Comma = ';'
	}
	want := HolidayColumns(langs)
	var columns []string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			if columns == nil {
				l.faultLine(f, 1, "there is no first row: write %s", strings.Join(want, ","))
			}
			return
		}
		if err != nil {
			line := 1
			if bad, ok := errors.AsType[*csv.ParseError](err); ok {
				line, err = bad.Line, bad.Err
			}
			l.faultLine(f, line, "%v: put a name that holds a comma between double quotes, and close them", err)
			return
		}
		line, _ := r.FieldPos(0)
		switch {
		case columns == nil:
			for _, name := range row {
				columns = append(columns, strings.ToLower(strings.TrimSpace(name)))
			}
			for _, name := range want {
				if !slices.Contains(columns, name) {
					l.faultLine(f, line, "the first row lacks %q: write %s", name, strings.Join(want, ","))
					return
				}
			}
		case strings.TrimSpace(strings.Join(row, "")) == "": // a spreadsheet's empty row
		case len(row) != len(columns):
			l.faultLine(f, line, "%d columns, but the first row has %d: write %s", len(row), len(columns), strings.Join(columns, ","))
		default:
			fields := map[string]string{}
			for i, name := range columns {
				fields[name] = strings.TrimSpace(row[i])
			}
			each(line, fields)
		}
	}
}

// firstRow is the first line that is no comment.
func firstRow(body []byte) string {
	for line := range strings.Lines(string(body)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return line
		}
	}
	return ""
}

// holiday adds one row to all.
func (l *load) holiday(f *file, line int, d core.Date, row map[string]string, langs []string, all map[core.Date]core.Holiday) {
	if !slices.Contains(holidayTypes, row["type"]) {
		l.faultLine(f, line, "unknown type %q: %s", row["type"], didYouMean(row["type"], holidayTypes))
	}
	h := core.Holiday{Date: d, Name: map[string]string{}}
	was, twice := all[d]
	for _, lang := range langs {
		name := row["name_"+lang]
		switch {
		case name == "":
			l.faultLine(f, line, "the holiday has no name in %q: write it in the column name_%s", lang, lang)
		case utf8.RuneCountInString(name) > longestHoliday || strings.ContainsFunc(name, unicode.IsControl):
			l.faultLine(f, line, "the name in the column name_%s is longer than %d letters, or not of one line: shorten it", lang, longestHoliday)
		case twice && was.Name[lang] == name:
			l.faultLine(f, line, "%s on %v is there twice: remove one", name, row["date"])
		case twice:
			name = was.Name[lang] + " / " + name
		}
		h.Name[lang] = name
	}
	all[d] = h
}
