package core_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/core"
)

// shown is slots in short: 08.00 30, 09.00 30, …
func shown(slots []core.OpenSlot) string {
	var all []string
	for _, s := range slots {
		to := ""
		if s.To.Sub(s.From) != time.Hour {
			to = "-" + s.To.In(wib).Format("15.04")
		}
		all = append(all, fmt.Sprintf("%s%s %d", s.From.In(wib).Format("15.04"), to, s.Cap))
	}
	return strings.Join(all, ", ")
}

func TestSlots(t *testing.T) {
	early := core.Week{Counter: map[time.Weekday]core.Hours{time.Thursday: hours(8*60+15, 10*60)}}
	c := calendar().With([]core.Override{
		set("hours", "2020-04-16", "2020-04-16", with(early)),
		set("opening", "2020-04-10", "2020-04-10"),
		set("closure", "2020-04-15", "2020-04-15"),
	})
	for _, tt := range []struct{ place, day, want string }{
		// Seven hours of 30 are more than a day serves: the last has what is left.
		{"", "2020-04-01", "08.00 30, 09.00 30, 10.00 30, 11.00 30, 12.00 30, 13.00 30, 14.00 20"},
		// Friday's half hour before the break serves half of an hour.
		{"", "2020-04-03", "08.00 30, 09.00 30, 10.00 30, 11.00-11.30 15, 13.00 30"},
		{"", "2020-04-10", "08.00 30, 09.00 30, 10.00 30, 11.00-11.30 15, 13.00 30"}, // a holiday that staff have opened
		{"", "2020-04-16", "08.15 30, 09.15-10.00 23"},
		{"", "2020-04-04", ""}, // Saturday
		{"", "2020-04-15", ""},
		{"", "2020-03-17", ""},
		{"Kesambi", "2020-04-01", "08.00 10, 09.00 10, 10.00 10, 11.00 10, 12.00 10, 13.00 10, 14.00 0"},
		{"Harjamukti", "2020-04-03", "08.00 30, 09.00 30, 10.00 30, 11.00-11.30 15, 13.00 30"}, // that the file does not name
	} {
		slots := c.Slots(tt.place, date(tt.day))
		if got := shown(slots); got != tt.want {
			t.Errorf("%q on %s: %s, not %s", tt.place, tt.day, got, tt.want)
		}
		for _, s := range slots {
			if s.Place != tt.place || c.Cap(s.Slot) != s.Cap {
				t.Errorf("%q on %s: the slot %+v is not found again", tt.place, tt.day, s)
			}
		}
	}
	lone := calendar()
	lone.Flows = map[string]core.Flow{"": {Hour: 1, Day: 3}}
	if got, want := shown(lone.Slots("", date("2020-04-03"))), "08.00 1, 09.00 1, 10.00 1, 11.00-11.30 0, 13.00 0"; got != want {
		t.Errorf("one an hour: %s, not %s", got, want)
	}
	brief := lone.With([]core.Override{set("hours", "2020-04-16", "2020-04-16", with(core.Week{Counter: map[time.Weekday]core.Hours{time.Thursday: hours(8*60, 9*60+20)}}))})
	if got, want := shown(brief.Slots("", date("2020-04-16"))), "08.00 1, 09.00-09.20 1"; got != want { // one at least, however short
		t.Errorf("one an hour: %s, not %s", got, want)
	}
	if n := c.Cap(core.Slot{From: at("2020-04-01 08.30")}); n != 0 {
		t.Errorf("there is a slot at half past eight, of %d", n)
	}
}

// shelved is what is held, as a database would count it.
type shelved map[core.Slot]int

func (s shelved) held(place string, from, to core.Date) (map[int64]int, error) {
	found := map[int64]int{}
	for slot, n := range s {
		if d := core.DateOf(slot.From.In(wib)); slot.Place == place && !d.Before(from) && !d.After(to) {
			found[slot.From.UnixMicro()] += n
		}
	}
	return found, nil
}

// TestShelf: whatever is taken and given back, in whatever order and by however many transactions, no slot holds more than it
// serves, nobody gets a slot while an earlier one that would do has room, and what is counted is what people have.
func TestShelf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendar()
		c.Flows = map[string]core.Flow{
			"":        {Hour: rapid.IntRange(1, 3).Draw(t, "hour"), Day: rapid.IntRange(1, 9).Draw(t, "day")},
			"Kesambi": {Hour: 1, Day: 2},
		}
		if rapid.Bool().Draw(t, "shut") {
			c = c.With([]core.Override{set("closure", "2020-04-02", "2020-04-07")})
		}
		store := shelved{}
		var given []core.Slot
		day := rapid.Custom(func(t *rapid.T) core.Date { return date("2020-03-30").Add(rapid.IntRange(0, 14).Draw(t, "days")) })
		place := rapid.SampledFrom([]string{"", "", "Kesambi"})
		for range rapid.IntRange(1, 4).Draw(t, "transactions") {
			shelf := c.Shelf(store.held)
			before := shelved{}
			for s, n := range store {
				before[s] = n
			}
			for range rapid.IntRange(1, 25).Draw(t, "steps") {
				switch rapid.IntRange(0, 4).Draw(t, "what") {
				case 0:
					if len(given) > 0 {
						i := rapid.IntRange(0, len(given)-1).Draw(t, "whose")
						if err := shelf.GiveBack(given[i]); err != nil {
							t.Fatal(err)
						}
						before[given[i]]--
						given = append(given[:i], given[i+1:]...)
					}
				case 1:
					d, p := day.Draw(t, "on"), place.Draw(t, "at")
					windows := c.Slots(p, d)
					if len(windows) == 0 {
						continue
					}
					w := windows[rapid.IntRange(0, len(windows)-1).Draw(t, "window")]
					slot, ok, err := shelf.TakeThis(p, w.From)
					if room := before[w.Slot] < w.Cap; err != nil || ok != room || ok && slot != w.Slot {
						t.Fatalf("room in %v is %t: %v, %t, %v", w, room, slot, ok, err)
					}
					if ok {
						before[slot]++
						given = append(given, slot)
					}
				default:
					d, p := day.Draw(t, "from"), place.Draw(t, "at")
					after := d.At(rapid.IntRange(0, 24*60).Draw(t, "after"), wib)
					slot, ok, err := shelf.Take(p, d, after)
					if err != nil || !ok {
						t.Fatalf("no slot: %v", err)
					}
					want := earliest(c, before, p, d, after)
					if slot != want {
						t.Fatalf("the slot given is %v, the earliest free %v", slot, want)
					}
					before[slot]++
					given = append(given, slot)
				}
			}
			for s, n := range shelf.Changes() {
				store[s] += n
			}
			counted := shelved{}
			for _, s := range given {
				counted[s]++
			}
			for s := range before {
				if counted[s] != before[s] || counted[s] != store[s] || counted[s] > c.Cap(s) {
					t.Fatalf("%v holds %d, the store counts %d, it serves %d", s, counted[s], store[s], c.Cap(s))
				}
			}
		}
	})
}

// earliest looks at every slot, one after the other.
func earliest(c *core.Calendar, held shelved, place string, d core.Date, after time.Time) core.Slot {
	for ; ; d = d.Add(1) {
		for _, w := range c.Slots(place, d) {
			if w.From.After(after) && held[w.Slot] < w.Cap {
				return w.Slot
			}
		}
	}
}

// The founding story: what is filed on a day of the closure is fetched from 1 April on, in its order.
func TestFoundingSlots(t *testing.T) {
	c := calendar()
	shelf := c.Shelf(shelved{}.held)
	first := map[string]string{}
	last := map[string]string{}
	for d := date("2020-03-17"); !d.After(date("2020-03-31")); d = d.Add(1) {
		if !c.IntakeDay(d) {
			continue
		}
		from, _ := c.Earliest(d, 1)
		for range 150 {
			s, ok, err := shelf.Take("", from, d.At(8*60, wib))
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if first[d.String()] == "" {
				first[d.String()] = s.From.In(wib).Format("2006-01-02 15.04")
			}
			last[d.String()] = s.From.In(wib).Format("2006-01-02 15.04")
		}
	}
	for day, want := range map[string][2]string{
		"2020-03-17": {"2020-04-01 08.00", "2020-04-01 12.00"},
		"2020-03-18": {"2020-04-01 13.00", "2020-04-02 11.00"},
		"2020-03-31": {"2020-04-13 08.00", "2020-04-13 13.00"},
	} {
		if first[day] != want[0] || last[day] != want[1] {
			t.Errorf("what is filed on %s is fetched from %s to %s, not from %s to %s", day, first[day], last[day], want[0], want[1])
		}
	}
}

// A shelf that nobody can take from says so.
func TestEmptyShelf(t *testing.T) {
	c := calendar().With([]core.Override{set("closure", "2020-01-01", "2030-01-01")})
	if s, ok, err := c.Shelf(shelved{}.held).Take("", date("2020-04-01"), time.Time{}); ok || err != nil {
		t.Errorf("%v, %v", s, err)
	}
	if _, ok, err := c.Shelf(shelved{}.held).TakeThis("", at("2020-04-01 08.00")); ok || err != nil {
		t.Error("a slot of a shut day is given")
	}
}
