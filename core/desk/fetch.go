package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/core"
	"loket/core/papers"
)

// A paper that came in a chat stays with the provider until its act, fetch, has counted an attempt and handed it to a fetcher's worker:
// no transaction waits for a provider. The act comes again when the attempt must be over, whatever happened to this process; what became of
// the attempt is settled in a transaction of its own, in which the act is finished or put off.
const (
	fetchLasts  = 80 * time.Second // the longest that one attempt may take
	fetchLease  = 3 * time.Minute  // when a paper is fetched again if nothing was heard of the attempt
	fetchAgain  = 6 * time.Hour    // for how long a provider that is away is asked again
	fetchFails  = 5                // attempts that break off half-way, one after the other, before the citizen is asked again
	fetchQueued = time.Second      // how long a paper waits that finds the workers' hands full, and …
	fetchBehind = 100 * time.Millisecond
	mostBehind  = 3000 // … how much longer, for each that did so before
)

// fetchWaits is how long a paper waits after its first attempt, its second, …, and after every other.
var fetchWaits = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute,
	30 * time.Minute, 45 * time.Minute, time.Hour}

// fetching is the body of an act that fetches a paper.
type fetching struct {
	Paper int64
	Since time.Time // of the first attempt
	Tries int       // attempts that found the provider away
	Fails int       // attempts that broke off
}

// fetchLater is the act that fetches a paper.
func fetchLater(paper int64, due time.Time) core.Act {
	return core.Act{Cause: fmt.Sprintf("paper:%d", paper), Kind: "fetch", Due: due, Body: body(fetching{Paper: paper})}
}

// fetch hands a paper to a worker.
func (d *Desk) fetch(x *doing) error {
	var f fetching
	if err := x.read(&f); err != nil {
		return err
	}
	p, ok, err := x.tx.Paper(f.Paper)
	if err != nil || !ok || p.State != core.PaperOwed {
		return err
	}
	if r, err := requestByID(x.tx, p.Request); err != nil {
		return err
	} else if !r.Status.Active() { // nobody needs it any more, and nobody is told
		attempt, err := x.tx.TryPaper(p.ID)
		if err != nil || attempt == 0 {
			return err
		}
		_, err = x.tx.SettlePaper(core.PaperOutcome{Paper: p.ID, Attempt: attempt, State: core.PaperFailed, Reason: core.PaperGone})
		return err
	}
	if f.Since.IsZero() {
		f.Since = x.now
	}
	fetcher := d.o.Fetchers[p.Account]
	if fetcher != nil && !d.o.Still && d.fetchers.busy() {
		x.again, x.act.Body = x.now.Add(d.fetchers.wait()), body(f)
		return nil
	}
	attempt, err := x.tx.TryPaper(p.ID)
	if err != nil || attempt == 0 {
		return err
	}
	job := attempted{fetching: f, act: x.act.ID, attempt: attempt, paper: p}
	if fetcher == nil { // its channel is off, perhaps for an hour
		result := job.result(saved{}, core.Errorf(core.Away, "nobody here can fetch what came through that account"))
		return d.settleFetch(x.tx, x.now, job, result, func(a core.Act) { x.again, x.act.Body = a.Due, a.Body })
	}
	x.again, x.act.Body = x.now.Add(fetchLease), body(f)
	x.done = func() {
		if d.o.Still {
			d.fetchNow(context.Background(), job, fetcher)
			return
		}
		d.fetchers.hand(func(ctx context.Context) { d.fetchNow(ctx, job, fetcher) })
	}
	return nil
}

// attempted is one attempt to fetch a paper.
type attempted struct {
	fetching
	act     int64
	attempt int
	paper   core.Paper
}

// fetchNow fetches a paper, looks at it, keeps what may be kept, and writes down what became of it.
func (d *Desk) fetchNow(ctx context.Context, job attempted, from core.Fetcher) {
	within, cancel := context.WithTimeout(ctx, fetchLasts)
	got, err := d.fetchFile(within, from, job.paper.Handle)
	cancel()
	result := job.result(got, err)
	if ctx.Err() != nil && result.again {
		result.stopped = true
	}
	lasting := context.WithoutCancel(ctx)
	err = d.tx(lasting, func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		return d.settleFetch(tx, now, job, result, nil)
	})
	switch {
	case errors.Is(err, errLate):
	case err != nil: // the act comes again
		d.log.Error("what became of a paper could not be written down; it is fetched again", "paper", job.Paper, "error", err)
	default:
		d.count.fetch(result)
		if result.State == core.PaperFailed || result.stopped {
			d.stir()
		}
	}
	if errors.Is(err, errLate) && result.State == core.PaperKept { // after any other error the file may yet be named: it is swept, or is not
		d.drop(lasting, []saved{got})
	}
	if err == nil && result.again && !result.stopped {
		d.log.Warn("a paper could not be fetched and is tried again later", "paper", job.Paper, "attempt", job.attempt, "cause", result.kind.String(),
			"error", result.cause)
	}
}

// fetchFile is the stream of a file from its provider to where it is kept.
func (d *Desk) fetchFile(ctx context.Context, from core.Fetcher, handle string) (saved, error) {
	file, err := from.Fetch(ctx, handle)
	if err != nil {
		return saved{}, err
	}
	defer file.Close()
	return d.save(ctx, file)
}

// fetched is what became of an attempt: an outcome, or another attempt later.
type fetched struct {
	core.PaperOutcome
	again   bool
	stopped bool          // this process stops: at once
	kind    core.Kind     // of the error …
	cause   error         // … which it is, for the log: only what holds nothing personal …
	after   time.Duration // … and how long it asks to wait
}

// result sorts what an attempt came to.
func (a attempted) result(got saved, err error) fetched {
	r := fetched{PaperOutcome: core.PaperOutcome{Paper: a.Paper, Attempt: a.attempt}}
	var no *papers.Refusal
	var e *core.Error
	switch {
	case err == nil:
		r.State, r.Kind, r.Size, r.File = core.PaperKept, got.kind, got.size, got.file
		return r
	case errors.As(err, &no):
		r.State, r.Reason = core.PaperFailed, no.Reason
		return r
	case errors.As(err, &e):
		r.kind, r.cause, r.after = e.Kind, e, e.After
	}
	switch r.kind {
	case core.Gone:
		r.State, r.Reason = core.PaperFailed, core.PaperGone
	case core.Refused:
		r.State, r.Reason = core.PaperFailed, core.PaperGone
		if e.Key == core.PaperLarge { // which a provider may know before it hands anything over
			r.Reason = core.PaperLarge
		}
	default:
		r.again = true
	}
	return r
}

// errLate undoes what is written of an attempt after another began, or of a paper that is not wanted any more.
var errLate = errors.New("the attempt is over")

// settleFetch writes down what became of an attempt. The act is locked before the paper, as when it is due; within the act itself it is put
// off by putOff.
func (d *Desk) settleFetch(tx core.Tx, now time.Time, job attempted, r fetched, putOff func(core.Act)) error {
	if r.again {
		act, more := job.next(now, r)
		if more {
			if putOff != nil {
				putOff(act)
				return nil
			}
			if err := tx.Postpone(act); err != nil {
				return err
			}
			p, ok, err := tx.Paper(job.Paper)
			if err == nil && (!ok || p.State != core.PaperOwed || p.Attempt != job.attempt) {
				err = errLate
			}
			return err
		}
		r.State, r.Reason = core.PaperFailed, core.PaperGone
	}
	if putOff == nil {
		if err := tx.Finish([]int64{job.act}); err != nil {
			return err
		}
	}
	ok, err := tx.SettlePaper(r.PaperOutcome)
	if err == nil && !ok {
		err = errLate
	}
	if err != nil || r.State != core.PaperFailed {
		return err
	}
	return d.askAgainLater(tx, now, job.paper)
}

// next puts the act of an attempt off; more is false when there have been enough.
func (a attempted) next(now time.Time, r fetched) (act core.Act, more bool) {
	f, wait := a.fetching, time.Duration(0)
	switch {
	case r.stopped:
		return core.Act{ID: a.act, Due: now, Body: body(f)}, true
	case r.kind == core.Away || r.kind == core.Busy || r.kind == core.BusyChat || r.kind == core.Operator:
		f.Fails = 0
	default:
		if f.Fails++; f.Fails >= fetchFails {
			return act, false
		}
	}
	wait = max(fetchWaits[min(f.Tries, len(fetchWaits)-1)], min(r.after, time.Hour))
	f.Tries++
	return core.Act{ID: a.act, Due: now.Add(wait), Body: body(f)}, !now.Add(wait).After(f.Since.Add(fetchAgain))
}

func (c *counters) fetch(r fetched) {
	switch {
	case r.again:
		c.again.Add(1)
	case r.State == core.PaperKept:
		c.kept.Add(1)
	default:
		c.unfit.Add(1)
	}
}
