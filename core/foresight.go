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
	Dropped  []Holiday      // of an import: days that are holidays now, and would be none any more
}

// DayCount is how many of something fall on a day.
type DayCount struct {
	Day   Date
	Count int
}
