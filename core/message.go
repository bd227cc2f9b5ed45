package core

import "time"

// Inbound is what a channel heard.
type Inbound struct {
	ID      string  // the provider's id, unique within the account: a redelivery changes nothing
	Account string  // who heard it, and so who answers
	From    Address // who wrote
	Text    string  // as written; any bytes at all
	Choice  string  // token of the button pressed, empty for text
	Lang    string  // what the app says of the writer's language, "" if nothing; a hint, never a decision
	Media   []Media // photos and documents
	Signal  Signal  // what the provider reports about the address itself
	Proves  Address // an address that the provider vouches for as the writer's own: the number of their account; zero: none
	Album   string  // of several messages that were sent in one go: the same in each of them; "" for one alone
	Group   bool    // From is a group or channel, which may follow as a whole: nobody's requests are spoken of there
	Admin   bool    // of a group: one of its admins wrote
	At      time.Time
}

// Media is a photo or document that came with a message. The file itself stays with the provider until it is asked for.
type Media struct {
	Kind   string // MIME type as the provider says, to be checked by content
	Size   int64  // bytes, 0 if unknown
	Handle string // by which the channel's Fetch opens it again; as personal as the file
}

// Signal is what a provider reports about an address, as opposed to what a person says. It is never consent by itself.
type Signal int

const (
	NoSignal  Signal = iota
	Closed           // blocked, or the provider's own STOP: the address is closed to everything
	Reachable        // unblocked, or the provider's own START: the address may be written to again
)

// Message is what the office says, in the form its channel will show. A channel without buttons gets the choices within
// the text, and none here.
type Message struct {
	Text    string   `json:"text"`
	Choices []Choice `json:"choices,omitempty"`
	URL     string   `json:"url,omitempty"`   // a picture or page to go with it
	Erase   bool     `json:"erase,omitempty"` // of a letter that edits another: that one is taken away if it still can be, else Text replaces it

	Template *Template `json:"template,omitempty"` // what is sent instead where free text may not be (Limits.Window); nil: nothing
}

// Template is a message in a form that the provider has approved beforehand.
type Template struct {
	ID   string   `json:"id"`   // the provider's: at Twilio a ContentSid
	Kind string   `json:"kind"` // of letter: one of the catalog's TemplateKinds
	Vars []string `json:"vars"` // what stands at its first variable, its second, …: one line each
}

// Choice is one answer offered. A press of its button, its number in the list and its label all mean the same Token.
type Choice struct {
	Token string `json:"t"`           // at most 64 bytes (Telegram callback_data)
	Label string `json:"l"`           // what a person reads
	Wide  bool   `json:"w,omitempty"` // deserves a row of its own

	Contact bool `json:"c,omitempty"` // asks for the writer's own number, where Limits.Contact; what comes back is Inbound.Proves
}

// Lane is the order of precedence of letters: the earlier overtakes the later.
type Lane int

const (
	ReplyLane   Lane = iota // the answer to a message
	ServiceLane             // news of one's own request
	UrgentLane              // announcements that cannot wait
	NoticeLane              // announcements
)

// State is how far a letter has come. Owed, Sending and Doubtful are open; the others are final, except that Sent may
// still become Delivered or Failed by a report. A state never goes backwards.
type State string

const (
	Owed      State = "owed"
	Sending   State = "sending"
	Sent      State = "sent"
	Delivered State = "delivered"
	Failed    State = "failed"
	Skipped   State = "skipped"
	Doubtful  State = "doubt"
)

// Letter is a message owed to someone: one row of the outbox.
type Letter struct {
	ID        int64
	Cause     string  // unique, made of row ids, never of an address: "in:991#0", "move:17"
	Person    int64   // 0 when nobody in particular
	AddressID int64   // row of To
	To        Address // filled when claimed
	Account   string  // who sends it, chosen when posted; claims are by account
	Message   Message
	Lane      Lane
	Hold      bool      // in doubt: wait for staff instead of sending again
	Notice    int64     // whose letter it is; 0: no announcement's
	Version   string    // which of the notice's messages
	Edits     int64     // the letter to the same address whose message this one replaces; 0: none
	Replaces  string    // receipt of that one, "" if it has none (yet); filled when claimed
	Until     time.Time // of no use later, on this process's clock; zero: for ever; filled when claimed
	Since     time.Time // when the first call was intended, on this process's clock; filled when claimed
	Part      int       // how many parts of a long text the provider has taken already: they are not sent again
	Parts     int       // how many parts there are; filled by the outbox for Send
	Attempt   int       // how many times a call was intended; fences Settle
	Unclear   int       // how many attempts ended in doubt: each may have arrived
	AttemptAt time.Time // when the latest call was intended, on this process's clock
	Receipt   string    // the provider's id of the sent message
	Known     []string  // receipts of other letters to this address; filled by Doubts

	Heard   time.Time // when the recipient last wrote from this address, on this process's clock; zero: never; filled when claimed, on channels with a Window
	Detours []Detour  // where it goes, one after the other, if it fails for good; of an announcement's letter the store finds them itself
}

// windowMargin is how long before the end of a channel's Window free text is not relied on any more: the provider has a clock of its own.
const windowMargin = 5 * time.Minute

// Free tells whether free text may still be sent for the letter, on a channel with such a Window. What is not free leaves as its
// message's Template, as one message however long the text is. Of an answer nobody needs to have noted when its question came.
func (l Letter) Free(window time.Duration, now time.Time) bool {
	if l.Heard.IsZero() {
		return window == 0 || l.Lane == ReplyLane
	}
	return window == 0 || now.Sub(l.Heard) < window-windowMargin
}

// Detour is another address of the same person at which a letter can be sent if it failed for good, in the form of its channel.
type Detour struct {
	AddressID int64   `json:"to"`
	Account   string  `json:"by"`
	Message   Message `json:"message"`
}

// Outcome is what became of one attempt to send a letter. Settle ignores it unless Attempt is the letter's latest and the
// letter is still open.
type Outcome struct {
	Letter  int64
	Attempt int
	State   State         // Sent, Failed, Skipped, Doubtful, Owed: try again after Wait; or Sending: see Receipt
	Receipt string        // of Sent; of Sending: the provider took this part, and the next is intended, as the next attempt
	Cost    int           // SMS parts that the attempt cost, or may have; 0 where nothing is paid
	Reason  string        // of Failed and Skipped: a word of the catalog's list of reasons
	Wait    time.Duration // of Owed and Doubtful: not before this long from now, by the database's clock
	Shut    bool          // the recipient closed the address: close it, and skip what else is owed to it
	Moved   Address       // of Owed: where the address lives now, if the provider said so
}

// Report is what a provider says later of a letter it accepted: Sent, Delivered or Failed. Reports come late, twice and
// out of order, and after a backup was restored about letters that have not been sent since: only what leads an attempt
// forward that was made changes anything.
type Report struct {
	Letter  int64  // our id, from the callback's address; 0 if only the receipt is known
	Attempt int    // of the letter, from the callback's address; 0 if unknown
	Account string // whose letter it is
	Receipt string
	State   State
	Reason  string
	Shut    bool // the recipient closed the address
	Early   bool // about a part of the letter that is not its last: only a failure counts
}
