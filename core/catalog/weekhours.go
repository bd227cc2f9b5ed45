package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// weekdays are the names by which staff call them, Sunday first as time.Weekday has it: the first three letters are enough.
var weekdays = [7][]string{
	{"sunday", "minggu", "ahad"}, {"monday", "senin"}, {"tuesday", "selasa"}, {"wednesday", "rabu"},
	{"thursday", "kamis"}, {"friday", "jumat"}, {"saturday", "sabtu"},
}

// shutWords say that a weekday has no hours.
var shutWords = []string{"shut", "closed", "tutup"}

// ParseWeek reads hours by weekday as staff write them: "mon-thu 08.00-14.00, fri 08.00-11.30, 13.00-14.00". Hours without a
// day before them are every day's when they come first, and else what follows the break; "fri shut" has none.
func ParseWeek(s string) (map[time.Weekday]core.Hours, error) {
	parts, hours := [][]time.Weekday{}, []string{}
	for i, part := range strings.Split(s, ",") {
		part = strings.TrimSpace(part)
		named := strings.IndexAny(part+"0", "0123456789")
		days, text := strings.TrimSpace(part[:named]), part[named:]
		for _, word := range shutWords {
			if rest, ok := strings.CutSuffix(strings.ToLower(part), word); ok {
				days, text = strings.TrimSpace(rest), shutWords[0]
			}
		}
		switch {
		case part == "":
			return nil, fmt.Errorf("hours %q: a part is empty: write them like mon-thu 08.00-14.00, fri 08.00-11.30", s)
		case days == "" && i > 0:
			hours[len(hours)-1] += "," + text
		default:
			which, err := parseDays(days)
			if err != nil {
				return nil, err
			}
			parts, hours = append(parts, which), append(hours, text)
		}
	}
	week := map[time.Weekday]core.Hours{}
	for i, which := range parts {
		h, err := core.Hours{}, error(nil)
		if hours[i] != shutWords[0] {
			if h, err = parseHours(hours[i]); err == nil && h.Shut() {
				err = fmt.Errorf("a day has no hours: write mon 08.00-14.00, or mon shut")
			}
		}
		if err != nil {
			return nil, fmt.Errorf("hours %q: %w", s, err)
		}
		for _, d := range which {
			if _, twice := week[d]; twice {
				return nil, fmt.Errorf("hours %q: %s is there twice: name every day once", s, weekdays[d][0])
			}
			week[d] = h
		}
	}
	return week, nil
}

// parseDays reads "fri", "mon-thu" or "sat-mon"; nothing is every day.
func parseDays(s string) (all []time.Weekday, err error) {
	if s == "" {
		return []time.Weekday{0, 1, 2, 3, 4, 5, 6}, nil
	}
	a, b, span := strings.Cut(s, "-")
	from, err := parseWeekday(a)
	if err != nil || !span {
		return []time.Weekday{from}, err
	}
	to, err := parseWeekday(b)
	for d := from; ; d = (d + 1) % 7 {
		if all = append(all, d); d == to {
			return all, err
		}
	}
}

func parseWeekday(s string) (time.Weekday, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	for d, names := range weekdays {
		if slices.ContainsFunc(names, func(n string) bool { return len(s) >= 3 && strings.HasPrefix(n, s) }) {
			return time.Weekday(d), nil
		}
	}
	return 0, fmt.Errorf("%q is no day of the week: write mon, tue, wed, thu, fri, sat, sun, or mon-thu", s)
}

// FormatHours writes hours as ParseWeek reads them; "" for none.
func FormatHours(h core.Hours) string {
	switch {
	case h.Shut():
		return ""
	case h.BreakTo > h.BreakFrom:
		return fmt.Sprintf("%s-%s, %s-%s", clock(h.Open), clock(h.BreakFrom), clock(h.BreakTo), clock(h.Close))
	}
	return clock(h.Open) + "-" + clock(h.Close)
}

// FormatWeek writes hours by weekday as ParseWeek reads them, from Monday on, neighbouring days with the same hours as one, and
// every day's without a name.
func FormatWeek(week map[time.Weekday]core.Hours) string {
	var parts []string
	for first, last := 1, 1; first <= 7; first = last + 1 {
		h, named := week[time.Weekday(first%7)]
		last = first
		if !named {
			continue
		}
		for ; last < 7; last++ {
			if next, ok := week[time.Weekday((last+1)%7)]; !ok || next != h {
				break
			}
		}
		days, hours := weekdays[first%7][0][:3], FormatHours(h)
		if hours == "" {
			hours = shutWords[0]
		} else if first == 1 && last == 7 {
			return hours
		}
		if last > first {
			days += "-" + weekdays[last%7][0][:3]
		}
		parts = append(parts, days+" "+hours)
	}
	return strings.Join(parts, ", ")
}
