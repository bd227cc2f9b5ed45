package dialog

import "loket/core"

// Event is what Step reacts to: a message, or the outcome of an effect.
type Event interface{ event() }

// Heard is a message from the person.
type Heard struct{ In core.Inbound }

// Booked is the outcome of Book.
type Booked struct {
	Draft   core.Draft
	Booking core.Booking
}

// Moved is the outcome of Move.
type Moved struct{ Moved core.Moved }

// Found is the outcome of Find.
type Found struct {
	Find     Find
	Requests []core.Request
}

// Failed is the event of a message that could not be handled: whatever it asked for was not done.
type Failed struct{ Reference string }

func (Heard) event()  {}
func (Booked) event() {}
func (Moved) event()  {}
func (Found) event()  {}
func (Failed) event() {}

// Effect is what Step wants done, in the transaction of the message. Book, Move and Find have an outcome that comes back as
// the next event of the same person; the others have none.
type Effect interface{ effect() }

// Say owes the person an answer, on the address they wrote from.
type Say struct{ Message core.Message }

// Book files a complete form. Outcome: Booked.
type Book struct{ Draft core.Draft }

// Move takes one of the person's requests to another status. Outcome: Moved.
type Move struct{ Move core.Move }

// Find looks requests up. Outcome: Found, with Find as it was asked.
type Find struct {
	Query core.RequestQuery
	Why   string   // what the dialog wants it for
	NIK   core.NIK // shown as proof of whose the request is; the desk only hands both back
}

// Follow starts or ends announcements. Wording is the version of the text agreed to.
type Follow struct {
	On      bool
	Wording string
}

// Shut closes the address to everything, or opens it again, at the provider's word.
type Shut struct{ Shut bool }

// Call tells the officers: the person wants one of them, or said Text while waiting.
type Call struct{ Topic, Text string }

// HandBack ends the person's conversation with the officers.
type HandBack struct{}

func (Say) effect()      {}
func (Book) effect()     {}
func (Move) effect()     {}
func (Find) effect()     {}
func (Follow) effect()   {}
func (Shut) effect()     {}
func (Call) effect()     {}
func (HandBack) effect() {}
