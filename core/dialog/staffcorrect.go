package dialog

import (
	"strconv"
	"strings"
	"unicode"

	"loket/core"
)

// correct is the word KOREKSI, and the button of a notice: the number of an announcement that was sent, and the text that
// takes its place. It goes the way of every announcement, but that its audience and time are those of what it corrects.
func (t *turn) correct(text string) {
	if !t.allowed(core.Announce) {
		return
	}
	number, words := text, ""
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		number, words = text[:i], strings.TrimSpace(text[i:])
	}
	id, err := strconv.ParseInt(strings.Trim(number, ".,:#"), 10, 64)
	if err != nil || id < 1 {
		t.say("bad.correct", nil)
		return
	}
	t.p.Talk.Notice = &core.NoticeForm{Notice: core.Notice{Kind: core.Correction, Parent: id}, To: true, When: true}
	t.renew()
	if words != "" {
		t.takeNoticeText("id", words)
		return
	}
	t.goOn("")
}

// corrects tells whether what is being written corrects an announcement.
func (t *turn) corrects() bool { return t.p.Talk.Notice.Notice.Kind == core.Correction }
