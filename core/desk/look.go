package desk

import (
	"encoding/json"
	"fmt"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// asked is the body of a look: who asked for what, and who answers.
type asked struct {
	Channel string
	ID      string
	Account string
	Look    dialog.Look
}

// lookLater defers a look that a message asked for.
func lookLater(t *talk, l dialog.Look, now time.Time) (core.Act, error) {
	body, err := json.Marshal(asked{t.person.Address.Channel, t.person.Address.ID, t.account, l})
	if err != nil {
		return core.Act{}, fmt.Errorf("encode what is looked at: %w", err)
	}
	return core.Act{Cause: fmt.Sprintf("look:%s#%d", t.cause, t.said), Kind: "look", Due: now, Body: body}, nil
}

// look counts what somebody asked for, and lets the dialog tell them.
func (d *Desk) look(x *doing) error {
	var a asked
	if err := json.Unmarshal(x.act.Body, &a); err != nil {
		return fmt.Errorf("a look names nobody")
	}
	people, err := x.tx.People([]core.Address{{Channel: a.Channel, ID: a.ID}})
	if err != nil {
		return err
	}
	p := people[0]
	if p.Staff == nil { // removed meanwhile
		return nil
	}
	ev, err := d.seen(x, a.Look, p.Staff.Actor())
	if err != nil {
		return err
	}
	r := &rounds{Desk: d, tx: x.tx, talks: []*talk{{person: p, account: a.Account, cause: fmt.Sprintf("act:%d", x.act.ID), events: []dialog.Event{ev}}}}
	if err := r.talkOn(); err != nil {
		return err
	}
	x.woken = append(x.woken, a.Account)
	return nil
}

// listed is how many notices a list in a chat shows.
const listed = 5

// seen is what is seen.
func (d *Desk) seen(x *doing, l dialog.Look, by core.Actor) (dialog.Event, error) {
	switch l.What {
	case dialog.Preview:
		p, err := d.preview(x.tx, x.now, l.Notice, by)
		bad, err := blamed(err)
		return dialog.Previewed{Serial: l.Serial, Preview: p, Err: bad}, err
	case dialog.Today:
		today, err := d.daily(x.tx)
		return dialog.Daily{Today: today}, err
	case dialog.Notices:
		q := core.NoticeQuery{Limit: listed, Kinds: shownKinds}
		if l.Notice.ID != 0 {
			q = core.NoticeQuery{ID: l.Notice.ID, Limit: 1}
		}
		all, err := d.notices(x.tx, q)
		return dialog.Listed{ID: l.Notice.ID, Notices: all}, err
	}
	return nil, fmt.Errorf("nobody can look at %q", l.What)
}
