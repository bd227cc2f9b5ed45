package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// farthestYear is how many years ahead holidays may be known: a slip of the finger beyond it is refused.
const farthestYear = 10

// ImportHolidays puts the holidays of whole years in the place of those known before, the built-in ones too. Whoever was to
// fetch something on a day that is a holiday now is given another, and told.
func (d *Desk) ImportHolidays(ctx context.Context, years []int, holidays []core.Override, by core.Actor) error {
	return d.altering(ctx, func(tx core.Tx) error {
		c, err := d.importing(tx, years, holidays, by)
		if err != nil {
			return err
		}
		if _, _, err := d.alter(tx, c, by); err != nil {
			return err
		}
		return tx.Audit(by.Name, "import holidays", fmt.Sprintf("%d days of %v", len(holidays), years))
	})
}

// importing is the change that a list of holidays is, checked.
func (d *Desk) importing(tx core.Tx, years []int, holidays []core.Override, by core.Actor) (c change, err error) {
	if err := may(by, core.CloseDays); err != nil {
		return c, err
	}
	now, err := tx.Now()
	if err != nil {
		return c, err
	}
	if len(holidays) == 0 {
		return c, refuse(core.Invalid, "holidays.none", nil, "the list has no holidays")
	}
	last := now.In(d.cat.Office.Zone).Year() + farthestYear
	for _, o := range holidays {
		switch {
		case o.Kind != core.HolidayOverride || o.From.IsZero() || o.From != o.To || len(o.Names) == 0:
			return c, refuse(core.Invalid, "holidays.name", nil, "a holiday is one day with a name")
		case !slices.Contains(years, o.From.Year):
			return c, refuse(core.Invalid, "holidays.far", map[string]any{"year": last}, "%s is in none of the years %v", o.From, years)
		case o.From.Year > last:
			return c, refuse(core.Invalid, "holidays.far", map[string]any{"year": last}, "%s is too far away: nobody knows holidays beyond %d", o.From, last)
		}
	}
	return change{sets: slices.Clone(holidays), years: slices.Clone(years)}, nil
}

// asksHolidays is when staff are told on 1 December that next year has no holidays yet.
const asksHolidays = 8 * 60 // minutes after midnight

// holidaysLater sees to it that staff are told of a year without holidays: now, unless they were today, and in December.
func (d *Desk) holidaysLater(now time.Time) []core.Act {
	return append(d.decembers(now), core.Act{Cause: "holidays:" + core.DateOf(now).String(), Kind: "holidays", Due: now})
}

func (d *Desk) decembers(now time.Time) (acts []core.Act) {
	for year := now.Year(); year <= now.Year()+1; year++ {
		first := core.Date{Year: year, Month: time.December, Day: 1}
		if due := first.At(asksHolidays, d.cat.Office.Zone); due.After(now) {
			acts = append(acts, core.Act{Cause: "holidays:" + first.String(), Kind: "holidays", Due: due})
		}
	}
	return acts
}

// holidays tells staff who may do something about it that no holidays of a year are known: every weekday of it would pass for
// open.
func (d *Desk) holidays(x *doing) error {
	_, calendar, err := d.today(x.tx)
	if err != nil {
		return err
	}
	if err := x.tx.Defer(d.decembers(x.now)); err != nil { // next December's, however long the process runs
		return err
	}
	years := unknownYears(calendar, core.DateOf(x.now))
	if len(years) == 0 {
		return nil
	}
	for _, y := range years {
		letters, err := d.tellStaff(x.tx, core.CloseDays, fmt.Sprintf("holidays:%s:%d", core.DateOf(x.now), y),
			func(lang string, l core.Limits) core.Message { return d.engine.NoHolidays(lang, l, y) })
		if err != nil {
			return err
		}
		x.woke(letters)
	}
	x.done = func() {
		d.log.Warn("no holidays are known of a year: every weekday of it passes for open; loket holidays import takes them", "years", years)
	}
	return nil
}
