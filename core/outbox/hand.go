package outbox

import (
	"slices"
	"time"

	"loket/core"
)

// hand is the letters that are claimed and not yet on their way.
type hand struct {
	letters []core.Letter // the earlier lane first, the earlier claimed first within a lane
	lines   map[core.Address]*line
	step    time.Duration // between two letters of one address
}

// line is what is known of an address while letters go there.
type line struct {
	busy bool      // a call is under way
	from time.Time // nothing leaves before
	shut time.Time // until then, the database may not know yet that the address is closed

	// The letter that was given back last, and when it is due: those posted after it stay behind it.
	last   int64
	lastAt time.Time
}

func newHand(perChat float64) *hand {
	h := &hand{lines: map[core.Address]*line{}, step: 50 * time.Millisecond}
	if perChat > 0 {
		h.step = time.Duration(float64(time.Second) / perChat)
	}
	return h
}

func (h *hand) line(a core.Address) *line {
	l := h.lines[a]
	if l == nil {
		l = &line{}
		h.lines[a] = l
	}
	return l
}

// add takes letters in the order in which they were claimed.
func (h *hand) add(ls []core.Letter) {
	for _, l := range ls {
		i, _ := slices.BinarySearchFunc(h.letters, l, func(a, b core.Letter) int {
			if a.Lane <= b.Lane {
				return -1
			}
			return 1
		})
		h.letters = slices.Insert(h.letters, i, l)
	}
}

// back takes a letter again that has been on its way: it is the first of its lane.
func (h *hand) back(l core.Letter) {
	i, _ := slices.BinarySearchFunc(h.letters, l.Lane, func(a core.Letter, lane core.Lane) int { return int(a.Lane - lane) })
	for i > 0 && h.letters[i-1].Lane == l.Lane {
		i--
	}
	h.letters = slices.Insert(h.letters, i, l)
}

// next is the place of the letter that may leave now, or -1; and when to look again if others have to wait.
func (h *hand) next(now time.Time) (i int, later time.Time) {
	waits := map[core.Address]bool{}
	for i, l := range h.letters {
		if waits[l.To] {
			continue
		}
		line := h.lines[l.To]
		switch {
		case line == nil || !line.busy && !line.from.After(now):
			return i, time.Time{}
		case !line.busy && (later.IsZero() || line.from.Before(later)):
			later = line.from
		}
		waits[l.To] = true
	}
	return -1, later
}

// take takes a letter out of the hand.
func (h *hand) take(i int) core.Letter {
	l := h.letters[i]
	h.letters = slices.Delete(h.letters, i, i+1)
	return l
}

// ready counts the letters that wait for nothing but their turn.
func (h *hand) ready(now time.Time) (n int) {
	seen := map[core.Address]bool{}
	for _, l := range h.letters {
		line := h.lines[l.To]
		if !seen[l.To] && (line == nil || !line.busy && !line.from.After(now)) {
			n++
		}
		seen[l.To] = true
	}
	return n
}

// giveBack takes out of the hand the letters whose address must wait too long, so that they do not keep others out of it.
// They come back in their order: each is due a step after the one before.
func (h *hand) giveBack(now time.Time) (given []core.Outcome) {
	ahead := map[core.Address]time.Duration{}
	h.letters = slices.DeleteFunc(h.letters, func(l core.Letter) bool {
		line := h.lines[l.To]
		if line == nil {
			return false
		}
		due := now
		if line.from.After(due) {
			due = line.from
		}
		if behind := line.lastAt.Add(h.step); l.ID > line.last && line.lastAt.After(now) && behind.After(due) {
			due = behind
		}
		due = due.Add(ahead[l.To])
		ahead[l.To] += h.step
		if due.Sub(now) <= patience {
			return false
		}
		line.last, line.lastAt = max(line.last, l.ID), due
		given = append(given, returned(l, due.Sub(now)))
		return true
	})
	return given
}

// empty takes everything out of the hand.
func (h *hand) empty() (given []core.Outcome) {
	for _, l := range h.letters {
		given = append(given, returned(l, 0))
	}
	h.letters = nil
	return given
}

// drop takes out of the hand what may not leave any more: the letters whose address was closed after they were claimed.
func (h *hand) drop(now time.Time) (dropped []core.Outcome) {
	h.letters = slices.DeleteFunc(h.letters, func(l core.Letter) bool {
		line := h.lines[l.To]
		if line == nil || !line.shut.After(now) {
			return false
		}
		dropped = append(dropped, core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Skipped, Reason: "stopped"})
		return true
	})
	return dropped
}

// tidy forgets the addresses of which nothing needs to be known.
func (h *hand) tidy(now time.Time) {
	for a, l := range h.lines {
		if !l.busy && !l.from.After(now) && !l.lastAt.After(now) && !l.shut.After(now) {
			delete(h.lines, a)
		}
	}
}

// returned is the outcome of a letter that was claimed and never left.
func returned(l core.Letter, wait time.Duration) core.Outcome {
	return core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Owed, Wait: wait}
}
