package desk

import (
	"time"

	"loket/core"
)

// Requests that a former binary filed have no tokens, by which staff find them. When a desk starts they are made, a page a
// transaction; and an hour later once more, for a former binary may have been filing beside.
const (
	tokenized  = 200 // requests of a transaction
	latecomers = time.Hour
)

// tokenizing is how far it has come: the body of its act.
type tokenizing struct {
	After int64 // requests up to here are done
	Again bool  // it is the second round
}

// tokenizeLater is the act of desks that start within this hour.
func (d *Desk) tokenizeLater(now time.Time) core.Act {
	return core.Act{Cause: "tokenize:" + now.Format("2006-01-02T15"), Kind: "tokenize", Due: now, Body: body(tokenizing{})}
}

// tokenize does a page.
func (d *Desk) tokenize(x *doing) error {
	var z tokenizing
	if err := x.read(&z); err != nil {
		return err
	}
	next, err := x.tx.Tokenize(z.After, tokenized)
	switch {
	case err != nil:
		return err
	case next != 0:
		z.After, x.again = next, x.now.Add(breath)
	case !z.Again:
		z, x.again = tokenizing{Again: true}, x.now.Add(latecomers)
	}
	x.act.Body = body(z)
	return nil
}
