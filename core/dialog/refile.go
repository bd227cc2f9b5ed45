package dialog

import "loket/core"

// refileLast is DAFTAR ULANG: once more what was rejected last, or that of the ticket named.
func (t *turn) refileLast(rest string) {
	t.seek("refile", t.ticketOf(rest), t.nikIn(rest), "")
}

// foundOld goes on with what was rejected last, else with what was withdrawn; without either it is a registration like another.
func (t *turn) foundOld(rs []core.Request) {
	for _, status := range []core.Status{core.Rejected, core.Withdrawn} {
		for _, r := range rs {
			if r.Status == status {
				t.refile(r)
				return
			}
		}
	}
	t.register(said{verb: "register", sure: true})
}

// refile fills the form with what a request that is over said.
func (t *turn) refile(r core.Request) {
	t.p.Talk.Ask = nil
	if r.Status.Active() {
		t.say(waiting("duplicate", r), t.argsOf(r))
		return
	}
	t.p.Talk.Form = nil
	f := t.form()
	if s, ok := t.cat.Service(r.Service); ok && s.ActiveOn(t.f.Today()) {
		f.Service, f.Group, f.Place = s.Code, s.Group, r.Place
	}
	f.NIK, f.Name = r.NIK, r.Name
	t.proceed()
}
