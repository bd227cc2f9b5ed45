package web

import (
	"maps"
	"slices"
	"time"

	"loket/core"
)

// settingsBody is what is in force here.
type settingsBody struct {
	Quotas   []core.Override // that staff have set and that are not over, the latest first: it wins over those before it
	Channels []channelLine
	Services []Service
	Link     int // minutes
	Idle     int // hours
	Longest  int // days
}

// channelLine is a channel that is on.
type channelLine struct {
	Name string
	core.Limits
}

// settingsPage shows what the office's files and staff have set.
func settingsPage(v *visit) error {
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return err
	}
	set, err := v.desk.Overrides(v.r.Context())
	if err != nil {
		return err
	}
	today := core.DateOf(now.In(v.office.Zone))
	b := settingsBody{Services: slices.DeleteFunc(slices.Clone(v.office.Services), func(s Service) bool { return !s.Active }),
		Link: int(core.LinkLasts / time.Minute), Idle: int(core.SessionIdle / time.Hour), Longest: int(sessionLasts / (24 * time.Hour))}
	for _, o := range set {
		if o.Kind == core.QuotaOverride && (o.To.IsZero() || !o.To.Before(today)) {
			b.Quotas = append(b.Quotas, o)
		}
	}
	slices.Reverse(b.Quotas)
	for _, name := range slices.Sorted(maps.Keys(v.office.Channels)) {
		b.Channels = append(b.Channels, channelLine{name, v.office.Channels[name]})
	}
	return v.show("settings", b)
}
