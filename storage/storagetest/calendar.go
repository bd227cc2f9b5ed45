package storagetest

import (
	"time"

	"loket/core"
)

// Zone is the zone of the offices under test.
var Zone = time.FixedZone("WIB", 7*60*60)

// Calendar is an office that is open every day from eight to three, takes requests all day, 3 a day, and serves 30 pickups an
// hour, 200 a day.
func Calendar() *core.Calendar {
	c := &core.Calendar{Zone: Zone, Quotas: []core.QuotaFrom{{Places: 3}}, Flows: map[string]core.Flow{"": {Hour: 30, Day: 200}}}
	for d := range c.Counter {
		c.Counter[d], c.Intake[d] = core.Hours{Open: 8 * 60, Close: 15 * 60}, core.Hours{Close: 24 * 60}
	}
	return c
}

// slot is the office's one that begins at an hour.
func slot(d core.Date, hour int) core.Slot {
	return core.Slot{From: d.At(hour*60, Zone).UTC(), To: d.At((hour+1)*60, Zone).UTC()}
}
