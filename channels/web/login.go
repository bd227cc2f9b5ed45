package web

import (
	"net/http"
	"strconv"
	"strings"
)

// loginPage asks who it is.
func loginPage(v *visit) error {
	if v.staff.ID != 0 {
		return v.to("/")
	}
	return v.show("login", nil)
}

// askForLink sends a link to the chat of the member who is named, and says the same to whoever asks.
func askForLink(v *visit) error {
	name := v.form("name")
	if name == "" {
		return v.wrong("login", nil, v.invalid("login.nobody"))
	}
	if wait := v.slow.wait(v.r); wait > 0 {
		return v.slowed(wait)
	}
	v.slow.fail(v.r) // a link that is asked for counts like a wrong one, else chats could be flooded
	if err := v.desk.SendLink(v.r.Context(), name, v.base+"/login/"); err != nil {
		return err
	}
	return v.show("login.sent", nil)
}

// linkPage asks for the one press that uses a link: apps that look at what is behind a link press nothing.
func linkPage(v *visit) error {
	return v.linked(func(token string) error {
		s, ok, err := v.desk.Linked(v.r.Context(), token)
		if err != nil || !ok {
			return v.badLink(err)
		}
		return v.show("login.link", s)
	})
}

// logIn uses a link.
func logIn(v *visit) error {
	return v.linked(func(token string) error {
		s, ok, err := v.desk.LogIn(v.r.Context(), token)
		if err != nil || !ok {
			return v.badLink(err)
		}
		ctx := v.r.Context()
		if err := v.sessions.RenewToken(ctx); err != nil {
			return err
		}
		v.newKey()
		v.sessions.Put(ctx, sessionStaff, s.ID)
		v.sessions.Put(ctx, sessionAgent, agent(v.r))
		return v.to("/")
	})
}

// linked goes on with the token of a link, unless the address has tried too many that were wrong.
func (v *visit) linked(with func(token string) error) error {
	v.w.Header().Set("Referrer-Policy", "no-referrer")
	if wait := v.slow.wait(v.r); wait > 0 {
		return v.slowed(wait)
	}
	return with(v.r.PathValue("token"))
}

// badLink says that a link is nobody's, used, or over.
func (v *visit) badLink(err error) error {
	if err != nil {
		return err
	}
	v.slow.fail(v.r)
	return v.showAs(http.StatusGone, "login", nil, v.say("login.bad"))
}

// slowed says that somebody tries too much.
func (v *visit) slowed(seconds int) error {
	v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return v.showAs(http.StatusTooManyRequests, "login", nil, v.say("login.slow", "n", seconds))
}

func logOut(v *visit) error {
	if err := v.sessions.Destroy(v.r.Context()); err != nil {
		return err
	}
	return v.to("/login")
}

// agent is what a browser calls itself, cut where it gets long.
func agent(r *http.Request) string {
	name := strings.ToValidUTF8(r.UserAgent(), "")
	if len(name) > 200 {
		name = strings.ToValidUTF8(name[:200], "")
	}
	return name
}
