package dialog

import (
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// PhoneSilent tells a member of staff that one of the office's own phones is not heard of, and what becomes of its letters.
func (e *Engine) PhoneSilent(lang string, l core.Limits, account string, since time.Time) core.Message {
	key := "staff.letter.phone.silent"
	if e.cat.Office.SMS.Moves() {
		key = "staff.letter.phone.moved"
	}
	return e.letter(lang, l, key, catalog.Args{"account": phoneOf(account), "when": e.moment(lang, since, l.Short)})
}

// PhoneBack tells them that it is heard of again.
func (e *Engine) PhoneBack(lang string, l core.Limits, account string) core.Message {
	return e.letter(lang, l, "staff.letter.phone.back", catalog.Args{"account": phoneOf(account)})
}

// unreached tells of phones that are not heard of.
func (t *turn) unreached(phones []core.SilentPhone, add func(key string, a catalog.Args)) {
	for _, p := range phones {
		add("silent", catalog.Args{"account": phoneOf(p.Account), "when": t.moment(t.lang(), p.Since, false)})
	}
}

// phoneOf is what staff call the phone of an account: the name at its end.
func phoneOf(account string) string { return account[strings.LastIndexAny(account, "/:")+1:] }
