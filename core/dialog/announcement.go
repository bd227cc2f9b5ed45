package dialog

import (
	"loket/core"
	"loket/core/catalog"
)

// Freeze makes the messages of a notice for every channel that the office has, by version.
func (e *Engine) Freeze(n core.Notice, limits map[string]core.Limits) core.Frozen {
	panic("to be written")
}

// Progress is what a notice's author is told while it is being sent: one message, replaced as it goes on.
func (e *Engine) Progress(lang string, l core.Limits, n core.Notice, ledger core.Ledger) core.Message {
	panic("to be written")
}

// AskSecond asks another member of staff for the second yes.
func (e *Engine) AskSecond(lang string, l core.Limits, p core.Preview) core.Message {
	panic("to be written")
}

// ToStaff is a sentence of the catalog for a member of staff.
func (e *Engine) ToStaff(lang string, l core.Limits, key string, a catalog.Args) core.Message {
	return e.letter(lang, l, key, a)
}
