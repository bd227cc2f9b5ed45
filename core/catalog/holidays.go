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

// holidays reads holidays.csv: its first row is date,type and name_LANG for every language. Two holidays may fall on one
// day; the day then has both names.
func (l *load) holidays(f *file, langs []string) map[core.Date]core.Holiday {
	r := csv.NewReader(bytes.NewReader(f.body))
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	want := []string{"date", "type"}
	for _, lang := range langs {
		want = append(want, "name_"+lang)
	}
	all := map[core.Date]core.Holiday{}
	for row := 0; ; row++ {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			if row == 0 {
				l.faultLine(f, 1, "no first row: write %s", strings.Join(want, ","))
			}
			return all
		}
		if err != nil {
			line := 1
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				line, err = bad.Line, bad.Err
			}
			l.faultLine(f, line, "%v: write date,type and the names, a name with a comma between double quotes", err)
			return all
		}
		line, _ := r.FieldPos(0)
		if row == 0 {
			if !slices.Equal(rec, want) {
				l.faultLine(f, line, "the first row is %q: write %s", strings.Join(rec, ","), strings.Join(want, ","))
				return all
			}
			continue
		}
		l.holiday(f, line, rec, langs, all)
	}
}

func (l *load) holiday(f *file, line int, rec, langs []string, all map[core.Date]core.Holiday) {
	if len(rec) != 2+len(langs) {
		l.faultLine(f, line, "%d columns instead of %d: write date,type and a name in %s", len(rec), 2+len(langs),
			strings.Join(langs, ", "))
		return
	}
	d, err := core.ParseDate(rec[0])
	if err != nil || d.IsZero() {
		l.faultLine(f, line, "%q is not a date: write it like 2020-03-25", rec[0])
		return
	}
	if !slices.Contains(holidayTypes, rec[1]) {
		l.faultLine(f, line, "unknown type %q: %s", rec[1], didYouMean(rec[1], holidayTypes))
	}
	h := core.Holiday{Date: d, Name: map[string]string{}}
	was, twice := all[d]
	for i, lang := range langs {
		name := strings.TrimSpace(rec[2+i])
		switch {
		case name == "":
			l.faultLine(f, line, "no name in %q: write it in column %d", lang, 3+i)
		case twice && was.Name[lang] == name:
			l.faultLine(f, line, "%v %s is there twice: remove one", d, name)
		case twice:
			name = was.Name[lang] + " / " + name
		}
		h.Name[lang] = name
	}
	all[d] = h
}
