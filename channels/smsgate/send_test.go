package smsgate

import (
	"context"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/minismsgate"
	"loket/core"
)

func TestSend(t *testing.T) {
	o := open(t, func(c *Config) { two(c); c.Rate = 0.5 })
	o.gw.AddPhone("hp-2", 1)
	for i, ch := range o.sims {
		l := letter(int64(i + 1))
		l.Lane, l.Until = core.NoticeLane, time.Now().Add(2*time.Hour)
		receipt, err := o.send(t, t.Context(), ch, l)
		if err != nil || len(receipt) > 36 {
			t.Fatalf("%q %v", receipt, err)
		}
	}
	all := o.gw.Sent(citizen)
	for i, want := range []struct {
		device string
		sim    int
		rate   float64
	}{{"hp-1", 1, 0.5}, {"hp-1", 2, 0.2}, {"hp-2", 0, 0.5}} {
		m, ch := all[i], o.sims[i]
		if m.Device != want.device || m.SIM != want.sim || ch.Limits().Rate != want.rate || m.Text != text {
			t.Errorf("%d: by %s, SIM %d at %v", i, m.Device, m.SIM, ch.Limits().Rate)
		}
		if valid := m.Until.Sub(m.At); valid < 119*time.Minute || valid > 2*time.Hour {
			t.Errorf("%d is worth sending for %v", i, valid)
		}
	}
	if a := o.sims[1].Account(); a != "sms:gate/depan-2" {
		t.Error(a)
	}
}

// What was taken is not taken again, whatever the office believes; another attempt, letter or recipient has another name.
func TestTakenOnce(t *testing.T) {
	o := open(t)
	first, err := o.send(t, t.Context(), o.Channel, letter(1))
	again, errAgain := o.send(t, t.Context(), o.Channel, letter(1))
	if err != nil || errAgain != nil || first != again || len(o.gw.Sent("")) != 1 {
		t.Errorf("%q %v, %q %v, %d messages", first, err, again, errAgain, len(o.gw.Sent("")))
	}
	seen := map[string]bool{first: true}
	for _, change := range []func(*core.Letter){
		func(l *core.Letter) { l.ID = 2 }, func(l *core.Letter) { l.Attempt = 2 }, func(l *core.Letter) { l.To.ID = "+6281234567891" },
		func(l *core.Letter) { l.Message.Text = "lain" }, // a database put back from its copy gives numbers again
	} {
		l := letter(1)
		change(&l)
		id := o.id(l)
		if letter, attempt, ok := named(id); seen[id] || !ok || letter != l.ID || attempt != l.Attempt {
			t.Errorf("%q: letter %d, attempt %d, %v", id, letter, attempt, ok)
		}
		seen[id] = true
	}
	l := letter(1<<63 - 1)
	l.Attempt = 99999
	if id := o.id(l); len(id) > 36 {
		t.Errorf("%q has %d characters", id, len(id))
	}
	for _, other := range []string{"", "abc", "L-1-1", "L-1-1-abc", "M-1-1-0123456789", "L--1-0123456789", "L-0-1-0123456789", "L-1-0-0123456789", "L-1--1-0123456789"} {
		if _, _, ok := named(other); ok {
			t.Errorf("%q is taken for ours", other)
		}
	}
}

func TestAway(t *testing.T) {
	o := open(t)
	o.down.Store(true)
	if _, err := o.send(t, t.Context(), o.Channel, letter(1)); core.KindOf(err) != core.Away {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
	if _, err := o.Alive(t.Context()); core.KindOf(err) != core.Away {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
}

// A full queue is a phone that is not there: the account waits.
func TestFullQueue(t *testing.T) {
	o := open(t)
	o.gw.Fail(minismsgate.Full)
	_, err := o.send(t, t.Context(), o.Channel, letter(1))
	if core.KindOf(err) != core.Busy || core.After(err) < 30*time.Second {
		t.Errorf("%v (%s) after %v", err, core.KindOf(err), core.After(err))
	}
}

// Whatever the misfortune, Resolve finds out whether the letter left.
func TestDoubt(t *testing.T) {
	for fault, taken := range map[minismsgate.Fault]bool{
		minismsgate.ServerError: false, minismsgate.BadGateway: false, minismsgate.Reset: false, minismsgate.Stall: false,
		minismsgate.Hang: true, minismsgate.LateReset: true, minismsgate.LateError: true, minismsgate.Garbage: true,
	} {
		t.Run(string(fault), func(t *testing.T) {
			o := open(t)
			o.gw.Fail(fault)
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			l := letter(1)
			if _, err := o.send(t, ctx, o.Channel, l); core.KindOf(err) != core.Doubt {
				t.Fatalf("%v (%s)", err, core.KindOf(err))
			}
			state, receipt, err := o.Resolve(t.Context(), l)
			if taken {
				if err != nil || state != core.Sent || receipt != o.gw.Sent(citizen)[0].ID {
					t.Errorf("%s %q %v", state, receipt, err)
				}
				return
			}
			if err != nil || state != core.Doubtful {
				t.Errorf("at once: %s %v", state, err)
			}
			o.Lock()
			o.later = time.Minute
			o.Unlock()
			if state, _, err := o.Resolve(t.Context(), l); err != nil || state != core.Owed {
				t.Errorf("after a minute: %s %v", state, err)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	good := Config{URL: "https://192.168.1.10:8080/", User: "sms", Password: "rahasia-1", SigningKey: "rahasia-2"}
	for names, change := range map[string]func(*Config){
		"LOKET_SMSGATE_URL":         func(c *Config) { c.URL = "192.168.1.10:8080" },
		"LOKET_SMSGATE_USER":        func(c *Config) { c.User = "" },
		"LOKET_SMSGATE_PASSWORD":    func(c *Config) { c.Password = "" },
		"LOKET_SMSGATE_SIGNING_KEY": func(c *Config) { c.SigningKey = " " },
		"LOKET_SMSGATE_RATE":        func(c *Config) { c.Rate = -1 },
		"LOKET_PUBLIC_URL":          func(c *Config) { c.PublicURL = "loket.example.go.id" },
		"letters, digits":           func(c *Config) { c.Phones = []Phone{{Name: "meja depan"}} },
		"two phones":                func(c *Config) { c.Phones = []Phone{{Name: "a", SIM: 1}, {Name: "a", SIM: 2}} },
		"another is":                func(c *Config) { c.Phones = []Phone{{Name: "a", SIM: 1}, {Name: "b", SIM: 1}} },
		"1, 2 or 3":                 func(c *Config) { c.Phones = []Phone{{Name: "a", SIM: 4}} },
		"rate of phone":             func(c *Config) { c.Phones = []Phone{{Name: "a", Rate: -1}} },
		"number of phone":           func(c *Config) { c.Phones = []Phone{{Name: "a", Number: "0812"}} },
		"url of phone":              func(c *Config) { c.Phones = []Phone{{Name: "a", URL: "ftp://x"}} },
	} {
		bad := good
		change(&bad)
		_, err := New(bad)
		if err == nil || !strings.Contains(err.Error(), names) || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%v, want a word about %s and no secret", err, names)
		}
	}
	all, err := New(good)
	if err != nil || len(all) != 1 || all[0].Account() != "sms:gate/hp" || all[0].Limits().Rate != 0.3 || !all[0].Limits().Short {
		t.Errorf("%v %v", all, err)
	}
}
