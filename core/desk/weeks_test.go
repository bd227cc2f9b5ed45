// The weeks are one test: what can happen, and what must hold then, is read together. So this file is long.

package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"loket/core"
	"loket/core/catalog"
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
			for _, step := range rapid.SliceOfN(rapid.SampledFrom(steps), 3, 12).Draw(r, "steps") {
				steppings[step](w)
				w.settle()
				w.check(step)
			}
			w.count("all", []string{movesTold})
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
	said   atomic.Int64
	broken bool
	cat    *catalog.Catalog
	failed failures
}

// failures are what desks log as errors: nothing here gives cause for one.
type failures struct {
	slog.Handler
	mu  sync.Mutex
	all []string
}

func (f *failures) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

func (f *failures) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, text)
	return nil
}

// small is the catalog of an office with a small counter: few places a day, of which one service takes two, and may have no more; one
// seat is kept until noon.
var small = sync.OnceValue(func() *catalog.Catalog {
	heavy, err := os.ReadFile("../catalog/services/kk-hilang.toml")
	if err != nil {
		panic(err)
	}
	cat, err := catalog.Load(fstest.MapFS{"services/kk-hilang.toml": {Data: bytes.Replace(heavy, []byte("weight = 1"), []byte("weight = 2"), 1)}})
	if err != nil {
		panic(err)
	}
	calendar := *cat.Office.Calendar
	calendar.Quotas = []core.QuotaFrom{{Places: 3, Services: map[string]int{"KK-HILANG": 2}, Kept: 1, Release: 12 * 60}}
	calendar.Flows = map[string]core.Flow{"": {Hour: 2, Day: 5}}
	cat.Office.Calendar = &calendar
	return cat
})

func newWeeks(t *testing.T, address string) *weeks {
	w := &weeks{cat: small()}
	w.now = tuesday.At(8*60+30, w.cat.Office.Zone)
	w.office = openAs(t, w.cat, address, func(o *desk.Options, e *desk.Engine) {
		o.Still, o.Log, o.Timeout = true, slog.New(&w.failed), time.Hour // a slow disk is not what is looked for
		w.second = desk.New(storagetest.Open(t, address), w.cat, dialog.New(w.cat), *o)
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
	"extend", "reopen", "advance", "quota", "open", "hours", "undo", "holidays", "one", "one", "service", "kecamatan", "kecamatan", "tomorrow",
	"reslot", "unready", "together", "together"}

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

func init() {
	// What staff set beside closures, and do with single requests; what citizens think better of; and much at once.
	maps.Copy(steppings, map[string]func(*weeks){
		"hours": func(w *weeks) {
			from, h := w.today().Add(w.draw("from", 4)), core.Hours{Open: 8*60 + 30*w.draw("opens", 4), Close: 12*60 + 30*w.draw("shuts", 9)}
			week := &core.Week{Counter: map[time.Weekday]core.Hours{}}
			for day := time.Monday; day <= time.Friday; day++ {
				week.Counter[day] = h
			}
			if w.draw("intake", 3) == 0 {
				week.Intake = week.Counter
			}
			w.decide(func(d *desk.Desk) error {
				_, _, err := d.SetHours(w.Context(), core.Override{From: from, To: from.Add(w.draw("days", 10)), Hours: week, Reason: "Ramadan"}, operator)
				return err
			})
		},
		"undo": func(w *weeks) {
			if id := w.set(core.HoursOverride, core.OpeningOverride, core.QuotaOverride); id != 0 {
				w.decide(func(d *desk.Desk) error { _, _, err := d.Undo(w.Context(), id, operator); return err })
			}
		},
		"holidays": func(w *weeks) {
			var all []core.Override
			for n := range 1 + w.draw("holidays", 3) {
				day := w.today().Add(n + w.draw("from", 8))
				all = append(all, core.Override{Kind: core.HolidayOverride, From: day, To: day, Names: map[string]string{"id": "cuti", "en": "leave"}})
			}
			w.decide(func(d *desk.Desk) error { return d.ImportHolidays(w.Context(), []int{w.today().Year}, all, operator) })
		},
		"one": func(w *weeks) {
			to := rapid.SampledFrom([]core.Status{core.Verified, core.Ready, core.Done, core.Incomplete, core.Rejected, core.NoShow, core.Withdrawn}).Draw(w.r, "status")
			if _, ticket := w.some("r.ticket", "ticket IS NOT NULL"); ticket != "" {
				a := core.Advance{To: to, Tickets: []string{ticket}, Reason: "berkas kurang", Sure: true}
				w.decide(func(d *desk.Desk) error { _, err := d.Advance(w.Context(), a, operator); return err })
			}
		},
		"service": func(w *weeks) {
			if n, ticket := w.some("r.ticket", "ticket IS NOT NULL AND status IN ('DIAJUKAN', 'PERLU_PERBAIKAN')"); n > 0 {
				w.send(n, "UBAH LAYANAN "+ticket)
				w.send(n, []string{"KTP HILANG", "KK HILANG"}[w.draw("service", 2)])
			}
		},
		"kecamatan": func(w *weeks) { w.staff("kecamatan", core.Date{}) },
		"tomorrow": func(w *weeks) {
			for range 1 + w.draw("how many", 4) {
				w.staff("telepon", w.cat.Office.Calendar.NextIntake(w.today().Add(1)))
			}
		},
		"reslot": func(w *weeks) {
			if _, ticket := w.some("r.ticket", "ticket IS NOT NULL AND status NOT IN ('DIBATALKAN', 'DITOLAK')"); ticket != "" {
				want := core.Reslot{Day: w.today().Add(w.draw("day", 20))}
				w.decide(func(d *desk.Desk) error { _, err := d.Reschedule(w.Context(), ticket, want, operator); return err })
			}
		},
		"unready": func(w *weeks) {
			day := w.today().Add(w.draw("day", 4))
			w.decide(func(d *desk.Desk) error { _, _, err := d.MoveUnready(w.Context(), day, operator); return err })
		},
		"together": (*weeks).together,
	})
}

// together lets citizens and staff do several things at once, while both processes do what is due.
func (w *weeks) together() {
	var all errgroup.Group
	for range 3 {
		switch w.draw("what", 4) {
		case 0:
			if n, ticket := w.some("r.ticket", "ticket IS NOT NULL AND status IN ('DIAJUKAN', 'SIAP_DIAMBIL')"); n > 0 {
				all.Go(func() error {
					return errors.Join(w.say(n, "BATAL "+ticket), w.say(n, "YA"))
				})
			}
		case 1:
			if n, _ := w.some("''", offerOpen); n > 0 {
				answer := []string{"YA", "LEWATI"}[w.draw("answer", 2)]
				all.Go(func() error { return w.say(n, answer) })
			}
		case 2:
			from, intake, d := w.today().Add(w.draw("from", 5)), w.draw("intake", 2) == 1, w.either()
			to := from.Add(w.draw("days", 4))
			all.Go(func() error {
				_, _, err := d.Close(w.Context(), core.Override{From: from, To: to, Intake: intake, Reason: "banjir"}, operator)
				return fault(err)
			})
		case 3:
			a, d := core.Advance{To: core.Ready, Pickup: w.today().Add(w.draw("day", 3))}, w.either()
			all.Go(func() error { _, err := d.Advance(w.Context(), a, operator); return fault(err) })
		}
	}
	for _, d := range []*desk.Desk{w.Desk, w.second} {
		all.Go(func() error { return d.CatchUp(w.Context()) })
	}
	if err := all.Wait(); err != nil {
		w.r.Fatal(err)
	}
}

// staff register somebody who waits if the day is full.
func (w *weeks) staff(via string, day core.Date) {
	s := desk.Staff{Via: via, Service: []string{"KTP-HILANG", "KK-HILANG"}[w.draw("service", 2)], NIK: w.nik(w.people + 1), Name: "Warga Kota",
		Phone: phone(w.people + 1).ID, Wait: true, Day: day}
	w.decide(func(d *desk.Desk) error {
		_, err := d.Register(w.Context(), s, dewi)
		if err == nil {
			w.people++
		}
		return err
	})
}

func (w *weeks) nik(n int) string {
	return fmt.Sprintf("3274%02d%02d%02d%02d%04d", n%5+1, n%28+1, n%12+1, n/9000%90+10, n%9000+1)
}

const offerOpen = "EXISTS (SELECT 1 FROM offers o WHERE o.request_id = r.id AND o.state = 'open')"

func (w *weeks) draw(what string, n int) int { return rapid.IntRange(0, n-1).Draw(w.r, what) }

func (w *weeks) today() core.Date { return core.DateOf(w.now.In(catalogue().Office.Zone)) }

// decide lets staff decide something. A refusal is an answer.
func (w *weeks) decide(do func(*desk.Desk) error) {
	if err := fault(do(w.either())); err != nil {
		w.r.Fatal(err)
	}
}

// fault is an error that is no refusal.
func fault(err error) error {
	if kind := core.KindOf(err); err == nil || kind == core.Invalid || kind == core.Conflict || kind == core.Missing {
		return nil
	}
	return err
}

// apply lets a new citizen register.
func (w *weeks) apply(service int) {
	w.people++
	w.send(w.people, "DAFTAR#"+w.nik(w.people)+"#WARGA KOTA#"+[]string{"KTP HILANG", "KK HILANG"}[service])
}

func (w *weeks) send(n int, text string) {
	if err := w.say(n, text); err != nil {
		w.r.Fatal(err)
	}
}

func (w *weeks) say(n int, text string) error {
	return w.Receive(w.Context(), message(n, fmt.Sprint(w.said.Add(1), "-", w.now.UnixNano(), text), text))
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
func (w *weeks) set(kinds ...core.OverrideKind) int64 {
	var ids []int64
	for _, o := range w.overrides() {
		if slices.Contains(kinds, o.Kind) {
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
	if w.failed.all != nil {
		w.r.Fatal(w.failed.all)
	}
}

// counts are statements that find rows of which a count is wrong.
var counts = []string{
	`SELECT 'places of ' || day AS day, held, (SELECT COALESCE(SUM(weight), 0) FROM requests r WHERE r.day = d.day AND number IS NOT NULL AND status <> 'DIBATALKAN')
		+ (SELECT COALESCE(SUM(r.weight), 0) FROM offers o JOIN requests r ON r.id = o.request_id WHERE o.day = d.day AND o.state = 'open') AS real FROM days d`,
	`SELECT day || ' ' || name AS day, held, (SELECT COALESCE(SUM(weight), 0) FROM requests r WHERE r.day = s.day AND number IS NOT NULL
		AND status <> 'DIBATALKAN' AND ('service:' || service = s.name OR s.name = 'open' AND via <> 'kecamatan')) + (SELECT COALESCE(SUM(r.weight), 0)
		FROM offers o JOIN requests r ON r.id = o.request_id WHERE o.day = s.day AND o.state = 'open'
			AND ('service:' || service = s.name OR s.name = 'open' AND via <> 'kecamatan')) AS real FROM shares s`,
	`SELECT 'who waits for ' || day AS day, waiting AS held, (SELECT COUNT(*) FROM requests r WHERE r.day = d.day AND status = 'DAFTAR_TUNGGU') AS real FROM days d`,
	`SELECT 'who is asked of ' || day AS day, offered AS held, (SELECT COUNT(*) FROM requests r JOIN offers o ON o.request_id = r.id AND o.state = 'open' WHERE r.day = d.day) AS real FROM days d`,
	`SELECT 'slots of ' || day AS day, held, COALESCE(n, 0) AS real FROM slots s LEFT JOIN (SELECT place AS at, pickup_from, COUNT(*) AS n FROM requests
		WHERE status NOT IN ('DIBATALKAN', 'DITOLAK') GROUP BY place, pickup_from) r ON r.at = s.place AND r.pickup_from = s.from_at`,
	`SELECT 'a slot of ' || ticket AS day, 1 AS held, 0 AS real FROM requests WHERE number IS NOT NULL AND status NOT IN ('DIBATALKAN', 'DITOLAK', 'SELESAI')
		AND pickup_from = 0`,
}

// movesTold finds requests that were given another slot by somebody else, and whose holder was not told.
const movesTold = `SELECT 'moves of ' || r.ticket AS day, 1 AS held, 0 AS real FROM moves m JOIN requests r ON r.id = m.request_id
	WHERE moved_by <> '' AND m.id > (SELECT MAX(id) - 20 FROM moves) AND NOT EXISTS (SELECT 1 FROM letters
		WHERE cause LIKE 'slot:' || m.id || '/%' OR cause LIKE 'shift:%/' || r.ticket OR cause LIKE 'move:%/' || r.ticket)`

// count finds what is counted wrong.
func (w *weeks) count(step string, queries []string) {
	var all []struct {
		Day        string
		Held, Real int
	}
	if err := w.db.Select(&all, "SELECT * FROM ("+strings.Join(queries, " UNION ALL ")+") c WHERE held <> real"); err != nil {
		w.r.Fatal(err)
	}
	if len(all) > 0 {
		w.r.Fatalf("after %q at %v: counted, and there are: %v\n%s", step, w.now, all, w.story())
	}
}

// check finds what must not be.
func (w *weeks) check(step string) {
	w.count(step, counts)
	w.checkCalendar(step)
}

// checkCalendar finds places that are free while somebody waits, and pickups for which the counter is not open or has no room.
func (w *weeks) checkCalendar(step string) {
	err := w.store.View(w.Context(), func(tx core.Tx) error {
		overrides, err := tx.Overrides()
		if err != nil {
			return err
		}
		calendar := w.cat.Office.Calendar.With(overrides)
		bookable := calendar.Bookable(w.now.In(calendar.Zone), w.cat.Office.Limits.Ahead)
		days, err := tx.Days(bookable)
		if err != nil {
			return err
		}
		for _, d := range days {
			if d.Made && w.couldHave(calendar, d) {
				w.r.Fatalf("after %q at %v: %v has %d places that nobody holds while %d wait\n%s", step, w.now, d.Date, d.Free(), d.Line, w.story())
			}
		}
		fetched, err := tx.Pickups(core.PickupQuery{From: w.now, To: w.now.AddDate(3, 0, 0), Limit: 10_000,
			Statuses: []core.Status{core.Submitted, core.Verified, core.InProcess, core.Incomplete, core.Ready}})
		for _, p := range fetched {
			if day := core.DateOf(p.From.In(calendar.Zone)); calendar.Cap(p.Slot) == 0 || day.Before(p.Earliest) {
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

// couldHave tells whether somebody in line could have a free place of a day.
func (w *weeks) couldHave(calendar *core.Calendar, d core.Day) bool {
	var line []struct {
		Service, Via string
		Weight       int
	}
	err := w.db.Select(&line, "SELECT service, via, weight FROM requests r WHERE status = 'DAFTAR_TUNGGU' AND NOT "+offerOpen+" AND day >= $1", d.Date.String())
	if err != nil {
		w.r.Fatal(err)
	}
	for _, who := range line {
		room := d.Free() >= who.Weight
		for _, s := range calendar.Shares(d.Date, who.Service, who.Via, w.now) {
			left, made := d.Shares[s.Name]
			room = room && (!made || left >= who.Weight)
		}
		if room {
			return true
		}
	}
	return false
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
