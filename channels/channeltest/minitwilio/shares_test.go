package minitwilio

import (
	"fmt"
	"strconv"
	"testing"
	"time"
)

// Some numbers are refused at once and others by a report; who, the seed says.
func TestShares(t *testing.T) {
	shares := map[int]float64{21610: 0.1, 30005: 0.1, 30003: 0.1}
	fate, again := Shares(3, shares), Shares(3, shares)
	s := New(t)
	open(t, s)
	s.Set(func(k *Knobs) { k.Numbers = fate })
	met := map[int]int{}
	for i := range 300 {
		number := fmt.Sprintf("+62812%08d", i)
		code := fate(number)
		met[code]++
		if code != again(number) {
			t.Fatalf("%s: %d, then %d", number, code, again(number))
		}
		form := tracked("halo")
		form.Set("To", number)
		status, made, _ := call(t, s, "POST", "/Messages.json", form)
		if atOnce(code) {
			if status != 400 || fmt.Sprint(made["code"]) != strconv.Itoa(code) {
				t.Errorf("%d: %v", status, made)
			}
			continue
		}
		sid := made["sid"].(string)
		s.ReportAll(sid)
		if m, _ := s.Message(sid); m.ErrorCode != code || (m.Status == "undelivered") != (code != 0) {
			t.Errorf("%d became %+v", code, m)
		}
	}
	for code := range shares {
		if met[code] < 15 || met[code] > 50 {
			t.Errorf("%d of 300 have %d", met[code], code)
		}
	}
}

// Reports in any order, some twice, and the account's own view is the last of them.
func TestShuffled(t *testing.T) {
	s := New(t)
	o := open(t, s)
	s.Set(func(k *Knobs) { k.Reports = Reports{Order: Shuffled} })
	orders := map[string]bool{}
	for i := range 20 {
		_, made, _ := call(t, s, "POST", "/Messages.json", tracked(strconv.Itoa(i)))
		before := len(o.statuses)
		s.ReportAll(made["sid"].(string))
		seen := map[string]bool{}
		for _, status := range o.statuses[before:] {
			seen[status] = true
		}
		if len(seen) != 4 {
			t.Errorf("reported %v", o.statuses[before:])
		}
		if m, _ := s.Message(made["sid"].(string)); m.Status != "delivered" {
			t.Errorf("ends %s", m.Status)
		}
		orders[fmt.Sprint(o.statuses[before:])] = true
	}
	if len(orders) < 10 {
		t.Errorf("%d different orders of 20", len(orders))
	}
}

func TestPace(t *testing.T) {
	now := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	s := New(t)
	s.Set(func(k *Knobs) { k.Now = func() time.Time { return now } })
	for i := range 41 {
		call(t, s, "POST", "/Messages.json", sms(citizen, strconv.Itoa(i)))
		now = now.Add(100 * time.Millisecond)
	}
	if perSecond, most := s.Pace(); perSecond != 10 || most != 10 {
		t.Errorf("%v a second, at most %d", perSecond, most)
	}
}
