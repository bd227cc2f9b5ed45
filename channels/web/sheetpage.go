package web

import (
	"bufio"
	"fmt"
	"net/http"

	"loket/core"
)

// A list that leaves the office is written down, so it is posted for: what is only looked at changes nothing.

// daySheet is the list of a day, to be printed.
type daySheet struct {
	Day      core.Date
	Pickup   bool // those to be fetched on it, in the order of their hours; else those of the service day, in the order of its places
	Shown    bool
	Requests []core.Request
}

// sheet reads which list is meant, that of today unless a day is named.
func (v *visit) sheet() (b daySheet, err error) {
	b.Pickup = v.form("by") == "pickup"
	if b.Day, err = v.day("date"); err != nil || !b.Day.IsZero() {
		return b, err
	}
	now, err := v.desk.Now(v.r.Context())
	b.Day = core.DateOf(now)
	return b, err
}

// chooseDay asks which list it is to be.
func chooseDay(v *visit) error {
	b, err := v.sheet()
	if err != nil {
		return err
	}
	return v.show("day", b)
}

// printDay is the list of a day, for the counter. What was withdrawn or rejected is not served there.
func printDay(v *visit) error {
	b, err := v.sheet()
	if err != nil {
		return v.wrong("day", b, err)
	}
	b.Shown = true
	err = v.desk.List(v.r.Context(), b.Day, b.Pickup, false, v.by(), func(r core.Request) error {
		if r.Status != core.Withdrawn && r.Status != core.Rejected {
			b.Requests = append(b.Requests, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.show("day", b)
}

// exportDay hands the list of a day over as a file, row by row.
func exportDay(v *visit) error {
	sheet, err := v.sheet()
	if err != nil {
		return err
	}
	full, day := v.form("full") != "", sheet.Day.String()
	name := "loket-" + day
	if sheet.Pickup {
		name = "loket-ambil-" + day
	}
	columns, rows := v.office.DayList(v.lang, full, func(each func(core.Request) error) error {
		return v.desk.List(v.r.Context(), sheet.Day, sheet.Pickup, full, v.by(), each)
	})
	out := &attachment{visit: v, name: name + ".xlsx", kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	b := bufio.NewWriterSize(out, 64<<10)
	if v.form("as") == "csv" {
		out.name, out.kind = name+".csv", "text/csv; charset=utf-8"
		err = WriteCSV(b, columns, rows)
	} else {
		err = WriteXLSX(b, day, columns, rows)
	}
	if err == nil {
		err = b.Flush()
	}
	if err != nil && out.begun {
		v.log.Error("a list broke off", "error", err, "route", v.r.Pattern)
		panic(http.ErrAbortHandler) // the browser must not take half a list for a whole one
	}
	return err
}

// attachment is a file on its way to the browser. Until it has begun, an error can be told by a page.
type attachment struct {
	*visit
	name, kind string
	begun      bool
}

func (a *attachment) Write(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		a.w.Header().Set("Content-Type", a.kind)
		a.w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.name))
	}
	return a.w.Write(p)
}
