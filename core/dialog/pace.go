package dialog

import "time"

// keepPace counts a message into the person's burst. Within limits.burst_seconds of the office file, the first messages
// are answered one by one; from number limits.burst on a person hears once, politely, to wait. Their messages are still
// taken in, and what comes true (a ticket, a cancellation) is always told; only talk is held back. Providers cut off who
// answers a machine-gun too eagerly (Twilio error 14107).
func (t *turn) keepPace() {
	b, l := &t.p.Talk.Burst, t.cat.Office.Limits
	if t.now().Sub(b.Since) >= time.Duration(l.BurstSeconds)*time.Second || t.now().Before(b.Since) {
		b.Since, b.Count, b.Told = t.now().UTC(), 0, false
	}
	b.Count++
}

func (t *turn) hushed() bool { return t.p.Talk.Burst.Count >= t.cat.Office.Limits.Burst }

// hush replaces talk by one request to wait, or by nothing if that was said.
func (t *turn) hush() {
	kept := t.effects[:0]
	for _, ef := range t.effects {
		if _, ok := ef.(Say); !ok {
			kept = append(kept, ef)
		}
	}
	t.effects = kept
	if !t.p.Talk.Burst.Told {
		t.p.Talk.Burst.Told = true
		if t.taken {
			t.say("papers.busy", nil)
			return
		}
		t.say("busy", nil)
	}
}
