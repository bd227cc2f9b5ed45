package outbox

import (
	"time"

	"loket/core"
)

const (
	patience = 3 * time.Second        // what must wait longer than this is not kept in hand
	moment   = 500 * time.Millisecond // the same of announcements: see brief
	inOrder  = 50 * time.Millisecond  // between letters of one address that are given back
	glance   = 20 * time.Millisecond  // between two looks for what has waited too long
)

// brief tells whether a letter is an announcement's. That its notice runs, that nobody has said STOP and that it is not over
// is looked at when it is claimed. So it leaves soon after, or is given back and claimed anew: what staff and citizens say
// holds within a second.
func (w *waiting) brief() bool { return w.Lane >= core.UrgentLane }

// returned is the outcome of a letter that was claimed and never left.
func returned(l core.Letter, wait time.Duration) core.Outcome {
	return core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Owed, Wait: wait}
}

// skipped is the outcome of a letter that was claimed and may not leave any more.
func skipped(l core.Letter, reason string) core.Outcome {
	return core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Skipped, Reason: reason}
}

// over tells whether a letter is of no use any more.
func over(l core.Letter, now time.Time) bool { return !l.Until.IsZero() && !l.Until.After(now) }

// empty takes everything out of the hand.
func (h *hand) empty() []core.Outcome {
	return h.shed(func(w *waiting) (core.Outcome, bool) { return returned(w.Letter, 0), true })
}

// rest takes out of the hand what a pause of the account holds up for too long. Nothing is claimed during a pause.
func (h *hand) rest(now, pause time.Time) []core.Outcome {
	return h.shed(func(w *waiting) (core.Outcome, bool) {
		return returned(w.Letter, 0), pause.Sub(now) > patience || w.brief() && pause.Sub(w.since) > moment
	})
}

// moved takes out of the hand what has an address that is another now: who claims it anew is told the new one.
func (h *hand) moved(a core.Address) []core.Outcome {
	return h.shed(func(w *waiting) (core.Outcome, bool) { return returned(w.Letter, 0), w.To == a })
}

// drop takes out of the hand the letters whose address was closed after they were claimed.
func (h *hand) drop(now time.Time) []core.Outcome {
	return h.shed(func(w *waiting) (core.Outcome, bool) { return skipped(w.Letter, "blocked"), w.line.shut.After(now) })
}

// giveBack takes out of the hand the letters that must wait too long, so that they do not keep others out of it, and tells
// when one of the others may have waited for too long. They come back in their order: each is due a step after the one
// before.
func (h *hand) giveBack(now time.Time) (given []core.Outcome, look time.Time) {
	h.looks++
	given = h.shed(func(w *waiting) (core.Outcome, bool) {
		line, step := w.line, max(h.step(w.To), inOrder)
		if line.look != h.looks {
			line.look, line.ahead = h.looks, 0
		}
		due := now
		if line.from.After(due) {
			due = line.from
		}
		if behind := line.lastAt.Add(step); w.ID > line.last && line.lastAt.After(now) && behind.After(due) {
			due = behind
		}
		due = due.Add(line.ahead)
		line.ahead += step
		end := now.Add(patience)
		if w.brief() {
			end = w.since.Add(moment)
			if !now.Before(end) { // whatever it is that it waits for
				due = due.Add(ahead)
			}
		}
		if !due.After(end) {
			if w.brief() && (look.IsZero() || end.Before(look)) {
				look = end
			}
			return core.Outcome{}, false
		}
		line.last, line.lastAt = max(line.last, w.ID), due
		return returned(w.Letter, due.Sub(now)), true
	})
	return given, look
}
