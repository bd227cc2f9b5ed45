package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"loket/core"
)

// holidayTypes are the kinds of day on which government offices are shut by decree.
var holidayTypes = []string{"libur_nasional", "cuti_bersama", "pemilu"}

// holidays reads holidays.csv: its first row is date,type and a name_… for every language. Two holidays may fall on one
// day; the day then has both names.
func (l *load) holidays(f *file, langs []string) map[core.Date]core.Holiday {
	all := map[core.Date]core.Holiday{}
	r := csv.NewReader(bytes.NewReader(f.body))
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	want := []string{"date", "type"}
	for _, lang := range langs {
		want = append(want, "name_"+lang)
	}
	var columns []string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			if columns == nil {
				l.faultLine(f, 1, "there is no first row: write %s", strings.Join(want, ","))
			}
			return all
		}
		if err != nil {
			line := 1
			if bad, ok := errors.AsType[*csv.ParseError](err); ok {
				line, err = bad.Line, bad.Err
			}
			l.faultLine(f, line, "%v: put a name that holds a comma between double quotes, and close them", err)
			return all
		}
		line, _ := r.FieldPos(0)
		switch {
		case columns == nil:
			columns = row
			for _, name := range want {
				if !slices.Contains(columns, name) {
					l.faultLine(f, line, "the first row lacks %q: write %s", name, strings.Join(want, ","))
					return all
				}
			}
		case len(row) != len(columns):
			l.faultLine(f, line, "%d columns, but the first row has %d: write %s", len(row), len(columns), strings.Join(columns, ","))
		default:
			fields := map[string]string{}
			for i, name := range columns {
				fields[name] = strings.TrimSpace(row[i])
			}
			l.holiday(f, line, fields, langs, all)
		}
	}
}

// holiday adds one row to all.
func (l *load) holiday(f *file, line int, row map[string]string, langs []string, all map[core.Date]core.Holiday) {
	d, err := core.ParseDate(row["date"])
	if err != nil {
		l.faultLine(f, line, "%q is no date: write it like 2020-03-25", row["date"])
		return
	}
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
		case twice && was.Name[lang] == name:
			l.faultLine(f, line, "%s on %v is there twice: remove one", name, d)
		case twice:
			name = was.Name[lang] + " / " + name
		}
		h.Name[lang] = name
	}
	all[d] = h
}
