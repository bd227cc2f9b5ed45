package phones

import (
	"slices"
	"strings"
	"time"

	"loket/core"
)

// longestThread is how many messages a phone keeps; older ones are forgotten.
const longestThread = 80

// Bubble is a message on a phone.
type Bubble struct {
	ID      int64 // grows from the top to the bottom of a phone
	Rev     int   // grows when it changes
	Mine    bool  // the citizen wrote it
	Text    string
	Photo   bool // it is the picture
	Choices []core.Choice
	URL     string
	At      time.Time // of the office
	Parts   int       // as SMS
	Edited  bool
	Heard   bool   // of the citizen's: the office has it on disk
	Pressed string // token of the choice that was pressed last

	receipt string // of the office's
	erased  bool
}

// thread is what a phone shows, and what was there and was taken away: an edit that comes twice must find it.
type thread struct {
	bubbles []*Bubble
	last    int64
}

func (t *thread) add(b *Bubble) {
	t.last++
	b.ID = t.last
	if b.Text != "" {
		b.Parts = core.CountSMS(b.Text).Segments
	}
	t.bubbles = append(t.bubbles, b)
	if n := len(t.bubbles) - longestThread; n > 0 {
		t.bubbles = slices.Delete(t.bubbles, 0, n)
	}
}

// shown is a copy of what can be read.
func (t *thread) shown() (all []Bubble) {
	for _, b := range t.bubbles {
		if !b.erased {
			all = append(all, *b)
		}
	}
	return all
}

// heard marks one of the citizen's.
func (t *thread) heard(id int64) {
	for _, b := range t.bubbles {
		if b.ID == id {
			b.Heard = true
			b.Rev++
		}
	}
}

// offered finds the latest message that offers a choice.
func (t *thread) offered(token string) (*Bubble, core.Choice, bool) {
	for _, b := range slices.Backward(t.bubbles) {
		if b.erased {
			continue
		}
		for _, c := range b.Choices {
			if c.Token == token {
				return b, c, true
			}
		}
	}
	return nil, core.Choice{}, false
}

// mark stands in the receipt of an edit, between that of the message and the edit's own.
const mark = "~"

// original is the receipt of the message that a receipt speaks of.
func original(receipt string) string {
	receipt, _, _ = strings.Cut(receipt, mark)
	return receipt
}

// replace puts a message in the place of one that was sent, in parts perhaps, and takes away what is left of that. ok is false if
// there is nothing to replace.
func (t *thread) replace(old string, m core.Message) (first string, ok bool) {
	var found []*Bubble
	for receipt := range strings.FieldsSeq(old) {
		for _, b := range t.bubbles {
			if b.receipt == original(receipt) {
				found = append(found, b)
			}
		}
	}
	if len(found) == 0 || found[0].erased && !m.Erase {
		return "", false
	}
	for i, b := range found {
		b.Rev++
		if b.erased = m.Erase || i > 0; b.erased {
			continue
		}
		b.Text, b.Choices, b.URL, b.Edited, b.Pressed = m.Text, m.Choices, m.URL, true, ""
		b.Parts = core.CountSMS(b.Text).Segments
	}
	return found[0].receipt, true
}
