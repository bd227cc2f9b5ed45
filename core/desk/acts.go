package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loket/core"
)

// rest is how long the desk waits before it looks again whether something is due, unless it is stirred.
const rest = time.Second

// doing is a due act inside its transaction.
type doing struct {
	tx    core.Tx
	act   core.Act
	now   time.Time // the office's, in its zone
	again time.Time // there is more to do, at this time; zero: the act is finished
	woken []string  // accounts that owe letters now
	done  func()    // after the commit, if there is anything
}

// doers are the kinds of due acts. Each is one short transaction, in which the act is also finished or put off: what is long
// keeps a cursor and goes on with the next transaction.
func (d *Desk) doers() map[string]func(*doing) error {
	return map[string]func(*doing) error{
		"forget": d.forget,
		"code":   d.sendCode, "unite": d.unite, "part": d.part,
		"look":  d.look,
		"begin": d.beginDue, "second": d.askSecond, "fan": d.fan, "window": d.shiftWindow, "expire": d.expire, "skip": d.skip, "keep": d.keep,
		"ceiling": d.renewCeilings, "prune": d.prune, "tokenize": d.tokenize, "login": d.sendLink,
		"offer": d.offer, "release": d.offer, "invite": d.invite, "lapse": d.lapse, "dayend": d.dayEnd,
		"move": d.makeRoom, "earlier": d.earlier, "holidays": d.holidays,
		"remind": d.remind, "unready": d.moveUnready, "correct": d.remindAnswer, "advance": d.advanceDay,
		"fetch": d.fetch, "unfit": d.unfit, "sweep": d.sweep,
	}
}

// Stir makes the desk look at once for what is due: another process says that there may be something.
func (d *Desk) Stir() { d.stir() }

// stir does it when something was deferred until now.
func (d *Desk) stir() {
	select {
	case d.stirred <- struct{}{}:
	default:
	}
}

// act carries out what is due until ctx ends. An act that fails is tried again later, and keeps no other from its turn.
func (d *Desk) act(ctx context.Context) {
	for away := false; ctx.Err() == nil; {
		err := d.CatchUp(ctx)
		if err != nil && !away {
			d.log.Error("due acts cannot be looked for", "error", err)
		}
		away = err != nil
		select {
		case <-time.After(rest):
		case <-d.stirred:
		case <-ctx.Done():
		}
	}
}

// CatchUp does everything that is due, one act after the other, and returns when nothing is, or when ctx ends. An act under
// way is always brought to its end.
func (d *Desk) CatchUp(ctx context.Context) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	doers := d.doers()
	for ctx.Err() == nil {
		if due, err := d.due(ctx); err != nil || !due {
			return err
		}
		done, err := d.actOnce(context.WithoutCancel(ctx), doers)
		if err != nil || !done {
			return err
		}
	}
	return nil
}

// due tells whether there is anything to do.
func (d *Desk) due(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.o.Timeout)
	defer cancel()
	return d.store.Due(ctx)
}

// failure is an act that could not be done.
type failure struct {
	times int
	next  time.Time // by the office's clock
}

// actOnce does the earliest due act that has not just failed. Done tells whether there may be more.
func (d *Desk) actOnce(ctx context.Context, doers map[string]func(*doing) error) (done bool, err error) {
	var x *doing // in hand, should it fail
	var now time.Time
	err = d.tx(ctx, func(tx core.Tx) error {
		x, done = nil, false
		if now, err = tx.Now(); err != nil {
			return err
		}
		due, err := tx.DueActs(now, len(d.failed)+1)
		if err != nil {
			return err
		}
		for _, a := range due {
			if f := d.failed[a.ID]; f != nil && now.Before(f.next) {
				continue
			}
			x, done = &doing{tx: tx, act: a, now: now.In(d.cat.Office.Zone)}, true
			return x.do(doers[a.Kind])
		}
		return nil
	})
	switch {
	case err == nil && done:
		delete(d.failed, x.act.ID)
		d.count.acts.Add(1)
		for _, account := range x.woken {
			d.o.Wake(account)
		}
		if x.done != nil {
			x.done()
		}
		if wait := x.again.Sub(now); wait > 0 && wait < rest {
			time.AfterFunc(wait, d.stir)
		}
	case err != nil && x != nil && core.KindOf(err) != core.Away:
		f := d.failed[x.act.ID]
		if f == nil {
			f = &failure{}
			d.failed[x.act.ID] = f
		}
		f.times++
		f.next = now.Add(min(time.Second<<min(f.times, 10), 10*time.Minute))
		d.log.Error("a due act failed and is tried again later", "act", x.act.ID, "kind", x.act.Kind, "times", f.times, "error", err)
		return true, nil
	case err != nil:
		return false, err
	}
	return done, nil
}

func (x *doing) do(do func(*doing) error) error {
	if do == nil {
		return fmt.Errorf("no such kind of act")
	}
	if err := do(x); err != nil {
		return err
	}
	if !x.again.IsZero() {
		x.act.Due = x.again
		return x.tx.Postpone(x.act)
	}
	return x.tx.Finish([]int64{x.act.ID})
}

// body is what an act needs to know.
func body(v any) []byte {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs always encode
	}
	return encoded
}

// read reads the body of an act.
func (x *doing) read(v any) error {
	if err := json.Unmarshal(x.act.Body, v); err != nil {
		return fmt.Errorf("the body of an act of kind %q cannot be read", x.act.Kind)
	}
	return nil
}

// readWithCalendar reads the body of an act, and the calendar as it is when the act is done.
func (d *Desk) readWithCalendar(x *doing, v any) (*core.Calendar, error) {
	if err := x.read(v); err != nil {
		return nil, err
	}
	_, calendar, err := d.today(x.tx)
	return calendar, err
}

// forgetLater sees to it that what is said to officers today is erased when its time is over.
func (d *Desk) forgetLater(tx core.Tx, now time.Time) error {
	today := core.DateOf(now)
	due := today.Add(d.cat.Office.Limits.KeepWordsDays+1).At(0, d.cat.Office.Zone)
	return tx.Defer([]core.Act{{Cause: "forget:" + today.String(), Kind: "forget", Due: due}})
}

// forget erases the texts of conversations that have been kept long enough.
func (d *Desk) forget(x *doing) error {
	oldest := core.DateOf(x.now).Add(-d.cat.Office.Limits.KeepWordsDays)
	_, err := x.tx.Forget(oldest.At(0, d.cat.Office.Zone))
	return err
}
