package desk

import (
	"fmt"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// asked is who asked for something that is done right after their message, and who answers.
type asked struct {
	Channel string
	ID      string
	Account string
}

func (t *talk) asked() asked { return asked{t.person.Address.Channel, t.person.Address.ID, t.account} }

// looking is the body of a look.
type looking struct {
	asked
	Look dialog.Look
}

// lookLater defers a look that a message asked for.
func lookLater(t *talk, l dialog.Look, now time.Time) core.Act {
	return core.Act{Cause: fmt.Sprintf("look:%s#%d", t.cause, t.said), Kind: "look", Due: now, Body: body(looking{t.asked(), l})}
}

// look counts what somebody asked for, and lets the dialog tell them.
func (d *Desk) look(x *doing) error {
	var l looking
	if err := x.read(&l); err != nil {
		return err
	}
	p, ok, err := d.stillStaff(x, l.asked)
	if err != nil || !ok {
		return err
	}
	ev, err := d.seen(x, l.Look, p.Staff.Actor())
	if err != nil {
		return err
	}
	return d.tell(x, p, l.Account, ev)
}

// stillStaff finds who asked for something; ok is false if they were removed meanwhile.
func (d *Desk) stillStaff(x *doing, a asked) (p core.Person, ok bool, err error) {
	people, err := x.tx.People([]core.Address{{Channel: a.Channel, ID: a.ID}})
	if err != nil {
		return p, false, err
	}
	return people[0], people[0].Staff != nil, nil
}

// tell lets the dialog tell somebody what came of an act.
func (d *Desk) tell(x *doing, p core.Person, account string, ev dialog.Event) error {
	r := &rounds{Desk: d, tx: x.tx, talks: []*talk{{person: p, account: account, cause: fmt.Sprintf("act:%d", x.act.ID), events: []dialog.Event{ev}}}}
	if err := r.talkOn(); err != nil {
		return err
	}
	x.woken = append(x.woken, account)
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
	case dialog.Closing:
		f, err := d.foresee(x.tx, l.Close, by)
		bad, err := blamed(err)
		return dialog.Foreseen{Serial: l.Serial, Foresight: f, Err: bad}, err
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
