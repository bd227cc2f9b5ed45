package desk

import (
	"context"
	"time"

	"loket/core"
)

// After what is old was pruned, papers follow whose requests came to their end so long ago, and then the files that no paper names: those
// of papers that went, or were replaced, and those of attempts and uploads that broke off. A sweep that is cut short goes on in the next
// night. (It is an act of its own because a former binary that runs beside this one knows three things to prune, and must not be led to a
// fourth.)
const (
	sweepAge  = 24 * time.Hour // whoever is still sending a page is not disturbed
	sweepMost = 5000           // files of one sweep
)

// sweepLater is the act of the night after the pruning.
func (d *Desk) sweepLater(now time.Time) core.Act {
	return core.Act{Cause: "sweep:" + core.DateOf(now).String(), Kind: "sweep", Due: now}
}

// sweeping is how far a night's round among the papers has come: the body of its act.
type sweeping struct {
	After int64 // papers up to here are done
	Gone  int
}

// sweep prunes papers, a page a transaction, and then has the files swept, outside of any: there may be many.
func (d *Desk) sweep(x *doing) error {
	var p sweeping
	if len(x.act.Body) > 0 {
		if err := x.read(&p); err != nil {
			return err
		}
	}
	keep := time.Duration(d.cat.Office.Papers.KeepDays) * 24 * time.Hour
	next, gone, err := x.tx.Prune(core.OldPapers, x.now.Add(-keep), p.After, atOnce)
	if err != nil {
		return err
	}
	p.After, p.Gone = next, p.Gone+gone
	if next != 0 {
		x.again, x.act.Body = x.now.Add(breath), body(p)
	}
	x.done = func() {
		d.count.papers.Add(int64(gone))
		if next != 0 {
			return
		}
		if p.Gone > 0 {
			d.log.Info("papers of requests that are over were pruned", "papers", p.Gone)
		}
		if d.o.Still {
			d.sweepFiles(context.Background())
			return
		}
		select {
		case d.nights <- struct{}{}:
		default: // it is being swept
		}
	}
	return nil
}

// sweepNights sweeps when its act is done, until ctx ends.
func (d *Desk) sweepNights(ctx context.Context) {
	for {
		select {
		case <-d.nights:
			d.sweepFiles(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (d *Desk) sweepFiles(ctx context.Context) {
	for all := 0; ; {
		n, err := d.store.Sweep(ctx, sweepAge, sweepMost)
		all += n
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			d.log.Warn("files that are nobody's could not all be swept; the rest is next night", "error", err)
			return
		case n < sweepMost:
			if all > 0 {
				d.log.Info("files that are nobody's were swept", "files", all)
			}
			return
		}
	}
}
