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

// follower is one of those who follow.
type follower int

func (f follower) sms() bool     { return f%2 == 0 }
func (f follower) phone() string { return fmt.Sprintf("+62815%08d", 10000000+int(f)) }
func (f follower) chat() int64   { return 5_000_000 + int64(f) }

// writeFollowers writes a list to be imported.
func writeFollowers(t testing.TB, n int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("channel,address,lang,kecamatan,consent\n")
	districts := []string{"Kejaksan", "Lemahwungkuk", "Harjamukti", "Pekalipan", "Kesambi"}
	for f := range follower(n) {
		if f.sms() {
			fmt.Fprintf(&b, "sms,%s,id,%s,2020-03-02 formulir kecamatan\n", f.phone(), districts[int(f)%5])
		} else {
			fmt.Fprintf(&b, "telegram,%d,%s,%s,2020-03-02 formulir kecamatan\n", f.chat(), []string{"id", "en"}[int(f)/2%2], districts[int(f)%5])
		}
	}
	file := filepath.Join(t.TempDir(), "followers.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// status asks how an announcement stands, and holds the answer to its promise: the seven states add up to the audience.
func (p *providers) status(t testing.TB, id int64) noticeLine {
	t.Helper()
	var n noticeLine
	if err := json.Unmarshal([]byte(loket(t, p.office(), "announce", "status", "--json", strconv.FormatInt(id, 10))), &n); err != nil {
		t.Fatal(err)
	}
	l := n.Ledger
	if sum := l.Owed + l.Sending + l.Sent + l.Delivered + l.Failed + l.Skipped + l.Doubt; sum != l.Audience {
		t.Errorf("the counts add up to %d of an audience of %d: %+v", sum, l.Audience, l)
	}
	return n
}

// announce sends an announcement to all and returns its number.
func (p *providers) announce(t testing.TB, args ...string) int64 {
	t.Helper()
	var sent struct{ ID int64 }
	out := loket(t, p.env, append([]string{"announce", "send", "--yes", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &sent); err != nil || sent.ID == 0 {
		t.Fatalf("%v: %s", err, out)
	}
	return sent.ID
}

// over waits until nothing more of an announcement can be sent.
func (p *providers) over(t testing.TB, id int64, patience time.Duration) (n noticeLine) {
	t.Helper()
	until(t, patience, "the announcement is over", func() bool {
		time.Sleep(200 * time.Millisecond) // a look costs a process
		n = p.status(t, id)
		return n.State == core.Finished || n.State == core.Attention
	})
	return n
}

const closed = "Loket tutup 17-31 Maret 2020. Mohon tidak datang; ajukan lewat pesan ini."

// resident is how much memory a process has, and had at most, in megabytes.
func (p *process) resident(t testing.TB) (now, most int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0 // no such file on this system: nothing is measured
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 3 {
			kB, _ := strconv.Atoi(f[1])
			switch f[0] {
			case "VmRSS:":
				now = kB / 1024
			case "VmHWM:":
				most = kB / 1024
			}
		}
	}
	return now, most
}

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

// TestTelegramsLimits announces against a Telegram that keeps its limits to the letter: nothing is refused for going too fast,
// and hardly less than the allowed rate is used, by the server's own clock. It runs beside no other test of this package: what
// it looks at is time.
func TestTelegramsLimits(t *testing.T) {
	p := newProviders(t, databases["postgres"](t))
	n := 2 * 30 * 8 // eight seconds' worth by Telegram
	p.tg.Users(5_000_000, n)
	p.tg.Limit(minitelegram.Telegrams)
	p.tg.Chaos(1, minitelegram.Chance{Of: 1, Fault: minitelegram.Late(50 * time.Millisecond)})
	p.env = append(p.env, "LOKET_TELEGRAM_RATE=30")
	list := writeFollowers(t, n)
	running := serve(t, p.env...)
	p.deliver(running)
	loket(t, p.office(), "subscribers", "import", list)
	id := p.announce(t, closed, "--to", "telegram")
	p.over(t, id, 2*time.Minute)
	running.stop()
	rate, most := p.tg.Pace()
	refused, _ := p.tg.TooMany()
	t.Logf("%.2f a second of 30, at most %d in one second, %d refused", rate, most, refused)
	if refused > 0 || most > 30 {
		t.Errorf("%d calls were too fast; at most %d came in one second", refused, most)
	}
	if rate < 0.8*30 { // more than 97 % are used by a machine that has time for it
		t.Errorf("only %.2f of 30 a second were used", rate)
	}
}

// TestPauseAtOnce pauses an announcement while it is being sent, and cancels it: within a second of the command's end nothing
// of it leaves any more.
func TestPauseAtOnce(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const n = 1000
			p := newProviders(t, database(t))
			p.tg.Users(5_000_000, n)
			p.env = append(p.env, "LOKET_SMS_RATE=30", "LOKET_TELEGRAM_RATE=30")
			p.tw.Set(func(k *minitwilio.Knobs) {
				k.Chance, k.SlowBy = map[minitwilio.Fault]float64{minitwilio.Slow: 1}, 300*time.Millisecond
			})
			running := serve(t, p.env...)
			p.deliver(running)
			loket(t, p.office(), "subscribers", "import", writeFollowers(t, n))
			number := p.announce(t, closed)
			id := strconv.FormatInt(number, 10)
			gone := func() int { return p.tg.Total() + p.tw.Counts().Created }
			for _, deed := range []string{"pause", "cancel"} {
				before := gone()
				until(t, time.Minute, "letters leave", func() bool { return gone() > before+20 })
				loket(t, p.env, "announce", deed, id)
				time.Sleep(time.Second) // the promise itself
				before = gone()
				time.Sleep(2 * time.Second)
				if after := gone(); after != before {
					t.Errorf("%d letters left more than a second after the %s", after-before, deed)
				}
				if deed == "pause" {
					loket(t, p.env, "announce", "resume", id)
				}
			}
			var end noticeLine
			until(t, time.Minute, "the rest is given up", func() bool {
				end = p.status(t, number)
				return end.Ledger.Owed+end.Ledger.Sending == 0
			})
			if end.State != core.Cancelled || end.Ledger.Gone() != gone() || end.Ledger.Skipped != n-gone() {
				t.Errorf("%d have gone, and the ledger says %+v", gone(), end)
			}
			running.stop()
		})
	}
}
