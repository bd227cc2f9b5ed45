package core

import "time"

// How staff come into the console: no password, a link that works once, and a session that ends by itself.
const (
	LinkLasts   = 10 * time.Minute // from when a login link was made
	SessionIdle = 8 * time.Hour    // without a request of its browser
)

// Session is a browser in which a member of staff is logged in. Of its secret only a fingerprint is kept.
type Session struct {
	ID    int64
	Staff int64  // id of the member
	Name  string // the member's
	Agent string // what the browser calls itself, at most 200 bytes
	Began time.Time
	Seen  time.Time // within a minute
}
