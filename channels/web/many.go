package web

import (
	"fmt"
	"net/url"
	"strings"

	"loket/core"
)

// manyPage is the second step of a move of many: what will become of each.
type manyPage struct {
	To     core.Status
	Go     []core.Request // those that can go
	Stay   []core.Request // those that cannot, from where they are
	Early  []core.Request // of TIDAK_DIAMBIL: whose hour is not over
	Others int            // of SELESAI, among those that can go: to be fetched on another day
	Today  core.Date
	Back   string
	typed  url.Values
}

// Typed is what was typed before it was refused.
func (b manyPage) Typed(field string) string { return b.typed.Get(field) }

// mostMany is how many are moved at once: more than a page of the list has.
const mostMany = 200

// Every is where many may be moved to at once.
func (foundPage) Every() []core.Status {
	return []core.Status{core.Verified, core.InProcess, core.Ready, core.Done, core.NoShow, core.Incomplete, core.Rejected, core.Withdrawn}
}

// manyStep shows what a move would mean.
func manyStep(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	b, err := v.many(v.r.Form["id"])
	if err != nil {
		return err
	}
	return v.show("many", b)
}

// many looks at the requests of some ids on their way to a status.
func (v *visit) many(fields []string) (b manyPage, err error) {
	b.Back, b.typed = within(v.form("back")), v.r.PostForm
	if !strings.HasPrefix(b.Back, "/requests") {
		b.Back = "/requests"
	}
	var ids []int64
	for _, f := range fields {
		if id := idFrom(f); id > 0 {
			ids = append(ids, id)
		}
	}
	switch {
	case len(ids) == 0:
		return b, v.invalid("many.none")
	case len(ids) > mostMany:
		return b, v.invalid("many.most", "n", mostMany)
	}
	if b.To, err = core.ParseStatus(v.form("to")); err != nil || b.To == core.Waiting || b.To == core.Submitted {
		return b, v.invalid("many.where")
	}
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return b, err
	}
	b.Today = core.DateOf(now)
	requests, err := v.desk.Pick(v.r.Context(), ids)
	for _, r := range requests {
		switch {
		case r.Ticket == "" || !r.Status.May(b.To):
			b.Stay = append(b.Stay, r)
		case b.To == core.NoShow && r.To.After(now):
			b.Early = append(b.Early, r)
		default:
			b.Go = append(b.Go, r)
			if b.To == core.Done && !r.Slot.IsZero() && core.DateOf(r.From.In(v.office.Zone)) != b.Today {
				b.Others++
			}
		}
	}
	return b, err
}

// moveMany moves those that are as they were seen.
func moveMany(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	seen := map[int64]core.Status{}
	var ids []string
	for _, f := range v.r.PostForm["seen"] { // ID.STATUS
		id, status, _ := strings.Cut(f, ".")
		ids = append(ids, id)
		seen[idFrom(id)] = core.Status(status)
	}
	b, err := v.many(ids)
	if err != nil {
		return err
	}
	a, err := v.advance(b.To)
	if err != nil {
		return v.again("many", b, err)
	}
	groups, moved := map[core.Status][]string{}, 0
	var stayed []string
	for _, r := range append(append(b.Go, b.Early...), b.Stay...) {
		switch {
		case r.Status == seen[r.ID] && r.Ticket != "":
			groups[r.Status] = append(groups[r.Status], r.Ticket)
		case r.Status == b.To: // pressed twice, or somebody else was quicker
			moved++
		default:
			stayed = append(stayed, r.Ticket)
		}
	}
	for _, was := range core.Statuses {
		if len(groups[was]) == 0 {
			continue
		}
		a.Was, a.Tickets = was, groups[was]
		all, err := v.desk.Advance(v.r.Context(), a, v.by())
		if err != nil {
			return v.again("many", b, err)
		}
		for _, m := range all {
			if m.OK || m.Request.Status == b.To {
				moved++
			} else {
				stayed = append(stayed, m.Request.Ticket)
			}
		}
	}
	name := v.office.Status(v.lang, b.To)
	if len(stayed) == 0 {
		return v.done(b.Back, "many.moved", "n", moved, "status", name)
	}
	return v.done(b.Back, "many.some", "n", moved, "status", name, "left", len(stayed), "tickets", someOf(stayed))
}

// someOf names the first of many.
func someOf(tickets []string) string {
	const some = 10
	if len(tickets) <= some {
		return strings.Join(tickets, ", ")
	}
	return fmt.Sprintf("%s, … (+%d)", strings.Join(tickets[:some], ", "), len(tickets)-some)
}
