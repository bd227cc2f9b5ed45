package core_test

import (
	"testing"
	"time"

	"loket/core"
)

var wib = time.FixedZone("WIB", 7*3600)

func date(s string) core.Date {
	d, err := core.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// at is an instant as people write it: 2020-04-03 11.30.
func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15.04", s, wib)
	if err != nil {
		panic(err)
	}
	return t
}

func hours(open, shut int, pause ...int) core.Hours {
	h := core.Hours{Open: open, Close: shut}
	if len(pause) == 2 {
		h.BreakFrom, h.BreakTo = pause[0], pause[1]
	}
	return h
}

// calendar is that of an office like the one of the demonstration, in March and April 2020.
func calendar() *core.Calendar {
	c := &core.Calendar{Zone: wib,
		Holidays: map[core.Date]core.Holiday{},
		Yearly:   []core.Holiday{{Date: core.Date{Month: time.May, Day: 1}, Name: map[string]string{"id": "Hari Buruh"}}},
		Closures: []core.Closure{{From: date("2020-03-17"), To: date("2020-03-31"), Reason: map[string]string{"id": "masa inkubasi"}}},
		Quotas:   []core.QuotaFrom{{Places: 150}},
		Flows:    map[string]core.Flow{"": {Hour: 30, Day: 200}, "Kesambi": {Hour: 10, Day: 60}},
	}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Counter[d], c.Intake[d] = hours(8*60, 15*60), hours(8*60, 24*60)
	}
	c.Counter[time.Friday] = hours(8*60, 14*60, 11*60+30, 13*60)
	for d, name := range map[string]string{"2020-03-25": "Nyepi", "2020-04-10": "Wafat Yesus Kristus"} {
		c.Holidays[date(d)] = core.Holiday{Date: date(d), Name: map[string]string{"id": name}}
	}
	return c
}

func set(kind core.OverrideKind, from, to string, more ...func(*core.Override)) core.Override {
	o := core.Override{Kind: kind, From: date(from), Reason: "sebab"}
	if to != "" {
		o.To = date(to)
	}
	for _, f := range more {
		f(&o)
	}
	return o
}

func withID(id int64) func(*core.Override)    { return func(o *core.Override) { o.ID = id } }
func withIntake(o *core.Override)             { o.Intake = true }
func withCap(n int) func(*core.Override)      { return func(o *core.Override) { o.Cap = n } }
func ofService(s string) func(*core.Override) { return func(o *core.Override) { o.Service = s } }
func named(name string) func(*core.Override) {
	return func(o *core.Override) { o.Names = map[string]string{"id": name} }
}
func with(w core.Week) func(o *core.Override) { return func(o *core.Override) { o.Hours = &w } }
func counter(d time.Weekday, h core.Hours) core.Week {
	return core.Week{Counter: map[time.Weekday]core.Hours{d: h}}
}

// Which days are open: what the office file says, and over it what staff have set, the latest of it last.
func TestOpenDays(t *testing.T) {
	saturday := core.Week{Counter: map[time.Weekday]core.Hours{time.Saturday: hours(9*60, 12*60)},
		Intake: map[time.Weekday]core.Hours{time.Saturday: hours(9*60, 12*60)}}
	for _, tt := range []struct {
		name            string
		set             []core.Override
		day             string
		counter, intake bool
	}{
		{"a weekday", nil, "2020-04-01", true, true},
		{"a weekend", nil, "2020-04-04", false, false},
		{"a holiday", nil, "2020-04-10", false, false},
		{"a yearly holiday", nil, "2020-05-01", false, false},
		{"a yearly holiday of a year of which nothing is known", nil, "2031-05-01", false, false},
		{"the file's closure", nil, "2020-03-17", false, true},
		{"a closure", []core.Override{set("closure", "2020-04-01", "2020-04-02")}, "2020-04-02", false, true},
		{"a closure of intake too", []core.Override{set("closure", "2020-04-01", "2020-04-02", withIntake)}, "2020-04-02", false, false},
		{"the day after a closure", []core.Override{set("closure", "2020-04-01", "2020-04-02", withIntake)}, "2020-04-03", true, true},
		{"an opening in the file's closure", []core.Override{set("opening", "2020-03-30", "2020-03-30")}, "2020-03-30", true, true},
		{"an opening on a holiday", []core.Override{set("opening", "2020-04-10", "2020-04-10")}, "2020-04-10", true, true},
		{"an opening on a yearly holiday", []core.Override{set("opening", "2020-05-01", "2020-05-01")}, "2020-05-01", true, true},
		{"an opening on a weekend without hours", []core.Override{set("opening", "2020-04-04", "2020-04-04")}, "2020-04-04", false, false},
		{"an opening on a weekend with hours", []core.Override{set("opening", "2020-04-04", "2020-04-05", with(saturday))}, "2020-04-04", true, true},
		{"and the day it names no hours for", []core.Override{set("opening", "2020-04-04", "2020-04-05", with(saturday))}, "2020-04-05", false, false},
		{"a closure after an opening", []core.Override{set("opening", "2020-04-01", "2020-04-03"), set("closure", "2020-04-02", "2020-04-02", withIntake)},
			"2020-04-02", false, false},
		{"an opening after a closure", []core.Override{set("closure", "2020-04-01", "2020-04-03", withIntake), set("opening", "2020-04-02", "2020-04-02")},
			"2020-04-02", true, true},
		{"a closure that an older one of intake overlaps", []core.Override{set("closure", "2020-04-01", "2020-04-03", withIntake), set("closure", "2020-04-02", "2020-04-08")},
			"2020-04-02", false, false},
		{"an imported holiday", []core.Override{set("holiday", "2020-04-01", "2020-04-01", named("Libur"))}, "2020-04-01", false, false},
		{"an imported year has only what was imported", []core.Override{set("holiday", "2020-04-01", "2020-04-01", named("Libur"))}, "2020-04-10", true, true},
		{"and what the law says of every year", []core.Override{set("holiday", "2020-04-01", "2020-04-01", named("Libur"))}, "2020-05-01", false, false},
		{"another year's import", []core.Override{set("holiday", "2021-04-01", "2021-04-01", named("Libur"))}, "2020-04-10", false, false},
		{"hours that shut a weekday", []core.Override{set("hours", "2020-04-01", "2020-04-30", with(counter(time.Monday, core.Hours{})))}, "2020-04-06", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := calendar().With(tt.set)
			if got := c.CounterOpen(date(tt.day)); got != tt.counter {
				t.Errorf("the counter's being open on %s is %t", tt.day, got)
			}
			if got := c.IntakeDay(date(tt.day)); got != tt.intake {
				t.Errorf("intake on %s is %t", tt.day, got)
			}
		})
	}
}

// The calendar that others were made of stays as it is, and what is set later comes after what was set before.
func TestWithTwice(t *testing.T) {
	c := calendar()
	shut := c.With([]core.Override{set("closure", "2020-04-02", "2020-04-02", withID(7))})
	opened := shut.With([]core.Override{set("opening", "2020-04-02", "2020-04-02")})
	if !c.CounterOpen(date("2020-04-02")) || shut.CounterOpen(date("2020-04-02")) || !opened.CounterOpen(date("2020-04-02")) {
		t.Error("one calendar has changed another")
	}
	if k := shut.Closure(date("2020-04-02")); k == nil || k.ID != 7 {
		t.Errorf("the closure is %+v", k)
	}
	again := opened.With([]core.Override{set("closure", "2020-04-02", "2020-04-02")})
	if again.CounterOpen(date("2020-04-02")) {
		t.Error("a closure set after an opening does not shut")
	}
}

func TestHours(t *testing.T) {
	ramadan := core.Week{Counter: map[time.Weekday]core.Hours{time.Monday: hours(8*60, 14*60), time.Friday: {}}}
	later := core.Week{Counter: map[time.Weekday]core.Hours{time.Monday: hours(9*60, 12*60)}}
	c := calendar().With([]core.Override{set("hours", "2020-04-24", "2020-05-23", with(ramadan)), set("hours", "2020-05-11", "2020-05-11", with(later))})
	for day, want := range map[string]core.Hours{
		"2020-04-20": hours(8*60, 15*60), // before it
		"2020-04-27": hours(8*60, 14*60),
		"2020-04-28": hours(8*60, 15*60), // a weekday that it does not name
		"2020-05-08": {},
		"2020-05-11": hours(9*60, 12*60), // the latest counts
		"2020-05-18": hours(8*60, 14*60),
		"2020-05-25": hours(8*60, 15*60),
	} {
		if got := c.CounterHours(date(day)); got != want {
			t.Errorf("the hours of %s are %+v, not %+v", day, got, want)
		}
		if got := c.IntakeHours(date(day)); got != calendar().Intake[date(day).Weekday()] {
			t.Errorf("the intake of %s is %+v", day, got)
		}
	}
}

func TestHolidaysKnown(t *testing.T) {
	c := calendar()
	if !c.HolidaysKnown(2020) || c.HolidaysKnown(2031) {
		t.Error("a year is known by what the law says of every year")
	}
	if c = c.With([]core.Override{set("holiday", "2031-03-03", "2031-03-03", named("Libur"))}); !c.HolidaysKnown(2031) {
		t.Error("a year that was imported is not known")
	}
	if h, ok := c.Holiday(date("2031-05-01")); !ok || h.Name["id"] != "Hari Buruh" || h.Date != date("2031-05-01") {
		t.Errorf("the holiday is %+v, %t", h, ok)
	}
	if h, ok := c.NextHoliday(date("2031-04-01")); !ok || h.Date != date("2031-05-01") {
		t.Errorf("the next holiday is %+v, %t", h, ok)
	}
}

func TestQuotaAndShares(t *testing.T) {
	base := calendar()
	base.Quotas = append(base.Quotas, core.QuotaFrom{From: date("2020-04-06"), Places: 100, Services: map[string]int{"LAHIR": 20}, Kept: 30, Release: 12 * 60})
	c := base.With([]core.Override{
		set("quota", "2020-04-14", "2020-04-15", withCap(40)),
		set("quota", "2020-04-14", "", withCap(5), ofService("LAHIR")),
		set("quota", "2020-04-15", "2020-04-15", withCap(7), ofService("KTP")),
		set("closure", "2020-04-16", "2020-04-16", withIntake),
	})
	for day, want := range map[string]int{"2020-04-03": 150, "2020-04-04": 0, "2020-04-06": 100, "2020-04-10": 0, "2020-04-14": 40, "2020-04-16": 0, "2020-04-17": 100} {
		if got := c.Quota(date(day)); got != want {
			t.Errorf("the quota of %s is %d, not %d", day, got, want)
		}
	}
	for _, tt := range []struct {
		day, service, via, now string
		want                   []core.Share
	}{
		{"2020-04-03", "LAHIR", "chat", "2020-04-03 08.00", nil},
		{"2020-04-06", "LAHIR", "chat", "2020-04-03 08.00", []core.Share{{Name: "service:LAHIR", Cap: 20}, {Name: "open", Cap: 70}}},
		{"2020-04-06", "KTP", "chat", "2020-04-06 11.59", []core.Share{{Name: "open", Cap: 70}}},
		{"2020-04-06", "KTP", "chat", "2020-04-06 12.00", nil},
		{"2020-04-06", "KTP", "kecamatan", "2020-04-06 08.00", nil},
		{"2020-04-14", "LAHIR", "kecamatan", "2020-04-14 08.00", []core.Share{{Name: "service:LAHIR", Cap: 5}}},
		{"2020-04-15", "KTP", "loket", "2020-04-15 08.00", []core.Share{{Name: "service:KTP", Cap: 7}, {Name: "open", Cap: 10}}},
	} {
		got := c.Shares(date(tt.day), tt.service, tt.via, at(tt.now))
		if len(got) != len(tt.want) {
			t.Errorf("%s for %s by %s: %v, not %v", tt.day, tt.service, tt.via, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s for %s by %s: %v, not %v", tt.day, tt.service, tt.via, got, tt.want)
			}
		}
	}
	if released, ok := c.Released(date("2020-04-06")); !ok || !released.Equal(at("2020-04-06 12.00")) {
		t.Errorf("released at %v, %t", released, ok)
	}
	if _, ok := c.Released(date("2020-04-16")); ok {
		t.Error("a day without intake releases seats")
	}
}

// Office hours pass over breaks, nights, weekends and holidays, but go on while the counter is shut for citizens.
func TestOfficeAfter(t *testing.T) {
	c := calendar().With([]core.Override{set("closure", "2020-04-14", "2020-04-14", withIntake)})
	for _, tt := range []struct {
		from string
		span time.Duration
		want string
	}{
		{"2020-04-01 09.00", 2 * time.Hour, "2020-04-01 11.00"},
		{"2020-04-01 07.00", 0, "2020-04-01 08.00"},
		{"2020-04-01 15.00", 0, "2020-04-02 08.00"},
		{"2020-04-01 14.30", 2 * time.Hour, "2020-04-02 09.30"},
		{"2020-04-03 11.00", time.Hour, "2020-04-03 13.30"},     // over Friday's break
		{"2020-04-03 12.00", 0, "2020-04-03 13.00"},             // within it
		{"2020-04-03 13.30", 2 * time.Hour, "2020-04-06 09.30"}, // over a weekend
		{"2020-04-09 14.00", 2 * time.Hour, "2020-04-13 09.00"}, // over a holiday and a weekend
		{"2020-04-13 14.00", 2 * time.Hour, "2020-04-15 09.00"}, // over a day of no intake
		{"2020-03-17 09.00", 2 * time.Hour, "2020-03-17 11.00"}, // in a closure of the counter
		{"2020-04-01 14.00", time.Hour, "2020-04-01 15.00"},     // to the last minute
	} {
		if got, ok := c.OfficeAfter(at(tt.from), tt.span); !ok || !got.Equal(at(tt.want)) {
			t.Errorf("%v after %s is %v, not %s", tt.span, tt.from, got, tt.want)
		}
	}
	never := &core.Calendar{Zone: wib}
	if _, ok := never.OfficeTime(at("2020-04-01 09.00")); ok {
		t.Error("an office that never opens has hours")
	}
}

func TestWorkingDayBefore(t *testing.T) {
	c := calendar().With([]core.Override{set("closure", "2020-04-14", "2020-04-15", withIntake)})
	for day, want := range map[string]string{
		"2020-04-02": "2020-04-01", "2020-04-06": "2020-04-03", // over a weekend
		"2020-04-13": "2020-04-09", // and a holiday
		"2020-04-16": "2020-04-13", // and a closure of intake
		"2020-04-01": "2020-03-31", // staff work while the counter is shut
	} {
		if got := c.WorkingDayBefore(date(day)); got != date(want) {
			t.Errorf("the working day before %s is %s, not %s", day, got, want)
		}
	}
}

func TestEarliest(t *testing.T) {
	c := calendar()
	for _, tt := range []struct {
		day  string
		work int
		want string
	}{
		{"2020-03-17", 1, "2020-04-01"}, {"2020-04-01", 0, "2020-04-01"}, {"2020-04-03", 1, "2020-04-06"}, {"2020-04-08", 2, "2020-04-13"},
	} {
		if got, ok := c.Earliest(date(tt.day), tt.work); !ok || got != date(tt.want) {
			t.Errorf("%d days after %s is %s, not %s", tt.work, tt.day, got, tt.want)
		}
	}
	if d, ok := c.With([]core.Override{set("closure", "2020-01-01", "2030-01-01")}).Earliest(date("2020-04-01"), 1); ok {
		t.Errorf("an office that is shut for ten years hands papers out on %s", d)
	}
}
