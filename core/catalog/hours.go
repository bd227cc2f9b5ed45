package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"loket/core"
)

// week reads opening hours, Sunday first as time.Weekday has it.
func (l *load) week(f *file, table string, w week) (hours [7]core.Hours) {
	days := [7]struct{ name, text string }{
		{"sunday", w.Sunday}, {"monday", w.Monday}, {"tuesday", w.Tuesday}, {"wednesday", w.Wednesday},
		{"thursday", w.Thursday}, {"friday", w.Friday}, {"saturday", w.Saturday},
	}
	open := false
	for i, d := range days {
		h, err := parseHours(d.text)
		if err != nil {
			l.fault(f, table+"."+d.name, "hours %q: %v", d.text, err)
		}
		hours[i] = h
		open = open || !h.Shut() || err != nil
	}
	if !open {
		l.fault(f, table, "%s is open on no day: write monday = \"08.00-15.00\"", table)
	}
	return hours
}

// parseHours reads "08.00-15.00", or with a break "08.00-11.30, 13.00-14.00"; nothing means shut.
func parseHours(s string) (h core.Hours, err error) {
	if strings.TrimSpace(s) == "" {
		return h, nil
	}
	first, second, broken := strings.Cut(s, ",")
	if h.Open, h.Close, err = parseSpan(first); err != nil || !broken {
		return h, err
	}
	from, to, err := parseSpan(second)
	if err != nil {
		return core.Hours{}, err
	}
	if from <= h.Close {
		return core.Hours{}, fmt.Errorf("the second part begins at %s, before the first has ended at %s: leave a break between",
			clock(from), clock(h.Close))
	}
	h.BreakFrom, h.BreakTo, h.Close = h.Close, from, to
	return h, nil
}

func parseSpan(s string) (from, to int, err error) {
	a, b, ok := strings.Cut(s, "-")
	if !ok || strings.Contains(b, "-") {
		return 0, 0, fmt.Errorf("write them like 08.00-15.00, or with a break 08.00-11.30, 13.00-14.00")
	}
	if from, err = parseClock(a); err != nil {
		return 0, 0, err
	}
	if to, err = parseClock(b); err != nil {
		return 0, 0, err
	}
	if to <= from {
		return 0, 0, fmt.Errorf("they end at %s, not after they begin at %s: swap them", clock(to), clock(from))
	}
	return from, to, nil
}

// parseClock reads 08.00 or 08:00 as minutes after midnight; 24.00 is the end of a day.
func parseClock(s string) (int, error) {
	s = strings.TrimSpace(s)
	hh, mm, ok := strings.Cut(strings.Replace(s, ":", ".", 1), ".")
	h, err1 := strconv.ParseUint(hh, 10, 8)
	m, err2 := strconv.ParseUint(mm, 10, 8)
	if !ok || err1 != nil || err2 != nil || len(mm) != 2 || len(hh) > 2 || m > 59 || h*60+m > 24*60 {
		return 0, fmt.Errorf("%q is not a time: write it like 08.00, at most 24.00", s)
	}
	return int(h*60 + m), nil
}

func clock(minute int) string { return fmt.Sprintf("%02d.%02d", minute/60, minute%60) }
