package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// holidaysPage is the holidays of a year, and a list that is about to take the place of those of some years.
type holidaysPage struct {
	Year           int
	Earlier, Later int // years; 0: none
	Unknown        bool
	Days           []core.MonthDay
	Columns        string // the first row of a list

	List      string // that came, to be sent again with the yes
	File      string // its name
	Years     []yearCount
	Holidays  []core.Override
	Foresight *core.Foresight
	Changed   bool
	Faults    []string // what is wrong with it, a line each
	More      int      // faults that are not shown
}

// yearCount is how many holidays a list has of a year.
type yearCount struct{ Year, Count int }

// A list of the holidays of ten years is a few dozen kilobytes.
const (
	longestList = 256 << 10
	mostFaults  = 20
	longFault   = 300 // letters of a fault that are shown
)

func holidayList(v *visit) error {
	p, err := v.holidaysOf(v.form("year"))
	if err != nil {
		return err
	}
	return v.show("calendar.holidays", p)
}

// holidaysOf are those of a year, this one unless one is named.
func (v *visit) holidaysOf(name string) (p holidaysPage, err error) {
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return p, err
	}
	if p.Year, err = strconv.Atoi(name); err != nil || p.Year < earliestYear || p.Year > latestYear {
		p.Year = now.Year()
	}
	if p.Year > earliestYear {
		p.Earlier = p.Year - 1
	}
	if p.Year < latestYear {
		p.Later = p.Year + 1
	}
	for month := time.January; month <= time.December; month++ {
		m, err := v.desk.Month(v.r.Context(), p.Year, month)
		if err != nil {
			return p, err
		}
		p.Unknown = m.Unknown
		for _, d := range m.Days {
			if d.Holiday != nil {
				p.Days = append(p.Days, d)
			}
		}
	}
	p.Columns = strings.Join(v.holidayColumns(), ",")
	return p, nil
}

func (v *visit) holidayColumns() []string {
	columns := []string{"date", "type"}
	for _, lang := range v.office.Languages {
		columns = append(columns, "name_"+lang)
	}
	return columns
}

// importHolidays reads a list, and says what it would mean; with the yes to that, it takes it. Between the two the list is in the page.
func importHolidays(v *visit) error {
	yes := v.form("yes") != ""
	p, err := v.holidaysOf(v.form("year"))
	if err != nil {
		return err
	}
	fail := func(err error) error { return v.wrong("calendar.holidays", p, err) }
	if p.File, p.List, err = v.list(yes); err != nil {
		return fail(err)
	}
	years, list, err := v.office.Holidays(p.File, strings.NewReader(p.List))
	if err != nil {
		p.List = ""
		p.Faults = faultsOf(err)
		if p.More = len(p.Faults) - mostFaults; p.More > 0 {
			p.Faults = p.Faults[:mostFaults]
		}
		return fail(v.invalid("holidays.bad"))
	}
	for _, year := range years {
		n := 0
		for _, h := range list {
			if h.From.Year == year {
				n++
			}
		}
		p.Years = append(p.Years, yearCount{year, n})
	}
	p.Holidays = list
	if yes {
		v.setting.Lock()
		defer v.setting.Unlock()
	}
	f, err := v.desk.ForeseeHolidays(v.r.Context(), years, list, v.by())
	if err != nil {
		return fail(err)
	}
	p.Foresight, p.Changed = &f, yes && v.grown(f)
	if !yes || p.Changed {
		return v.foreseen("calendar.holidays", p, p.Changed)
	}
	if err := v.desk.ImportHolidays(v.r.Context(), years, list, v.by()); err != nil {
		return fail(err)
	}
	return v.done(fmt.Sprintf("/calendar/holidays?year=%d", years[0]), "holidays.done", "n", len(list))
}

// list is the list that is sent: as a file, or with the yes as it stood in the page.
func (v *visit) list(yes bool) (name, text string, err error) {
	if yes {
		name, text = v.form("file"), v.form("list")
	} else {
		file, header, err := v.r.FormFile("list")
		var long *http.MaxBytesError
		switch {
		case errors.As(err, &long):
			return "", "", v.invalid("holidays.long", "n", longestList>>10)
		case err != nil:
			return "", "", v.invalid("holidays.none")
		}
		defer file.Close()
		body, err := io.ReadAll(io.LimitReader(file, longestList+1))
		if err != nil {
			return "", "", err
		}
		name, text = shortName(header.Filename), string(body)
	}
	switch {
	case text == "":
		return name, "", v.invalid("holidays.none")
	case len(text) > longestList:
		return name, "", v.invalid("holidays.long", "n", longestList>>10)
	}
	return name, text, nil
}

// shortName is the name of a file as it is shown.
func shortName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), ""))
	return clip(name, 60)
}

// clip is a text of at most so many letters.
func clip(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}

// faultsOf are the lines in which a fault of a list is told.
func faultsOf(err error) (lines []string) {
	for line := range strings.Lines(err.Error()) {
		letters := []rune(strings.TrimSpace(line))
		if len(letters) > longFault { // what it quotes stands within it: where, and the mend, are at its ends
			letters = slices.Concat(letters[:longFault/2], []rune{'…'}, letters[len(letters)-longFault/2:])
		}
		lines = append(lines, string(letters))
	}
	return lines
}

// holidayTemplate is the first row of a list, and a row that is none.
func holidayTemplate(v *visit) error {
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="libur.csv"`)
	_, _ = fmt.Fprintf(v.w, "%s\r\n# %s: libur_nasional, cuti_bersama, pemilu\r\n", strings.Join(v.holidayColumns(), ","), v.say("holidays.types"))
	return nil
}
