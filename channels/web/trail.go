package web

import (
	"net/url"
	"strconv"

	"loket/core"
)

// trailBody is a page of the audit, and what was asked for.
type trailBody struct {
	Lines    []core.Trail
	By       string
	What     string
	About    string
	From, To core.Date
	Whats    []string
	Members  []core.Staff
	Older    string // address of the next page; "" if there is none
	Filtered bool
}

const trailLines = 50

// trailPage is who did what.
func trailPage(v *visit) error {
	b := trailBody{By: v.form("by"), What: v.form("what"), About: v.form("about"), Whats: deeds()}
	var err error
	if b.From, err = v.day("from"); err == nil {
		b.To, err = v.day("to")
	}
	if err != nil {
		return err
	}
	q := core.TrailQuery{By: b.By, What: b.What, About: b.About, Limit: trailLines + 1}
	if !b.From.IsZero() {
		q.From = b.From.At(0, v.office.Zone)
	}
	if !b.To.IsZero() {
		q.To = b.To.Add(1).At(0, v.office.Zone)
	}
	b.Filtered = q != core.TrailQuery{Limit: q.Limit}
	q.Before, _ = strconv.ParseInt(v.form("before"), 10, 64)
	if b.Members, err = v.desk.Members(v.r.Context()); err != nil {
		return err
	}
	if b.Lines, err = v.desk.Trail(v.r.Context(), q, v.by()); err != nil {
		return err
	}
	if len(b.Lines) > trailLines {
		b.Lines = b.Lines[:trailLines]
		next := url.Values{"before": {strconv.FormatInt(b.Lines[trailLines-1].ID, 10)}}
		for _, name := range []string{"by", "what", "about", "from", "to"} {
			if value := v.form(name); value != "" {
				next.Set(name, value)
			}
		}
		b.Older = "/staff/trail?" + next.Encode()
	}
	return v.show("trail", b)
}

// deeds are what the audit knows, as it stands there. What it knows beside them is shown as it stands.
func deeds() []string {
	all := []string{"log in", "ask for login link", "login link", "link chat", "end sessions", "add staff", "staff code", "remove staff",
		"reveal", "reveal requests", "export", "export subscribers", "import subscribers", "register", "rename", "reschedule", "move unready",
		"take conversation", "take over conversation", "leave conversation", "read conversation", "hand back", "announce",
		"quota", "end quota", "closure", "reopen", "opening", "end opening", "hours", "end hours", "import holidays"}
	for _, d := range []core.Steering{core.Approve, core.Refuse, core.Pause, core.Resume, core.Cancel, core.SendAll, core.DropAll, core.Retry, core.Withdraw} {
		all = append(all, string(d)+" announcement")
	}
	for _, s := range core.Statuses {
		all = append(all, advanced+string(s))
	}
	return all
}

// advanced stands in the audit before the status to which requests were moved.
const advanced = "advance "
