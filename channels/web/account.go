package web

import (
	"cmp"
	"strconv"
	"strings"

	"loket/core"
)

// accountBody is who is logged in, and where.
type accountBody struct {
	core.Staff
	Sessions []core.Session
}

// accountPage is one's own.
func accountPage(v *visit) error {
	all, err := v.desk.Sessions(v.r.Context(), v.staff.ID, v.by())
	if err != nil {
		return err
	}
	return v.show("account", accountBody{v.staff, all})
}

// endOwn ends one of one's own sessions, or all of them: then one is out here, too.
func endOwn(v *visit) error {
	id, _ := strconv.ParseInt(v.form("session"), 10, 64)
	n, err := v.desk.EndSessions(v.r.Context(), v.staff.ID, id, v.by())
	if err != nil {
		return err
	}
	if id == 0 {
		return v.to("/login")
	}
	return v.done("/account", "sessions.ended", "n", n)
}

// sessionsPage is who is logged in, and where.
func sessionsPage(v *visit) error {
	all, err := v.desk.Sessions(v.r.Context(), 0, v.by())
	if err != nil {
		return err
	}
	return v.show("sessions", all)
}

// endTheirs ends a session of a member, or all of them.
func endTheirs(v *visit) error {
	return v.withMember(func(v *visit, m memberBody) error {
		id, _ := strconv.ParseInt(v.form("session"), 10, 64)
		n, err := v.desk.EndSessions(v.r.Context(), m.ID, id, v.by())
		if err != nil {
			return err
		}
		if n == 0 {
			return v.done("/staff/sessions", "sessions.none", "name", m.Name)
		}
		return v.done("/staff/sessions", "sessions.ended", "n", n)
	})
}

// browserName is what people call the browser that names itself so, and the machine on which it is.
func browserName(agent string) string {
	browser := firstIn(agent, "Edg/", "Edge", "OPR/", "Opera", "SamsungBrowser/", "Samsung Internet", "Firefox/", "Firefox", "CriOS/", "Chrome", "FxiOS/", "Firefox",
		"Chrome/", "Chrome", "Safari/", "Safari")
	machine := firstIn(agent, "Windows", "Windows", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "CrOS", "ChromeOS", "Mac OS X", "macOS", "Linux", "Linux")
	if browser == "" || machine == "" {
		return cmp.Or(agent, "–")
	}
	return browser + ", " + machine
}

// firstIn is the name of the first sign that stands in a text: signs and names in turn.
func firstIn(text string, signs ...string) string {
	for i := 0; i+1 < len(signs); i += 2 {
		if strings.Contains(text, signs[i]) {
			return signs[i+1]
		}
	}
	return ""
}
