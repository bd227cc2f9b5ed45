package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

// followers is how many get the announcements of these tests, half by SMS and half by Telegram. The long form, with what
// it measures: go test ./cmd/loket -run 'TestBroadcast|TestChaos' -followers 100000 -deaths 5 -timeout 60m -v
var (
	followers = flag.Int("followers", 800, "how many follow in TestBroadcast and TestChaos")
	deaths    = flag.Int("deaths", 2, "how often TestBroadcast kills the process in mid-flight")
)

// TestBroadcast announces to many while the process is killed again and again in mid-flight, and citizens go on writing: every
// address gets the announcement exactly once, but for Telegram's letters that were in flight at a death; the counts add up at
// every moment; and who writes meanwhile is answered before all announcements.
func TestBroadcast(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProviders(t, database(t))
			p.tg.Users(5_000_000, *followers)
			rate := fmt.Sprint(max(25, *followers/100))
			p.env = append(p.env, "LOKET_SMS_RATE="+rate, "LOKET_TELEGRAM_RATE="+rate, "LOKET_LISTEN=127.0.0.1:"+freePort(t))
			p.env = append(p.env, "LOKET_OFFICE="+withoutCeiling(t))
			list := writeFollowers(t, *followers)
			// First the letters are made, by a process that keeps to the providers' usual rates.
			running := serve(t, append(slices.Clone(p.env), "LOKET_SMS_RATE=10", "LOKET_TELEGRAM_RATE=30")...)
			p.deliver(running)
			began := time.Now()
			loket(t, p.office(), "subscribers", "import", list)
			imported := time.Since(began)
			idle, _ := running.resident(t)

			began = time.Now()
			id := p.announce(t, closed, "--text-en", "The counter is closed from 17 to 31 March 2020.")
			until(t, 5*time.Minute, "every letter is made", func() bool {
				n := p.status(t, id)
				return n.State != core.Preparing && n.Ledger.Audience == *followers
			})
			owed := time.Since(began)
			_, most := running.resident(t)
			running.stop()
			running = serve(t, p.env...)

			asking := p.ask(t)
			time.Sleep(min(time.Duration(*followers)*5*time.Millisecond, 25*time.Second)) // how long somebody asks again and again
			answers := asking()
			inFlight := 0
			for range *deaths {
				before := p.status(t, id).Ledger
				until(t, 2*time.Minute, "letters leave", func() bool { return p.status(t, id).Ledger.Gone() > before.Gone() || before.Owed == 0 })
				_, high := running.resident(t)
				most = max(most, high)
				running.kill()
				inFlight += leftBehind(t, running, "telegram")
				running = serve(t, p.env...)
			}
			n := p.over(t, id, 15*time.Minute)
			inFlight += leftBehind(t, running, "telegram")
			_, high := running.resident(t)
			running.stop()

			if n.Ledger.Gone() != *followers || n.State != core.Finished {
				t.Errorf("it ended as %+v", n)
			}
			sms, telegram := p.heard(t, *followers)
			if sms > 0 {
				t.Errorf("%d got it twice by SMS, where doubt can be resolved", sms)
			}
			if telegram > inFlight {
				t.Errorf("%d doubles by Telegram, and %d letters were in flight", telegram, inFlight)
			}
			slices.Sort(answers)
			t.Logf("%d followers: imported in %s, all owed %s after the yes, over after %s with %d deaths; %d doubles by Telegram; "+
				"memory %d MB idle, %d MB at most; %d answers meanwhile, median %s, p99 %s", *followers, imported.Round(time.Millisecond),
				owed.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), *deaths, telegram, idle, max(most, high), len(answers),
				answers[len(answers)/2].Round(time.Millisecond), answers[len(answers)*99/100].Round(time.Millisecond))
		})
	}
}

// withoutCeiling is a folder of office files: with as many followers as in the long form, the day's ceiling on SMS would end the
// announcement, as it should.
func withoutCeiling(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte("[announce]\nsms_per_day = 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// leftBehind is how many letters of a channel a process found that others had intended and not written down as sent.
func leftBehind(t testing.TB, p *process, channel string) (n int) {
	t.Helper()
	for line := range strings.Lines(p.log.String()) {
		var said struct {
			Msg, Channel string
			Letters      int
		}
		if json.Unmarshal([]byte(line), &said) == nil && said.Channel == channel && strings.Contains(said.Msg, "left behind") {
			n += said.Letters
		}
	}
	return n
}

// heard counts how often an announcement was sent to somebody for a second time, and finds who did not get it.
func (p *providers) heard(t testing.TB, n int) (sms, telegram int) {
	t.Helper()
	tally := p.tg.Tally()
	for f := range follower(n) {
		got := tally[f.chat()]
		if f.sms() {
			got = len(p.tw.Sent(f.phone()))
		}
		switch {
		case got == 0:
			t.Errorf("follower %d did not get it", f)
		case f.sms():
			sms += got - 1
		default:
			telegram += got - 1
		}
	}
	return sms, telegram
}

// ask lets somebody write by Telegram again and again, and returns what ends it and tells how long each answer took.
func (p *providers) ask(t testing.TB) (end func() []time.Duration) {
	const chat = 42
	p.tg.Users(chat, 1)
	stop, done := make(chan struct{}), make(chan []time.Duration)
	go func() {
		var took []time.Duration
		for n := 1; ; n++ {
			select {
			case <-stop:
				done <- took
				return
			case <-time.After(1100 * time.Millisecond): // Telegram takes one message a second into a chat
			}
			began := time.Now()
			p.tg.Say(chat, "kuota")
			for len(p.tg.Sent(chat)) < n && time.Since(began) < time.Minute {
				time.Sleep(5 * time.Millisecond)
			}
			took = append(took, time.Since(began))
		}
	}()
	return func() []time.Duration { close(stop); return <-done }
}

// TestChaos announces through providers in a bad way: 5 % of the calls are answered 429, 2 % with a server error, 1 % are taken
// and their answer is lost, some people have blocked the office or do not exist, and reports come out of order or twice. Every letter comes to
// its end with the right reason, and nobody gets an SMS twice.
func TestChaos(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := *followers / 4
			p := newProviders(t, database(t))
			p.tg.Users(5_000_000, n)
			p.env = append(p.env, "LOKET_SMS_RATE="+fmt.Sprint(max(50, n/100)), "LOKET_TELEGRAM_RATE="+fmt.Sprint(max(50, n/100)))
			p.tg.Chaos(7, minitelegram.Chance{Of: 0.05, Fault: minitelegram.TooManyRequests(1)}, minitelegram.Chance{Of: 0.02, Fault: minitelegram.BadGateway()},
				minitelegram.Chance{Of: 0.005, Fault: minitelegram.ResetAfter()}, minitelegram.Chance{Of: 0.005, Fault: minitelegram.SilentAfter()})
			p.tw.Seed(7)
			p.tw.Set(func(k *minitwilio.Knobs) {
				k.Chance = map[minitwilio.Fault]float64{minitwilio.TooMany: 0.05, minitwilio.ServerError: 0.02, minitwilio.LateReset: 0.005, minitwilio.Hang: 0.005}
				k.Reports = minitwilio.Reports{Auto: true, Order: map[string]minitwilio.Order{"sqlite": minitwilio.Backwards, "postgres": minitwilio.Doubled}[name]}
			})
			want := map[string]int{}
			for f := range follower(n) {
				switch {
				case f%97 == 12 && f.sms():
					p.tw.Refuse(f.phone(), 21610)
					want["blocked"]++
				case f%97 == 14 && f.sms():
					p.tw.Refuse(f.phone(), 21211)
					want["gone"]++
				case f%61 == 13 && !f.sms():
					p.tg.Block(f.chat())
					want["blocked"]++
				}
			}
			list := writeFollowers(t, n)
			running := serve(t, p.env...)
			p.deliver(running)
			loket(t, p.office(), "subscribers", "import", list)
			id := p.announce(t, closed)
			end := p.over(t, id, 15*time.Minute)
			running.stop()
			got := map[string]int{}
			for line := range strings.Lines(loket(t, p.office(), "announce", "failed", "--json", strconv.FormatInt(id, 10))) {
				var r struct{ Reason string }
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					t.Fatal(err)
				}
				got[r.Reason]++
			}
			for _, reason := range []string{"blocked", "gone"} {
				if got[reason] != want[reason] {
					t.Errorf("%d letters ended as %s, not %d", got[reason], reason, want[reason])
				}
			}
			if len(got) > len(want) || end.Ledger.Gone() != n-want["blocked"]-want["gone"] {
				t.Errorf("reasons %v, not %v; %+v", got, want, end.Ledger)
			}
			if again := p.tw.Duplicates(); len(again) > 0 {
				t.Errorf("%d SMS went twice", len(again))
			}
		})
	}
}
