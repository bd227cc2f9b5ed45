package web

import (
	"strconv"

	"loket/core"
)

// staffBody is who works here, and what was typed for somebody new.
type staffBody struct {
	Members []core.Staff
	Roles   []core.Role
	Name    string
	Role    core.Role
}

func staffPage(v *visit) error {
	b, err := v.staffBody()
	if err != nil {
		return err
	}
	return v.show("staff", b)
}

func (v *visit) staffBody() (b staffBody, err error) {
	b = staffBody{Roles: core.Roles, Name: v.posted("name"), Role: core.Officer}
	if role := v.r.PostFormValue("role"); role != "" {
		b.Role = core.Role(role)
	}
	b.Members, err = v.desk.Members(v.r.Context())
	return b, err
}

// addStaff takes somebody on, who is shown with the code that links their chat.
func addStaff(v *visit) error {
	b, err := v.staffBody()
	if err != nil {
		return err
	}
	code, err := v.desk.AddStaff(v.r.Context(), b.Name, b.Role, v.by())
	if err != nil {
		return v.wrong("staff", b, err)
	}
	after, err := v.desk.Members(v.r.Context())
	if err != nil {
		return err
	}
	to := "/staff"
	for _, s := range after {
		if s.Called(b.Name) {
			to = staffPath(s.ID)
			v.keepOnce(onceCode, s.ID, code)
		}
	}
	return v.done(to, "staff.added")
}

// memberBody is a member of staff, and what is shown about them once.
type memberBody struct {
	core.Staff
	Roles []core.Role
	Code  string // that links their chat
	Link  string // that logs them in
	Self  bool
	Last  bool // the only one who may keep staff
}

// memberPage is a member's.
func memberPage(v *visit) error { return v.withMember(showMember("staff.member")) }

// removePage says what it means to remove a member, before somebody does.
func removePage(v *visit) error { return v.withMember(showMember("staff.remove")) }

func showMember(page string) func(*visit, memberBody) error {
	return func(v *visit, m memberBody) error {
		m.Code, m.Link = v.once(onceCode, m.ID), v.once(onceLink, m.ID)
		return v.show(page, m)
	}
}

// withMember goes on with the member whom the path names.
func (v *visit) withMember(with func(*visit, memberBody) error) error {
	all, err := v.desk.Members(v.r.Context())
	if err != nil {
		return err
	}
	keepers, found := 0, memberBody{Roles: core.Roles}
	for _, s := range all {
		if s.Role.May(core.KeepStaff) {
			keepers++
		}
		if strconv.FormatInt(s.ID, 10) == v.r.PathValue("id") {
			found.Staff, found.Self = s, s.ID == v.staff.ID
		}
	}
	if found.ID == 0 {
		return notFound(v)
	}
	found.Last = keepers == 1 && found.Role.May(core.KeepStaff)
	return with(v, found)
}

func changeRole(v *visit) error {
	return v.withMember(func(v *visit, m memberBody) error {
		if _, err := v.desk.AddStaff(v.r.Context(), m.Name, core.Role(v.form("role")), v.by()); err != nil {
			return v.wrong("staff.member", m, err)
		}
		if m.Self {
			return v.done("/account", "staff.newrole.own")
		}
		return v.done(staffPath(m.ID), "staff.newrole.changed", "name", m.Name)
	})
}

// memberCode makes a code that links a member's chat, and shows it once.
func memberCode(v *visit) error {
	return v.withMember(func(v *visit, m memberBody) error {
		code, err := v.desk.StaffCode(v.r.Context(), m.Name, v.by())
		if err != nil {
			return v.wrong("staff.member", m, err)
		}
		v.keepOnce(onceCode, m.ID, code)
		return v.to(staffPath(m.ID))
	})
}

// memberLink makes a link that logs a member in, and shows it once.
func memberLink(v *visit) error {
	return v.withMember(func(v *visit, m memberBody) error {
		token, err := v.desk.Link(v.r.Context(), m.Name, v.by())
		if err != nil {
			return v.wrong("staff.member", m, err)
		}
		v.keepOnce(onceLink, m.ID, v.base+"/login/"+token)
		return v.to(staffPath(m.ID))
	})
}

func removeMember(v *visit) error {
	return v.withMember(func(v *visit, m memberBody) error {
		if err := v.desk.RemoveStaff(v.r.Context(), m.Name, v.by()); err != nil {
			return v.wrong("staff.member", m, err)
		}
		if m.Self {
			return v.to("/login")
		}
		return v.done("/staff", "staff.removed", "name", m.Name)
	})
}

func staffPath(id int64) string { return "/staff/" + strconv.FormatInt(id, 10) }

// What is shown once, by its name in a session.
const (
	onceCode = "code"
	onceLink = "link"
)

// keepOnce keeps what is shown about a member on the next page, and then nowhere: the session is sealed.
func (v *visit) keepOnce(what string, member int64, secret string) {
	v.sessions.Put(v.r.Context(), what, strconv.FormatInt(member, 10)+" "+secret)
}

// once is what keepOnce has kept about a member, the first time.
func (v *visit) once(what string, member int64) string {
	kept := v.sessions.PopString(v.r.Context(), what)
	prefix := strconv.FormatInt(member, 10) + " "
	if len(kept) > len(prefix) && kept[:len(prefix)] == prefix {
		return kept[len(prefix):]
	}
	return ""
}
