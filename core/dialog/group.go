package dialog

import "loket/core"

// inGroup answers in a group or channel that may follow as a whole. Its admins begin and end announcements; nothing else is
// ever said there.
func (t *turn) inGroup(in core.Inbound) {
	s := t.understand(in.Text)
	if s.verb != "follow" && s.verb != "unfollow" || !s.sure || s.slip || !t.quiet(tokens(s.rest), s.verb) {
		return
	}
	t.aside = true
	t.keepPace()
	if t.hushed() {
		return
	}
	if !in.Admin {
		t.say("group.admin", nil)
		return
	}
	t.noticeLanguage(s.lang)
	on := s.verb == "follow"
	t.p.Following = on
	t.do(Follow{On: on, Wording: t.cat.Office.Wording})
	t.say(map[bool]string{true: "group.on", false: "group.off"}[on], nil)
}
