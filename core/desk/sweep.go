package desk

import (
	"context"
	"time"

	"loket/core"
)

// Files that no paper names are swept every night, after what is old was pruned: those of papers that went, and those of attempts and
// uploads that broke off. A sweep that is cut short goes on in the next night.
const (
	sweepAge  = 24 * time.Hour // whoever is still sending a page is not disturbed
	sweepMost = 100            // files of one sweep
)

// sweepLater is the act of the night after the pruning.
func (d *Desk) sweepLater(now time.Time) core.Act {
	return core.Act{Cause: "sweep:" + core.DateOf(now).String(), Kind: "sweep", Due: now}
}

// sweep has the files swept, outside of the transaction: there may be many.
func (d *Desk) sweep(x *doing) error {
	x.done = func() {
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
