package outbox

import (
	"slices"
	"time"

	"loket/core"
)

// hand is the letters that are claimed and not yet on their way.
type hand struct {
	letters     []*waiting // the earlier lane first, the earlier claimed first within a lane
	lines       map[core.Address]*line
	chat, group time.Duration // between two letters of one address
	looks       int           // how often the letters were looked through
}

// waiting is a letter in hand.
type waiting struct {
	core.Letter
	line  *line
	since time.Time
}

// line is what is known of an address while letters go there.
type line struct {
	letters int       // in hand
	busy    bool      // a call is under way, or a part of a letter is being written down
	from    time.Time // nothing leaves before
	shut    time.Time // until then, the database may not know yet that the address is closed

	// The letter that was given back last, and when it is due: those posted after it stay behind it.
	last   int64
	lastAt time.Time

	// While the letters are looked through: the number of the look, and how much later than now the next letter of the
	// address is due because others are before it.
	look  int
	ahead time.Duration
}

func (l *line) ready(now time.Time) bool { return !l.busy && !l.from.After(now) }

func newHand(l core.Limits) *hand {
	h := &hand{lines: map[core.Address]*line{}, chat: distance(l.Chat), group: distance(l.Group)}
	if l.Group <= 0 {
		h.group = h.chat
	}
	return h
}

// distance is the time between two letters to one address, of which so many are allowed a second.
func distance(perSecond float64) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / perSecond)
}

// step is the least time between two letters to an address.
func (h *hand) step(a core.Address) time.Duration {
	if a.Group() {
		return h.group
	}
	return h.chat
}

func (h *hand) line(a core.Address) *line {
	l := h.lines[a]
	if l == nil {
		l = &line{}
		h.lines[a] = l
	}
	return l
}

// first is the place behind all letters of earlier lanes.
func (h *hand) first(lane core.Lane) int {
	i, _ := slices.BinarySearchFunc(h.letters, lane, func(w *waiting, lane core.Lane) int {
		if w.Lane < lane {
			return -1
		}
		return 1
	})
	return i
}

func (h *hand) insert(i int, l core.Letter, now time.Time) {
	w := &waiting{l, h.line(l.To), now}
	w.line.letters++
	h.letters = slices.Insert(h.letters, i, w)
}

// add takes letters in the order in which they were claimed.
func (h *hand) add(ls []core.Letter, now time.Time) {
	for _, l := range ls {
		h.insert(h.first(l.Lane+1), l, now)
	}
}

// back takes a letter again that has been on its way: it is the first of its lane.
func (h *hand) back(l core.Letter, now time.Time) { h.insert(h.first(l.Lane), l, now) }

// next is the place of the letter that may leave now, or -1; and when to look again if others have to wait.
func (h *hand) next(now time.Time) (i int, later time.Time) {
	h.looks++
	for i, w := range h.letters {
		line := w.line
		if line.look == h.looks {
			continue // behind another to the same address
		}
		line.look = h.looks
		switch {
		case line.ready(now):
			return i, time.Time{}
		case !line.busy && (later.IsZero() || line.from.Before(later)):
			later = line.from
		}
	}
	return -1, later
}

// take takes a letter out of the hand; its line is busy from then on.
func (h *hand) take(i int) core.Letter {
	w := h.letters[i]
	if i == 0 { // as nearly always
		h.letters[0], h.letters = nil, h.letters[1:]
	} else {
		h.letters = slices.Delete(h.letters, i, i+1)
	}
	w.line.letters--
	w.line.busy = true
	return w.Letter
}

// ready counts the letters that wait for nothing but their turn.
func (h *hand) ready(now time.Time) (n int) {
	h.looks++
	for _, w := range h.letters {
		if w.line.look != h.looks && w.line.ready(now) {
			n++
		}
		w.line.look = h.looks
	}
	return n
}

// shed takes letters out of the hand, with what becomes of them.
func (h *hand) shed(fate func(*waiting) (o core.Outcome, goes bool)) (shed []core.Outcome) {
	h.letters = slices.DeleteFunc(h.letters, func(w *waiting) bool {
		o, goes := fate(w)
		if goes {
			w.line.letters--
			shed = append(shed, o)
		}
		return goes
	})
	return shed
}

// tidy forgets the addresses of which nothing needs to be known.
func (h *hand) tidy(now time.Time) {
	for a, l := range h.lines {
		if l.letters == 0 && l.ready(now) && !l.lastAt.After(now) && !l.shut.After(now) {
			delete(h.lines, a)
		}
	}
}
