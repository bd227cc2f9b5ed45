// Package channeltest is the suite that every channel passes, whatever its provider. The providers in miniature live
// beside it, in folders of their own.
//
// A channel's test opens a Subject, which is the channel with its provider behind it and the handful of things that the
// suite cannot do by itself, and calls Run:
//
//	func TestSuite(t *testing.T) {
//		channeltest.Run(t, func(t *testing.T) channeltest.Subject { … })
//	}
//
// The suite knows nothing of any provider and imports only core. What one provider alone does is tested in its channel.
// A new promise of core/channel.go gets a test here, in the file of its subject: send.go, edit.go, poll.go, hook.go.
package channeltest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// Subject is a channel with its provider behind it. A field that is nil or empty means that the channel has no such thing,
// and its tests pass without a look.
type Subject struct {
	Channel core.Channel
	To      core.Address // someone who can be written to; nobody has written to them yet
	Secrets []string     // tokens and keys: what no error may hold, as none may hold To.ID and texts

	// Fail makes the next call of Send, and only that, meet a misfortune: an error of the kind must come of it.
	Fail map[core.Kind]func()
	// Shown is what To can read at the provider, in order.
	Shown func() []string
	// Stall makes the provider leave the next call without an answer.
	Stall func()

	// Write makes To say a text, which a core.Poller fetches.
	Write func(text string)

	// Hook makes an authentic webhook in which To says a text: a new message each time. The suite serves it to Routes.
	Hook func(text string) *http.Request
	// Forge is Hook, but not from the provider.
	Forge func(text string) *http.Request
}

// Run runs the suite. open makes a fresh Subject and closes it with the test that it is given.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, test := range []struct {
		about string
		run   func(*testing.T, Subject)
	}{
		{"says who it is", testIdentity},
		{"sends a letter and returns its receipt", testReceipt},
		{"names the kind of every failure and sends on", testKinds},
		{"takes texts up to its limit", testLongest},
		{"sends a text in parts", testParts},
		{"replaces a message, or follows it up", testReplace},
		{"takes a message away", testErase},
		{"leaves a call without an answer in doubt", testStall},
		{"returns soon when its context has ended", testEnded},
		{"polls again for what was not received", testPoll},
		{"acknowledges what was received", testHook},
		{"acknowledges nothing that was not", testNotReceived},
		{"refuses what is not the provider's", testForged},
		{"refuses what is too long", testTooLong},
	} {
		t.Run(test.about, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func testIdentity(t *testing.T, s Subject) {
	c := s.Channel
	if c.Name() == "" || c.Name() != s.To.Channel {
		t.Errorf("Name is %q, and its addresses are of the channel %q", c.Name(), s.To.Channel)
	}
	account, again := c.Account(), c.Account()
	if account == "" || account != again {
		t.Errorf("Account is %q, then %q", account, again)
	}
	s.private(t, "Account", account)
	l := c.Limits()
	if l.Buttons < 0 || l.Rate < 0 || l.Chat < 0 || l.Group < 0 || l.Text < 0 || l.Workers < 0 {
		t.Errorf("a limit is negative: %+v", l)
	}
	if l.Short && l.Buttons > 0 {
		t.Errorf("short texts have their choices within them, and there are buttons too: %+v", l)
	}
}

// letter is one that any channel can send. The texts differ, as Telegram and Twilio take repeated ones for a loop.
func (s Subject) letter(id int64) core.Letter {
	return core.Letter{
		ID: id, Cause: fmt.Sprintf("in:%d#0", id), To: s.To, Account: s.Channel.Account(), Attempt: 1, AttemptAt: time.Now(),
		Message: core.Message{Text: fmt.Sprintf("Nomor antrean %d. %s", id, confidential)},
	}
}

// confidential is in every text that the suite sends, to be looked for where it must not be.
const confidential = "NIK 3274010101900001"

// soon is how long a call may take when nothing keeps it, on a busy machine.
const soon = 5 * time.Second

func (s Subject) send(t *testing.T, ctx context.Context, id int64) (receipt string, err error) {
	t.Helper()
	return s.sendLetter(t, ctx, s.letter(id))
}

func (s Subject) sendLetter(t *testing.T, ctx context.Context, l core.Letter) (receipt string, err error) {
	t.Helper()
	begun := time.Now()
	receipt, err = s.Channel.Send(ctx, l)
	if took := time.Since(begun); took > soon {
		t.Errorf("Send took %v", took)
	}
	if err != nil {
		s.private(t, "error", everything(err))
	}
	return receipt, err
}

// private fails the test if a text holds what it must not.
func (s Subject) private(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range append([]string{s.To.ID, confidential}, s.Secrets...) {
		if secret != "" && strings.Contains(text, secret) {
			t.Errorf("%s holds personal data or a secret: %s", what, strings.ReplaceAll(text, secret, "[…]"))
		}
	}
}

// everything is an error as it may be printed, and each error that it wraps: somebody may print those.
func everything(err error) string {
	var b strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "%v\n%+v\n%#v\n", err, err, err)
	}
	return b.String()
}
