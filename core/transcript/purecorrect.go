package transcript

import (
	"slices"

	"loket/core"
)

// replaced tells whether a notice was corrected or taken back.
func (o *Pure) replaced(id int64) bool {
	return slices.ContainsFunc(o.notices, func(m *core.Notice) bool {
		return (m.Kind == core.Withdrawal || m.Kind == core.Correction) && m.Parent == id
	})
}

// correction is what takes the place of the notice that a member of staff corrects.
func (o *Pure) correction(wrote core.Notice, by core.Actor) (c core.Notice, n *core.Notice, bad *core.Error) {
	if wrote.Parent < 1 || int(wrote.Parent) > len(o.notices) {
		return c, nil, refused("missing", nil)
	}
	n = o.notices[wrote.Parent-1]
	switch {
	case n.Kind == core.Withdrawal || n.State == core.Awaiting || n.State == core.Scheduled:
		return c, n, refused("state", map[string]any{"status": string(n.State)})
	case o.replaced(n.ID):
		return c, n, refused("mended", nil)
	}
	c = core.Notice{Kind: core.Correction, Parent: n.ID, State: core.Preparing, By: by.Name, Author: by.Address, Yes: n.Yes, Texts: wrote.Texts,
		Audience: n.Audience, Urgent: n.Urgent, AnyHour: true, Hold: n.Hold, Expires: n.Expires, Made: o.now, Expected: wrote.Expected}
	return c, n, c.Check(o.now, o.Rules)
}

func (o *Pure) previewCorrection(wrote core.Notice) (core.Preview, *core.Error) {
	c, _, bad := o.correction(wrote, core.Actor{})
	if bad != nil {
		return core.Preview{}, bad
	}
	p := core.Preview{Notice: c, Reach: o.reach(c)}
	if len(p.Reach) == 0 {
		return p, refused("uncorrected", nil)
	}
	return p, nil
}

func (o *Pure) correct(wrote core.Notice, by core.Actor) (core.Notice, *core.Error) {
	c, n, bad := o.correction(wrote, by)
	if bad != nil {
		return wrote, bad
	}
	made := o.place(c)
	if n.State.May(core.Cancelled) {
		o.end(n, core.Cancelled)
	}
	return *made, nil
}
