package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// MostPlaces is more than any office serves in a day: a typing error beyond it is refused.
const MostPlaces = 100_000

// Quota counts the places of a day, today's if none is named, and tells the parts of it that have caps of their own.
func (d *Desk) Quota(ctx context.Context, day core.Date) (found core.Day, parts []core.Share, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		now, calendar, err := d.today(tx)
		if err != nil {
			return err
		}
		if day.IsZero() {
			day = core.DateOf(now)
		}
		parts = d.parts(calendar, day, now)
		days, err := d.days(tx, calendar, []core.Date{day})
		if err == nil {
			found = days[0]
		}
		return err
	})
	return found, parts, err
}

// parts are the parts of a day that have caps of their own.
func (d *Desk) parts(calendar *core.Calendar, day core.Date, now time.Time) (parts []core.Share) {
	for _, s := range d.cat.Services() {
		for _, share := range calendar.Shares(day, s.Code, "", now) {
			if !slices.Contains(parts, share) {
				parts = append(parts, share)
			}
		}
	}
	return parts
}

// SetQuota sets the places of the days from one to another, those of one service only if it names one: from today, if from is
// none; without end, if to is none. A day that has already given more keeps what it gave; what becomes free is offered to those
// who wait.
func (d *Desk) SetQuota(ctx context.Context, places int, service string, from, to core.Date, by core.Actor) error {
	return d.altering(ctx, func(tx core.Tx) error { return d.setQuota(tx, places, service, from, to, by) })
}

func (d *Desk) setQuota(tx core.Tx, places int, service string, from, to core.Date, by core.Actor) error {
	if err := may(by, core.SetQuota); err != nil {
		return err
	}
	if places < 0 || places > MostPlaces {
		return refuse(core.Invalid, "quota", map[string]any{"limit": MostPlaces}, "a quota is a number from 0 to %d, not %d", MostPlaces, places)
	}
	if service = strings.ToUpper(strings.TrimSpace(service)); service != "" {
		if _, ok := d.cat.Service(service); !ok {
			return refuse(core.Invalid, "service", map[string]any{"word": service}, "there is no service with the code %q", service)
		}
	}
	now, _, err := d.today(tx)
	if err != nil {
		return err
	}
	today := core.DateOf(now)
	if from.IsZero() {
		from = today
	}
	switch {
	case from.Before(today):
		return refuse(core.Invalid, "days.past", nil, "%s is over: today is %s", from, today)
	case !to.IsZero() && to.Before(from):
		return refuse(core.Invalid, "days", nil, "the last day, %s, is before the first, %s", to, from)
	}
	o := core.Override{Kind: core.QuotaOverride, From: from, To: to, Cap: places, Service: service}
	if _, _, err := d.alter(tx, change{sets: []core.Override{o}}, by); err != nil {
		return err
	}
	about := fmt.Sprintf("%d places from %s to %s", places, from, to)
	if service != "" {
		about += " for " + service
	}
	return tx.Audit(by.Name, "quota", about)
}
