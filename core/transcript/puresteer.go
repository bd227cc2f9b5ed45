package transcript

import (
	"time"

	"loket/core"
	"loket/core/dialog"
)

// steer does something with a notice.
func (o *Pure) steer(s dialog.Steer, by core.Actor) (done dialog.Steered) {
	done.Steer = s
	if s.Notice < 1 || int(s.Notice) > len(o.notices) {
		done.Err = refused("missing", nil)
		return done
	}
	n := o.notices[s.Notice-1]
	done.Letters, done.Err = o.steerOne(n, s.Deed, by)
	done.Notice, done.Ledger = *n, o.ledger(n.ID)
	if done.Err != nil || s.Deed == core.Withdraw {
		return done
	}
	for _, f := range o.notices {
		if f.Kind == core.Forwarding && f.Parent == n.ID {
			_, _ = o.steerOne(f, s.Deed, by) // over already: nothing to do
		}
	}
	return done
}

func (o *Pure) steerOne(n *core.Notice, deed core.Steering, by core.Actor) (letters int, bad *core.Error) {
	tooLate := refused("state", map[string]any{"status": string(n.State)})
	switch deed {
	case core.Approve:
		switch {
		case n.State != core.Awaiting:
			return 0, tooLate
		case n.By == by.Name:
			return 0, refused("own", nil)
		}
		n.Yes = by.Name
		if n.At.After(o.now) {
			n.State = core.Scheduled
			o.due(act{kind: "begin", notice: n.ID, due: n.At})
			return 0, nil
		}
		o.begin(n)
	case core.Refuse:
		if n.State != core.Awaiting {
			return 0, tooLate
		}
		n.Yes = by.Name
		o.end(n, core.Cancelled)
	case core.Pause:
		if !n.State.May(core.Paused) {
			return 0, tooLate
		}
		if n.State != core.Scheduled {
			n.Spent += max(0, o.now.Sub(n.OpenAt))
		}
		n.State = core.Paused
	case core.Resume:
		if n.State != core.Paused {
			return 0, tooLate
		}
		if n.OpenAt.IsZero() {
			o.begin(n)
			return 0, nil
		}
		n.State = core.Preparing
		n.OpenAt, n.ShutAt = o.window(o.now, *n)
		o.due(act{kind: "fan", notice: n.ID, due: o.now})
	case core.Cancel:
		if !n.State.May(core.Cancelled) {
			return 0, tooLate
		}
		letters = o.ledger(n.ID).Gone()
		o.end(n, core.Cancelled)
	case core.Withdraw:
		return o.withdraw(n, by)
	default:
		return 0, refused("missing", nil) // no transcript knows of failures and doubts
	}
	return letters, nil
}

// withdraw takes a notice back by another.
func (o *Pure) withdraw(n *core.Notice, by core.Actor) (letters int, bad *core.Error) {
	if o.replaced(n.ID) {
		return 0, refused("mended", nil)
	}
	letters = o.ledger(n.ID).Gone()
	w := core.Notice{Kind: core.Withdrawal, Parent: n.ID, State: core.Preparing, By: by.Name, Author: by.Address, Texts: n.Texts,
		Audience: n.Audience, Urgent: n.Urgent, AnyHour: true, Made: o.now, Expires: time.Time{}}
	o.enter(w)
	if n.State.May(core.Cancelled) {
		o.end(n, core.Cancelled)
	}
	return letters, nil
}
