package core

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// Date is a day in the office's own zone. The zero Date means "none". Dates are comparable and may be keys of maps.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads 2020-03-17, and, as people write it in chat, 17-03-2020, 17/03/2020 or 17.03.2020.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	flat := strings.NewReplacer("/", "-", ".", "-").Replace(s)
	for _, layout := range []string{"2006-01-02", "2-1-2006"} {
		if t, err := time.Parse(layout, flat); err == nil {
			return DateOf(t), nil
		}
	}
	return Date{}, fmt.Errorf("%q is not a date: write 2020-03-17 or 17-03-2020", s)
}

// String is the ISO form, 2020-03-17; the zero Date is the empty string.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero tells whether d is none.
func (d Date) IsZero() bool { return d == Date{} }

// Compare is -1, 0 or +1 as d is before, on or after e.
func (d Date) Compare(e Date) int { return d.utc().Compare(e.utc()) }

// Before tells whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After tells whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Add is the day n days later (earlier when n is negative).
func (d Date) Add(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Weekday is d's day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// At is the instant at the given minute of d in zone.
func (d Date) At(minute int, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, minute/60, minute%60, 0, 0, zone)
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate; an empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(b))
	return err
}

// Value stores the ISO form, NULL for none.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored, and a database's own date type.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = DateOf(v)
		return nil
	}
	return fmt.Errorf("a date cannot be read from %T", v)
}
