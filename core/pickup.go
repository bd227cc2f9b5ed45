package core

import "time"

// Pickup is when and where the papers of a request are fetched, with what is needed to find it another slot.
type Pickup struct {
	Request int64
	Status  Status
	Person  int64
	Channel string
	Address int64 // row of the address that filed it
	Slot
	Earliest Date
}

// PickupQuery selects the pickups of active requests in the order of their slots, and within a slot of their requests. Paging
// goes on behind a pickup.
type PickupQuery struct {
	From, To time.Time // the slot begins from one until before the other
	Statuses []Status  // none: all active ones
	After    Pickup    // only those behind it
	Limit    int
}

// Reslot gives a request another slot.
type Reslot struct {
	Request int64
	Was     time.Time // beginning of the slot that it has now: if it has another, nothing is done. Zero: whatever it has
	Pick    time.Time // beginning of the new slot; zero: the earliest free one …
	Day     Date      // … on this day or later, never before the request's Earliest …
	After   time.Time // … that begins after this
	Place   *string   // another place; nil: the same
	Ready   bool      // a request that was not fetched (NoShow) is Ready again
	By      string    // staff member, "" for the citizen
	Reason  string
}

// Reslotted is its outcome. OK is false, and nothing changed, when the request is over or waits, has another slot than was
// thought, or the slot wanted has no room.
type Reslotted struct {
	OK      bool
	ID      int64 // of the move, unique: the cause of the letter that tells of it
	Was     Slot
	Request Request // as it is now
	Reason  string
}

// Shift gives a request whose service day is shut a place of another day: the first of some with a free one.
type Shift struct {
	Request  int64
	Was      Date   // the day it has now: if it has another, nothing is done. None: whatever it has
	Earliest []Date // by day: the first day on which it can be fetched then
}

// Shifted is its outcome: OK is false, and nothing changed, if none of the days has a place, or
// it had another day than was thought.
type Shifted struct {
	OK      bool
	Was     Date
	Request Request // as it is now
}

// Amendment corrects a request that was filed: its service while its status is one that may be amended; what the citizen wants to
// say likewise, or by staff while it is active; the name by staff alone, while it is active.
type Amendment struct {
	Request  int64
	Service  string  // another service; "": the same
	Weight   int     // of the other service
	Shares   []Share // that the other service draws from
	Earliest Date    // of the other service; none: it is not fetched
	Name     Name    // the name mended, by staff; "": as it is
	Note     *string // what the citizen wants to say; nil: as it is
	By       string  // staff member, "" for the citizen
}

// Amended is its outcome.
type Amended struct {
	Verdict Verdict // Granted; Full: no place for the other service; Taken: it is asked for already; NoSlot
	OK      bool    // Granted, and the request's status allowed it
	Request Request // as it is now
}
