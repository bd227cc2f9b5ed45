package dialog

import (
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// dailyLife tells of the requests' further life: what is fetched, what is to be looked at, and what the calendar lacks.
func (t *turn) dailyLife(day core.Today, add func(key string, a catalog.Args)) {
	for _, line := range []struct {
		key string
		n   int
	}{{"pickups", day.Pickups}, {"answered", day.Answered}, {"overdue", day.Overdue}} {
		if line.n > 0 {
			add(line.key, catalog.Args{"n": t.figure(line.n)})
		}
	}
	if day.Coming > 0 {
		key := map[bool]string{true: "next", false: "unready"}[day.Unready == 0]
		add(key, catalog.Args{"day": t.date(day.Next), "count": t.figure(day.Coming), "n": t.figure(day.Unready)})
	}
	if len(day.Unknown) > 0 {
		years := make([]string, len(day.Unknown))
		for i, y := range day.Unknown {
			years[i] = strconv.Itoa(y)
		}
		add("unknown", catalog.Args{"list": strings.Join(years, ", ")})
	}
}

// daily tells how the day goes.
func (t *turn) daily(day core.Today) {
	t.begun, t.settled = true, true
	var lines []string
	add := func(key string, a catalog.Args) { lines = append(lines, t.text("staff.today."+key, a)) }
	add("head", catalog.Args{"day": t.date(t.f.Today()), "time": t.cat.Clock(t.now())})
	if t.f.Calendar.IntakeDay(t.f.Today()) {
		add("places", catalog.Args{"held": t.figure(day.Day.Held), "places": t.figure(day.Day.Cap), "left": t.figure(day.Day.Left())})
	} else {
		add("shut", nil)
	}
	if day.Day.Waiting > 0 {
		add("waiting", catalog.Args{"n": t.figure(day.Day.Waiting)})
	}
	t.dailyLife(day, add)
	open := core.Ledger{Owed: day.Letters[core.Owed], Sending: day.Letters[core.Sending], Doubt: day.Letters[core.Doubtful]}
	if counts := t.counts(open); counts != "" {
		add("letters", catalog.Args{"list": counts})
	} else {
		add("quiet", nil)
	}
	if len(day.Reasons) > 0 {
		add("reasons", catalog.Args{"list": t.why(day.Reasons)})
	}
	if day.Calls > 0 {
		add("calls", catalog.Args{"n": t.figure(day.Calls)})
	}
	if len(day.Halted) > 0 {
		add("halted", catalog.Args{"list": strings.Join(day.Halted, ", ")})
	}
	t.unreached(day.Silent, add)
	if len(day.Notices) > 0 {
		add("notices", nil)
	}
	for _, n := range day.Notices {
		add("notice", catalog.Args{"n": strconv.FormatInt(n.Notice.ID, 10), "status": t.text("notice."+string(n.Notice.Now(n.Ledger)), nil),
			"percent": strconv.Itoa(percent(n.Ledger))})
	}
	if len(day.Unheard) > 0 {
		add("unheard", nil)
	}
	for _, u := range day.Unheard {
		if u.Ticket == "" {
			add("answer", catalog.Args{"tie": t.tie(u.Address), "reason": t.reason(u.Reason)})
			continue
		}
		add("ticket", catalog.Args{"ticket": u.Ticket, "reason": t.reason(u.Reason)})
	}
	t.speak(strings.Join(lines, "\n"), nil)
}
