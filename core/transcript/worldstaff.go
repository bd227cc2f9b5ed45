package transcript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// staff adds a member of staff, or moves requests on as staff do.
func (p *player) staff(rest string) error {
	words := strings.SplitN(rest, " ", 3)
	if len(words) < 2 {
		return fmt.Errorf("staff: write = staff SIAP_DIAMBIL C200317-001, or = staff Ratna broadcaster CODE")
	}
	if slices.Contains(core.Roles, core.Role(words[1])) && len(words) == 3 {
		return p.office.Member(words[0], core.Role(words[1]), words[2])
	}
	to, err := core.ParseStatus(words[0])
	if err != nil {
		return err
	}
	a := core.Advance{To: to, Tickets: words[1:2], Sure: true}
	reason := strings.Join(words[2:], "")
	switch words[1] {
	case "day":
		a.Tickets = nil
		a.Day, reason, err = leadingDay(reason)
	case "pickup":
		a.Tickets = nil
		a.Pickup, reason, err = leadingDay(reason)
	}
	if until, is := strings.CutPrefix(reason, "until "); is && err == nil {
		a.Until, reason, err = leadingDay(until)
	}
	if err != nil {
		return err
	}
	a.Reason = reason
	return p.office.Advance(a)
}

// leadingDay reads the day that a text begins with.
func leadingDay(text string) (core.Date, string, error) {
	day, rest, _ := strings.Cut(text, " ")
	d, err := core.ParseDate(day)
	return d, rest, err
}

// calendar changes the office's calendar, as staff do.
func (p *player) calendar(what, rest string) error {
	first, more, _ := strings.Cut(rest, " ")
	if what == "extend" || what == "reopen" {
		n, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if what == "reopen" {
			return p.office.Reopen(n)
		}
		to, err := core.ParseDate(more)
		if err != nil {
			return err
		}
		return p.office.Extend(n, to)
	}
	from, err := core.ParseDate(first)
	if err != nil {
		return err
	}
	o := core.Override{Kind: core.OpeningOverride, From: from, To: from, Hours: &core.Week{Counter: map[time.Weekday]core.Hours{}}}
	if what == "opening" {
		hours, reason, _ := strings.Cut(more, " ")
		h, err := span(hours)
		if err != nil {
			return err
		}
		o.Hours.Counter[from.Weekday()], o.Reason = h, reason
		o.Hours.Intake = o.Hours.Counter
		return p.office.Open(o)
	}
	o.Kind = core.HoursOverride
	if o.To, more, err = leadingDay(more); err != nil {
		return err
	}
	for _, one := range strings.Split(more, ",") {
		day, hours, _ := strings.Cut(strings.TrimSpace(one), " ")
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(day, d.String()) {
				if o.Hours.Counter[d], err = span(hours); err != nil {
					return err
				}
			}
		}
	}
	if len(o.Hours.Counter) == 0 {
		return fmt.Errorf("hours: write = hours 24-04-2020 23-05-2020 monday 08.00-13.00, tuesday 08.00-13.00")
	}
	return p.office.Open(o)
}

// span reads "08.00-13.00".
func span(text string) (h core.Hours, err error) {
	from, to, _ := strings.Cut(text, "-")
	a, err := time.Parse("15.04", from)
	if err != nil {
		return h, fmt.Errorf("%q are no hours: write 08.00-13.00", text)
	}
	b, err := time.Parse("15.04", to)
	if err != nil {
		return h, fmt.Errorf("%q are no hours: write 08.00-13.00", text)
	}
	return core.Hours{Open: a.Hour()*60 + a.Minute(), Close: b.Hour()*60 + b.Minute()}, nil
}
