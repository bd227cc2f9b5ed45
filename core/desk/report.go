package desk

import (
	"context"
	"sync"

	"loket/core"
)

// grouped is how many reports are written together at most.
const grouped = 200

type reportItem struct {
	report core.Report
	done   chan error
}

type queueOfReports struct {
	in     chan reportItem
	closed chan struct{}
	once   sync.Once
}

func newQueueOfReports() *queueOfReports {
	return &queueOfReports{in: make(chan reportItem), closed: make(chan struct{})}
}

func (q *queueOfReports) close() { q.once.Do(func() { close(q.closed) }) }

// Report is a core.Reporter: it returns nil when the report is on disk.
func (d *Desk) Report(ctx context.Context, r core.Report) error {
	it := reportItem{r, make(chan error, 1)}
	select {
	case d.reports.in <- it:
	case <-d.reports.closed:
		return core.Errorf(core.Away, "the desk is closing")
	case <-ctx.Done():
		return core.Errorf(core.Away, "nobody waits for the report any more: %w", ctx.Err())
	}
	select {
	case err := <-it.done:
		return err
	case <-ctx.Done():
		return core.Errorf(core.Away, "nobody waits for the report any more: %w", ctx.Err())
	}
}

// takeReports writes reports down, those that come together in one transaction.
func (d *Desk) takeReports(ctx context.Context) {
	for {
		var group []reportItem
		select {
		case it := <-d.reports.in:
			group = append(group, it)
		case <-d.reports.closed:
			return
		}
	more:
		for len(group) < grouped {
			select {
			case it := <-d.reports.in:
				group = append(group, it)
			default:
				break more
			}
		}
		d.writeReports(ctx, group)
	}
}

// writeReports answers every report of a group. One that cannot be written must not take others with it.
func (d *Desk) writeReports(ctx context.Context, group []reportItem) {
	all := make([]core.Report, len(group))
	for i, it := range group {
		all[i] = it.report
	}
	within, cancel := context.WithTimeout(ctx, d.o.Timeout)
	err := d.store.Report(within, all)
	cancel()
	if err != nil && !elsewhere(err) && len(group) > 1 {
		for i := range group {
			d.writeReports(ctx, group[i:i+1])
		}
		return
	}
	if err != nil {
		d.log.Error("delivery reports could not be written", "reports", len(group), "error", err)
	}
	for _, it := range group {
		it.done <- err
	}
}
