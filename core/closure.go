package core

// Foresight is what a change of the calendar would mean, before anybody says yes.
type Foresight struct {
	Override Override
	Places   int            // requests whose service day would be shut: their places move
	Pickups  int            // requests whose papers could not be fetched when they are to be
	Days     []DayCount     // to which days those pickups would move, the earliest first
	Stranded int            // of them, those for which there is no slot within two years
	Told     map[string]int // how many letters would tell it, by channel
	Untold   int            // how many could be told by none: filed by staff without an address, or not reachable
}

// DayCount is how many of something fall on a day.
type DayCount struct {
	Day   Date
	Count int
}

// Advance is what staff want of requests: those of the tickets, or all of a service day, or all to be fetched on a day, that go
// there along with the others (Status.Along).
type Advance struct {
	To      Status
	Tickets []string
	Day     Date   // a service day
	Pickup  Date   // a pickup day
	Reason  string // of Rejected: the code of a reason of the office's list, or free text
	Until   Date   // of Incomplete: the last day for the answer; none: the office's rule
	Sure    bool   // of Done: also if it is not the day of the pickup
}
