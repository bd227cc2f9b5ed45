package core

import "time"

// The line is who waits for a place, in the order in which they came to wait. A place that becomes free is offered to the first
// of those who wait for its day or a later one, and is held until they have answered.

// Offer is a place held for somebody in line.
type Offer struct {
	ID      int64
	Request Request   // Waiting
	Day     Date      // whose place it is
	From    time.Time // office hours: not told earlier
	Until   time.Time
	Nth     int // of those that this request was made
	Lapsed  int // how many of those before it were let lapse
}

// OfferAnswer ends an offer.
type OfferAnswer struct {
	Request  int64
	Offer    int64     // 0: the one that is open
	Take     bool      // else the place goes to the next in line …
	Leave    bool      // … and the request is withdrawn; otherwise it waits on, behind everybody
	Lapsed   bool      // nobody answered: it counts only if the offer's time is over
	Untold   bool      // nobody was told of it in time: it counts for nothing, and the request keeps its place in line
	By       string    // staff member, "" for the citizen
	Reason   string    // of Leave
	Letter   string    // of Take: first letter of the ticket
	Earliest Date      // of Take: the first day on which it can be fetched; none: it is not fetched
	After    time.Time // of Take: the slot begins after that
}

// Answered is an answer's outcome. OK is false, and nothing changed, when there was no such open offer, or no slot.
type Answered struct {
	OK      bool
	ID      int64 // row of the history if the request's status changed
	Offer   Offer
	Request Request // as it is now
	Left    int     // of Take: places left on the day
}

// Waiter is where somebody stands in line.
type Waiter struct {
	Request  int64
	Position int       // 1 is the first of all who wait
	Offer    int64     // the open offer; 0: none
	Day      Date      // of the offer
	From     time.Time // of the offer: not told earlier
	Until    time.Time // of the offer
}
