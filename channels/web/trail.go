package web

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

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
		"reveal", "reveal requests", "open paper", "link addresses", "unlink address", "export", "export subscribers", "import subscribers", "register", "rename", "reschedule", "move unready",
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

// abouts are what stands in the audit about its deeds, beside names, numbers and days: each with the key of its words.
var abouts = []struct {
	form *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^(?P<name>.+) as (?P<role>viewer|officer|broadcaster|admin)$`), "about.role"},
	{regexp.MustCompile(`^(?P<about>conversation \d+) from (?P<name>.+)$`), "about.from"},
	{regexp.MustCompile(`^conversation (?P<n>\d+)$`), "about.conversation"},
	{regexp.MustCompile(`^person (?P<n>\d+)$`), "about.person"},
	{regexp.MustCompile(`^request (?P<n>\d+)(, in line)?$`), "about.request"},
	{regexp.MustCompile(`^(?P<n>\d+) from (?P<day>[0-9-]{10}) to (?P<until>[0-9-]*)$`), "about.days"},
	{regexp.MustCompile(`^(?P<was>\d+), now (?P<n>\d+), from (?P<day>[0-9-]{10}) to (?P<until>[0-9-]{10}) instead of (?P<before>[0-9-]{10})$`), "about.changed"},
	{regexp.MustCompile(`^(?P<about>.+ of [0-9-]{10}), in full$`), "about.full"},
	{regexp.MustCompile(`^pickups of (?P<day>[0-9-]{10})$`), "about.pickups"},
	{regexp.MustCompile(`^requests of (?P<day>[0-9-]{10})$`), "about.requests"},
	{regexp.MustCompile(`^(?P<n>\d+) places from (?P<day>[0-9-]{10}) to (?P<until>[0-9-]*)$`), "about.places"},
	{regexp.MustCompile(`^(?P<n>\d+) places from (?P<day>[0-9-]{10}) to (?P<until>[0-9-]*) for (?P<service>\S+)$`), "about.some"},
	{regexp.MustCompile(`^(?P<ticket>\S+) to (?P<time>\S+T\S+)$`), "about.slot"},
	{regexp.MustCompile(`^(?P<n>\d+) lines$`), "about.lines"},
	{regexp.MustCompile(`^(?P<n>\d+) days of \[(?P<years>[0-9 ]+)\]$`), "about.holidays"},
	{regexp.MustCompile(`^(?P<day>[0-9-]{10})$`), "about.day"},
}

// about tells in words what stands in the audit about a deed; what has no words stands as it is.
func (l *look) about(text string, o Office) string {
	for _, a := range abouts {
		m := a.form.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		var args []any
		for i, name := range a.form.SubexpNames() {
			value := m[i]
			switch name {
			case "":
				continue
			case "role":
				value = strings.ToLower(l.words["role."+value])
			case "about":
				value = l.about(value, o)
			case "day", "until", "before":
				if d, err := core.ParseDate(value); err == nil && !d.IsZero() {
					value = l.date(d)
				} else {
					value = l.words.say("about.ever")
				}
			case "service":
				for _, s := range o.Services {
					if s.Code == value {
						value = phrase(s.Name, l.lang, o)
						break
					}
				}
			case "time":
				if at, err := time.Parse(time.RFC3339, value); err == nil {
					value = l.moment(at, o)
				}
			}
			if n, err := strconv.Atoi(value); err == nil && name == "n" {
				args = append(args, name, n)
				continue
			}
			args = append(args, name, value)
		}
		return l.words.say(a.key, args...)
	}
	return text
}
