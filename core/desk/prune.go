package desk

import (
	"encoding/json"
	"fmt"
	"time"

	"loket/core"
)

// Once a day, at night, what grows for ever is pruned: a page a transaction, with a breath after each in which the others have
// the database, for an SQLite file has one writer.
const (
	nightly = 3 * 60 // minutes after midnight
	atOnce  = 1000   // rows of a page
	breath  = 40 * time.Millisecond

	// Telegram keeps an update for 24 hours (core.telegram.org/bots/api#getting-updates), Twilio repeats a webhook within 15 s
	// (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
	keepMessages = 7 * 24 * time.Hour
	// Whatever is deferred has a cause that never comes again: it names a day, a message, or a step of a notice that is taken
	// once. A month is for who wants to see in the database what was done.
	keepActs = 30 * 24 * time.Hour
)

// pruning is how far a day's round has come: the body of its act.
type pruning struct {
	Step  int   // of olds
	After int64 // rows up to here are done
	Gone  [3]int
}

// old is something that is pruned, and how long it is kept.
type old struct {
	what core.Old
	keep time.Duration
}

func (d *Desk) olds() [3]old {
	letters := time.Duration(d.cat.Office.Limits.KeepLettersDays) * 24 * time.Hour
	return [3]old{{core.OldMessages, keepMessages}, {core.OldLetters, letters}, {core.OldActs, keepActs}}
}

// pruneNext is the act of the next night.
func (d *Desk) pruneNext(now time.Time) core.Act {
	day := core.DateOf(now)
	if !now.Before(day.At(nightly, d.cat.Office.Zone)) {
		day = day.Add(1)
	}
	return core.Act{Cause: "prune:" + day.String(), Kind: "prune", Due: day.At(nightly, d.cat.Office.Zone)}
}

// prune removes what nobody needs any more.
func (d *Desk) prune(x *doing) error {
	var p pruning
	if len(x.act.Body) > 0 {
		if err := json.Unmarshal(x.act.Body, &p); err != nil {
			return fmt.Errorf("a round does not say how far it has come: %w", err)
		}
	}
	step, olds := p.Step, d.olds()
	next, gone, err := x.tx.Prune(olds[step].what, x.now.Add(-olds[step].keep), p.After, atOnce)
	if err != nil {
		return err
	}
	p.Gone[step] += gone
	p.After = next
	x.again = x.now.Add(breath)
	if next == 0 {
		p.Step++
		x.again = x.now
	}
	if p.Step == len(olds) {
		x.again = time.Time{}
		if err := x.tx.Defer([]core.Act{d.pruneNext(x.now), d.sweepLater(x.now)}); err != nil {
			return err
		}
	}
	x.done = func() {
		d.count.pruned[step].Add(int64(gone))
		if p.Step == len(olds) && p.Gone != [3]int{} {
			d.log.Info("what nobody needs any more was pruned", "messages", p.Gone[0], "letters", p.Gone[1], "acts", p.Gone[2])
		}
	}
	x.act.Body, err = json.Marshal(p)
	return err
}
