package web

import (
	"net/http"
	"time"

	"loket/core"
)

// call is a conversation in the list of those who wait.
type call struct {
	core.Conversation
	Now time.Time
}

// conversationsPage lists who has asked for an officer, the oldest first.
func conversationsPage(v *visit) error {
	open, err := v.desk.Calls(v.r.Context())
	if err != nil {
		return err
	}
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return err
	}
	calls := make([]call, len(open))
	for i, c := range open {
		calls[i] = call{c, now}
	}
	return v.show("conversations", calls)
}

// Erasure tells whether data are wished to be erased, for which there is a deadline.
func (c call) Erasure() bool { return c.Topic == core.ErasureTopic }

// Deadline is until when a wish for erasure must be answered; Left is how long that is, and is below zero if it is over.
func (c call) Deadline() time.Time   { return c.Since.Add(core.ErasureTime) }
func (c call) Left() time.Duration   { return c.Deadline().Sub(c.Now) }
func (c call) Late() bool            { return c.Left() < 0 }
func (c call) LateBy() time.Duration { return -c.Left() }

// Last is what was said last; nothing if nothing was.
func (c call) Last() core.Line {
	if len(c.Lines) == 0 {
		return core.Line{}
	}
	return c.Lines[len(c.Lines)-1]
}

// Answered tells whether the citizen has the office's last word.
func (c call) Answered() bool { return c.Last().By != "" }

// Waits is how long the citizen has waited for a word of an officer.
func (c call) Waits() time.Duration {
	since := c.Since
	for i := len(c.Lines) - 1; i >= 0 && c.Lines[i].By == ""; i-- {
		since = c.Lines[i].At
		if i == 0 {
			since = c.Since
		}
	}
	return max(0, c.Now.Sub(since))
}

// takeCall takes a conversation, of somebody else's with over.
func takeCall(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	if err := v.desk.Take(v.r.Context(), person, v.form("over") != "", v.by()); err != nil {
		return v.wrongCall(person, err)
	}
	return v.done(callPath(person), "conversation.took")
}

func leaveCall(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	if err := v.desk.Leave(v.r.Context(), person, v.by()); err != nil {
		return v.wrongCall(person, err)
	}
	return v.done("/conversations", "conversation.left")
}

func handBackCall(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	if err := v.desk.HandBack(v.r.Context(), person, v.by()); err != nil {
		return v.wrongCall(person, err)
	}
	return v.done("/conversations", "conversation.ended")
}

// answerCall sends what was written; who has chosen an answer of the office's gets it into the field first.
func answerCall(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	if v.form("fill") != "" {
		t, err := v.talk(person)
		if err != nil {
			return err
		}
		t.fill(v.form("canned"), v.office)
		return v.show("conversation", t)
	}
	if err := v.desk.Answer(v.r.Context(), person, v.text("words"), v.by()); err != nil {
		return v.wrongCall(person, err)
	}
	return v.done(callPath(person), "conversation.said")
}

// wrongCall shows a conversation again because of what was asked; nothing that was typed is lost.
func (v *visit) wrongCall(person int64, refused error) error {
	t, err := v.talk(person)
	if core.KindOf(err) == core.Missing {
		return v.overCall(http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	return v.wrong("conversation", t, refused)
}
