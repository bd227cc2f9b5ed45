package desk

import (
	"context"

	"loket/core"
)

const (
	callerRequests = 20
	callerLetters  = 20
)

// Caller is a person's open conversation, with what they have filed and what was sent to them lately. Whatever is said in it comes with
// its NIKs masked.
func (d *Desk) Caller(ctx context.Context, person int64) (f core.Caller, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		f = core.Caller{}
		if f.Conversation, err = callOf(tx, person); err != nil {
			return err
		}
		f.Conversation = hushed(f.Conversation)
		lists, err := tx.Requests([]core.RequestQuery{{Person: person, Limit: callerRequests}})
		if err != nil {
			return err
		}
		for _, r := range lists[0] {
			f.Requests = append(f.Requests, shaded(r))
		}
		if f.Waiters, err = waitersAmong(tx, f.Requests); err != nil {
			return err
		}
		if f.Letters, err = tx.LettersTo(person, callerLetters); err != nil {
			return err
		}
		for i := range f.Letters {
			f.Letters[i].Message.Text = core.MaskNIK(f.Letters[i].Message.Text)
		}
		return nil
	})
	return f, err
}

// callOf finds a person's open conversation, or says that there is none.
func callOf(tx core.Tx, person int64) (core.Conversation, error) {
	open, err := tx.Calls()
	if err != nil {
		return core.Conversation{}, err
	}
	for _, c := range open {
		if c.Person == person {
			return c, nil
		}
	}
	return core.Conversation{}, noCall(person)
}
