package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// clock: the office's time is fixed within a transaction, takes any time while nobody has written, then moves forward only.
func clock(o *office) {
	ctx := context.Background()
	now := func() (t time.Time) {
		o.tx(func(tx core.Tx) {
			t = got[time.Time](o)(tx.Now())
			if again := got[time.Time](o)(tx.Now()); !again.Equal(t) {
				o.Errorf("the clock ran within a transaction: %v, %v", t, again)
			}
		})
		return t
	}
	near := func(about string, want time.Time) {
		o.Helper()
		if d := now().Sub(want); d < 0 || d > time.Minute {
			o.Errorf("%s: off by %v", about, d)
		}
	}
	if d := time.Since(now()); d < -time.Minute || d > time.Minute {
		o.Errorf("a fresh office's clock is the machine's: off by %v", d)
	}
	founding := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	o.ok(o.s.SetClock(ctx, founding.AddDate(1, 0, 0)))
	o.ok(o.s.SetClock(ctx, founding))
	near("a fresh office goes back", founding)
	if zone := now().Location(); zone != time.UTC {
		o.Errorf("the office's time came in zone %v", zone)
	}

	o.tx(func(tx core.Tx) { got[[]int64](o)(tx.Admit([]core.Inbound{{Account: "sms", ID: "1"}})) })
	o.ok(o.s.SetClock(ctx, founding.Add(-time.Hour)))
	near("an office in use stays", founding)
	o.ok(o.s.SetClock(ctx, founding.Add(time.Hour)))
	near("and moves forward", founding.Add(time.Hour))
}

// inbox: a message is admitted once, whoever delivers it how often.
func inbox(o *office) {
	in := func(account, id string) core.Inbound {
		return core.Inbound{Account: account, ID: id, From: phone(1), Text: "halo"}
	}
	var first, second []int64
	o.tx(func(tx core.Tx) {
		first = got[[]int64](o)(tx.Admit([]core.Inbound{in("sms", "b"), in("sms", "a"), in("sms", "b"), in("bot", "a")}))
	})
	if first[0] == 0 || first[1] == 0 || first[2] != 0 || first[3] == 0 {
		o.Errorf("first delivery: %v", first)
	}
	o.tx(func(tx core.Tx) {
		second = got[[]int64](o)(tx.Admit([]core.Inbound{in("sms", "a"), in("sms", "c"), in("bot", "a")}))
	})
	if second[0] != 0 || second[1] == 0 || second[2] != 0 {
		o.Errorf("second delivery: %v", second)
	}
	o.tx(func(tx core.Tx) { o.same("an empty tray", got[[]int64](o)(tx.Admit(nil)), []int64{}) })
}
