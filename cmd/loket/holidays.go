package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// holidaysCommand is `loket holidays`: the days on which government offices are shut by decree. Staff import those of a year
// when its decree is out.
type holidaysCommand struct {
	Import   holidaysImport   `cmd:"" help:"Take the holidays of whole years from a CSV list, in the place of those known before."`
	List     holidaysList     `cmd:"" help:"Those of a year."`
	Template holidaysTemplate `cmd:"" help:"Print the first row of such a list."`
}

type holidaysImport struct {
	Output
	Place
	Wires
	File string `arg:"" help:"The list; loket holidays template prints its first row."`
	Yes  bool   `help:"Do not ask, though somebody is to fetch papers on one of these days, or holidays that are known are not in the list."`
}

func (c *holidaysImport) Run(ctx context.Context, t *console) (err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	defer file.Close()
	office, err := c.attend(ctx, &c.Wires, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	years, holidays, err := office.cat.ReadHolidays(filepath.Base(c.File), file)
	if err != nil {
		return err
	}
	f, err := office.ForeseeHolidays(ctx, years, holidays, acting(c.Yes))
	if err != nil {
		return err
	}
	missed, err := office.missed(ctx, years, f)
	if err != nil {
		return err
	}
	if (f.Pickups+f.Places > 0 || missed != "") && !c.Yes {
		if !c.JSON {
			office.tellMoves(t.out, f)
			fmt.Fprint(t.out, missed)
		}
		if !agreed(t, "Take them?") {
			return errNoYes
		}
	}
	if err := office.ImportHolidays(ctx, years, holidays, acting(true)); err != nil {
		return err
	}
	for _, year := range years {
		n := ofYear(holidays, year)
		if c.JSON {
			err = object(t.out, struct {
				Year     int `json:"year"`
				Holidays int `json:"holidays"`
			}{year, n})
		} else {
			_, err = fmt.Fprintf(t.out, "%d: %s\n", year, plural(n, "holiday"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// missed says how many known holidays of which years the list does not have: half a list makes working days of the others, and the
// built-in list of a year does not come back.
func (o *counter) missed(ctx context.Context, years []int, f core.Foresight) (said string, err error) {
	for _, year := range years {
		n := 0
		for _, h := range f.Dropped {
			if h.Date.Year == year {
				n++
			}
		}
		if n == 0 {
			continue
		}
		known, _, err := o.holidays(ctx, year)
		if err != nil {
			return "", err
		}
		said += fmt.Sprintf("%d: not in the list, and holidays no more: %d of %d\n", year, n, len(known))
	}
	return said, nil
}

// ofYear counts the holidays of a year.
func ofYear(all []core.Override, year int) (n int) {
	for _, h := range all {
		if h.From.Year == year {
			n++
		}
	}
	return n
}

type holidaysList struct {
	Output
	Place
	Year int `arg:"" optional:"" help:"Year; this one unless named."`
}

func (c *holidaysList) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	now, err := office.Now(ctx)
	if err != nil {
		return err
	}
	if c.Year == 0 {
		c.Year = now.Year()
	}
	all, unknown, err := office.holidays(ctx, c.Year)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := c.print(t.out, d); err != nil {
			return err
		}
	}
	if unknown && !c.JSON {
		_, err = fmt.Fprintf(t.out, "the decree of %d was not entered: these are the days that the law names for every year\n", c.Year)
	}
	return err
}

// holidays are those of a year; unknown tells that only those are known which the law names for every year.
func (o *counter) holidays(ctx context.Context, year int) (all []core.MonthDay, unknown bool, err error) {
	for month := time.January; month <= time.December; month++ {
		m, err := o.Month(ctx, year, month)
		if err != nil {
			return nil, false, err
		}
		unknown = m.Unknown
		for _, d := range m.Days {
			if d.Holiday != nil {
				all = append(all, d)
			}
		}
	}
	return all, unknown, nil
}

func (c *holidaysList) print(w io.Writer, d core.MonthDay) error {
	if c.JSON {
		return object(w, struct {
			Day  core.Date         `json:"day"`
			Name map[string]string `json:"name"`
		}{d.Date, d.Holiday})
	}
	_, err := fmt.Fprintf(w, "%s %s  %s\n", d.Date.Weekday().String()[:3], d.Date, d.Holiday["id"])
	return err
}

type holidaysTemplate struct{ Place }

func (c *holidaysTemplate) Run(t *console) error {
	cat, err := c.catalog()
	if err != nil {
		return err
	}
	columns := catalog.HolidayColumns(cat.Office.Languages)
	_, err = fmt.Fprintf(t.out, "%s\n# type is libur_nasional, cuti_bersama or pemilu; a row like this one is no holiday\n", strings.Join(columns, ","))
	return err
}
