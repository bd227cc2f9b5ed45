package outbox

import (
	"errors"
	"time"

	"loket/core"
)

const (
	lastTry = 24 * time.Hour // a letter that could not be sent, or not be cleared up, for so long has failed …
	fewest  = 5              // … if it was tried again at least so often: it may have been laid aside for most of that time
	doubles = 30             // a letter that may have arrived so often is not sent again
)

// luck is what a letter has met in this process. How long it has been tried stands in the database.
type luck struct {
	tries int  // attempts in a row that reached nobody
	moved bool // it has been sent on to another address
}

// verdict is what the end of a call means.
type verdict struct {
	outcome core.Outcome
	again   bool          // no outcome yet: the same attempt goes on after the pause
	account time.Duration // nothing leaves from the account for so long
	chat    time.Duration // nothing leaves for the address for so long
	trouble bool          // the provider as a whole is in trouble, or we are with it
}

// judge says what the end of a call means. Before is what the letter has met, streak how many calls in a row ended in
// trouble.
func judge(l core.Letter, receipt string, err error, before luck, now time.Time, streak int) verdict {
	v := verdict{outcome: core.Outcome{Letter: l.ID, Attempt: l.Attempt}}
	o := &v.outcome
	if err == nil {
		if o.State, o.Receipt = core.Sent, receipt; !last(l) {
			o.State = core.Sending
		}
		return v
	}
	fail := func(reason string) verdict {
		o.State, o.Reason = core.Failed, reason
		return v
	}
	owe := func(wait time.Duration) {
		o.State, o.Wait = core.Owed, wait
	}
	switch core.KindOf(err) {
	case core.Busy:
		v.again, v.account = true, max(core.After(err), time.Second)
		return v
	case core.BusyChat:
		v.again, v.chat = true, max(core.After(err), time.Second)
		return v
	case core.Stopped:
		o.Shut = true
		return fail("blocked")
	case core.Gone:
		// Once: two addresses that name each other must not keep a letter going for ever.
		if o.Moved = movedTo(err); o.Moved.IsZero() || before.moved {
			o.Moved = core.Address{}
			return fail("gone")
		}
		owe(0)
	case core.Refused:
		return fail("refused")
	case core.Window:
		return fail("window")
	case core.Operator: // every letter would meet the same
		v.trouble, v.account = true, backoff(streak, 30*time.Second, 10*time.Minute)
		owe(0)
		return v
	case core.Away:
		// One letter may have bad luck; several in a row mean that nobody is there, and all wait.
		v.trouble = true
		if streak >= 2 {
			v.account = backoff(streak-2, 500*time.Millisecond, time.Minute)
		}
		if before.tries >= fewest && overdue(l, now) {
			return fail("unreachable")
		}
		owe(backoff(before.tries, time.Second, 5*time.Minute))
	default:
		if l.Unclear >= doubles || l.Unclear >= fewest && overdue(l, now) {
			return fail("unreachable")
		}
		o.State, o.Wait = core.Doubtful, backoff(l.Unclear, time.Second, 5*time.Minute)
	}
	return v
}

// overdue tells whether a letter has been tried for as long as it may be.
func overdue(l core.Letter, now time.Time) bool {
	return !l.Since.IsZero() && now.Sub(l.Since) > lastTry
}

// movedTo is the address that an error names instead of one that is gone.
func movedTo(err error) core.Address {
	var e *core.Error
	if errors.As(err, &e) {
		return e.Moved
	}
	return core.Address{}
}
