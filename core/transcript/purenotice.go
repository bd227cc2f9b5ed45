package transcript

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"loket/core"
)

func refused(key string, args map[string]any) *core.Error {
	return &core.Error{Kind: core.Conflict, Key: "bad." + key, Args: args}
}

// recipient is one letter that a notice would be.
type recipient struct {
	to            core.Address
	version, skip string
	edits         int64
}

// audience is who gets a notice, in the order in which they followed, or in which they got its parent.
func (o *Pure) audience(n core.Notice) (all []recipient) {
	if n.Kind == core.Withdrawal || n.Kind == core.Correction {
		for _, l := range o.letters {
			version := l.version
			if n.Kind == core.Correction {
				version = n.Version(l.version)
			}
			switch {
			case l.notice != n.Parent:
			case l.state == core.Sent:
				all = append(all, recipient{l.to, version, o.closed(l.to), l.id})
			case n.Kind == core.Correction && (l.state == core.Owed || l.reason == "corrected"):
				all = append(all, recipient{l.to, version + core.Fresh, o.closed(l.to), 0})
			}
		}
		return all
	}
	var followers []core.Person
	households := o.households()
	for id, k := range o.known {
		homes := households[id]
		if k.follows == 0 || len(homes) == 0 || !homes[0].Following || n.Kind == core.Forwarding && !slices.Contains(core.ContactRoles, k.role) {
			continue
		}
		some := len(followers)
		for _, p := range homes { // an urgent one goes to all of them
			if slices.ContainsFunc(n.Audience.To, func(s core.Selector) bool { return o.selects(s, p) }) && (n.Urgent || len(followers) == some) {
				followers = append(followers, p)
			}
		}
		if slices.ContainsFunc(n.Audience.Not, func(s core.Selector) bool {
			return slices.ContainsFunc(homes, func(p core.Person) bool { return o.selects(s, p) })
		}) {
			followers = followers[:some]
		}
	}
	slices.SortFunc(followers, func(a, b core.Person) int {
		return cmp.Or(o.known[a.ID].follows-o.known[b.ID].follows, int(a.AddressID-b.AddressID))
	})
	for _, p := range followers {
		all = append(all, recipient{p.Address, n.Version(cmp.Or(p.Lang, "id")), o.closed(p.Address), 0})
	}
	return all
}

func (o *Pure) closed(a core.Address) string {
	if o.shut[a] {
		return "blocked"
	}
	return ""
}

// selects tells whether a selector names somebody.
func (o *Pure) selects(s core.Selector, p core.Person) bool {
	k := o.known[p.ID]
	asked := func(r *filed) bool {
		d := core.DateOf(r.From.In(o.Calendar.Zone))
		return r.Person == p.ID && within(r.Ticket, s.Ticket) && within(r.Service, s.Service) && !d.Before(s.From) &&
			(s.To.IsZero() || !d.After(s.To)) && (len(s.Statuses) == 0 || slices.Contains(s.Statuses, r.Status))
	}
	return within(p.Address.Channel, s.Channel) && within(cmp.Or(p.Lang, "id"), s.Lang) && within(k.kecamatan, s.Kecamatan) &&
		within(k.kelurahan, s.Kelurahan) && (s.Role == core.AnyContact && slices.Contains(core.ContactRoles, k.role) || within(k.role, s.Role)) &&
		(s.Person == 0 || s.Person == p.ID) && (!s.Requests() || slices.ContainsFunc(o.requests, asked))
}

func (o *Pure) preview(n core.Notice) (core.Preview, *core.Error) {
	if n.Kind == core.Correction {
		return o.previewCorrection(n)
	}
	if bad := n.Check(o.now, o.Rules); bad != nil {
		return core.Preview{}, bad
	}
	p := core.Preview{Notice: n, Reach: o.reach(n)}
	letters, _ := p.Letters()
	if letters == 0 {
		return p, refused("nobody", nil)
	}
	forward := n
	forward.Kind = core.Forwarding
	p.Contacts = len(o.audience(forward))
	p.Again = o.same(n)
	p.Second = letters > o.Rules.Second
	begins := latest(o.now, n.At)
	if open, _ := o.window(begins, n); open.After(o.now) {
		p.Begins = open
	}
	return p, nil
}

func (o *Pure) reach(n core.Notice) (all []core.Reach) {
	count := map[core.Reach]int{}
	for _, r := range o.audience(n) {
		count[core.Reach{Channel: r.to.Channel, Version: r.version, Skip: r.skip}]++
	}
	for r, letters := range count {
		r.Letters = letters
		all = append(all, r)
	}
	return all
}

// same is the same announcement to the same audience, made within a day and not given up.
func (o *Pure) same(n core.Notice) *core.Notice {
	for _, m := range slices.Backward(o.notices) {
		if m.Print == printed(n) && o.now.Sub(m.Made) <= 24*time.Hour && m.Kind == core.Announcement && m.State != core.Cancelled && m.State != core.Expired {
			return m
		}
	}
	return nil
}

func printed(n core.Notice) string {
	b, _ := json.Marshal([]any{n.Texts, n.Audience}) // plain values always encode
	return string(b)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// window is when letters of a notice may leave, from a moment on.
func (o *Pure) window(from time.Time, n core.Notice) (open, shut time.Time) {
	if n.Urgent || n.AnyHour {
		return from, time.Time{}
	}
	day := core.DateOf(from.In(o.Calendar.Zone))
	if !from.Before(day.At(o.Rules.Hours.Close, o.Calendar.Zone)) {
		day = day.Add(1)
	}
	return latest(from, day.At(o.Rules.Hours.Open, o.Calendar.Zone)), day.At(o.Rules.Hours.Close, o.Calendar.Zone)
}

// news is the announcements in force, the latest first.
func (o *Pure) news() (all []core.News) {
	for _, n := range slices.Backward(o.notices) {
		begun := n.State == core.Preparing || n.State == core.Running || n.State == core.Attention || n.State == core.Finished || n.State == core.Paused && !n.OpenAt.IsZero()
		withdrawn := o.replaced(n.ID)
		over := n.Expires.IsZero() && o.now.Sub(n.Made) >= 14*24*time.Hour || !n.Expires.IsZero() && !n.Expires.After(o.now)
		if (n.Kind == core.Announcement || n.Kind == core.Correction) && n.Audience.Public() && begun && !withdrawn && !over {
			all = append(all, core.News{Notice: n.ID, Texts: n.Texts, Since: latest(n.Made, n.At), Expires: n.Expires})
		}
	}
	return all
}
