package dialog

import (
	"loket/core"
	"loket/core/catalog"
)

// Engine answers for one office. It is safe for concurrent use: it holds nothing that changes.
type Engine struct {
	cat *catalog.Catalog
}

// New is the engine of the office that cat describes.
func New(cat *catalog.Catalog) *Engine { return &Engine{cat: cat} }

// Step reacts to one event of one person. It returns the person with what is to be remembered, and what is to be done, in
// order. It never fails: any bytes at all get an answer or are passed over.
func (e *Engine) Step(p core.Person, f core.Facts, ev Event) (core.Person, []Effect) {
	panic("being written")
}

// News is the letter that tells the holder of a request how far it has come, in their language and in the form of the
// channel: sent when staff move a request. ok is false when the move is none that citizens are told of.
func (e *Engine) News(lang string, l core.Limits, m core.Moved) (msg core.Message, ok bool) {
	panic("being written")
}

// Receipt is the letter that confirms a request which staff filed for somebody.
func (e *Engine) Receipt(lang string, l core.Limits, r core.Request) core.Message {
	panic("being written")
}

// Answer is an officer's own words to a citizen, in the form of the channel.
func (e *Engine) Answer(lang string, l core.Limits, text string) core.Message {
	panic("being written")
}
