package main

import (
	"strconv"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

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
