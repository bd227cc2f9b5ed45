package desk

import (
	"context"
	"strconv"
	"testing"
	"time"

	"loket/core"
)

// TestCompany: whoever waits for company gets a tray all the same, also beside one that never ends; who wrote before waits for
// their own.
func TestCompany(t *testing.T) {
	q := newQueue(100)
	put := func(who int) {
		it := &item{in: core.Inbound{From: core.Address{Channel: core.SMSChannel, ID: strconv.Itoa(who)}}, done: make(chan error, 1)}
		if err := q.put(context.Background(), it, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	take := func(want ...string) []*item {
		t.Helper()
		tray := q.tray(100)
		got := map[string]bool{}
		for _, it := range tray {
			got[it.in.From.ID] = true
		}
		for _, w := range want {
			if !got[w] {
				t.Errorf("%s is not on the tray, but %v", w, got)
			}
		}
		if len(tray) != len(want) {
			t.Errorf("%d messages on the tray, want %d", len(tray), len(want))
		}
		return tray
	}
	for who := range 3 {
		put(who)
	}
	endless := take("0", "1", "2")
	put(3)
	put(0) // of whom there is one on the endless tray
	second := take("3")
	q.back(second, nil)
	for who := range beside {
		put(10 + who)
	}
	third := q.tray(100)
	if len(third) != beside {
		t.Errorf("%d messages on the third tray, want %d", len(third), beside)
	}
	q.back(third, nil)
	q.back(endless, nil)
	take("0")
	q.close()
	if q.tray(100) != nil {
		t.Error("a closed and empty queue gives a tray")
	}
}
