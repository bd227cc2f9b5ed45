package core

import (
	"maps"
	"time"
)

// Day counts the places of one service day. The database holds the same columns with CHECK (held <= ceiling): no place is
// given beyond the quota, and lowering Cap below Held takes nothing away.
type Day struct {
	Date       Date
	Cap        int            // places of the day
	Held       int            // places given, or on offer, and not returned
	LastNumber int            // highest number given; numbers are never given twice
	Waiting    int            // people who wait for a place of this day
	Line       int            // people in line before anybody who comes now: no free place is a newcomer's
	Shares     map[string]int // places left of those parts of the quota that have a row of their own, by Share.Name
	Made       bool           // the row exists; otherwise Cap is a default
}

// Free is how many places nobody holds.
func (d Day) Free() int { return max(0, d.Cap-d.Held) }

// Left is how many places can be given to who comes now. Where the day is divided, those in line may wait for a part of it that is
// full: then only Book can tell.
func (d Day) Left() int {
	if d.Line > 0 && len(d.Shares) == 0 {
		return 0
	}
	return d.Free()
}

// Share is a part of a day's quota with a cap of its own. Its row counts like the day's, under the same constraint.
type Share struct {
	Name string // ServiceShare(code), or OpenShare
	Cap  int
}

// ViaKecamatan is how a request was filed for which the office may keep seats.
const ViaKecamatan = "kecamatan"

// Override is what staff set for a stretch of days; it wins over the office file, and a later one over an earlier one.
type Override struct {
	ID      int64
	Kind    OverrideKind
	From    Date
	To      Date              // none: without end
	Cap     int               // of a quota
	Service string            // of a quota: for one service only
	Intake  bool              // of a closure: no requests either
	Reason  string            // of a closure, an opening, or hours: what citizens are told
	Hours   *Week             // of an opening, or hours
	Names   map[string]string // of a holiday, by language
	By      string
	At      time.Time // when it was set
}

// Covers tells whether d is one of its days.
func (o Override) Covers(d Date) bool { return !d.Before(o.From) && (o.To.IsZero() || !d.After(o.To)) }

// Week is hours by weekday; those of a weekday that is not named stay as they are.
type Week struct {
	Counter map[time.Weekday]Hours `json:"counter,omitempty"`
	Intake  map[time.Weekday]Hours `json:"intake,omitempty"`
}

// Equal tells whether two weeks say the same.
func (w Week) Equal(v Week) bool {
	return maps.Equal(w.Counter, v.Counter) && maps.Equal(w.Intake, v.Intake)
}

func (o Override) counter() map[time.Weekday]Hours {
	if o.Hours == nil {
		return nil
	}
	return o.Hours.Counter
}

func (o Override) intake() map[time.Weekday]Hours {
	if o.Hours == nil {
		return nil
	}
	return o.Hours.Intake
}

// OverrideKind says what an override changes.
type OverrideKind string

const (
	QuotaOverride   OverrideKind = "quota"
	ClosureOverride OverrideKind = "closure"
	OpeningOverride OverrideKind = "opening" // open on days that would be shut, with hours of its own if it names them
	HoursOverride   OverrideKind = "hours"   // other hours on those weekdays that it names
	HolidayOverride OverrideKind = "holiday" // one day of an imported year; a year that was imported replaces the one built in
)

// Quota is how many places d has when its row is first made: what staff set last for it, else the office file's.
// A day without intake has none.
func (c *Calendar) Quota(d Date) int {
	if !c.IntakeDay(d) {
		return 0
	}
	for i := len(c.overrides) - 1; i >= 0; i-- {
		o := c.overrides[i]
		if o.Kind == QuotaOverride && o.Service == "" && o.Covers(d) {
			return o.Cap
		}
	}
	return c.quotaFrom(d).Places
}

func (c *Calendar) quotaFrom(d Date) (from QuotaFrom) {
	for _, q := range c.Quotas {
		if !d.Before(q.From) {
			from = q
		}
	}
	return from
}

// OpenShare is the share of all who do not file through the kecamatan, where seats are kept for those who do.
const OpenShare = "open"

// ServiceShare is the share of a service, if it has a quota of its own.
func ServiceShare(code string) string { return "service:" + code }

// Shares are the parts of a day's quota, with their caps, that a request for a service, filed in a certain way, draws from
// beside the day itself; now is the moment at which it is filed, or offered. Most offices have none.
func (c *Calendar) Shares(d Date, service, via string, now time.Time) (shares []Share) {
	q := c.quotaFrom(d)
	places, own := q.Services[service]
	for i := len(c.overrides) - 1; i >= 0; i-- {
		if o := c.overrides[i]; o.Kind == QuotaOverride && o.Service == service && o.Covers(d) {
			places, own = o.Cap, true
			break
		}
	}
	if own {
		shares = append(shares, Share{ServiceShare(service), places})
	}
	if q.Kept > 0 && via != ViaKecamatan && now.Before(d.At(q.Release, c.Zone)) {
		shares = append(shares, Share{OpenShare, max(0, c.Quota(d)-q.Kept)})
	}
	return shares
}

// Released is the instant at which the seats that a day keeps for the kecamatan become everybody's; ok is false if it keeps none.
func (c *Calendar) Released(d Date) (at time.Time, ok bool) {
	q := c.quotaFrom(d)
	return d.At(q.Release, c.Zone), q.Kept > 0 && c.IntakeDay(d)
}
