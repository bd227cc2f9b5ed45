package outbox_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/core/outbox"
	"loket/storage/storagetest"
)

// script is a channel that does what its test says, and keeps what it was given.
type script struct {
	limits core.Limits
	send   func(n int, l core.Letter) (string, error) // the n-th call, from 0; nil: all is well

	mu    sync.Mutex
	calls []core.Letter
}

func (s *script) Name() string        { return core.TelegramChannel }
func (s *script) Account() string     { return account }
func (s *script) Limits() core.Limits { return s.limits }

func (s *script) Send(_ context.Context, l core.Letter) (string, error) {
	s.mu.Lock()
	n := len(s.calls)
	s.calls = append(s.calls, l)
	s.mu.Unlock()
	if s.send != nil {
		return s.send(n, l)
	}
	return fmt.Sprint("receipt-", n), nil
}

func (s *script) sent() []core.Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// ledger is a store that keeps the outcomes that were written.
type ledger struct {
	outbox.Store
	mu  sync.Mutex
	all []core.Outcome
}

func (l *ledger) Settle(ctx context.Context, outcomes []core.Outcome) error {
	err := l.Store.Settle(ctx, outcomes)
	if err == nil {
		l.mu.Lock()
		l.all = append(l.all, outcomes...)
		l.mu.Unlock()
	}
	return err
}

func (l *ledger) written() []core.Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

const tiga = "satu satu\ndua dua dua tiga" // in parts of ten units: three

// A long text leaves in parts, one after another, each only when the one before is written down. What goes with the text
// goes with its last part, and nothing to the same address comes in between.
func TestParts(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		book := &ledger{Store: storagetest.Open(t, address)}
		store := book.Store.(core.Store)
		owe(t, store, core.ReplyLane, 1, 1, func(l *core.Letter) {
			l.Message = core.Message{Text: tiga, Choices: []core.Choice{{Token: "y", Label: "Ya"}}, URL: "x://y"}
		})
		owe(t, store, core.ServiceLane, 1, 1, func(l *core.Letter) { l.Message.Text = "kemudian" })
		ch := &script{limits: core.Limits{Text: 10, Short: true}}
		ch.send = func(n int, l core.Letter) (string, error) {
			taken := 0
			for _, o := range book.written() {
				if o.State == core.Sending {
					taken++
				}
			}
			if taken < min(n, 3) {
				t.Errorf("call %d was made when %d parts were written down", n, taken)
			}
			return fmt.Sprint("receipt-", n), nil
		}
		r := outbox.New(ch, book, quick(t))
		run(t, r)
		owing(t, store, map[core.State]int{core.Sent: 2})
		type call struct {
			Text        string
			Part, Parts int
			Choices     int
			URL         string
		}
		var calls []call
		for _, l := range ch.sent() {
			calls = append(calls, call{l.Message.Text, l.Part, l.Parts, len(l.Message.Choices), l.Message.URL})
		}
		want := []call{{"satu satu", 0, 4, 0, ""}, {"dua dua", 1, 4, 0, ""}, {"dua tiga", 2, 4, 0, ""}, {"x://y", 3, 4, 1, "x://y"}, {"kemudian", 0, 1, 0, ""}}
		if diff := cmp.Diff(want, calls); diff != "" {
			t.Error(diff)
		}
		if s := r.Stats(); s.Sent != 2 || s.Doubtful != 0 {
			t.Errorf("stats: %+v", s)
		}
		for _, o := range book.written() {
			if o.Cost != 1 {
				t.Errorf("a part that fits one SMS cost %d", o.Cost)
			}
		}
	})
}

// A text that replaces another begins in its place and goes on behind it.
func TestPartsReplace(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 1, 1, func(l *core.Letter) { l.Cause = "first" })
	ch := &script{limits: core.Limits{Text: 10}}
	run(t, outbox.New(ch, store, quick(t)))
	owing(t, store, map[core.State]int{core.Sent: 1})
	first := ch.sent()[0].ID
	owe(t, store, core.ReplyLane, 1, 1, func(l *core.Letter) { l.Cause, l.Edits, l.Message.Text = "edit", first, tiga })
	owing(t, store, map[core.State]int{core.Sent: 2})
	owe(t, store, core.ReplyLane, 1, 1, func(l *core.Letter) {
		l.Cause, l.Edits, l.Message = "erase", first, core.Message{Text: tiga, Erase: true}
	})
	owing(t, store, map[core.State]int{core.Sent: 3})
	var calls []string
	for _, l := range ch.sent()[1:] {
		calls = append(calls, fmt.Sprintf("%s (%s)", l.Message.Text, l.Replaces))
	}
	want := []string{"satu satu (receipt-0)", "dua dua ()", "dua tiga ()", "satu satu (receipt-0)"}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Error(diff)
	}
}

// Of a text that met trouble in the middle only what is missing is sent, whatever the trouble.
func TestPartsGoOn(t *testing.T) {
	for name, trouble := range map[string]error{
		"away":      core.Errorf(core.Away, "not reached"),
		"busy":      core.Errorf(core.Busy, "wait"),
		"busy chat": core.Errorf(core.BusyChat, "wait"),
		"doubt":     core.Errorf(core.Doubt, "no answer"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := office(t)
			owe(t, store, core.NoticeLane, 1, 1, func(l *core.Letter) { l.Message.Text = tiga })
			ch := &script{limits: core.Limits{Text: 10}}
			ch.send = func(n int, l core.Letter) (string, error) {
				if n == 1 {
					return "", trouble
				}
				return fmt.Sprint("receipt-", n), nil
			}
			run(t, outbox.New(ch, store, quick(t)))
			owing(t, store, map[core.State]int{core.Sent: 1})
			var texts []string
			for _, l := range ch.sent() {
				texts = append(texts, l.Message.Text)
			}
			if got := strings.Join(texts, "|"); got != "satu satu|dua dua|dua dua|dua tiga" {
				t.Error(got)
			}
		})
	}
}

// Between two parts the address has its distance, and others do not wait for it.
func TestPartsKeepTheirDistance(t *testing.T) {
	store := office(t)
	owe(t, store, core.ReplyLane, 3, 1, func(l *core.Letter) {
		if l.Message.Text == "0/0" {
			l.Message.Text = tiga
		}
	})
	p := newProvider(t, nil)
	run(t, outbox.New(&wire{provider: p, limits: core.Limits{Text: 10, Chat: 2}}, store, quick(t)))
	p.await(t, 5)
	var last time.Time
	for i, c := range p.seen() {
		if c.To != "0" {
			if i > 2 {
				t.Errorf("%s waited for another's parts", c.Text)
			}
			continue
		}
		if !last.IsZero() && c.At.Sub(last) < 480*time.Millisecond {
			t.Errorf("%q came %v after the part before", c.Text, c.At.Sub(last))
		}
		last = c.At
	}
}
