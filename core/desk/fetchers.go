package desk

import (
	"context"
	"sync/atomic"
	"time"
)

const (
	fetchWorkers = 2  // papers that are fetched at once. Each is a stream of small buffers; more would but share the same line and disk
	fetchWaiting = 32 // papers that wait in memory for them
)

// fetchers is what the workers who fetch papers have before them. Only acts put anything there, one at a time.
type fetchers struct {
	jobs   chan func(context.Context)
	behind atomic.Int64 // papers that were put off because the workers were busy
}

func newFetchers() *fetchers {
	return &fetchers{jobs: make(chan func(context.Context), fetchWaiting)}
}

// busy tells whether nothing more can be handed over.
func (f *fetchers) busy() bool { return len(f.jobs) == cap(f.jobs) }

// hand hands something over, which must have been asked for by busy. What has waited for so long that it could not be over within its lease
// is left to the next who takes it.
func (f *fetchers) hand(job func(context.Context)) {
	f.behind.Store(max(0, f.behind.Load()-1))
	soon, cancel := context.WithTimeout(context.Background(), fetchLease-fetchLasts)
	f.jobs <- func(ctx context.Context) {
		defer cancel()
		if soon.Err() == nil {
			job(ctx)
		}
	}
}

// wait is how long a paper is put off: so much longer as there are others before it, so that a thousand do not all come again at once.
func (f *fetchers) wait() time.Duration {
	if n := f.behind.Load(); n < mostBehind {
		f.behind.Store(n + 1)
	}
	return fetchQueued + time.Duration(f.behind.Load())*fetchBehind
}

// work does what is handed over until ctx ends.
func (f *fetchers) work(ctx context.Context) {
	for {
		select {
		case job := <-f.jobs:
			job(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// giveBack ends what nobody has begun when all who work have gone: with a context that is over, each is put back at once.
func (f *fetchers) giveBack(over context.Context) {
	for {
		select {
		case job := <-f.jobs:
			job(over)
		default:
			return
		}
	}
}
