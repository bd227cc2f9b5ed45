package channeltest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
)

func testLongest(t *testing.T, s Subject) {
	limit := s.Channel.Limits().Text
	if limit == 0 {
		return
	}
	l := s.letter(1)
	l.Message.Text = strings.Repeat("a", limit)
	if _, err := s.sendLetter(t, t.Context(), l); err != nil {
		t.Errorf("as long as Limits says: %v", err)
	}
	l = s.letter(2)
	l.Message.Text = strings.Repeat("a", limit+1)
	if _, err := s.sendLetter(t, t.Context(), l); core.KindOf(err) != core.Refused {
		t.Errorf("longer than Limits says: %v is of kind %s, want %s", err, core.KindOf(err), core.Refused)
	}
}

// parts sends one letter as the outbox does with a long text, and returns the receipts.
func (s Subject) parts(t *testing.T, l core.Letter, texts ...string) (receipts []string) {
	t.Helper()
	l.Parts = len(texts)
	for part, text := range texts {
		l.Message.Text, l.Part, l.Attempt = text, part, 1+part
		receipts = append(receipts, s.insist(t, l))
	}
	return receipts
}

// insist sends a letter as the outbox does: if the channel asks for a pause, again after it.
func (s Subject) insist(t *testing.T, l core.Letter) string {
	t.Helper()
	for range 3 {
		receipt, err := s.sendLetter(t, t.Context(), l)
		switch {
		case err == nil && receipt != "":
			return receipt
		case core.KindOf(err) != core.BusyChat:
			t.Fatalf("receipt %q, error %v", receipt, err)
		}
		time.Sleep(core.After(err))
	}
	t.Fatal("it always wants to wait")
	return ""
}

func testParts(t *testing.T, s Subject) {
	receipts := s.parts(t, s.letter(1), "satu "+confidential, "dua", "tiga")
	if slices.Sort(receipts); len(slices.Compact(receipts)) != 3 {
		t.Errorf("receipts of three parts: %q", receipts)
	}
	s.shows(t, "in parts", "satu "+confidential, "dua", "tiga")
}

// testReplace replaces a text of three parts. What is done twice is to be done once.
func testReplace(t *testing.T, s Subject) {
	first := strings.Join(s.parts(t, s.letter(1), "satu", "dua", "tiga"), " ")
	l := s.letter(2)
	l.Edits, l.Replaces = 1, first
	receipt := s.insist(t, l)
	if slices.Contains(strings.Fields(first), receipt) {
		t.Errorf("two letters have one receipt, %q", receipt)
	}
	if !s.Channel.Limits().Edits {
		s.shows(t, "a correction", "satu", "dua", "tiga", l.Message.Text)
		return
	}
	s.shows(t, "replaced", l.Message.Text)
	if again := s.insist(t, l); again != receipt {
		t.Errorf("the receipt was %q, then %q", receipt, again)
	}
	s.shows(t, "replaced twice", l.Message.Text)
	next := s.letter(3)
	next.Edits, next.Replaces = 2, receipt
	s.insist(t, next)
	s.shows(t, "replaced again", next.Message.Text)
	lost := s.letter(4)
	lost.Edits, lost.Replaces = 3, "987654321"
	s.insist(t, lost)
	s.shows(t, "of what is not there", next.Message.Text, lost.Message.Text)
	bare := s.letter(5)
	bare.Edits = 3
	s.insist(t, bare)
	s.shows(t, "without a receipt", next.Message.Text, lost.Message.Text, bare.Message.Text)
}

func testErase(t *testing.T, s Subject) {
	first := strings.Join(s.parts(t, s.letter(1), "satu", "dua"), " ")
	l := s.letter(2)
	l.Edits, l.Replaces, l.Message.Erase = 1, first, true
	s.insist(t, l)
	if !s.Channel.Limits().Edits {
		s.shows(t, "taken back", "satu", "dua", l.Message.Text)
		return
	}
	s.shows(t, "taken away")
	s.insist(t, l)
	s.shows(t, "taken away twice")
}

// shows fails the test if To reads anything else.
func (s Subject) shows(t *testing.T, what string, want ...string) {
	t.Helper()
	if s.Shown == nil {
		return
	}
	if got := s.Shown(); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("%s: %q is shown, want %q", what, got, want)
	}
}
