package outbox

import (
	"sync"

	"loket/core"
)

// away is the one trouble that all work of a runner shares.
const away = "the database is away; what is in hand waits for it"

// troubles are what the operator has been told of and what is not over yet: an outage is two lines in the log, not two a
// second.
type troubles struct {
	mu    sync.Mutex
	known map[string]bool
}

func (t *troubles) set(what string, known bool) (changed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known[what] == known {
		return false
	}
	if t.known == nil {
		t.known = map[string]bool{}
	}
	t.known[what] = known
	return true
}

// trouble tells the operator what does not work, once until it works again.
func (r *Runner) trouble(what string, err error) {
	if core.KindOf(err) == core.Away {
		what = away
	}
	if r.troubles.set(what, true) {
		r.log.Error(what, "error", err)
	}
}

// works ends a trouble. That the database is back is for the lease to say: a single statement may have been lucky.
func (r *Runner) works(what string) {
	if r.troubles.set(what, false) {
		r.log.Info("no longer: " + what)
	}
}
