package core

import "time"

// Search selects requests as staff look for them, the latest filed first; the empty fields select nothing away. What is
// sealed is found by keyed fingerprints (tokens) of whole words and endings.
type Search struct {
	// Words is a ticket; or words of a name, in any order and case; or the last four digits of a NIK, or all of it; or the last
	// four or more digits of the number that filed it, or all of it. Words of several kinds must all hold.
	Words     string
	Day       Date   // service day
	Pickup    Date   // the day on which it is fetched
	Status    Status //
	Service   string // code
	Kecamatan string // where it is fetched, or where the one who filed it lives, by its name in the office's list
	Before    int64  // only those with a smaller id: the page after one that ends with it
	After     int64  // only those with a greater id: the page before one that begins with it
	Limit     int    // 0: 50
}

// Found is a page of what a Search finds, the latest filed first.
type Found struct {
	Requests []Request
	Waiters  map[int64]Waiter  // of those who stand in line
	Papers   map[int64][]Paper // by request
	Earlier  bool              // there are requests beyond the last one …
	Later    bool              // … and before the first one
}

// Dossier is all that the office knows of one request.
type Dossier struct {
	Request Request
	Waits   Waiter        // where it stands in line; zero if it does not
	Papers  []Paper       // what was sent for it, the oldest first
	Steps   []Step        // its history, the oldest step first
	Moves   []SlotMove    // each time that it got another slot, the oldest first
	Letters []Posted      // what was sent to the one who filed it, the latest first, at most 50
	Talk    *Conversation // theirs with the officers, if one is open
	Ties    []Tie         // the addresses of the one who filed it, if there are several, the one used last first
	Others  []Request     // what else the same person has filed, the latest first, at most 20
}

// SlotMove is one change of a pickup.
type SlotMove struct {
	At     time.Time
	By     string // staff member, "" for the citizen or the office itself
	Was    Slot   // its To is not known
	Is     Slot   // the same
	Reason string
}

// Posted is a letter as staff are shown it.
type Posted struct {
	ID      int64
	At      time.Time
	Settled time.Time // zero while it is open
	Address Address
	Message Message
	State   State
	Reason  string
	Notice  int64 // of an announcement; 0: none
}
