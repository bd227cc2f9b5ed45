package core

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Receiver takes what a channel heard. A nil answer means it is on disk; only then may the channel acknowledge. Of an
// error only the Kind matters: Away and Operator mean that the provider should try again.
type Receiver func(ctx context.Context, in Inbound) error

// Reporter takes delivery reports, with the same promise as Receiver.
type Reporter func(ctx context.Context, r Report) error

// Channel turns a Letter into a provider's request. It decides nothing, keeps no state that matters, and never speaks on
// its own account.
type Channel interface {
	// Name is the channel of the addresses it serves: "telegram", "sms", …
	Name() string
	// Account names who sends: unique among the office's accounts, stable over restarts, no secret and no personal data.
	Account() string
	// Limits says what the channel can show and how fast it may send.
	Limits() Limits
	// Send makes one call for one letter and returns the provider's receipt. An *Error says by its Kind what to do:
	// Away (certainly not sent), Busy, BusyChat, Stopped, Gone, Refused, Window, Operator, or Doubt (may have been sent).
	// Every error of another sort counts as Doubt. Send must return soon after ctx ends.
	Send(ctx context.Context, l Letter) (receipt string, err error)
}

// Poller is a Channel that fetches what people wrote. Poll runs while this process holds the account's lease, and returns
// when ctx ends, or with an error that only the operator can mend.
type Poller interface {
	Poll(ctx context.Context, receive Receiver) error
}

// Hook is a Channel that is told by the provider: Routes are mounted on the HTTP server of every replica. Channels of one provider may have
// the same patterns: each is mounted once, and takes what comes for any of them.
type Hook interface {
	Routes(receive Receiver, report Reporter) map[string]http.Handler // by pattern: "POST /hooks/telegram"
}

// Preparer is a Channel with something to set up at the provider (a webhook, a command menu) each time this process
// takes the account's lease.
type Preparer interface {
	Prepare(ctx context.Context) error
}

// Resolver is a Channel whose provider can be asked what became of a letter in doubt. Without it, a letter in doubt is
// sent again, or held when it says so.
type Resolver interface {
	// Resolve returns Sent with the receipt, Owed if it certainly was not taken, or Doubtful if it is too early to know.
	Resolve(ctx context.Context, l Letter) (state State, receipt string, err error)
}

// Limits says what a channel can show and how fast one account of it may send.
type Limits struct {
	Short   bool    // texts in their short form, GSM-7, one segment a letter; lists numbered within the text
	Buttons int     // the most buttons under a message; 0: none
	Rate    float64 // messages a second of the account; 0: unlimited
	Chat    float64 // messages a second to one address; 0: unlimited
	Group   float64 // messages a second to a group; 0: as Chat
	Text    int     // UTF-16 units of one message: longer texts go in parts; 0: no limit
	Edits   bool    // a message that was sent can be replaced
	Contact bool    // a button can ask for the writer's own number
	Media   bool    // files can be received
	Workers int     // calls in flight at once; 0: a default

	// Window is for how long after a person's last message free text may be sent to them; then only a Message's Template. 0: for ever.
	Window time.Duration
}

// Fetcher is a Channel whose provider keeps the files that came with messages.
type Fetcher interface {
	// Fetch opens the file behind a handle of Inbound.Media; it is read as a stream and closed by the caller, and ends with ctx. An
	// *Error says by its Kind: Away, Busy or Doubt (try again later), Gone (it is not there any more), Refused (final), or Operator.
	Fetch(ctx context.Context, handle string) (io.ReadCloser, error)
}

// Watched is a Channel whose far end is a thing that may fall silent: somebody's phone.
type Watched interface {
	// Alive tells when the far end was last heard of, by the machine's clock. An error says that nobody could be asked.
	Alive(ctx context.Context) (last time.Time, err error)
}
