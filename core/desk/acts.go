package desk

import (
	"context"
	"fmt"
	"time"

	"loket/core"
)

// rest is how long the desk waits before it looks again whether something is due.
const rest = time.Second

// doers are the kinds of due acts. Each is one short transaction, in which the act is also finished.
func (d *Desk) doers() map[string]func(core.Tx, core.Act) error {
	return map[string]func(core.Tx, core.Act) error{
		"forget": d.forget,
	}
}

// act carries out what is due until ctx ends. An act that fails is tried again later, and keeps no other from its turn.
func (d *Desk) act(ctx context.Context) {
	doers, failed := d.doers(), map[int64]*failure{}
	for away := false; ctx.Err() == nil; {
		done, err := d.actOnce(context.WithoutCancel(ctx), doers, failed)
		if err != nil && !away {
			d.log.Error("due acts cannot be looked for", "error", err)
		}
		away = err != nil
		if done {
			continue
		}
		select {
		case <-time.After(rest):
		case <-ctx.Done():
		}
	}
}

// failure is an act that could not be done.
type failure struct {
	times int
	next  time.Time // by the office's clock
}

// actOnce does the earliest due act that has not just failed. Done tells whether there may be more.
func (d *Desk) actOnce(ctx context.Context, doers map[string]func(core.Tx, core.Act) error, failed map[int64]*failure) (done bool, err error) {
	var act core.Act // the one in hand, should it fail
	var now time.Time
	err = d.tx(ctx, func(tx core.Tx) error {
		act, done = core.Act{}, false
		if now, err = tx.Now(); err != nil {
			return err
		}
		due, err := tx.DueActs(now, len(failed)+1)
		if err != nil {
			return err
		}
		for _, a := range due {
			if f := failed[a.ID]; f != nil && now.Before(f.next) {
				continue
			}
			act, done = a, true
			do := doers[a.Kind]
			if do == nil {
				return fmt.Errorf("no such kind of act")
			}
			if err := do(tx, a); err != nil {
				return err
			}
			return tx.Finish([]int64{a.ID})
		}
		return nil
	})
	switch {
	case err == nil && done:
		delete(failed, act.ID)
		d.count.acts.Add(1)
	case err != nil && act.ID != 0 && core.KindOf(err) != core.Away:
		f := failed[act.ID]
		if f == nil {
			f = &failure{}
			failed[act.ID] = f
		}
		f.times++
		f.next = now.Add(min(time.Second<<min(f.times, 10), 10*time.Minute))
		d.log.Error("a due act failed and is tried again later", "act", act.ID, "kind", act.Kind, "times", f.times, "error", err)
		return true, nil
	case err != nil:
		return false, err
	}
	return done, nil
}

// forgetLater sees to it that what is said to officers today is erased when its time is over.
func (d *Desk) forgetLater(tx core.Tx, now time.Time) error {
	today := core.DateOf(now)
	due := today.Add(d.cat.Office.Limits.KeepWordsDays+1).At(0, d.cat.Office.Zone)
	return tx.Defer([]core.Act{{Cause: "forget:" + today.String(), Kind: "forget", Due: due}})
}

// forget erases the texts of conversations that have been kept long enough.
func (d *Desk) forget(tx core.Tx, _ core.Act) error {
	now, err := tx.Now()
	if err != nil {
		return err
	}
	oldest := core.DateOf(now.In(d.cat.Office.Zone)).Add(-d.cat.Office.Limits.KeepWordsDays)
	_, err = tx.Forget(oldest.At(0, d.cat.Office.Zone))
	return err
}
