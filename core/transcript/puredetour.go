package transcript

import (
	"slices"
	"strings"

	"loket/core"
)

// The kinds of news that have templates of their own, as the desk has them.
const (
	statusNews     = "status"
	rescheduleNews = "reschedule"
	reminderNews   = "reminder"
)

// form is a letter at one of the addresses of whom it is for.
type form struct {
	to      core.Address
	message core.Message
}

// send owes somebody a letter, at the first of their addresses, or at the others, each in its channel's form. A letter about no request has
// none.
func (o *Pure) send(at []core.Person, kind string, about *core.Request, ticket string, say func(lang string, l core.Limits) core.Message) {
	l := letter{lane: core.ServiceLane, ticket: ticket}
	for i, p := range at {
		if i > 0 && o.shut[p.Address] {
			continue
		}
		limits := o.Limits[p.Address.Channel]
		m := say(p.Lang, limits)
		m.Template = o.Engine.Template(kind, p.Lang, limits, about, func(lang string) string { return say(lang, limits).Text })
		l.ways = append(l.ways, form{p.Address, m})
	}
	if len(l.ways) == 0 {
		return
	}
	l.to, l.message, l.ways = l.ways[0].to, l.ways[0].message, l.ways[1:]
	o.post(l)
}

// mayGoOn tells whether a letter to an address that was closed may have a way on: that is seen when it is its turn.
func (o *Pure) mayGoOn(l *letter) bool {
	return l.lane != core.ReplyLane && (len(l.ways) > 0 || l.notice != 0 && slices.ContainsFunc(o.homes(o.people[l.to].ID), func(p core.Person) bool {
		return !p.Shut
	}))
}

// leave sends a letter, and tells how that ended: it was said, it was lost, or nothing was heard of it yet.
func (o *Pure) leave(l *letter) (said []Said) {
	for {
		why := ""
		free := core.Letter{Lane: l.lane, Heard: o.heard[l.to]}.Free(o.Limits[l.to.Channel].Window, o.now)
		switch {
		case o.shut[l.to]:
			why = "blocked"
		case o.cut[l.to]:
			why = unreachable
		case !free && l.message.Template == nil:
			why = beyond
		default:
			l.state = core.Sent
			return []Said{{To: l.to, Message: l.message, Edit: l.edits != 0 && o.Limits[l.to.Channel].Edits, Template: !free}}
		}
		if l.lane != core.ReplyLane && o.goOn(l) {
			continue
		}
		if l.settled = o.now; why == "blocked" {
			l.state, l.reason = core.Skipped, why
			return nil
		}
		l.state, l.reason = core.Failed, why
		return []Said{{To: l.to, Message: l.message, Lost: why}}
	}
}

// goOn gives a letter another address of the same person.
func (o *Pure) goOn(l *letter) bool {
	person := o.people[l.to].ID
	if l.notice != 0 {
		return o.noticeGoesOn(l, person)
	}
	for len(l.ways) > 0 {
		next := l.ways[0]
		l.ways = l.ways[1:]
		if !o.shut[next.to] && o.people[next.to].ID == person {
			l.to, l.message = next.to, next.message
			return true
		}
	}
	return false
}

// noticeGoesOn does that for one of an announcement: nobody gets two of one at an address.
func (o *Pure) noticeGoesOn(l *letter, person int64) bool {
	n := o.notices[l.notice-1]
	homes := o.homes(person)
	if !n.State.Open() && n.State != core.Finished || !n.Expires.IsZero() && !n.Expires.After(o.now) || len(homes) == 0 || !homes[0].Following {
		return false
	}
	for _, p := range homes {
		has := func(k *letter) bool {
			return k.notice == l.notice && (k.to == p.Address || len(k.been) > 0 && k.been[0] == p.Address)
		}
		if p.Shut || slices.Contains(l.been, p.Address) || slices.ContainsFunc(o.letters, has) {
			continue
		}
		l.been, l.to, l.edits = append(l.been, l.to), p.Address, 0
		l.message = n.Frozen[p.Address.Channel][l.version]
		if n.State == core.Finished {
			n.State = core.Running
			o.due(act{kind: "keep", notice: n.ID, due: o.now})
		}
		return true
	}
	return false
}

// Cut is Office.
func (o *Pure) Cut(a core.Address, off bool) error {
	o.cut[a] = off
	return nil
}

// Limits are those of an office in which the script is played: with the window that it asks for.
func (s *Script) Limits(of map[string]core.Limits) map[string]core.Limits {
	limits := map[string]core.Limits{}
	for channel, l := range of {
		limits[channel] = l
	}
	for _, l := range s.lines {
		if hours, is := strings.CutPrefix(l.text, "window "); is && l.kind == '=' {
			l := limits[core.WhatsAppChannel]
			l.Window = hoursOf(hours)
			limits[core.WhatsAppChannel] = l
		}
	}
	return limits
}
