package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/channels/channeltest/minismsgate"
	"loket/storage/storagetest"
)

// twoPhones is an office with three SIMs of its own, of different rates, whose announcements come from Twilio.
const twoPhones = `[sms]
in = "smsgate"
replies = "smsgate"
notices = "twilio"
silent = "wait"
[[sms.phone]]
name = "depan-1"
device = "hp-1"
sim = 1
number = "0812-0000-0001"
rate = 4.0
[[sms.phone]]
name = "depan-2"
device = "hp-1"
sim = 2
rate = 2.0
[[sms.phone]]
name = "belakang"
device = "hp-2"
rate = 10.0
`

// TestPhones opens the office with phones of its own. Citizens write to all of them; some webhooks are forged, others come twice; one
// phone has been gone for an hour, and what it has to tell comes later, in another order and some of it twice. Everybody is answered
// once, by the SIM that they wrote to, and none sends more in a second than it may. An announcement leaves by Twilio and names the number to write to.
func TestPhones(t *testing.T) {
	t.Parallel()
	gw := minismsgate.New(t)
	gw.AddPhone("hp-2", 1)
	var at atomic.Value
	at.Store("")
	gw.Rewrite = func(url string) string { return strings.Replace(url, publicURL, at.Load().(string), 1) }
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte(twoPhones), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newProviders(t, databases["sqlite"](t))
	p.env = append(p.env, "LOKET_OFFICE="+folder, "LOKET_SMSGATE_URL="+gw.URL, "LOKET_SMSGATE_USER="+gw.User, "LOKET_SMSGATE_PASSWORD="+gw.Password,
		"LOKET_SMSGATE_SIGNING_KEY="+gw.SigningKey)
	gw.Gone("hp-2", true)
	gw.Seen("hp-2", time.Now().Add(-time.Hour))
	office := serve(t, p.env...)
	at.Store(office.url)
	p.deliver(office)
	until(t, 10*time.Second, "webhooks are registered", func() bool { return len(gw.Hooks()) == 5 })
	until(t, 10*time.Second, "the silent phone is noticed", func() bool { return strings.Contains(office.log.String(), "a phone is silent") })

	const crowd = 12
	number := func(n int) string { return fmt.Sprintf("+62812345%05d", n) }
	in := func(n int) minismsgate.Inbound {
		one := minismsgate.Inbound{From: number(n), Text: fmt.Sprintf("DAFTAR#327401120390%04d#SITI AMINAH#AKTA LAHIR", n+1), Device: "hp-1", SIM: 1 + n%2}
		if n%3 == 2 {
			one.Device, one.SIM = "hp-2", 0
		}
		return one
	}
	var all sync.WaitGroup
	for n := range crowd {
		all.Go(func() {
			forged := in(n)
			forged.Forgery = []minismsgate.Forgery{minismsgate.WrongKey, minismsgate.Stale, minismsgate.Tampered, minismsgate.Unsigned}[n%4]
			if forged.Device == "hp-1" {
				if r := gw.Receive(forged); r.Status != 401 {
					t.Errorf("a forged webhook was answered %d", r.Status)
				}
			}
			r := gw.Receive(in(n))
			if forged.Device == "hp-1" {
				if again := gw.Again(r); r.Status != 200 || again.Status != 200 {
					t.Errorf("answered %d, then %d", r.Status, again.Status)
				}
			}
		})
	}
	all.Wait()
	answered := func(n int) bool { return len(gw.Sent(number(n))) > 0 }
	for n := range crowd {
		if n%3 != 2 {
			until(t, 20*time.Second, fmt.Sprint("citizen ", n, " is answered"), func() bool { return answered(n) })
		}
	}
	office.stop()

	// The phone comes back while the office is closed.
	gw.Gone("hp-2", false)
	gw.Shuffle("hp-2", 3)
	office = serve(t, p.env...)
	at.Store(office.url)
	p.deliver(office)
	until(t, 10*time.Second, "the phone is known to be back", func() bool { return strings.Contains(office.log.String(), "a phone is back") })
	gw.Retry("hp-2")
	for n := range crowd {
		until(t, 20*time.Second, fmt.Sprint("citizen ", n, " is answered"), func() bool { return answered(n) })
	}
	gw.Receive(minismsgate.Inbound{From: number(0), Text: "LANGGANAN", Device: "hp-1", SIM: 2})
	until(t, 20*time.Second, "citizen 0 follows", func() bool { return len(gw.Sent(number(0))) == 2 })
	loket(t, append(p.office(), p.env[4:]...), "announce", "send", "Loket tutup hari Rabu.", "--to", "sms", "--urgent", "--yes")
	sent := p.tw.WaitSent(t, number(0), 1, 20*time.Second)
	if !strings.Contains(sent[0].Body, "SMS ke 0812-0000-0001") {
		t.Errorf("the announcement does not name the number to write to: %q", sent[0].Body)
	}

	tickets := map[string]bool{}
	for _, r := range requests(t, p.office(), officeDay) {
		tickets[*r.Ticket] = true
	}
	if len(tickets) != crowd {
		t.Errorf("%d requests of %d citizens", len(tickets), crowd)
	}
	for n := range crowd {
		want, got := in(n), gw.Sent(number(n))
		if n == 0 {
			got = got[:1]
		}
		if len(got) != 1 || got[0].Device != want.Device || got[0].SIM != want.SIM || got[0].Tries != 1 {
			t.Errorf("citizen %d wrote to SIM %d of %s and was answered %+v", n, want.SIM, want.Device, got)
		}
	}
	for sim, rate := range map[string]int{"hp-1 1": 4, "hp-1 2": 2, "hp-2 0": 10} {
		var at []time.Time
		for _, m := range gw.Sent("") {
			if fmt.Sprint(m.Device, " ", m.SIM) == sim {
				at = append(at, m.At)
			}
		}
		for i := rate; i < len(at); i++ {
			if within := at[i].Sub(at[i-rate]); within < 950*time.Millisecond {
				t.Errorf("SIM %s sent %d messages within %s", sim, rate+1, within)
			}
		}
	}
	if log := office.log.String(); strings.Contains(log, "62812345") || strings.Contains(log, "SITI") {
		t.Error("a citizen's number or name stands in the log")
	}
	office.stop()
}

// TestPhonesMove: with silent = "move" news for who wrote to a phone that has fallen silent leaves by another, once, and not again when the
// phone is back.
func TestPhonesMove(t *testing.T) {
	t.Parallel()
	gw := minismsgate.New(t)
	gw.AddPhone("hp-2", 1)
	var at atomic.Value
	at.Store("")
	gw.Rewrite = func(url string) string { return strings.Replace(url, publicURL, at.Load().(string), 1) }
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte(strings.Replace(twoPhones, `"wait"`, `"move"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	address := databases["sqlite"](t)
	p := newProviders(t, address)
	p.env = append(p.env, "LOKET_OFFICE="+folder, "LOKET_SMSGATE_URL="+gw.URL, "LOKET_SMSGATE_USER="+gw.User, "LOKET_SMSGATE_PASSWORD="+gw.Password,
		"LOKET_SMSGATE_SIGNING_KEY="+gw.SigningKey)
	open := func() *process {
		o := serve(t, p.env...)
		at.Store(o.url)
		p.deliver(o)
		until(t, 10*time.Second, "webhooks are registered", func() bool { return len(gw.Hooks()) == 5 })
		return o
	}
	const citizen = "+6281234500001"
	o := open()
	gw.Receive(minismsgate.Inbound{From: citizen, Text: "DAFTAR#3274011203900001#SITI AMINAH#AKTA LAHIR", Device: "hp-2"})
	until(t, 20*time.Second, "the citizen is answered", func() bool { return len(gw.Sent(citizen)) == 1 })
	o.stop()

	gw.Gone("hp-2", true)
	gw.Seen("hp-2", time.Now().Add(-time.Hour))
	db, err := storagetest.Raw(address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE phones SET heard_at = heard_at - 3600000000 WHERE account = 'sms:gate/belakang'"); err != nil {
		t.Fatal(err)
	}
	o = open()
	until(t, 10*time.Second, "the silent phone is noticed", func() bool { return strings.Contains(o.log.String(), "a phone is silent") })
	o.stop()
	loket(t, slices.Concat(p.office(), p.env[4:]), "advance", "SIAP_DIAMBIL", "--day", officeDay)
	o = open()
	until(t, 20*time.Second, "the news has moved", func() bool { return len(gw.Sent(citizen)) == 2 })
	o.stop()

	gw.Gone("hp-2", false)
	o = open()
	until(t, 10*time.Second, "the phone is known to be back", func() bool { return strings.Contains(o.log.String(), "a phone is back") })
	gw.Retry("hp-2")
	o.stop()
	got := gw.Sent(citizen)
	if len(got) != 2 || got[0].Device != "hp-2" || got[1].Device != "hp-1" {
		t.Errorf("sent %+v", got)
	}
	if log := o.log.String(); strings.Contains(log, citizen[3:]) {
		t.Errorf("the number stands in the log: %s", log)
	}
}
