package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/core"
	"loket/core/desk"
	"loket/core/dialog"
	"loket/storage/storagetest"
)

// TestWeeks: whatever citizens write and staff decide, in whatever order and however long nobody looks, every count is that of its
// rows, no hour and no day serves more than it can, no place is free while somebody waits who could have it, and nobody is to fetch
// papers when the counter is shut. Two processes share the work. The weeks of one run follow on those of the run before.
func TestWeeks(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		var w *weeks
		rapid.Check(t, func(r *rapid.T) {
			if w == nil || w.broken {
				if w != nil { // what a run that failed has left is not to hide, from those that look for the reason, why it did
					address = map[bool]func(testing.TB) string{true: storagetest.SQLite, false: storagetest.Postgres}[address[:6] == "sqlite"](t)
				}
				w = newWeeks(t, address)
			}
			w.broken, w.r = true, r
			for _, step := range rapid.SliceOfN(rapid.SampledFrom(steps), 1, 12).Draw(r, "steps") {
				steppings[step](w)
				w.settle()
				w.check(step)
			}
			w.broken = false
		})
	})
}

// weeks is an office with a small counter.
type weeks struct {
	*office
	second *desk.Desk // another process
	db     *storagetest.Database
	r      *rapid.T
	now    time.Time
	people int
	turn   int
	broken bool
}

func newWeeks(t *testing.T, address string) *weeks {
	cat := *catalogue()
	calendar := *cat.Office.Calendar
	calendar.Quotas = []core.QuotaFrom{{Places: 4, Services: map[string]int{"KK-HILANG": 2}}}
	calendar.Flows = map[string]core.Flow{"": {Hour: 2, Day: 5}}
	cat.Office.Calendar = &calendar
	w := &weeks{now: tuesday.At(8*60+30, cat.Office.Zone)}
	w.office = openAs(t, &cat, address, func(o *desk.Options, e *desk.Engine) {
		o.Still = true
		w.second = desk.New(storagetest.Open(t, address), &cat, dialog.New(&cat), *o)
	})
	db, err := storagetest.Raw(address)
	if err != nil {
		t.Fatal(err)
	}
	w.db = db
	t.Cleanup(func() { w.db.Close() })
	return w
}

// either is one of the two processes, in turn.
func (w *weeks) either() *desk.Desk {
	if w.turn++; w.turn%2 == 0 {
		return w.Desk
	}
	return w.second
}

// steps are what can happen; steppings, how.
var steps = []string{"register", "register", "register", "wait", "wait", "cancel", "yes", "skip", "another time", "time", "time", "time", "close",
	"extend", "reopen", "advance", "quota", "open"}

var steppings = map[string]func(*weeks){
	"register": func(w *weeks) { w.apply(w.draw("service", 2)) },
	"wait": func(w *weeks) {
		w.apply(w.draw("service", 2))
		w.send(w.people, "TUNGGU")
	},
	"cancel": func(w *weeks) {
		if n, ticket := w.some("r.ticket", "status IN ('DIAJUKAN', 'DAFTAR_TUNGGU', 'SIAP_DIAMBIL')"); n > 0 {
			w.send(n, "BATAL "+ticket)
			w.send(n, "YA")
		}
	},
	"yes": func(w *weeks) {
		if n, _ := w.some("''", offerOpen); n > 0 {
			w.send(n, "YA")
		}
	},
	"skip": func(w *weeks) {
		if n, _ := w.some("''", offerOpen); n > 0 {
			w.send(n, "LEWATI")
		}
	},
	"another time": func(w *weeks) {
		if n, ticket := w.some("r.ticket", "ticket IS NOT NULL AND status = 'DIAJUKAN'"); n > 0 {
			w.send(n, "UBAH JADWAL "+ticket)
			w.send(n, fmt.Sprint(1+w.draw("choice", 3)))
		}
	},
	"time": func(w *weeks) {
		w.now = w.now.Add(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, 5 * time.Hour, 24 * time.Hour, 80 * time.Hour}).Draw(w.r, "how long"))
		if err := w.store.SetClock(w.Context(), w.now); err != nil {
			w.Fatal(err)
		}
	},
	"close": func(w *weeks) {
		from := w.today().Add(w.draw("from", 6))
		w.decide(func(d *desk.Desk) error {
			_, _, err := d.Close(w.Context(), core.Override{From: from, To: from.Add(w.draw("days", 8)), Intake: w.draw("intake", 2) == 1, Reason: "banjir"}, operator)
			return err
		})
	},
	"extend": func(w *weeks) {
		if id := w.set(core.ClosureOverride); id != 0 {
			to := w.today().Add(w.draw("until", 12))
			w.decide(func(d *desk.Desk) error { _, _, err := d.Extend(w.Context(), id, to, operator); return err })
		}
	},
	"reopen": func(w *weeks) {
		if id := w.set(core.ClosureOverride); id != 0 {
			w.decide(func(d *desk.Desk) error { return d.Reopen(w.Context(), id, operator) })
		}
	},
	"open": func(w *weeks) {
		from := w.today().Add(w.draw("from", 6))
		w.decide(func(d *desk.Desk) error {
			_, _, err := d.OpenDays(w.Context(), core.Override{From: from, To: from, Reason: "layanan tambahan"}, operator)
			return err
		})
	},
	"advance": func(w *weeks) {
		to := rapid.SampledFrom([]core.Status{core.Verified, core.Ready, core.Done, core.Incomplete, core.Rejected, core.NoShow}).Draw(w.r, "status")
		a := core.Advance{To: to, Reason: "berkas kurang", Day: w.today().Add(-w.draw("day", 3))}
		if w.draw("pickup", 2) == 1 {
			a.Day, a.Pickup, a.Sure = core.Date{}, w.today().Add(w.draw("day", 3)), true
		}
		w.decide(func(d *desk.Desk) error { _, err := d.Advance(w.Context(), a, operator); return err })
	},
	"quota": func(w *weeks) {
		from := w.today().Add(w.draw("from", 2))
		w.decide(func(d *desk.Desk) error {
			return d.SetQuota(w.Context(), w.draw("places", 7), "", from, from.Add(w.draw("days", 3)), operator)
		})
	},
}

const offerOpen = "EXISTS (SELECT 1 FROM offers o WHERE o.request_id = r.id AND o.state = 'open')"

func (w *weeks) draw(what string, n int) int { return rapid.IntRange(0, n-1).Draw(w.r, what) }

func (w *weeks) today() core.Date { return core.DateOf(w.now.In(catalogue().Office.Zone)) }

// decide lets staff decide something. A refusal is an answer.
func (w *weeks) decide(do func(*desk.Desk) error) {
	if err := do(w.either()); err != nil && core.KindOf(err) != core.Invalid && core.KindOf(err) != core.Conflict && core.KindOf(err) != core.Missing {
		w.r.Fatal(err)
	}
}

// apply lets a new citizen register.
func (w *weeks) apply(service int) {
	w.people++
	n := w.people
	w.send(n, fmt.Sprintf("DAFTAR#3274%02d%02d%02d%02d%04d#WARGA KOTA#%s", n%5+1, n%28+1, n%12+1, n/9000%90+10, n%9000+1,
		[]string{"KTP HILANG", "KK HILANG"}[service]))
}

func (w *weeks) send(n int, text string) {
	in := message(n, fmt.Sprint(w.turn, "-", w.now.UnixNano(), text), text)
	w.turn++
	if err := w.Receive(w.Context(), in); err != nil {
		w.r.Fatal(err)
	}
}

// some is the number of a citizen who has a request with a condition, any one, and something of it.
func (w *weeks) some(what, condition string) (n int, of string) {
	var all []struct {
		ID int64
		Of *string
	}
	if err := w.db.Select(&all, "SELECT r.person_id AS id, "+what+" AS of FROM requests r WHERE "+condition+" ORDER BY r.id DESC LIMIT 20"); err != nil {
		w.r.Fatal(err)
	}
	if len(all) == 0 {
		return 0, ""
	}
	one := all[w.draw("whose", len(all))]
	if one.Of != nil {
		of = *one.Of
	}
	// Citizens are numbered in the order in which they first wrote.
	if err := w.db.Get(&n, "SELECT COUNT(*) FROM persons WHERE id <= $1", one.ID); err != nil {
		w.r.Fatal(err)
	}
	return n, of
}

// set is the number of something that staff have set, 0 if there is nothing.
func (w *weeks) set(kind core.OverrideKind) int64 {
	var ids []int64
	for _, o := range w.overrides() {
		if o.Kind == kind {
			ids = append(ids, o.ID)
		}
	}
	if len(ids) == 0 {
		return 0
	}
	return ids[w.draw("which", len(ids))]
}

func (w *weeks) overrides() (all []core.Override) {
	if err := w.store.View(w.Context(), func(tx core.Tx) (err error) { all, err = tx.Overrides(); return err }); err != nil {
		w.r.Fatal(err)
	}
	return all
}

// settle does what is due, by both processes, and lets the letters leave.
func (w *weeks) settle() {
	for range 2 {
		if err := w.either().CatchUp(w.Context()); err != nil {
			w.r.Fatal(err)
		}
	}
	w.letters()
}

// counts are statements that find rows of which a count is wrong.
var counts = map[string]string{
	"places of days": `SELECT day, held, (SELECT COALESCE(SUM(weight), 0) FROM requests r WHERE r.day = d.day AND number IS NOT NULL AND status <> 'DIBATALKAN')
		+ (SELECT COALESCE(SUM(r.weight), 0) FROM offers o JOIN requests r ON r.id = o.request_id WHERE o.day = d.day AND o.state = 'open') AS real FROM days d`,
	"shares": `SELECT day || ' ' || name AS day, held, (SELECT COALESCE(SUM(weight), 0) FROM requests r WHERE r.day = s.day AND number IS NOT NULL
		AND status <> 'DIBATALKAN' AND 'service:' || service = s.name) + (SELECT COALESCE(SUM(r.weight), 0) FROM offers o JOIN requests r ON r.id = o.request_id
		WHERE o.day = s.day AND o.state = 'open' AND 'service:' || service = s.name) AS real FROM shares s`,
	"who waits":    `SELECT day, waiting AS held, (SELECT COUNT(*) FROM requests r WHERE r.day = d.day AND status = 'DAFTAR_TUNGGU') AS real FROM days d`,
	"who is asked": `SELECT day, offered AS held, (SELECT COUNT(*) FROM requests r JOIN offers o ON o.request_id = r.id AND o.state = 'open' WHERE r.day = d.day) AS real FROM days d`,
	"slots": `SELECT day, held, (SELECT COUNT(*) FROM requests r WHERE r.place = s.place AND r.pickup_from = s.from_at AND status NOT IN ('DIBATALKAN', 'DITOLAK'))
		AS real FROM slots s`,
	"tickets without a slot": `SELECT ticket AS day, 1 AS held, 0 AS real FROM requests WHERE number IS NOT NULL AND status NOT IN ('DIBATALKAN', 'DITOLAK', 'SELESAI')
		AND pickup_from = 0`,
	"moves that are told": `SELECT r.ticket AS day, 1 AS held, (SELECT COUNT(*) FROM letters WHERE cause LIKE 'slot:' || m.id || '/%' OR cause LIKE 'shift:%/' || r.ticket
		OR cause LIKE 'move:%/' || r.ticket) AS real FROM moves m JOIN requests r ON r.id = m.request_id WHERE moved_by <> '' AND m.id > (SELECT MAX(id) - 20 FROM moves)`,
}

// check finds what must not be.
func (w *weeks) check(step string) {
	for what, query := range counts {
		var all []struct {
			Day        string
			Held, Real int
		}
		if err := w.db.Select(&all, query); err != nil {
			w.r.Fatalf("%s: %v", what, err)
		}
		for _, c := range all {
			if c.Held != c.Real && !(what == "moves that are told" && c.Real > 1) { // those of earlier moves too
				w.r.Fatalf("%s, after %q at %v: %s says %d, and there are %d", what, step, w.now, c.Day, c.Held, c.Real)
			}
		}
	}
	w.checkCalendar(step)
}

// checkCalendar finds places that are free while somebody waits, and pickups for which the counter is not open or has no room.
func (w *weeks) checkCalendar(step string) {
	err := w.store.View(w.Context(), func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		calendar := catalogue().Office.Calendar.With(overrides)
		bookable := calendar.Bookable(w.now.In(calendar.Zone), catalogue().Office.Limits.Ahead)
		days, err := tx.Days(bookable)
		if err != nil {
			return err
		}
		for _, d := range days {
			full := d.Shares[core.ServiceShare("KK-HILANG")] == 0 && d.Shares != nil // who waits for that has to
			if d.Made && d.Free() > 0 && d.Line > 0 && !full {
				w.r.Fatalf("after %q at %v: %v has %d places that nobody holds while %d wait\n%s", step, w.now, d.Date, d.Free(), d.Line, w.story())
			}
		}
		fetched, err := tx.Pickups(core.PickupQuery{From: w.now, To: w.now.AddDate(3, 0, 0), Limit: 10_000,
			Statuses: []core.Status{core.Submitted, core.Verified, core.InProcess, core.Incomplete, core.Ready}})
		for _, p := range fetched {
			if day := core.DateOf(p.From.In(calendar.Zone)); !calendar.CounterOpen(day) || day.Before(p.Earliest) {
				w.r.Fatalf("after %q at %v: request %d is to be fetched at %v, which is shut or too early", step, w.now, p.Request, p.From.In(calendar.Zone))
			}
		}
		perDay := map[core.Date]int{}
		for _, p := range fetched {
			perDay[core.DateOf(p.From.In(calendar.Zone))]++
		}
		for day, n := range perDay {
			if n > 5 {
				w.r.Fatalf("after %q: %v has %d pickups", step, day, n)
			}
		}
		if !slices.IsSortedFunc(fetched, func(a, b core.Pickup) int { return a.From.Compare(b.From) }) {
			w.r.Fatalf("pickups are not in their order")
		}
		return err
	})
	if err != nil {
		w.r.Fatal(err)
	}
}

// story is what has led to where a run stands: who waits, the acts, and what staff have set.
func (w *weeks) story() (all string) {
	for _, query := range []string{
		"SELECT 'waits: ' || id || ' for ' || day || ' ' || service FROM requests WHERE status = 'DAFTAR_TUNGGU'",
		"SELECT 'act: ' || cause || ' due ' || due_at || ' done ' || done_at FROM acts WHERE kind NOT IN ('prune', 'holidays', 'remind') ORDER BY id DESC LIMIT 30",
		"SELECT 'set: ' || kind || ' ' || from_day || ' ' || to_day || ' ' || cap || ' intake ' || intake || ' removed ' || removed_at FROM overrides",
		"SELECT 'day: ' || day || ' cap ' || cap || ' held ' || held || ' waiting ' || waiting || ' offered ' || offered FROM days ORDER BY day DESC LIMIT 8",
	} {
		var lines []string
		if err := w.db.Select(&lines, query); err != nil {
			w.r.Fatal(err)
		}
		all += strings.Join(lines, "\n") + "\n"
	}
	return all
}
