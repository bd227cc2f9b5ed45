package core

// Board is the office's day as staff see it at one glance.
type Board struct {
	Today
	Parts   []Share                  // parts of the day's quota that have a cap of their own
	Tallies []Tally                  // the day's requests
	Owing   map[string]map[State]int // by account: letters that are owed, sending and in doubt
}

// Tally counts requests of one service day that have the same service, channel, status and hour of filing.
type Tally struct {
	Service  string
	Channel  string // of the address that filed; how staff filed it (Via) where there is none
	Status   Status
	Filed    Date // the office's date on which it was filed: a day may be booked ahead
	Hour     int  // of that date
	Requests int
	Places   int // that they hold; of those who wait, that they wish
}
