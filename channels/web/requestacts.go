package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// What is pressed on a request's page holds for what the page showed. If that has changed since, it is said, and nothing done; but if
// it was this very press that changed it, by somebody who pressed twice, it is said to be done.

// longestReason is how long a reason may be, in characters: citizens read it, by SMS too.
const longestReason = 300

// reason reads why something is done: citizens are told in one line.
func (v *visit) reason() (string, error) {
	text := strings.Join(strings.Fields(v.posted("reason")), " ")
	if len([]rune(text)) > longestReason {
		return "", v.invalid("request.long", "n", longestReason)
	}
	return text, nil
}

// moveOne moves a request to another status.
func moveOne(v *visit) error {
	to, err := core.ParseStatus(v.form("to"))
	if err != nil {
		return v.refused("", v.invalid("requests.nostatus"))
	}
	act := string(to)
	a, err := v.advance(to)
	if err != nil {
		return v.refused(act, err)
	}
	b, err := v.dossier()
	if err != nil {
		return err
	}
	r := b.Request
	if v.form("seen") != b.Seen() || !b.May(act) && r.Ticket == "" {
		return v.moveAgain(b, to)
	}
	a.Was = r.Status
	if r.Ticket == "" {
		a.Waiters = []int64{r.ID}
	} else {
		a.Tickets = []string{r.Ticket}
	}
	moved, err := v.desk.Advance(v.r.Context(), a, v.by())
	if err != nil {
		return v.refused(act, err)
	}
	if moved[0].OK {
		return v.movedOn(r.ID, to)
	}
	now, err := v.desk.Now(v.r.Context())
	switch {
	case err != nil:
		return err
	case moved[0].Was == r.Status && to == core.Done && !a.Sure && b.OtherDay(v.office.Zone):
		return v.refused(act, v.invalid("request.otherday", "day", v.look.day(core.DateOf(r.From.In(v.office.Zone)))))
	case moved[0].Was == r.Status && to == core.NoShow && r.To.After(now):
		return v.refused(act, v.invalid("request.early"))
	}
	if b, err = v.dossier(); err != nil {
		return err
	}
	return v.moveAgain(b, to)
}

// advance reads what is wanted of a move beside where to.
func (v *visit) advance(to core.Status) (a core.Advance, err error) {
	a = core.Advance{To: to, Sure: v.form("sure") != ""}
	if a.Reason, err = v.reason(); err != nil {
		return a, err
	}
	switch to {
	case core.Incomplete:
		if a.Reason == "" {
			return a, v.invalid("request.missing")
		}
		a.Until, err = v.day("until")
	case core.Rejected:
		if code := v.form("code"); code != "" { // one of those offered: what it says is sent to the citizen
			if !slices.ContainsFunc(v.office.Rejections, func(r Phrase) bool { return r.Code == code }) {
				return a, v.invalid("request.why")
			}
			a.Reason = code
		}
		if a.Reason == "" {
			return a, v.invalid("request.why")
		}
	}
	return a, err
}

// moveAgain answers to a press for what was shown before: it was pressed twice, or the request has changed.
func (v *visit) moveAgain(b requestPage, to core.Status) error {
	n := len(b.Steps)
	if n > 0 && b.Steps[n-1].By == v.staff.Name && b.Steps[n-1].Status == to && v.form("seen") == fmt.Sprintf("%s.%d.%d", b.Steps[n-1].Was, n-1, len(b.Moves)) {
		return v.movedOn(b.Request.ID, to)
	}
	return v.changed(string(to))
}

func (v *visit) movedOn(id int64, to core.Status) error {
	return v.done(onePath(id), "request.moved", "status", v.office.Status(v.lang, to))
}

func onePath(id int64) string { return fmt.Sprintf("/requests/%d", id) }

// rescheduleOne gives a request another hour.
func rescheduleOne(v *visit) error {
	const act = "reschedule"
	var want core.Reslot
	var err error
	if want.Reason, err = v.reason(); err != nil {
		return v.refused(act, err)
	}
	from, err := v.day("from")
	if err != nil {
		return v.refused(act, err)
	}
	b, err := v.dossier()
	if err != nil {
		return err
	}
	if v.form("seen") != b.Seen() || b.Request.Ticket == "" {
		return v.reslotAgain(b)
	}
	if want.Pick, err = v.hour(b.Request.ID, from); err != nil {
		return v.refused(act, err)
	}
	want.Was = b.Request.From
	done, err := v.desk.Reschedule(v.r.Context(), b.Request.Ticket, want, v.by())
	if err == nil {
		return v.reslotted(done.Request)
	}
	if now, e := v.dossier(); e == nil && now.Seen() != b.Seen() {
		return v.reslotAgain(now)
	}
	return v.refused(act, err)
}

// hour is the one that was chosen: the first free one beside what the request has, or one of the list.
func (v *visit) hour(id int64, from core.Date) (time.Time, error) {
	slot := v.form("slot")
	if slot != "first" {
		at, err := time.Parse(time.RFC3339, slot)
		if err != nil {
			return at, v.invalid("request.nohour")
		}
		return at, nil
	}
	free, err := v.desk.FreeHours(v.r.Context(), id, from, 1)
	if err != nil || len(free) == 0 {
		return time.Time{}, cmp.Or(err, v.invalid("request.nofree"))
	}
	return free[0].From, nil
}

func (v *visit) reslotAgain(b requestPage) error {
	n := len(b.Moves)
	before := fmt.Sprintf("%s.%d.%d", b.Request.Status, len(b.Steps), n-1)
	missed := fmt.Sprintf("%s.%d.%d", core.NoShow, len(b.Steps)-1, n-1)
	if seen := v.form("seen"); n > 0 && b.Moves[n-1].By == v.staff.Name && (seen == before || seen == missed) {
		return v.reslotted(b.Request)
	}
	return v.changed("reschedule")
}

func (v *visit) reslotted(r core.Request) error {
	return v.done(onePath(r.ID), "request.rescheduled", "when", v.look.moment(r.From, v.office))
}

// renameOne mends a name.
func renameOne(v *visit) error {
	const act = "name"
	name, err := core.ParseName(v.posted("name"))
	if err != nil {
		return v.refused(act, v.badName(err))
	}
	b, err := v.dossier()
	if err != nil {
		return err
	}
	if b.Request.Ticket == "" {
		return v.changed(act)
	}
	if b.Request.Name != name {
		if _, err := v.desk.Rename(v.r.Context(), b.Request.Ticket, name, v.by()); err != nil {
			return v.refused(act, err)
		}
	}
	return v.done(onePath(b.Request.ID), "request.renamed")
}
