package catalog

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
)

func TestParseWeek(t *testing.T) {
	short, friday := core.Hours{Open: 480, Close: 840}, core.Hours{Open: 480, BreakFrom: 690, BreakTo: 780, Close: 840}
	for text, want := range map[string]map[time.Weekday]core.Hours{
		"mon-thu 08.00-14.00, fri 08.00-11.30, 13.00-14.00": {1: short, 2: short, 3: short, 4: short, 5: friday},
		"Senin - Selasa 08:00-14:00":                        {1: short, 2: short},
		"08.00-14.00":                                       {0: short, 1: short, 2: short, 3: short, 4: short, 5: short, 6: short},
		"08.00-11.30, 13.00-14.00":                          {0: friday, 1: friday, 2: friday, 3: friday, 4: friday, 5: friday, 6: friday},
		"sat-mon 08.00-14.00, jumat tutup":                  {6: short, 0: short, 1: short, 5: {}},
	} {
		got, err := ParseWeek(text)
		if want == nil && err == nil {
			t.Errorf("%q was taken", text)
		} else if diff := cmp.Diff(want, got); want != nil && (err != nil || diff != "") {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	}
}

func TestParseWeekRefuses(t *testing.T) {
	for text, mend := range map[string]string{
		"":                                    "a part is empty",
		"mon 08.00-14.00,":                    "a part is empty",
		"moon 08.00-14.00":                    `"moon" is no day of the week`,
		"mon-foo 08.00-14.00":                 `"foo" is no day of the week`,
		"mon 14.00-08.00":                     "swap them",
		"mon 8-14":                            "is not a time",
		"mon-wed 08.00-14.00, tue 9.00-10.00": "tuesday is there twice",
		"mon":                                 "or mon shut",
	} {
		if got, err := ParseWeek(text); err == nil || !strings.Contains(err.Error(), mend) {
			t.Errorf("%q: %v, %v; want %q", text, got, err, mend)
		}
	}
}

// What is written can be read again.
func TestFormatWeek(t *testing.T) {
	for _, text := range []string{
		"mon-thu 08.00-14.00, fri 08.00-11.30, 13.00-14.00",
		"08.00-12.00",
		"08.00-11.30, 13.00-14.00",
		"mon-sun shut",
		"mon 08.00-14.00, wed-thu 08.00-14.00, sat-sun shut",
		"sun 10.00-12.00",
	} {
		week, err := ParseWeek(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatWeek(week); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
