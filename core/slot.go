package core

import "time"

// Slot is a stretch of counter time, an hour or what there is of it, in which papers are fetched at a place.
type Slot struct {
	Place    string // a kecamatan; "" is the office
	From, To time.Time
}

// IsZero tells whether there is no slot: nothing is fetched.
func (s Slot) IsZero() bool { return s.From.IsZero() }

// OpenSlot is a slot with its capacity.
type OpenSlot struct {
	Slot
	Cap int // pickups that it serves
}

// Flow is how many pickups a place serves.
type Flow struct {
	Hour int // in an hour
	Day  int // on a day
}

// Slots lists those of a day, the earliest first; none when the counter is shut. They begin with the counter's hours, and
// again after its break, and last an hour; a shorter one serves the fewer. The day's capacity is shared out from the morning
// on: where the hours add up to more than the day serves, the last ones serve what is left, so that no sum has to be kept.
func (c *Calendar) Slots(place string, d Date) (all []OpenSlot) {
	if !c.CounterOpen(d) {
		return nil
	}
	h, flow := c.CounterHours(d), c.Flow(place)
	left := flow.Day
	add := func(from, to int) {
		for ; from < to; from += 60 {
			until := min(from+60, to)
			n := min(max((flow.Hour*(until-from)+30)/60, min(flow.Hour, 1)), left)
			left -= n
			all = append(all, OpenSlot{Slot{place, d.At(from, c.Zone).UTC(), d.At(until, c.Zone).UTC()}, n})
		}
	}
	if h.BreakTo > h.BreakFrom {
		add(h.Open, h.BreakFrom)
		add(h.BreakTo, h.Close)
	} else {
		add(h.Open, h.Close)
	}
	return all
}

// Flow is the capacity of a place; one that the office file does not name serves as many as the office.
func (c *Calendar) Flow(place string) Flow {
	if f, ok := c.Flows[place]; ok {
		return f
	}
	return c.Flows[""]
}

// Held tells how many pickups the slots of a place hold that begin on the days from one to another, both included, by the
// instant of their beginning in microseconds. What it does not name holds none.
type Held func(place string, from, to Date) (map[int64]int, error)

// Shelf gives slots away, the earliest free one first. It knows what was held when it first looked at a day, and what it has
// given and taken back since; it is meant for one transaction.
type Shelf struct {
	calendar *Calendar
	held     Held
	seen     map[string]map[Date]bool
	counts   map[string]map[int64]int
	changed  map[Slot]int    // by how many
	full     map[string]span // of a place: days on which nothing is free
}

// span is the days from one until before another.
type span struct{ from, until Date }

// Shelf is the shelf of the calendar's slots.
func (c *Calendar) Shelf(held Held) *Shelf {
	return &Shelf{calendar: c, held: held, seen: map[string]map[Date]bool{}, counts: map[string]map[int64]int{}, changed: map[Slot]int{},
		full: map[string]span{}}
}

// A shelf looks at so many days together at first, and at twice as many each time: whatever is taken already, it asks seldom.
const stretch = 14

// Free lists up to n slots of a place with room, the earliest first, that are on a day or after it and begin after an instant.
func (s *Shelf) Free(place string, day Date, after time.Time, n int) (free []Slot, err error) {
	full := s.full[place]
	if full.from.IsZero() || day.Before(full.from) || day.After(full.until) {
		full = span{day, day}
	}
	end := day.Add(horizon)
	for day = full.until; day.Before(end) && len(free) < n; day = day.Add(1) {
		windows := s.calendar.Slots(place, day)
		if len(windows) > 0 {
			if err := s.look(place, day); err != nil {
				return nil, err
			}
		}
		room := false
		for _, w := range windows {
			if s.counts[place][w.From.UnixMicro()] >= w.Cap {
				continue
			}
			if room = true; len(free) < n && w.From.After(after) {
				free = append(free, w.Slot)
			}
		}
		if !room && day == full.until {
			full.until = day.Add(1)
			s.full[place] = full
		}
	}
	return free, nil
}

// Take gives away the earliest slot with room that is on a day or after it and begins after an instant. ok is false when the
// counter has room on no day within two years.
func (s *Shelf) Take(place string, day Date, after time.Time) (slot Slot, ok bool, err error) {
	free, err := s.Free(place, day, after, 1)
	if err != nil || len(free) == 0 {
		return Slot{}, false, err
	}
	s.count(free[0], 1)
	return free[0], true, nil
}

// TakeThis gives away the slot of a place that begins at an instant; ok is false when there is no such slot, or no room in it.
func (s *Shelf) TakeThis(place string, from time.Time) (slot Slot, ok bool, err error) {
	day := DateOf(from.In(s.calendar.Zone))
	for _, w := range s.calendar.Slots(place, day) {
		if !w.From.Equal(from) {
			continue
		}
		if err := s.look(place, day); err != nil {
			return Slot{}, false, err
		}
		if s.counts[place][w.From.UnixMicro()] >= w.Cap {
			return Slot{}, false, nil
		}
		s.count(w.Slot, 1)
		return w.Slot, true, nil
	}
	return Slot{}, false, nil
}

// GiveBack returns a slot that somebody had.
func (s *Shelf) GiveBack(slot Slot) error {
	if slot.IsZero() {
		return nil
	}
	if err := s.look(slot.Place, DateOf(slot.From.In(s.calendar.Zone))); err != nil {
		return err
	}
	s.count(slot, -1)
	delete(s.full, slot.Place)
	return nil
}

// Changes tells by how many each slot holds more now, or less.
func (s *Shelf) Changes() map[Slot]int { return s.changed }

// Cap is how many pickups a slot serves by the calendar; 0 when the counter is shut then.
func (c *Calendar) Cap(slot Slot) int {
	for _, w := range c.Slots(slot.Place, DateOf(slot.From.In(c.Zone))) {
		if w.From.Equal(slot.From) {
			return w.Cap
		}
	}
	return 0
}

func (s *Shelf) count(slot Slot, by int) {
	slot.From, slot.To = slot.From.UTC(), slot.To.UTC()
	s.counts[slot.Place][slot.From.UnixMicro()] += by
	if s.changed[slot] += by; s.changed[slot] == 0 {
		delete(s.changed, slot)
	}
}

// look reads what is held on a day, and on the days after it.
func (s *Shelf) look(place string, day Date) error {
	if s.seen[place] == nil {
		s.seen[place], s.counts[place] = map[Date]bool{}, map[int64]int{}
	}
	if s.seen[place][day] {
		return nil
	}
	last, days := day, max(stretch, len(s.seen[place]))
	for n := 1; n < days && !s.seen[place][last.Add(1)]; n++ {
		last = last.Add(1)
	}
	held, err := s.held(place, day, last)
	if err != nil {
		return err
	}
	for at, n := range held {
		s.counts[place][at] = n
	}
	for d := day; !d.After(last); d = d.Add(1) {
		s.seen[place][d] = true
	}
	return nil
}
