package core

import "time"

// ErasureTopic is the topic of a conversation in which somebody wishes their data erased: a duty with a date, which outlasts
// whatever else is said in it. The office has ErasureTime to answer (UU 27/2022: 3x24 hours).
const (
	ErasureTopic = "erasure"
	ErasureTime  = 3 * 24 * time.Hour
)

// HandBack ends a person's conversation with the officers.
type HandBack struct {
	Person int64
	Staff  bool // by staff, not by the citizen
}

// Call is a citizen's word to the officers.
type Call struct {
	Person    int64
	AddressID int64
	Topic     string // "officer", ErasureTopic, …: why
	Text      string // what was said, "" if nothing yet
	ByStaff   string // staff member who said it, "" for the citizen
}

// Conversation is what was said between a citizen's call for an officer and the hand-back.
type Conversation struct {
	ID        int64
	Person    int64
	AddressID int64
	Address   Address
	Lang      string // the citizen's, "" if not known
	Topic     string
	Since     time.Time
	Taker     string    // member of staff who has taken it, "" for nobody
	Taken     time.Time // since when
	Lines     []Line
}

// Caller is a conversation, and what else the office knows of whom it is with.
type Caller struct {
	Conversation
	Requests []Request        // what they have filed, the latest first, at most 20
	Waiters  map[int64]Waiter // of those requests that stand in line
	Letters  []Posted         // what was sent to them, the latest first, at most 20
}

// Line is one message of a conversation.
type Line struct {
	At   time.Time
	By   string // staff member, "" for the citizen
	Text string
}
