package core

import "time"

// TrailQuery selects lines of the audit, the latest first; the empty fields select nothing away.
type TrailQuery struct {
	By     string    // who, as it stands there
	What   string    // the deed, as it stands there
	About  string    // a part of what it was about: a ticket, a name of staff
	From   time.Time // then or later
	To     time.Time // before then
	Before int64     // only lines with a smaller id: the next page
	Limit  int       // 0: 100
}

// Trail is one line of the audit: who did what, and about what. It holds no personal data of citizens.
type Trail struct {
	ID    int64
	At    time.Time
	By    string
	What  string
	About string
}
