package transcript

import (
	"cmp"
	"slices"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// letter is a message owed to somebody.
type letter struct {
	id      int64
	to      core.Address
	message core.Message
	lane    core.Lane
	state   core.State
	reason  string
	settled time.Time
	ticket  string // whose news it is
	answer  bool   // an officer's

	notice  int64
	version string
	seq     int
	edits   int64

	ways []form         // where it goes, one after the other, if it fails
	been []core.Address // of an announcement's: where it has failed
}

// post owes a letter.
func (o *Pure) post(l letter) *letter {
	l.id = int64(len(o.letters) + 1)
	if l.state == "" {
		l.state = core.Owed
	}
	if o.shut[l.to] && l.state == core.Owed && len(l.ways) == 0 {
		l.state, l.reason = core.Skipped, "blocked"
	}
	if l.state == core.Skipped {
		l.settled = o.now
	}
	o.letters = append(o.letters, &l)
	return &l
}

// skip gives up letters that are owed.
func (o *Pure) skip(reason string, which func(*letter) bool) {
	for _, l := range o.letters {
		if l.state == core.Owed && which(l) {
			l.state, l.reason, l.settled = core.Skipped, reason, o.now
		}
	}
}

// Said is Office: whatever may leave does, in the order in which it was posted.
func (o *Pure) Said() (said []Said, err error) {
	for _, l := range o.letters {
		if l.state == core.Owed && (l.notice == 0 || o.mayLeave(l)) {
			said = append(said, o.leave(l)...)
		}
	}
	return said, nil
}

// mayLeave tells whether a notice's letter may be sent now.
func (o *Pure) mayLeave(l *letter) bool {
	n := o.notices[l.notice-1]
	if n.State != core.Running && (n.State != core.Preparing || n.Spread > 0) || o.now.Before(n.OpenAt) ||
		!n.ShutAt.IsZero() && !o.now.Before(n.ShutAt) || !n.Expires.IsZero() && !o.now.Before(n.Expires) {
		return false
	}
	elapsed := n.Spent + o.now.Sub(n.OpenAt)
	if n.Spread == 0 || elapsed >= n.Spread {
		return true
	}
	return l.seq <= int(float64(max(n.Expected, o.ledger(n.ID).Audience))*float64(elapsed)/float64(n.Spread))
}

func (o *Pure) ledger(notice int64) (l core.Ledger) {
	for _, x := range o.letters {
		if x.notice == notice {
			l.Add(core.LedgerLine{Channel: x.to.Channel, State: x.state, Reason: x.reason, Letters: 1})
		}
	}
	return l
}

// act is something to be done later.
type act struct {
	id     int
	run    func() // what is done; nil: what the kind says
	kind   string
	due    time.Time
	notice int64
	look   dialog.Look
	who    core.Address
}

func (o *Pure) due(a act) {
	o.acted++
	a.id = o.acted
	o.acts = append(o.acts, &a)
}

// later does something at a time or after it, once for each cause.
func (o *Pure) later(cause string, due time.Time, run func()) {
	if cause != "" && o.causes[cause] {
		return
	}
	o.causes[cause] = true
	o.due(act{due: due, run: run})
}

// catchUp does everything that is due, the earliest first.
func (o *Pure) catchUp() {
	for {
		slices.SortFunc(o.acts, func(a, b *act) int { return cmp.Or(a.due.Compare(b.due), a.id-b.id) })
		if len(o.acts) == 0 || o.acts[0].due.After(o.now) {
			return
		}
		if a := o.acts[0]; !o.do(a) {
			o.acts = slices.DeleteFunc(o.acts, func(b *act) bool { return b == a })
		}
	}
}

// do does an act, and tells whether it goes on later.
func (o *Pure) do(a *act) (again bool) {
	if a.run != nil {
		a.run()
		return false
	}
	if a.kind == "look" {
		_ = o.talk(a.who, o.counted(a.look)) // what a person is remembered by always encodes
		return false
	}
	n := o.notices[a.notice-1]
	switch a.kind {
	case "second":
		if n.State == core.Awaiting {
			o.askSecond(*n)
		}
	case "begin":
		if n.State == core.Scheduled {
			o.begin(n)
		}
	case "fan":
		o.fan(n)
	case "window":
		if n.State.Open() && !n.ShutAt.IsZero() && !n.ShutAt.After(o.now) {
			if n.State != core.Paused {
				n.Spent += max(0, n.ShutAt.Sub(n.OpenAt))
			}
			n.OpenAt, n.ShutAt = o.window(o.now, *n)
			a.due = n.ShutAt
			return true
		}
	case "expire":
		if n.State.May(core.Expired) && n.Now(o.ledger(n.ID)) != core.Finished {
			o.end(n, core.Expired)
		}
	case "skip":
		reason := "expired"
		if n.State == core.Cancelled {
			reason = "cancelled"
			if slices.ContainsFunc(o.notices, func(m *core.Notice) bool { return m.Kind == core.Correction && m.Parent == n.ID }) {
				reason = "corrected"
			}
		}
		o.skip(reason, func(l *letter) bool { return l.notice == n.ID })
	case "keep":
		owing := o.keep(n)
		if l := o.ledger(n.ID); n.State.Open() || l.Owed > 0 || owing {
			a.due = o.now.Add(Keep)
			return true
		}
	}
	return false
}
