package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"loket/core"
)

// refuse is a refusal for whoever asked: key is a text of the catalog under bad, the rest a sentence for an operator.
func refuse(kind core.Kind, key string, args map[string]any, format string, values ...any) *core.Error {
	e := core.Errorf(kind, format, values...)
	e.Key, e.Args = "bad."+key, args
	return e
}

// may refuses an actor whose role does not allow a deed.
func may(by core.Actor, deed core.Deed) error {
	if by.Role.May(deed) {
		return nil
	}
	needed := deed.Needs()
	return refuse(core.Conflict, "role", map[string]any{"role": string(needed)}, "the role of %s does not allow that: it takes %s", by.Name, needed)
}

// Preview says what sending a notice would mean.
func (d *Desk) Preview(ctx context.Context, n core.Notice, by core.Actor) (p core.Preview, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		p, err = d.preview(tx, now, n, by)
		return err
	})
	return p, err
}

func (d *Desk) preview(tx core.Tx, now time.Time, n core.Notice, by core.Actor) (p core.Preview, err error) {
	if err := may(by, core.Announce); err != nil {
		return p, err
	}
	if n.Kind == core.Correction {
		return d.previewCorrection(tx, now, n, by)
	}
	if bad := n.Check(now, d.cat.Office.Announce); bad != nil {
		return p, bad
	}
	n.Frozen = d.engine.Freeze(n, d.o.Limits)
	n.Print = printOf(n)
	p.Notice = n
	if p.Reach, err = tx.CountAudience(n, d.announcers()); err != nil {
		return p, err
	}
	letters, _ := p.Letters()
	if letters == 0 {
		return p, refuse(core.Conflict, "nobody", nil, "nobody who follows is in this audience")
	}
	p.Notice.Expected = letters
	forward := n
	forward.Kind = core.Forwarding
	contacts, err := tx.CountAudience(forward, d.announcers())
	if err != nil {
		return p, err
	}
	for _, r := range contacts {
		p.Contacts += r.Letters
	}
	if p.Again, err = d.same(tx, now, n); err != nil {
		return p, err
	}
	p.Second = letters > d.cat.Office.Announce.Second
	begins := later(now, n.At)
	if open, _ := d.window(begins, n); open.After(now) {
		p.Begins = open
	}
	return p, nil
}

// same is the latest announcement of the same text to the same audience within a day; nil if there is none.
func (d *Desk) same(tx core.Tx, now time.Time, n core.Notice) (*core.Notice, error) {
	found, err := tx.FindNotices(core.NoticeQuery{Print: n.Print, Since: now.Add(-24 * time.Hour), Kinds: []core.NoticeKind{core.Announcement},
		States: []core.NoticeState{core.Awaiting, core.Scheduled, core.Preparing, core.Running, core.Paused, core.Attention, core.Finished}, Limit: 1, Glance: true})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// printOf tells the same text to the same audience from another.
func printOf(n core.Notice) string {
	b, err := json.Marshal([]any{n.Texts, n.Audience})
	if err != nil {
		panic(fmt.Sprintf("desk: %v", err)) // maps of strings and plain structs always encode
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Announce sends a notice: now, at its time, or once a second member of staff has said yes. What it returns says which.
//
// Again says that the author knows of the same announcement within a day; without it that is an error of kind Conflict.
func (d *Desk) Announce(ctx context.Context, n core.Notice, by core.Actor, again bool) (core.Notice, error) {
	made := n
	err := d.tx(ctx, func(tx core.Tx) (err error) {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		made, err = d.announce(tx, now, n, by, again || by.Yes)
		return err
	})
	if err != nil {
		return n, err
	}
	d.stir()
	d.wakeAll()
	return made, nil
}

// announce stores a notice and defers what is to be done about it. Expected is how many letters its author was shown.
func (d *Desk) announce(tx core.Tx, now time.Time, n core.Notice, by core.Actor, again bool) (core.Notice, error) {
	if n.Kind = core.Announcement; n.Expected == 0 {
		p, err := d.preview(tx, now, n, by)
		if err != nil {
			return n, err
		}
		n = p.Notice
	}
	if err := may(by, core.Announce); err != nil {
		return n, err
	}
	if bad := n.Check(now, d.cat.Office.Announce); bad != nil {
		return n, bad
	}
	n.By, n.Author, n.Made, n.Print = by.Name, by.Address, now, printOf(n)
	if same, err := d.same(tx, now, n); err != nil || same != nil && !again {
		if err == nil {
			err = refuse(core.Conflict, "twice", map[string]any{"name": same.By, "time": d.cat.Clock(same.Made.In(d.cat.Office.Zone))},
				"the same was announced to the same audience by %s within a day (announcement %d)", same.By, same.ID)
		}
		return n, err
	}
	n.Frozen = d.engine.Freeze(n, d.o.Limits)
	if by.Yes {
		n.Yes = by.Name + " --yes"
		open, _ := d.window(later(now, n.At), n)
		n.AnyHour = n.AnyHour || open.After(later(now, n.At))
	}
	n.State = core.Preparing
	if n.At.After(now) {
		n.State = core.Scheduled
	}
	if n.Expected > d.cat.Office.Announce.Second && !by.Yes {
		n.State = core.Awaiting
	}
	made, err := d.enter(tx, now, n)
	if err != nil {
		return made, err
	}
	return made, tx.Audit(by.Name, "announce", fmt.Sprint(made.ID))
}

// enter stores a notice, and the version beside it that contacts hand on, and lets it take its course.
func (d *Desk) enter(tx core.Tx, now time.Time, n core.Notice) (core.Notice, error) {
	if err := d.place(tx, now, &n); err != nil {
		return n, err
	}
	if n.Kind == core.Announcement || n.Kind == core.Repetition {
		if err := d.forward(tx, now, n); err != nil {
			return n, err
		}
	}
	if n.State == core.Awaiting {
		return n, tx.Defer([]core.Act{act("second", n, now, "")}) // whom it would reach takes long to count
	}
	return n, nil
}

// forward stores the version of a notice that contacts hand on, if there are any.
func (d *Desk) forward(tx core.Tx, now time.Time, n core.Notice) error {
	contacts, err := tx.Contacts(0, 1)
	if err != nil || len(contacts) == 0 {
		return err
	}
	f := n
	f.ID, f.Kind, f.Parent, f.Author, f.Every, f.Print, f.Expected = 0, core.Forwarding, n.ID, 0, 0, "", 0
	f.Frozen = d.engine.Freeze(f, d.o.Limits)
	return d.place(tx, now, &f)
}

// place stores one notice and defers its acts.
func (d *Desk) place(tx core.Tx, now time.Time, n *core.Notice) error {
	if n.State == core.Preparing {
		n.OpenAt, n.ShutAt = d.window(now, *n)
	}
	id, err := tx.AddNotice(*n)
	if err != nil {
		return err
	}
	n.ID = id
	var acts []core.Act
	if !n.Expires.IsZero() {
		acts = append(acts, act("expire", *n, n.Expires, ""))
	}
	switch n.State {
	case core.Scheduled:
		acts = append(acts, act("begin", *n, n.At, ""))
	case core.Preparing:
		acts = append(acts, d.running(*n, now)...)
	}
	return tx.Defer(acts)
}

// running are the acts of a notice that is being sent.
func (d *Desk) running(n core.Notice, now time.Time) []core.Act {
	acts := []core.Act{act("fan", n, now, ""), act("keep", n, now, "")}
	if !n.ShutAt.IsZero() {
		acts = append(acts, act("window", n, n.ShutAt, ""))
	}
	return acts
}

// act is a due act about a notice; what comes after the notice's number makes it another one than those before.
func act(kind string, n core.Notice, due time.Time, more string) core.Act {
	id := strconv.FormatInt(n.ID, 10)
	return core.Act{Cause: kind + ":" + id + more, Kind: kind, Due: due, Body: []byte(id)}
}

// notice finds the notice that an act is about, locked.
func (x *doing) notice() (core.Notice, error) {
	id, err := strconv.ParseInt(string(x.act.Body), 10, 64)
	if err != nil {
		return core.Notice{}, fmt.Errorf("an act names no notice: %w", err)
	}
	return noticeByID(x.tx, id)
}

func noticeByID(tx core.Tx, id int64) (core.Notice, error) {
	found, err := tx.FindNotices(core.NoticeQuery{ID: id, Limit: 1})
	if err != nil {
		return core.Notice{}, err
	}
	if len(found) == 0 {
		return core.Notice{}, refuse(core.Missing, "missing", nil, "there is no announcement %d", id)
	}
	return found[0], nil
}

// askSecond lays a notice before those who may say the second yes.
func (d *Desk) askSecond(x *doing) error {
	account, tx := d.o.Accounts[core.TelegramChannel], x.tx
	n, err := x.notice()
	if err != nil || n.State != core.Awaiting || account == "" {
		return err
	}
	staff, err := tx.Staff()
	if err != nil {
		return err
	}
	reach, err := tx.CountAudience(n, d.announcers())
	if err != nil {
		return err
	}
	var letters []core.Letter
	for _, s := range staff {
		if s.Address == 0 || s.Name == n.By || !s.Role.May(core.Announce) {
			continue
		}
		letters = append(letters, core.Letter{Cause: fmt.Sprintf("second:%d/%d", n.ID, s.ID), Person: s.Person, AddressID: s.Address,
			Account: account, Lane: core.ServiceLane,
			Message: d.engine.AskSecond(s.Lang, d.o.Limits[core.TelegramChannel], core.Preview{Notice: n, Reach: reach, Second: true})})
	}
	if len(letters) == 0 {
		return nil
	}
	x.woken = append(x.woken, account)
	return tx.Post(letters)
}

// wakeAll tells every sender that letters may be owed.
func (d *Desk) wakeAll() {
	for channel := range d.o.Accounts {
		for _, account := range d.accounts(channel) {
			d.o.Wake(account)
		}
	}
}
