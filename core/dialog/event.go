package dialog

import (
	"time"

	"loket/core"
)

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

// Found is the outcome of Find. Of a whole one, Ways and Waiters are there by the ids of the requests.
// Papers too, of one that asked for them.
type Found struct {
	Find     Find
	Requests []core.Request
	Ways     map[int64][]core.Step
	Waiters  map[int64]core.Waiter
	Papers   map[int64][]core.Paper
	Ties     []core.Tie // the one used last first
}

// SlotsFree is the outcome of FreeSlots.
type SlotsFree struct {
	Asked FreeSlots
	Free  []core.Slot
}

// Reslotted is the outcome of Reslot.
type Reslotted struct{ Reslotted core.Reslotted }

// OfferAnswered is the outcome of AnswerOffer.
type OfferAnswered struct {
	Answer   core.OfferAnswer
	Answered core.Answered
}

// Amended is the outcome of Amend.
type Amended struct {
	Amendment core.Amendment
	Amended   core.Amended
}

// Attached is the outcome of Attach. OK is false if the request had as many papers as one may have; Papers are those it has now.
type Attached struct {
	Asked  Attach
	OK     bool
	Papers []core.Paper
}

// UploadLinked is the outcome of LinkUpload. URL is "" if the office gives no links.
type UploadLinked struct {
	Asked LinkUpload
	URL   string
}

// Failed is the event of a message that could not be handled: whatever it asked for was not done.
type Failed struct{ Reference string }

func (Heard) event()  {}
func (Booked) event() {}
func (Moved) event()  {}
func (Found) event()  {}
func (Failed) event() {}

func (SlotsFree) event()     {}
func (Reslotted) event()     {}
func (OfferAnswered) event() {}
func (Amended) event()       {}
func (Attached) event()      {}
func (UploadLinked) event()  {}

// Effect is what Step wants done, in the transaction of the message. Those that have an outcome say so: it comes
// back as the next event of the same person.
type Effect interface{ effect() }

// Say owes the person an answer, on the address they wrote from.
type Say struct{ Message core.Message }

// Book files a complete form. Outcome: Booked.
type Book struct{ Draft core.Draft }

// Move takes one of the person's requests to another status. Outcome: Moved.
type Move struct{ Move core.Move }

// Find looks requests up. Outcome: Found, with Find as it was asked.
type Find struct {
	Query  core.RequestQuery
	Whole  bool     // with the way of each request so far, and their place in line
	Papers bool     // with what was sent for each request
	Ties   bool     // with all addresses of the person
	Why    string   // what the dialog wants it for
	NIK    core.NIK // shown as proof of whose the request is
	Sent   Sent     // what came with the message; the desk only hands all three back
}

// Sent is what somebody sends beside words.
type Sent struct {
	Media   []core.Media
	Account string // through which it came
	Album   string
	Caption string
}

// FreeSlots looks for up to N slots that a request could have instead of its own, on Day (none: its earliest) or later, after
// an instant. Outcome: SlotsFree.
type FreeSlots struct {
	Request core.Request
	Day     core.Date
	After   time.Time
	N       int
	Why     string // what the dialog wants them for; the desk only hands it back
}

// Reslot gives one of the person's requests another slot. Outcome: Reslotted.
type Reslot struct{ Reslot core.Reslot }

// AnswerOffer takes a place on offer, or lets it go to the next in line. Outcome: OfferAnswered.
type AnswerOffer struct{ Answer core.OfferAnswer }

// Amend corrects one of the person's requests. Outcome: Amended.
type Amend struct{ Amendment core.Amendment }

// Attach adds what was sent for a paper of a request, or notes that it will be brought. Its fetching follows by itself. Outcome:
// Attached.
type Attach struct {
	Attachment core.Attachment
	Request    core.Request
	Sent       Sent
	Why        string // what the dialog does it for; the desk only hands all three back
}

// LinkUpload makes a link to the page on which papers of a request can be sent. Outcome: UploadLinked.
type LinkUpload struct {
	Request core.Request
	Lang    string
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

func (FreeSlots) effect()   {}
func (Reslot) effect()      {}
func (AnswerOffer) effect() {}
func (Amend) effect()       {}
func (Attach) effect()      {}
func (LinkUpload) effect()  {}
