package core

import (
	"slices"
	"time"
)

// Notice is an announcement: what is said, to whom, when, and by whose word. Its letters are its ledger.
type Notice struct {
	ID       int64             `json:"id,omitempty"`
	Kind     NoticeKind        `json:"kind,omitempty"`
	Parent   int64             `json:"parent,omitempty"` // what it forwards, repeats, corrects, …; 0 for an Announcement
	State    NoticeState       `json:"state,omitempty"`
	By       string            `json:"by,omitempty"`     // who wrote it
	Author   int64             `json:"author,omitempty"` // the address of theirs that is told how it goes; 0: none
	Yes      string            `json:"yes,omitempty"`    // who said the second yes, or how the questions were answered
	Texts    map[string]string `json:"texts,omitempty"`  // by language, as written; who speaks none of them gets Indonesian
	Audience Audience          `json:"audience"`
	Urgent   bool              `json:"urgent,omitempty"`   // the earlier lane, every address of a person, at any hour
	AnyHour  bool              `json:"any_hour,omitempty"` // also in quiet hours
	Hold     bool              `json:"hold,omitempty"`     // a letter in doubt waits for staff instead of being sent again
	At       time.Time         `json:"at,omitzero"`        // not before; zero: at once
	Expires  time.Time         `json:"expires,omitzero"`   // not after; zero: never
	Spread   time.Duration     `json:"spread,omitempty"`   // over which the letters leave, quiet hours not counted
	Every    int               `json:"every,omitempty"`    // days after which it is sent again, until Expires; 0: once
	Other    bool              `json:"other,omitempty"`    // of a Resend: to another address of the person, if there is one
	Expected int               `json:"expected,omitempty"` // how many letters were promised at the yes
	Print    string            `json:"print,omitempty"`    // tells the same text to the same audience from another
	Made     time.Time         `json:"made,omitzero"`
	Frozen   Frozen            `json:"-"` // the very messages, made at the yes

	// Where its sending stands; kept by the desk.
	OpenAt time.Time     `json:"-"` // letters leave from then on …
	ShutAt time.Time     `json:"-"` // … until then; zero: without end
	Spent  time.Duration `json:"-"` // how much of Spread was over when OpenAt came
	Letter int64         `json:"-"` // that tells the author how it goes; 0: none yet
	Told   string        `json:"-"` // the desk's note of what the author was told last

	Pruned bool `json:"-"` // letters of it are gone; what they counted is kept
}

// Frozen are the messages of a notice by channel and version. A version is a language; with Fresh behind it, it is for
// those whom the notice's parent did not reach.
type Frozen map[string]map[string]Message

// Fresh marks the version of a correction for who never got what is corrected.
const Fresh = "+"

// NoticeKind is what a notice is to its parent.
type NoticeKind string

const (
	Announcement NoticeKind = "notice"
	Forwarding   NoticeKind = "forward"    // the version that contacts hand on; it goes the way of its parent
	Repetition   NoticeKind = "repeat"     // the same again on a later day
	Resending    NoticeKind = "resend"     // to those whom the parent failed to reach
	Correction   NoticeKind = "correction" // to those who got the parent, or would have
	Withdrawal   NoticeKind = "withdrawal" // to those who got the parent
)

// NoticeState is how far a notice has come.
type NoticeState string

const (
	Awaiting  NoticeState = "awaiting"  // a second member of staff must say yes
	Scheduled NoticeState = "scheduled" // its time is to come
	Preparing NoticeState = "preparing" // its letters are being made
	Running   NoticeState = "sending"   // its letters leave, or wait for their hour
	Paused    NoticeState = "paused"
	Attention NoticeState = "attention" // all is over but for letters in doubt, which may wait for staff
	Finished  NoticeState = "finished"
	Cancelled NoticeState = "cancelled"
	Expired   NoticeState = "expired"
	Drafted   NoticeState = "draft" // shown, and not sent yet
)

// steps is the one table of what a notice may become.
var steps = map[NoticeState][]NoticeState{
	Drafted:   {Awaiting, Scheduled, Preparing, Cancelled},
	Awaiting:  {Scheduled, Preparing, Cancelled, Expired},
	Scheduled: {Preparing, Paused, Cancelled, Expired},
	Preparing: {Running, Paused, Cancelled, Expired},
	Running:   {Paused, Attention, Finished, Cancelled, Expired},
	Paused:    {Scheduled, Preparing, Running, Cancelled, Expired},
	Attention: {Running, Finished, Cancelled},
}

// May tells whether a notice in state s may become t.
func (s NoticeState) May(t NoticeState) bool { return slices.Contains(steps[s], t) }

// Open tells whether something of a notice may still be sent.
func (s NoticeState) Open() bool { return len(steps[s]) > 0 && s != Drafted }

// Version is the language in which somebody gets the notice.
func (n Notice) Version(lang string) string {
	if n.Texts[lang] != "" {
		return lang
	}
	return "id"
}

// Steering is what staff may do with a notice under way.
type Steering string

const (
	Approve  Steering = "approve"  // the second yes
	Refuse   Steering = "refuse"   // the second no: it is cancelled
	Pause    Steering = "pause"    //
	Resume   Steering = "resume"   //
	Cancel   Steering = "cancel"   // what has not left is skipped
	SendAll  Steering = "resend"   // letters in doubt that are held: send them again
	DropAll  Steering = "drop"     // letters in doubt that are held: let them be
	Retry    Steering = "retry"    // a Resending to those it failed to reach
	Withdraw Steering = "withdraw" // take back what was sent
)

// Ledger counts the letters of a notice. The seven states add up to Audience.
type Ledger struct {
	Audience  int          `json:"audience"`
	Owed      int          `json:"owed"`
	Sending   int          `json:"sending"`
	Sent      int          `json:"sent"`
	Delivered int          `json:"delivered"`
	Failed    int          `json:"failed"`
	Skipped   int          `json:"skipped"`
	Doubt     int          `json:"doubt"`
	Lines     []LedgerLine `json:"-"`
}

// LedgerLine is a part of a ledger.
type LedgerLine struct {
	Channel string
	State   State
	Reason  string
	Letters int
	Cost    int // SMS parts, as far as they were sent
}

// Add counts a line.
func (l *Ledger) Add(line LedgerLine) {
	l.Lines = append(l.Lines, line)
	l.Audience += line.Letters
	switch line.State {
	case Owed:
		l.Owed += line.Letters
	case Sending:
		l.Sending += line.Letters
	case Sent:
		l.Sent += line.Letters
	case Delivered:
		l.Delivered += line.Letters
	case Failed:
		l.Failed += line.Letters
	case Skipped:
		l.Skipped += line.Letters
	case Doubtful:
		l.Doubt += line.Letters
	}
}

// Gone is how many letters have left, as far as is known.
func (l Ledger) Gone() int { return l.Sent + l.Delivered }

// Now is the state of a notice with such a ledger: that nothing is left to send is seen here before the desk writes it down.
func (n Notice) Now(l Ledger) NoticeState {
	if n.State != Running && n.State != Attention && n.State != Finished {
		return n.State
	}
	switch {
	case l.Owed+l.Sending > 0:
		return Running // also when a letter in doubt turned out not to have left
	case l.Doubt > 0 && n.Hold:
		return Attention
	case l.Doubt > 0:
		return Running // it is being cleared up
	}
	return Finished
}

// Reach is how many letters of an audience would go by a channel in a version, or be skipped, and why.
type Reach struct {
	Channel string
	Version string
	Skip    string // reason; "" if the letter can leave
	Letters int
}

// Preview is what staff see before they say yes.
type Preview struct {
	Notice   Notice
	Reach    []Reach
	Contacts int       // who get the version to hand on beside it
	Again    *Notice   // the same was sent within a day
	Second   bool      // somebody else must say yes
	Begins   time.Time // when the first letter may leave, should that not be at once
}

// Letters is how many letters there would be, and how many of them would be skipped.
func (p Preview) Letters() (all, skipped int) {
	for _, r := range p.Reach {
		all += r.Letters
		if r.Skip != "" {
			skipped += r.Letters
		}
	}
	return all, skipped
}

// Noticed is a notice with its ledger.
type Noticed struct {
	Notice Notice
	Ledger Ledger
}

// NoticeQuery selects notices, the newest first; the empty fields select nothing away.
type NoticeQuery struct {
	ID     int64
	Parent int64
	Kinds  []NoticeKind
	States []NoticeState
	Print  string    // who may write keeps others who ask for the same waiting: what it finds none of, they add none of meanwhile
	Since  time.Time // made then or later
	Limit  int       // 0: 20
	Glance bool      // to be shown: none of what is found is locked
}

// Recipient is one letter of a notice, as staff are shown it.
type Recipient struct {
	Letter  int64
	Address Address
	State   State
	Reason  string
}

// News is an announcement that INFO repeats: public, begun, neither withdrawn nor over.
type News struct {
	Notice  int64             `json:"notice"`
	Texts   map[string]string `json:"texts"`
	Since   time.Time         `json:"since"`
	Expires time.Time         `json:"expires,omitzero"`
}

// Today is the office's day as staff ask for it.
type Today struct {
	Day     Day
	Letters map[State]int  // owed, sending and in doubt now; failed and skipped since midnight
	Reasons map[string]int // why letters failed since midnight
	Calls   int            // conversations in which somebody waits for an officer
	Notices []Noticed      // under way
	Unheard []Unheard      // news of requests, and answers of officers, that reached nobody since midnight, the latest first, at most ten
	Halted  []string       // accounts whose ceiling of the day is reached
	Silent  []SilentPhone  // phones of the office's own that are not heard of

	Pickups  int   // to be fetched today
	Answered int   // requests whose correction the citizen has answered, and that nobody has looked at since
	Overdue  int   // requests whose correction was not answered in time
	Next     Date  // the next day on which papers are fetched, after today …
	Coming   int   // … how many are then …
	Unready  int   // … and of how many of them the papers are not ready
	Unknown  []int // years soon to come, or begun, of which no holidays are known
}

// Unheard is news of a request that could not be told, or an officer's answer: then it has no ticket.
type Unheard struct {
	Ticket string
	Reason string

	Person  int64   // of an answer: whom it was for
	Address Address // … and the last address that it was tried at
	Open    bool    // … and the conversation goes on
}

// AnswerCause begins the causes of letters that bring an officer's answers.
const AnswerCause = "answer:"

// Lost is a letter on the service lane that reached nobody.
type Lost struct {
	Cause   string
	Reason  string
	Person  int64
	Address Address
}
