package dialog

import (
	"loket/core"
	"loket/core/catalog"
)

// LoginLink hands a member of staff the link by which they enter the console. By SMS it is one part, unless the address is long:
// then the link still stands whole in one of them.
func (e *Engine) LoginLink(lang string, l core.Limits, address string) core.Message {
	return e.letter(lang, l, "login", catalog.Args{"link": address})
}

// HandedBack tells a citizen that their conversation with an officer is over, and the office answers by itself again.
func (e *Engine) HandedBack(lang string, l core.Limits) core.Message {
	return e.letter(lang, l, "officer.back", nil, attached{tokenWord + "menu", "menu"})
}
