package desk_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

// TestFortnight is the founding story, day by day, with nothing but the clock to drive it: the counter is shut from 17 to 31 March
// 2020, requests go on by message, 150 a day; 300 citizens write on the first day and 100 to 200 on each day after. One in twenty
// of those who got a ticket cancels, most of the others who find the day full wait in line, and of those who are offered a place a
// few let it pass or do not answer. On 30 March the closure is extended to 27 April. go test -v shows the fortnight as a table.
func TestFortnight(t *testing.T) {
	var tables []string
	storagetest.Both(t, func(t *testing.T, address string) {
		f := newFortnight(t, address)
		f.live()
		f.judge()
		table := f.table()
		t.Log("\n" + table)
		if tables = append(tables, table); tables[0] != table {
			t.Errorf("it was another fortnight on the other database:\n%s", tables[0])
		}
	})
}

var (
	first    = core.Date{Year: 2020, Month: time.March, Day: 17}
	last     = core.Date{Year: 2020, Month: time.March, Day: 31}
	extended = core.Date{Year: 2020, Month: time.April, Day: 27}
	epilogue = core.Date{Year: 2020, Month: time.May, Day: 15} // by when all is fetched
)

// tick is when the office looks next at what is due: every ten minutes by day, while there is a line, else every hour. What people do
// happens in between.
func (f *fortnight) tick() time.Time {
	every := time.Hour
	if h := f.now.In(f.zone).Hour(); h >= 7 && h < 18 && !core.DateOf(f.now.In(f.zone)).After(last.Add(3)) {
		every = 10 * time.Minute
	}
	return f.now.Truncate(every).Add(every)
}

// fortnight is an office and its citizens.
type fortnight struct {
	*office
	done   int64 // acts and messages
	zone   *time.Location
	dice   *rand.Rand
	now    time.Time
	agenda []errand // by time
	people int
	causes map[string]int // letters, by cause
	before []core.Pickup  // when the closure was extended, in the order in which they were to be fetched
	counts map[core.Date]*tally
	gone   map[core.Date]int // places of days that are over which became free when nobody waited
}

// errand is something that somebody will do.
type errand struct {
	at time.Time
	do func()
}

// tally is a line of the table.
type tally struct{ wrote, filed, line, offered, taken, passed, cancelled int }

func newFortnight(t *testing.T, address string) *fortnight {
	o := open(t, address, func(o *desk.Options, _ *desk.Engine) { o.Still = true })
	f := &fortnight{office: o, zone: catalogue().Office.Zone, dice: rand.New(rand.NewPCG(17, 3)), causes: map[string]int{},
		counts: map[core.Date]*tally{}, gone: map[core.Date]int{}}
	f.now = first.At(8*60+30, f.zone)
	return f
}

func (f *fortnight) tally() *tally {
	d := core.DateOf(f.now.In(f.zone))
	if f.counts[d] == nil {
		f.counts[d] = &tally{}
	}
	return f.counts[d]
}

// later puts an errand on the agenda: on an even minute, so that the clock does not stand still for each of a crowd.
func (f *fortnight) later(at time.Time, do func()) {
	const even = 2 * time.Minute
	at = at.Add(even - 1).Truncate(even)
	i, _ := slices.BinarySearchFunc(f.agenda, at, func(e errand, at time.Time) int { return cmp.Or(e.at.Compare(at), -1) })
	f.agenda = slices.Insert(f.agenda, i, errand{at, do})
}

// live lets time pass until everything is over.
func (f *fortnight) live() {
	for d := first; !d.After(last); d = d.Add(1) {
		if !catalogue().Office.Calendar.IntakeDay(d) {
			continue
		}
		crowd := 300
		if d != first {
			crowd = 100 + f.dice.IntN(101)
		}
		for range crowd {
			n := f.people
			f.people++
			f.later(d.At(8*60+30, f.zone).Add(time.Duration(f.dice.IntN(int(3*time.Hour)))), func() { f.write(n) })
		}
	}
	f.later(core.Date{Year: 2020, Month: time.March, Day: 30}.At(10*60, f.zone), f.extend)
	for d := first; !d.After(epilogue); d = d.Add(1) {
		f.later(d.At(14*60, f.zone), func() { f.prepare(d) })
		f.later(d.At(15*60+30, f.zone), func() { f.handOut(d) })
	}
	for end := epilogue.At(24*60, f.zone); f.now.Before(end); {
		next := f.tick()
		for len(f.agenda) > 0 && !f.agenda[0].at.After(next) {
			e := f.agenda[0]
			f.agenda = f.agenda[1:]
			f.at(e.at)
			e.do() // what follows from it is done and read when the clock goes on
		}
		f.at(next)
	}
}

// at moves the clock, and lets the office do what is due and the citizens read what they got.
func (f *fortnight) at(t time.Time) {
	f.Helper()
	if !t.After(f.now) {
		return
	}
	f.now = t
	if err := f.store.SetClock(f.Context(), t.Add(lag(t.In(f.zone)))); err != nil {
		f.Fatal(err)
	}
	f.settle()
}

// lag is by how much the clock is late. It goes on while the office works, so an offer of two hours made at ten ends some milliseconds
// after twelve: were the clock set to twelve then, the speed of the machine would decide whether that is now or at the next look.
// So it is another one every two hours, and the same fortnight comes of it everywhere.
func lag(t time.Time) time.Duration { return time.Duration(t.Hour()/2%6) * 20 * time.Second }

func (f *fortnight) settle() {
	f.Helper()
	if err := f.CatchUp(f.Context()); err != nil {
		f.Fatal(err)
	}
	s := f.Stats()
	if s.Acts+s.Handled == f.done {
		return // nothing has happened
	}
	f.done = s.Acts + s.Handled
	f.watch()
	for _, l := range f.letters() {
		f.causes[l.Cause]++
		f.read(l)
	}
}

func (f *fortnight) citizen(a core.Address) (n int) {
	if _, err := fmt.Sscanf(a.ID, "+6281255%06d", &n); err != nil {
		f.Fatal(err)
	}
	return n
}

func (f *fortnight) send(n int, text string) {
	f.Helper()
	f.hear(message(n, fmt.Sprint("m", f.now.UnixNano(), text), text))
}

func (f *fortnight) write(n int) {
	f.tally().wrote++
	f.send(n, fmt.Sprintf("DAFTAR#3274%02d%02d%02d80%04d#WARGA KOTA#KTP HILANG", n%5+1, n%28+1, n%12+1, n%9000+1))
}

// read is what a citizen does about a letter.
func (f *fortnight) read(l core.Letter) {
	n, text := f.citizen(l.To), l.Message.Text
	soon := f.now.Add(time.Duration(1+f.dice.IntN(20)) * time.Minute)
	switch {
	case strings.Contains(text, "LEWATI"): // a place is offered
		f.tally().offered++
		switch f.dice.IntN(20) {
		case 0:
			f.later(soon, func() { f.tally().passed++; f.send(n, "LEWATI") })
		case 1, 2: // does not look at the phone
		default:
			f.later(soon, func() { f.tally().taken++; f.send(n, "YA") })
		}
	case strings.Contains(text, "TUNGGU") && strings.HasPrefix(l.Cause, "in:"): // the day is full
		if f.dice.IntN(10) == 0 {
			f.later(soon, func() { f.send(n, "BESOK") })
			return
		}
		f.later(soon, func() { f.tally().line++; f.send(n, "TUNGGU") })
	case strings.HasPrefix(l.Cause, "in:") && strings.Contains(text, "diterima"): // a ticket
		f.tally().filed++
		if f.dice.IntN(20) > 0 {
			return
		}
		ticket := ticketIn(text)
		at := f.now.Add(time.Duration(f.dice.IntN(int(48 * time.Hour))))
		f.later(at, func() { f.tally().cancelled++; f.send(n, "BATAL "+ticket) })
		f.later(at.Add(time.Minute), func() { f.send(n, "YA") })
	}
}

func ticketIn(text string) string {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '.' }) {
		if len(w) == 11 && w[0] == 'C' && w[7] == '-' {
			return w
		}
	}
	return ""
}

// extend is what staff do on 30 March.
func (f *fortnight) extend() {
	f.before = f.pickups()
	_, _, err := f.Close(f.Context(), core.Override{From: last.Add(1), To: extended, Reason: "masa tanggap darurat diperpanjang"}, operator)
	if err != nil {
		f.Fatal(err)
	}
}

// prepare makes ready what is to be fetched on the next pickup day.
func (f *fortnight) prepare(d core.Date) {
	calendar := catalogue().Office.Calendar
	if next := calendar.NextCounter(d.Add(1)); d.After(last) || next == last.Add(1) {
		f.advance(core.Advance{To: core.Ready, Pickup: d.Add(1)})
		f.advance(core.Advance{To: core.Ready, Pickup: next})
	}
}

// handOut is the end of a day at the counter: everybody came.
func (f *fortnight) handOut(d core.Date) {
	f.advance(core.Advance{To: core.Done, Pickup: d, Sure: true})
}

func (f *fortnight) advance(a core.Advance) {
	if _, err := f.Advance(f.Context(), a, operator); err != nil {
		f.Fatal(err)
	}
}

// pickups are those of all active requests, in the order in which they are fetched.
func (f *fortnight) pickups() (all []core.Pickup) {
	f.view(func(tx core.Tx) (err error) {
		all, err = tx.Pickups(core.PickupQuery{From: first.At(0, f.zone), To: epilogue.Add(400).At(0, f.zone), Limit: 100_000})
		return err
	})
	return all
}

func (f *fortnight) view(do func(core.Tx) error) {
	f.Helper()
	if err := f.store.View(f.Context(), do); err != nil {
		f.Fatal(err)
	}
}

// watch sees that no place is free while somebody waits who could have it, and that no day has given more than it has. A place of
// a day that is over is nobody's for good once it became free when nobody waited.
func (f *fortnight) watch() {
	f.Helper()
	var dates []core.Date
	today := core.DateOf(f.now.In(f.zone))
	for d := first; !d.After(today); d = d.Add(1) {
		dates = append(dates, d)
	}
	f.view(func(tx core.Tx) error {
		days, err := tx.Days(dates)
		for _, d := range days {
			if d.Date.Before(today) && (d.Line == 0 || d.Free() < f.gone[d.Date]) {
				f.gone[d.Date] = d.Free()
			}
			if d.Made && d.Free() > f.gone[d.Date] && d.Line > 0 {
				f.Errorf("%v: %v has %d places that nobody holds while %d wait", f.now.In(f.zone), d.Date, d.Free(), d.Line)
			}
			if d.Held > d.Cap {
				f.Errorf("%v: %v has given %d places of %d", f.now.In(f.zone), d.Date, d.Held, d.Cap)
			}
		}
		return err
	})
	if f.Failed() {
		f.FailNow()
	}
}

// judge looks at what has become of everybody.
func (f *fortnight) judge() {
	var all []core.Request
	err := f.Requests(f.Context(), core.RequestQuery{}, false, "", func(r core.Request, _ core.Waiter) error {
		all = append(all, r)
		return nil
	})
	if err != nil {
		f.Fatal(err)
	}
	f.places(all)
	f.slots(all)
	f.order(all)
	f.told(all)
}

// places counts the places of each day once more.
func (f *fortnight) places(all []core.Request) {
	held, numbers := map[core.Date]int{}, map[string]bool{}
	for _, r := range all {
		if r.Ticket == "" {
			if r.Status == core.Waiting {
				f.Errorf("request %d still waits", r.ID)
			}
			continue
		}
		if numbers[r.Ticket] {
			f.Errorf("%s was given twice", r.Ticket)
		}
		numbers[r.Ticket] = true
		if r.Status != core.Withdrawn {
			held[r.Day]++
		}
	}
	for d, n := range held {
		if places := catalogue().Office.Calendar.Quota(d); n > places {
			f.Errorf("%v: %d requests hold %d places", d, n, places)
		}
	}
}

// slots counts the pickups of each hour once more.
func (f *fortnight) slots(all []core.Request) {
	calendar := catalogue().Office.Calendar.With([]core.Override{{Kind: core.ClosureOverride, From: last.Add(1), To: extended}})
	fetched := map[core.Slot]int{}
	for _, r := range all {
		switch {
		case r.Status == core.Withdrawn:
		case r.From.IsZero():
			f.Errorf("%s has no slot", r.Ticket)
		default:
			fetched[r.Slot]++
			if r.Status != core.Done {
				f.Errorf("%s is %s in the end", r.Ticket, r.Status)
			}
		}
	}
	perDay := map[core.Date]int{}
	for s, n := range fetched {
		if n > calendar.Cap(s) {
			f.Errorf("%v serves %d pickups, and has %d", s.From.In(f.zone), calendar.Cap(s), n)
		}
		perDay[core.DateOf(s.From.In(f.zone))] += n
	}
	for d, n := range perDay {
		if n > calendar.Flow("").Day || !calendar.CounterOpen(d) {
			f.Errorf("%v: %d pickups", d, n)
		}
	}
}

// order sees that the extension of the closure let nobody overtake: whoever was to fetch earlier still is.
func (f *fortnight) order(all []core.Request) {
	now := map[int64]core.Request{}
	for _, r := range all {
		now[r.ID] = r
	}
	var latest core.Request
	for _, p := range f.before {
		r := now[p.Request]
		if r.Status == core.Withdrawn {
			continue
		}
		if r.From.Before(latest.From) {
			f.Errorf("%s is fetched before %s, which came first", r.Ticket, latest.Ticket)
		}
		latest = r
	}
}

// told counts the letters by what they are about.
func (f *fortnight) told(all []core.Request) {
	moved, receipts, reminded := map[string]int{}, 0, map[string]int{}
	for cause, n := range f.causes {
		_, ticket, _ := strings.Cut(cause, "/")
		switch {
		case n > 1:
			f.Errorf("%s was sent %d times", cause, n)
		case strings.HasPrefix(cause, "slot:"):
			moved[ticket]++
		case strings.HasPrefix(cause, "remind:"):
			reminded[ticket]++
		}
		if strings.HasPrefix(cause, "in:") {
			receipts++
		}
	}
	byID := map[int64]core.Request{}
	for _, r := range all {
		byID[r.ID] = r
	}
	expected := 0
	for _, p := range f.before {
		r := byID[p.Request]
		if expected++; moved[r.Ticket] != 1 {
			f.Errorf("the holder of %s was told %d times that the pickup moved", r.Ticket, moved[r.Ticket])
		}
	}
	if len(moved) != expected {
		f.Errorf("%d holders were told that their pickup moved, %d were concerned", len(moved), expected)
	}
	for _, r := range all {
		if want := 1; r.Status == core.Done && reminded[r.Ticket] != want {
			f.Errorf("the holder of %s was reminded %d times", r.Ticket, reminded[r.Ticket])
		}
	}
}

// table shows the fortnight.
func (f *fortnight) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s %7s %7s %7s %8s %6s %7s %10s %9s\n", "day", "wrote", "filed", "in line", "offered", "taken", "passed", "cancelled", "held/cap")
	f.view(func(tx core.Tx) error {
		for d := first; !d.After(last.Add(3)); d = d.Add(1) {
			days, err := tx.Days([]core.Date{d})
			if err != nil {
				return err
			}
			c := f.counts[d]
			if c == nil {
				continue
			}
			fmt.Fprintf(&b, "%-16s %7d %7d %7d %8d %6d %7d %10d %5d/%d\n", d.At(0, f.zone).Format("Mon 2006-01-02"), c.wrote, c.filed, c.line,
				c.offered, c.taken, c.passed, c.cancelled, days[0].Held, days[0].Cap)
		}
		b.WriteByte('\n')
		perDay, err := tx.PickupDays(first, epilogue)
		fmt.Fprintf(&b, "%-16s %7s\n", "fetched on", "papers")
		for d := first; !d.After(epilogue); d = d.Add(1) {
			if perDay[d] > 0 {
				fmt.Fprintf(&b, "%-16s %7d\n", d.At(0, f.zone).Format("Mon 2006-01-02"), perDay[d])
			}
		}
		return err
	})
	return b.String()
}
