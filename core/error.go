package core

import (
	"errors"
	"fmt"
	"time"
)

// Kind answers, for the machine, who must act on an error.
type Kind int

const (
	Internal Kind = iota // we: a fault of ours or of an unknown sort; citizens get a reference, never the cause
	Invalid              // the one who asked: the input cannot be taken as it is
	Missing              // the one who asked: there is no such thing
	Conflict             // the one who asked: the state of the thing does not allow it
	Away                 // nobody: the other side was not reached, nothing was done, try again later
	Busy                 // nobody: told to wait; After says how long, for the whole account
	BusyChat             // nobody: told to wait, for this address only
	Stopped              // the recipient closed the address to us
	Gone                 // the address does not exist (any more)
	Refused              // final for this letter: the provider will not take it
	Window               // final unless another address or a template serves: WhatsApp's 24 hours are over
	Doubt                // the outcome of a call is unknown: it may have been carried out
	Operator             // the operator: credentials, settings, money
)

var kinds = [...]string{"internal", "invalid", "missing", "conflict", "away", "busy", "busy chat", "stopped", "gone",
	"refused", "window", "doubt", "operator"}

func (k Kind) String() string { return kinds[k] }

// Error is a failure that says who must act (Kind), what to tell people (Key, a text of the catalog, with Args), and why
// (Cause, for the log). Expected outcomes are values, not errors.
type Error struct {
	Kind  Kind
	Key   string         // key of a catalog text; empty when no person is told
	Args  map[string]any // placeholders of that text
	After time.Duration  // Busy: how long to wait
	Moved Address        // Gone: where the address lives now, if the provider said so
	Cause error
}

// Errorf makes an Error of a kind with a cause in the operator's terms. It must hold no personal data and no secret.
func Errorf(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Cause: fmt.Errorf(format, args...)}
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Cause.Error()
	}
	return e.Kind.String() + " " + e.Key
}

func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of the outermost Error in err's chain; Internal if there is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// After is how long err asks to wait; zero if it does not say.
func After(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.After
	}
	return 0
}
