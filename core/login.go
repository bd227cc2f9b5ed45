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

// Logins is the part of a Tx that knows who is in the console. Its times are of the database's clock, for an office's clock may jump.
// Tokens are secrets: only their fingerprints are kept.
type Logins interface {
	// AddLink makes a link that logs a member in, once, for so long, and makes the member's earlier links worthless.
	AddLink(token string, staff int64, lasts time.Duration) error
	// FindLink tells whose link that is, without using it; ok is false if it is nobody's, used, or over.
	FindLink(token string) (s Staff, ok bool, err error)
	// UseLink is FindLink, and nobody can use that link again.
	UseLink(token string) (s Staff, ok bool, err error)
	// KeepSession makes or prolongs a session for so long. Data is the browser's part, kept sealed.
	KeepSession(token string, staff int64, agent string, data []byte, lasts time.Duration) error
	// FindSession reads the data of a session; ok is false if it is over, or its member was removed.
	FindSession(token string) (data []byte, ok bool, err error)
	// EndSession ends one by its token.
	EndSession(token string) error
	// Sessions lists those that are not over, the one seen last first; of one member, or with 0 of all.
	Sessions(staff int64) ([]Session, error)
	// EndSessions ends one session by its id, or with id 0 all of a member, and tells how many they were. With both, the session must
	// be the member's; with neither none ends. A session that has ended stays ended, though a request of its browser was on its way.
	EndSessions(staff, id int64) (int, error)
}
