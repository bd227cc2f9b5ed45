package outbox

import (
	"sync/atomic"
	"time"
)

// Stats is what a runner has done since its process started. Only the holder of the lease has anything to tell.
type Stats struct {
	Holding  bool      // this process has the account's lease
	Sent     int64     // letters that the provider took
	Failed   int64     // letters that failed for good
	Retried  int64     // attempts that certainly reached nobody
	Doubtful int64     // attempts whose outcome was not known
	Resent   int64     // letters in doubt that were sent again: each may have reached somebody twice
	Contact  time.Time // when the provider last answered a call; zero if it never did
	Rate     float64   // calls a second that are made at most now: fewer than set after repeated 429; 0: no limit
}

type counters struct {
	holding                                 atomic.Bool
	sent, failed, retried, doubtful, resent atomic.Int64
	contact                                 atomic.Int64
}

// Stats may be called at any time.
func (r *Runner) Stats() Stats {
	c := &r.count
	s := Stats{c.holding.Load(), c.sent.Load(), c.failed.Load(), c.retried.Load(), c.doubtful.Load(), c.resent.Load(), time.Time{}, r.pace.rate()}
	if at := c.contact.Load(); at != 0 {
		s.Contact = time.Unix(0, at)
	}
	return s
}
