package outbox

import (
	"testing"
	"time"
)

// The rate in force after refusals: the first pauses only, each that comes within a minute of the pause before takes a fifth
// off, a tenth stays, and an hour without one brings all of it back.
func TestAdapt(t *testing.T) {
	p, now := newPace(30), time.Date(2020, 3, 17, 9, 0, 0, 0, time.UTC)
	refused := func(after, pause time.Duration, want float64) {
		t.Helper()
		now = now.Add(after)
		before := p.rate()
		if lower := p.busy(now, pause); lower != (p.rate() < before) {
			t.Errorf("lower: %v, from %v to %v", lower, before, p.rate())
		}
		if have := p.rate(); have < want-0.01 || have > want+0.01 {
			t.Errorf("the rate is %.2f instead of %.2f", have, want)
		}
		now = now.Add(pause)
	}
	refused(0, time.Second, 30)
	refused(61*time.Second, time.Second, 30)
	refused(61*time.Second, 10*time.Minute, 30)
	refused(59*time.Second, time.Second, 24)
	refused(59*time.Second, time.Second, 19.2)
	refused(2*time.Minute, time.Second, 19.2)
	for range 20 {
		p.busy(now, time.Second)
	}
	refused(time.Second, time.Second, 3)
	now = now.Add(59 * time.Minute)
	if p.at(now); p.rate() != 3 {
		t.Errorf("the rate is %v after 59 minutes", p.rate())
	}
	now = now.Add(time.Minute)
	if p.at(now); p.rate() != 30 {
		t.Errorf("the rate is %v after an hour", p.rate())
	}
	if none := newPace(0); none.busy(now, time.Second) || none.rate() != 0 {
		t.Error("an account without a rate has one now")
	}
}
