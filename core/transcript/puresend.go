package transcript

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"loket/core"
)

func (o *Pure) announce(n core.Notice, again bool, by core.Actor) (core.Notice, *core.Error) {
	if bad := n.Check(o.now, o.Rules); bad != nil {
		return n, bad
	}
	if same := o.same(n); same != nil && !again {
		return n, refused("twice", map[string]any{"name": same.By, "time": same.Made.In(o.Calendar.Zone).Format("15.04")})
	}
	n.By, n.Author, n.Made, n.Print, n.State = by.Name, by.Address, o.now, printed(n), core.Preparing
	if n.At.After(o.now) {
		n.State = core.Scheduled
	}
	if n.Expected > o.Rules.Second {
		n.State = core.Awaiting
	}
	return *o.enter(n), nil
}

// enter makes a notice, and the version that contacts hand on.
func (o *Pure) enter(n core.Notice) *core.Notice {
	made := o.place(n)
	contact := func(k known) bool { return slices.Contains(core.ContactRoles, k.role) }
	if n.Kind != core.Withdrawal && slices.ContainsFunc(slices.Collect(maps.Values(o.known)), contact) {
		n.Kind, n.Parent, n.Author, n.Every, n.Print, n.Expected = core.Forwarding, made.ID, 0, 0, "", 0
		o.place(n)
	}
	if made.State == core.Awaiting {
		o.due(act{kind: "second", notice: made.ID, due: o.now})
	}
	return made
}

func (o *Pure) place(n core.Notice) *core.Notice {
	n.ID, n.Frozen = int64(len(o.notices)+1), o.Engine.Freeze(n, o.Limits)
	if n.State == core.Preparing {
		n.OpenAt, n.ShutAt = o.window(o.now, n)
	}
	o.notices = append(o.notices, &n)
	if !n.Expires.IsZero() {
		o.due(act{kind: "expire", notice: n.ID, due: n.Expires})
	}
	switch n.State {
	case core.Scheduled:
		o.due(act{kind: "begin", notice: n.ID, due: n.At})
	case core.Preparing:
		o.running(n)
	}
	return &n
}

func (o *Pure) running(n core.Notice) {
	o.due(act{kind: "fan", notice: n.ID, due: o.now})
	o.due(act{kind: "keep", notice: n.ID, due: o.now})
	if !n.ShutAt.IsZero() {
		o.due(act{kind: "window", notice: n.ID, due: n.ShutAt})
	}
}

func (o *Pure) begin(n *core.Notice) {
	n.State = core.Preparing
	n.OpenAt, n.ShutAt = o.window(o.now, *n)
	o.running(*n)
}

// fan makes the letters of a notice, once.
func (o *Pure) fan(n *core.Notice) {
	if n.State != core.Preparing && n.State != core.Paused {
		return
	}
	if o.ledger(n.ID).Audience == 0 {
		lane := core.NoticeLane
		if n.Urgent {
			lane = core.UrgentLane
		}
		for i, r := range o.audience(*n) {
			l := letter{to: r.to, message: n.Frozen[r.to.Channel][r.version], lane: lane, notice: n.ID, version: r.version, seq: i + 1, edits: r.edits}
			if r.skip != "" {
				l.state, l.reason = core.Skipped, r.skip
			}
			o.post(l)
		}
		o.repeat(*n)
	}
	if n.State == core.Preparing {
		n.State = core.Running
	}
}

// repeat schedules a notice anew.
func (o *Pure) repeat(n core.Notice) {
	series := cmp.Or(n.Parent, n.ID)
	if n.Every == 0 || n.Kind == core.Forwarding || slices.ContainsFunc(o.notices, func(m *core.Notice) bool {
		return m.Kind == core.Repetition && m.Parent == series && m.ID > n.ID // made before a pause
	}) {
		return
	}
	at := latest(n.Made, n.At).In(o.Calendar.Zone)
	for next := true; next; {
		at = core.DateOf(at).Add(n.Every).At(at.Hour()*60+at.Minute(), o.Calendar.Zone)
		_, holiday := o.Calendar.Holiday(core.DateOf(at))
		next = !at.After(o.now) || holiday || o.Calendar.Counter[at.Weekday()].Shut()
		if !at.Before(n.Expires) {
			return
		}
	}
	n.Kind, n.Parent, n.State, n.At, n.Made = core.Repetition, series, core.Scheduled, at, o.now
	n.Spent, n.OpenAt, n.ShutAt, n.Letter, n.Told, n.Print = 0, time.Time{}, time.Time{}, 0, "", ""
	o.enter(n)
}

// end gives up what has not left of a notice.
func (o *Pure) end(n *core.Notice, state core.NoticeState) {
	n.State = state
	o.tellAuthor(n)
	o.due(act{kind: "skip", notice: n.ID, due: o.now})
}

// keep looks after a notice, and tells whether its author is still to be told.
func (o *Pure) keep(n *core.Notice) (owing bool) {
	n.State = n.Now(o.ledger(n.ID))
	return o.tellAuthor(n)
}

// tellAuthor tells how a notice goes, once the message before has left.
func (o *Pure) tellAuthor(n *core.Notice) (owing bool) {
	author, ok := o.who(n.Author)
	if !ok || o.memberAt(n.Author) == nil {
		return false
	}
	m := o.Engine.Progress(author.Lang, o.Limits[core.TelegramChannel], *n, o.ledger(n.ID))
	said, _ := json.Marshal(m) // plain values always encode
	if n.Told == string(said) {
		return false
	}
	var last *letter
	for _, l := range o.letters {
		if n.Letter != 0 && (l.id == n.Letter || l.edits == n.Letter) && l.notice == 0 {
			last = l
		}
	}
	if last != nil && last.state == core.Owed {
		return true
	}
	l := o.post(letter{to: author.Address, message: m, lane: core.ServiceLane, edits: n.Letter})
	n.Letter, n.Told = cmp.Or(n.Letter, l.id), string(said)
	return false
}

func (o *Pure) askSecond(n core.Notice) {
	for _, m := range slices.SortedFunc(slices.Values(o.staff), func(a, b *member) int { return cmp.Compare(a.Name, b.Name) }) {
		if to, ok := o.who(m.Address); ok && m.Name != n.By && m.Role.May(core.Announce) {
			o.post(letter{to: to.Address, lane: core.ServiceLane, message: o.Engine.AskSecond(to.Lang, o.Limits[core.TelegramChannel],
				core.Preview{Notice: n, Reach: o.reach(n), Second: true})})
		}
	}
}
