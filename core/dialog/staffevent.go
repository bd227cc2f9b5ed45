package dialog

import (
	"time"

	"loket/core"
)

// What staff want done, beside what everybody may. Every outcome that can fail has Err: a *core.Error whose Key is a text. Among
// them bad.ticket (of Args ticket) and bad.rename (ticket) are about requests, bad.closure (n) and bad.extended (n, until) about closures.

// Join wants this chat linked to the member of staff whose code it is, in capital letters and digits. Outcome: Joined.
type Join struct{ Code string }

// Look wants something counted that takes too long for the transaction of a message. It is done right after, and what came
// out is an event of its own: Previewed, Daily or Listed.
type Look struct {
	What   Sight
	Serial int           // of Preview: of the form; of Closing: of the proposal
	Notice core.Notice   // of Preview; of Notices with an ID: that one only
	Close  core.Override // of Closing, as CloseDays would get it
}

// Sight is what is looked at.
type Sight string

const (
	Preview Sight = "preview" // Previewed
	Today   Sight = "today"   // Daily
	Notices Sight = "notices" // Listed
	Closing Sight = "closing" // Foreseen
)

// Announce sends a notice, or lays it before a second member; one whose Kind is Correction takes its Parent's place, for
// those who got that. Outcome: Announced.
type Announce struct {
	Notice core.Notice
	Again  bool // the author knows that the same was sent within a day
}

// Steer does something with a notice under way. Outcome: Steered.
type Steer struct {
	Notice int64
	Deed   core.Steering
}

// SetQuota sets the places of days, those of one service only if it names one: From none is today, To none is without end.
// Outcome: QuotaSet.
type SetQuota struct {
	Places   int
	Service  string // code
	From, To core.Date
}

// CloseDays shuts the counter, and intake too if it says so. With an ID the closure of that number lasts until another day:
// only To counts then. Outcome: DaysClosed.
type CloseDays struct{ Override core.Override }

// OpenAgain removes a closure. Nobody is moved; who could fetch their papers earlier now is told. Outcome: OpenedAgain.
type OpenAgain struct{ ID int64 }

// Advance moves requests on. Outcome: Advanced; that of a whole day comes right after.
type Advance struct{ Advance core.Advance }

// Reschedule gives the request of a ticket another slot: the one that begins at a time, or, if From is zero, the earliest free
// one from a day on. Outcome: Rescheduled.
type Reschedule struct {
	Ticket string
	Day    core.Date
	From   time.Time
}

// MoveUnready gives those who are to fetch on a day papers that are not ready another slot. Outcome: UnreadyMoved, right after.
type MoveUnready struct{ Day core.Date }

// Rename mends a misspelt name. Outcome: Renamed.
type Rename struct {
	Ticket string
	Name   core.Name
}

// Joined is the outcome of Join. Without OK the code was nobody's, or its time was over.
type Joined struct {
	Staff core.Staff
	OK    bool
}

// Previewed answers a Look at a Preview.
type Previewed struct {
	Serial  int
	Preview core.Preview
	Err     *core.Error
}

// Daily answers a Look at Today.
type Daily struct{ Today core.Today }

// Listed answers a Look at Notices, the newest first.
type Listed struct {
	ID      int64 // of the one asked for, 0 if all were
	Notices []core.Noticed
}

// Announced is the outcome of Announce; Notice as it stands now.
type Announced struct {
	Notice core.Notice
	Err    *core.Error
}

// Steered is the outcome of Steer; Notice and Ledger as they stand now, Letters how many the deed concerned.
type Steered struct {
	Steer   Steer
	Notice  core.Notice
	Ledger  core.Ledger
	Letters int
	Err     *core.Error
}

// QuotaSet is the outcome of SetQuota.
type QuotaSet struct {
	SetQuota SetQuota
	Err      *core.Error
}

// DaysClosed is the outcome of CloseDays: the closure as it stands now, and how many pickups will be moved.
type DaysClosed struct {
	Override core.Override
	Pickups  int
	Err      *core.Error
}

// OpenedAgain is the outcome of OpenAgain.
type OpenedAgain struct {
	ID  int64
	Was core.Override
	Err *core.Error
}

// Foreseen answers a Look at Closing; its Override is the closure as it would stand.
type Foreseen struct {
	Serial    int
	Foresight core.Foresight
	Err       *core.Error
}

// Advanced is the outcome of Advance. Of a whole day, Moved are only those that moved. Of Done without Sure, a request that is to be
// fetched on another day than today has not moved (OK is false) although its status allows it; of NoShow, one whose hour is not over.
type Advanced struct {
	Advance core.Advance
	Moved   []core.Moved
	Err     *core.Error
}

// UnreadyMoved is the outcome of MoveUnready.
type UnreadyMoved struct {
	Day   core.Date
	Moved int
	Days  []core.DayCount // to which days
	Err   *core.Error
}

// Renamed is the outcome of Rename.
type Renamed struct {
	Rename  Rename
	Request core.Request
	Err     *core.Error
}

// Rescheduled is the outcome of Reschedule.
type Rescheduled struct {
	Reschedule Reschedule
	Reslotted  core.Reslotted
	Err        *core.Error
}

func (Join) effect()      {}
func (Look) effect()      {}
func (Announce) effect()  {}
func (Steer) effect()     {}
func (SetQuota) effect()  {}
func (CloseDays) effect() {}

func (OpenAgain) effect()   {}
func (Reschedule) effect()  {}
func (Advance) effect()     {}
func (MoveUnready) effect() {}
func (Rename) effect()      {}

func (Joined) event()     {}
func (Previewed) event()  {}
func (Daily) event()      {}
func (Listed) event()     {}
func (Announced) event()  {}
func (Steered) event()    {}
func (QuotaSet) event()   {}
func (DaysClosed) event() {}

func (OpenedAgain) event()  {}
func (Rescheduled) event()  {}
func (Foreseen) event()     {}
func (Advanced) event()     {}
func (UnreadyMoved) event() {}
func (Renamed) event()      {}
