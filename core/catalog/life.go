package catalog

import (
	"fmt"
	"strings"
	"time"

	"loket/core"
)

// forewarn is how long before the end of a correction the citizen is reminded of it.
const forewarn = 2 * time.Hour

// life reads the rules for what becomes of requests.
func (l *load) life(f *file, raw officeFile) Life {
	remind, err := parseClock(raw.Pickup.Remind)
	if err != nil {
		l.fault(f, "pickup.reminder", "pickup.reminder: %v", err)
	}
	if raw.Fill != fillLine && raw.Fill != fillFirst {
		l.fault(f, "fill", "fill is %q: write %q, or %q", raw.Fill, fillLine, fillFirst)
	}
	l.within(f, "pickup.per_hour", raw.Pickup.Hour, 1, 10_000)
	l.within(f, "pickup.per_day", raw.Pickup.Day, 1, 100_000)
	l.within(f, "pickup.kecamatan.per_hour", raw.Pickup.Kecamatan.Hour, 1, 10_000)
	l.within(f, "pickup.kecamatan.per_day", raw.Pickup.Kecamatan.Day, 1, 100_000)
	l.within(f, "offer_hours", raw.Offer, 1, 24)
	l.within(f, "correction_days", raw.Correct, 1, 90)
	l.rejections(f, raw.Reasons, raw.Languages)
	return Life{Line: raw.Fill == fillLine, Offer: time.Duration(raw.Offer) * time.Hour, Remind: remind, Correct: raw.Correct,
		Forewarn: forewarn, Rejections: raw.Reasons,
		Counter:   core.Flow{Hour: raw.Pickup.Hour, Day: raw.Pickup.Day},
		Kecamatan: core.Flow{Hour: raw.Pickup.Kecamatan.Hour, Day: raw.Pickup.Kecamatan.Day}}
}

// shortReason is how many characters a reason may have that stands within a text by SMS.
const shortReason = 40

// rejections checks the reasons for a rejection that staff choose from.
func (l *load) rejections(f *file, raw []Rejection, langs []string) {
	codes := make([]string, len(raw))
	for i, r := range raw {
		codes[i] = r.Code
	}
	l.codes(f, "reason", "DATA-KK", codes)
	for i, r := range raw {
		key := fmt.Sprintf("reason.%d", i)
		l.translated(f, key+".text", r.Text, langs)
		l.shortEnough(f, key+".text", r.Text, shortReason)
	}
}

// Rejection is the reason of a code, if the office has it.
func (l Life) Rejection(code string) (Rejection, bool) {
	for _, r := range l.Rejections {
		if r.Code == code {
			return r, true
		}
	}
	return Rejection{}, false
}

// ReadRejection is the reason that staff mean by a word, however they write its code.
func (l Life) ReadRejection(word string) (Rejection, bool) {
	return l.Rejection(strings.ToUpper(strings.TrimSpace(word)))
}

// How a day is filled.
const (
	fillLine  = "first come, then in line"
	fillFirst = "first come"
)

// flows is the capacity of the pickup places: the office, and each kecamatan.
func (o *Office) flows() map[string]core.Flow {
	all := map[string]core.Flow{"": o.Life.Counter}
	for _, k := range o.Regions {
		all[k.Name] = o.Life.Kecamatan
	}
	return all
}
