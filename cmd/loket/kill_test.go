package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/channels/channeltest/minitwilio"
)

// kills is how often the process is killed under load. The long form, some minutes: go test ./cmd/loket -run TestKill -kills 50
var kills = flag.Int("kills", 4, "how often TestKill kills the process")

// instants are how long each process lives until it is killed. Who starts after a death may speak only when the lease of the
// dead has run out, 8 s later: every second life is long enough to be killed while it sends, the others die while they
// can only hear.
func instants(n int) (lives []time.Duration, all time.Duration) {
	for i := range n {
		life := 200*time.Millisecond + rand.N(1500*time.Millisecond)
		switch {
		case i == 0: // nobody's lease is in the way
			life += time.Second
		case i%2 == 0:
			life = 8*time.Second + rand.N(3*time.Second)
		}
		lives, all = append(lives, life), all+life
	}
	return lives, all
}

// TestKill kills the process at random instants while 300 citizens write, and starts it again, as a supervisor would. Twilio
// repeats a webhook that got no 200, Telegram an update that was not confirmed. Nothing may be lost and no place given
// twice; a double is possible only on Telegram, and is counted.
func TestKill(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const crowd = 300
			p := newProviders(t, database(t))
			lives, lasts := instants(*kills)
			// Slow enough that there is always something on its way.
			rate := fmt.Sprint(max(2, 150 / *kills))
			p.env = append(p.env, "LOKET_SMS_RATE="+rate, "LOKET_TELEGRAM_RATE="+rate, "LOKET_LISTEN=127.0.0.1:"+freePort(t))
			p.tw.Set(func(k *minitwilio.Knobs) {
				k.Chance, k.SlowBy = map[minitwilio.Fault]float64{minitwilio.Slow: 0.5}, 200*time.Millisecond
			})
			p.tg.Chaos(1, minitelegram.Chance{Of: 0.5, Fault: minitelegram.Late(200 * time.Millisecond)})
			running := serve(t, p.env...)
			p.deliver(running) // its successors have its address
			var all sync.WaitGroup
			for c := range citizen(crowd) {
				all.Go(func() {
					time.Sleep(rand.N(lasts)) // the load, not a synchronisation: citizens write when they like
					if !c.sms() {
						p.tg.Say(c.chat(), c.words())
						return
					}
					in := minitwilio.Inbound{From: c.phone(), Body: c.words(), SID: sid(c)}
					for give := time.Now().Add(time.Minute); p.tw.Deliver(in).Status != 200; time.Sleep(50 * time.Millisecond) {
						if time.Now().After(give) {
							t.Errorf("citizen %d found no open office", c)
							return
						}
					}
				})
			}
			began := time.Now()
			for _, life := range lives {
				time.Sleep(life)
				running.kill()
				running = serve(t, p.env...)
			}
			all.Wait()
			// What was claimed when the process died is in doubt for a while; Twilio is asked for a minute.
			until(t, 2*time.Minute, "everybody is answered", func() bool { return p.told(crowd) == crowd })
			answered := time.Since(began)
			running.stop()
			sms, telegram := p.audit(t, crowd)
			t.Logf("%d kills in %s, all answered after %s: %d doubles by Telegram, %d by SMS", *kills, lasts.Round(time.Second),
				answered.Round(time.Second), telegram, sms)
			if sms > 0 {
				t.Errorf("%d citizens were told twice by SMS, where doubt can be resolved", sms)
			}
			if n := p.tg.Conflicts(); n > *kills {
				t.Errorf("pollers met %d times", n) // a poll of the dead may still hang at Telegram when the next begins
			}
		})
	}
}

// sid is the name of a citizen's message at Twilio: a webhook that is posted again is the same message.
func sid(c citizen) string { return "SM" + strings.Repeat("0", 26) + c.phone()[len(c.phone())-6:] }

// TestStop asks the process to close while the crowd is being answered: no letter is left in doubt, and who comes next
// answers the rest at once.
func TestStop(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const crowd = 300
			p := newProviders(t, database(t))
			p.tw.Set(func(k *minitwilio.Knobs) {
				k.Chance = map[minitwilio.Fault]float64{minitwilio.Slow: 1}
				k.SlowBy = 300 * time.Millisecond
			})
			env := append(p.env, "LOKET_SMS_RATE=100", "LOKET_TELEGRAM_RATE=100")
			first := serve(t, env...)
			p.deliver(first)
			var all sync.WaitGroup
			for c := range citizen(crowd) {
				if !c.sms() {
					p.tg.Say(c.chat(), c.words())
					continue
				}
				all.Go(func() { p.tw.Deliver(minitwilio.Inbound{From: c.phone(), Body: c.words(), SID: sid(c)}) })
			}
			all.Wait()
			until(t, 20*time.Second, "some are answered", func() bool { return p.told(crowd) > 20 })
			began := time.Now()
			first.stop()
			t.Logf("closed after %s, %d of %d answered", time.Since(began).Round(time.Millisecond), p.told(crowd), crowd)
			if strings.Contains(first.log.String(), "doubt") {
				t.Error("letters were left in doubt")
			}
			second := serve(t, env...)
			p.deliver(second)
			until(t, 20*time.Second, "the rest is answered", func() bool { return p.told(crowd) == crowd })
			second.stop()
			if strings.Contains(second.log.String(), "doubt") {
				t.Error("letters were in doubt for who came next")
			}
			if sms, telegram := p.audit(t, crowd); sms+telegram > 0 {
				t.Errorf("told twice: %d by SMS, %d by Telegram", sms, telegram)
			}
		})
	}
}
