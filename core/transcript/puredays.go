package transcript

import (
	"maps"
	"slices"
	"strings"

	"loket/core"
	"loket/core/dialog"
)

// day is what an office notes of a service day: how many hold its places is counted anew each time.
type day struct {
	cap    int
	last   int            // highest number given
	shares map[string]int // caps of those parts of the quota that somebody has drawn from
}

// day counts the places of a service day.
func (o *Pure) day(d core.Date) core.Day {
	all := core.Day{Date: d, Waiting: len(o.waiting(func(r *filed) bool { return r.Day == d })), Line: len(o.line(d))}
	row := o.days[d]
	if row == nil {
		all.Cap = o.calendar().Quota(d)
		return all
	}
	all.Cap, all.LastNumber, all.Made, all.Held = row.cap, row.last, true, o.holding(d, "")
	for name, most := range row.shares {
		if all.Shares == nil {
			all.Shares = map[string]int{}
		}
		all.Shares[name] = max(0, most-o.holding(d, name))
	}
	return all
}

// row is the row of a service day, made if it is missing.
func (o *Pure) row(d core.Date, places int) *day {
	if o.days[d] == nil {
		o.days[d] = &day{cap: places, shares: map[string]int{}}
	}
	return o.days[d]
}

// holding counts the places of a day, or of a part of it, that are given or on offer.
func (o *Pure) holding(d core.Date, share string) (held int) {
	for _, r := range o.requests {
		of := r.Day
		if r.offer != nil {
			of = r.offer.Day
		}
		if of == d && r.holds() && r.draws(share) {
			held += r.weight()
		}
	}
	return held
}

// lacking tells which part of a day has too few places for somebody; ok is true if none has, "" is the whole day. What one has who
// held places of a part before is not asked of it again.
func (o *Pure) lacking(d core.Date, weight int, shares []core.Share, held ...filed) (share string, ok bool) {
	row := o.days[d]
	for _, s := range shares {
		if _, there := row.shares[s.Name]; !there {
			row.shares[s.Name] = s.Cap
		}
	}
	for _, s := range append([]core.Share{{}}, shares...) {
		most := row.cap
		if s.Name != "" {
			most = row.shares[s.Name]
		}
		had := slices.ContainsFunc(held, func(r filed) bool { return r.draws(s.Name) && r.weight() >= weight })
		if !had && most-o.holding(d, s.Name) < weight {
			return s.Name, false
		}
	}
	return "", true
}

// quota sets the places of days.
func (o *Pure) quota(q dialog.SetQuota) *core.Error {
	if q.From.IsZero() {
		q.From = o.today()
	}
	switch {
	case q.Places < 0 || q.Places > 100_000:
		return refused("quota", nil)
	default:
		if bad := o.badDays(q.From, q.From, q.To); bad != nil {
			return bad
		}
	}
	o.alter(0, core.Override{Kind: core.QuotaOverride, From: q.From, To: q.To, Cap: q.Places, Service: q.Service})
	return nil
}

// recap gives the days to come the places that the calendar gives them now, and lists those that have free ones.
func (o *Pure) recap() (free []core.Date) {
	cal := o.calendar()
	for _, d := range slices.SortedFunc(maps.Keys(o.days), core.Date.Compare) {
		if d.Before(o.today()) {
			continue
		}
		row := o.days[d]
		row.cap = cal.Quota(d)
		for name := range row.shares {
			row.shares[name] = o.shareCap(cal, d, name)
		}
		if row.cap > o.holding(d, "") {
			free = append(free, d)
		}
	}
	return free
}

// shareCap is the cap of a part of a day's quota by the calendar; all of the day's, if it is no part of its own any more.
func (o *Pure) shareCap(cal *core.Calendar, d core.Date, name string) int {
	service, _ := strings.CutPrefix(name, core.ServiceShare(""))
	for _, s := range cal.Shares(d, service, "", o.now) {
		if s.Name == name {
			return s.Cap
		}
	}
	return cal.Quota(d)
}
