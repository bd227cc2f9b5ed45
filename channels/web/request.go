package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"loket/core"
)

// requestPage is one request: what is known of it, and what may be done with it.
type requestPage struct {
	core.Dossier
	Full   *core.Request // after a press that is written down
	Events []happening
	Papers []paperGroup
	Today  core.Date
	Hours  []freeDay // in which it may be fetched instead
	From   core.Date
	Back   string // to the list

	Act   string // the form that was refused
	Wrong string // why
	typed url.Values
}

// happening is one line of a request's history.
type happening struct {
	At     time.Time
	By     string
	Reason string
	Was    core.Status // of a step
	Status core.Status
	Slot   *core.SlotMove // of another pickup
}

// freeDay is the free hours of a day.
type freeDay struct {
	Day   core.Date
	Slots []core.Slot
}

// mostHours is how many free hours are offered at once: some days' worth.
const mostHours = 48

// dossier is all that is known of the request in the path, as its page shows it.
func (v *visit) dossier() (b requestPage, err error) {
	if err := v.r.ParseForm(); err != nil {
		return b, err
	}
	if b.Dossier, err = v.desk.Dossier(v.r.Context(), idFrom(v.r.PathValue("id"))); err != nil {
		return b, err
	}
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return b, err
	}
	b.Today, b.Back = core.DateOf(now), v.listBefore()
	b.Papers = v.office.papers(b.Request, b.Dossier.Papers)
	for i, g := range b.Papers {
		b.Papers[i].Title = v.office.paperName(v.look, b.Request.Service, g.Code)
	}
	for _, s := range b.Steps {
		b.Events = append(b.Events, happening{At: s.At, By: s.By, Reason: v.office.reason(v.lang, s.Reason), Was: s.Was, Status: s.Status})
	}
	for _, m := range b.Moves {
		b.Events = append(b.Events, happening{At: m.At, By: m.By, Reason: m.Reason, Slot: &m})
	}
	slices.SortStableFunc(b.Events, func(x, y happening) int { return y.At.Compare(x.At) })
	b.typed = v.r.PostForm
	if v.may(core.MoveOthers) && b.Fetched() {
		if from, err := core.ParseDate(v.r.FormValue("from")); err == nil {
			b.From = from
		}
		free, err := v.desk.FreeHours(v.r.Context(), b.Request.ID, b.From, mostHours)
		if err != nil {
			return b, err
		}
		b.Hours = byDay(free, v.office.Zone)
	}
	return b, nil
}

// listBefore is the address of the list from which one came, or of the whole one.
func (v *visit) listBefore() string {
	if u, err := url.Parse(v.r.Referer()); err == nil && u.Host == v.r.Host && u.Path == "/requests" {
		return u.RequestURI()
	}
	return "/requests"
}

func byDay(slots []core.Slot, zone *time.Location) (all []freeDay) {
	for _, s := range slots {
		d := core.DateOf(s.From.In(zone))
		if len(all) == 0 || all[len(all)-1].Day != d {
			all = append(all, freeDay{Day: d})
		}
		last := &all[len(all)-1]
		last.Slots = append(last.Slots, s)
	}
	return all
}

// reason is what staff have said in words: a code of the office's list by its text.
func (o Office) reason(lang, reason string) string {
	for _, r := range o.Rejections {
		if r.Code == reason {
			return phrase(r.Text, lang, o)
		}
	}
	return reason
}

// Reason is the reason of the latest move, in words.
func (b requestPage) Reason(o Office, lang string) string { return o.reason(lang, b.Request.Reason) }

// May tells whether the request may go to a status.
func (b requestPage) May(to string) bool {
	return b.Request.Status.May(core.Status(to)) && (b.Request.Ticket != "" || core.Status(to) == core.Withdrawn)
}

// Fetched tells whether the request has an hour that may be moved.
func (b requestPage) Fetched() bool {
	r := b.Request
	return r.Ticket != "" && r.Status.Active() && (!r.Slot.IsZero() || !r.Earliest.IsZero())
}

// Acts tells whether anything may be done with it.
func (b requestPage) Acts() bool { return b.Request.Status.Active() }

// Waiting tells whether it has no place yet.
func (b requestPage) Waiting() bool { return b.Request.Status == core.Waiting }

// Here tells whether its papers lie at the counter, to be fetched or not.
func (b requestPage) Here() bool {
	return b.Request.Status == core.Ready || b.Request.Status == core.NoShow
}

// Onward is where it may go by one press.
func (b requestPage) Onward() (all []core.Status) {
	for _, to := range []core.Status{core.Verified, core.InProcess, core.Ready} {
		if b.May(string(to)) {
			all = append(all, to)
		}
	}
	return all
}

// OtherDay tells whether it is to be fetched on another day than today.
func (b requestPage) OtherDay(zone *time.Location) bool {
	return !b.Request.Slot.IsZero() && core.DateOf(b.Request.From.In(zone)) != b.Today
}

// Missed tells whether its hour is over, so that it may be said not to have been fetched.
func (b requestPage) Missed(now time.Time) bool {
	return b.May(string(core.NoShow)) && !b.Request.To.After(now)
}

// Placed tells whether the form that was refused is on the page, and its refusal beside it.
func (b requestPage) Placed(now time.Time) bool {
	switch to := core.Status(b.Act); {
	case !b.Acts():
		return false
	case b.Act == "name":
		return true
	case b.Act == "reschedule":
		return b.Fetched()
	case to == core.NoShow:
		return b.Missed(now)
	case to == core.Submitted:
		return false
	default:
		return b.May(b.Act)
	}
}

// Seen is the state that the page shows: what is pressed on it holds for no other.
func (b requestPage) Seen() string {
	return fmt.Sprintf("%s.%d.%d", b.Request.Status, len(b.Steps), len(b.Moves))
}

// Typed is what was typed into the form that was refused; "" in all others.
func (b requestPage) Typed(act, field string) string {
	if b.Act != act {
		return ""
	}
	return b.typed.Get(field)
}

// Kept is what was typed, or else what is there.
func (b requestPage) Kept(act, field, is string) string { return cmp.Or(b.Typed(act, field), is) }

// onePage shows a request.
func onePage(v *visit) error {
	b, err := v.dossier()
	if err != nil {
		return err
	}
	return v.show("request", b)
}

// revealOne shows a request in full, once.
func revealOne(v *visit) error {
	r, err := v.desk.Reveal(v.r.Context(), idFrom(v.r.PathValue("id")), v.by())
	if err != nil {
		return err
	}
	b, err := v.dossier()
	if err != nil {
		return err
	}
	b.Full = &r
	return v.show("request", b)
}

// refused shows the request again, with what was wrong beside the form and what was typed in it.
func (v *visit) refused(act string, err error) error {
	text, status, ok := v.explain(err)
	if !ok {
		return err
	}
	b, err := v.dossier()
	if err != nil {
		return err
	}
	b.Act, b.Wrong = act, text
	return v.showAs(status, "request", b, "")
}

// changed says that a request is not as it was any more when the page was shown.
func (v *visit) changed(act string) error {
	b, err := v.dossier()
	if err != nil {
		return err
	}
	b.Act, b.Wrong = act, v.say("request.changed", "status", v.office.Status(v.lang, b.Request.Status))
	return v.showAs(http.StatusConflict, "request", b, "")
}
