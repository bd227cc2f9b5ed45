package desk

import (
	"context"

	"loket/core"
)

const (
	dossierLetters = 50
	dossierOthers  = 20
)

// Dossier is all that is known of a request, by its id. Whatever is said in it comes with its NIKs masked.
func (d *Desk) Dossier(ctx context.Context, id int64) (f core.Dossier, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		f = core.Dossier{}
		r, err := requestByID(tx, id)
		if err != nil {
			return err
		}
		f.Request = shaded(r)
		waiters, err := waitersAmong(tx, []core.Request{r})
		if err != nil {
			return err
		}
		f.Waits = waiters[r.ID]
		papers, err := tx.Papers([]int64{r.ID})
		if err != nil {
			return err
		}
		f.Papers = papers[r.ID]
		ways, err := tx.Ways([]int64{r.ID})
		if err != nil {
			return err
		}
		f.Steps = ways[r.ID]
		for i := range f.Steps {
			f.Steps[i].Reason = core.MaskNIK(f.Steps[i].Reason)
		}
		if f.Moves, err = tx.SlotMoves(r.ID); err != nil {
			return err
		}
		for i := range f.Moves {
			f.Moves[i].Reason = core.MaskNIK(f.Moves[i].Reason)
		}
		if r.Person == 0 {
			return nil
		}
		return d.ofPerson(tx, &f)
	})
	return f, err
}

// ofPerson adds what the office knows of the one who filed it.
func (d *Desk) ofPerson(tx core.Tx, f *core.Dossier) (err error) {
	person := f.Request.Person
	if f.Letters, err = tx.LettersTo(person, dossierLetters); err != nil {
		return err
	}
	for i := range f.Letters {
		f.Letters[i].Message.Text = core.MaskNIK(f.Letters[i].Message.Text)
	}
	ties, err := tx.Ties([]int64{person})
	if err != nil {
		return err
	}
	if len(ties[person]) > 1 {
		f.Ties = ties[person]
	}
	open, err := tx.Calls()
	if err != nil {
		return err
	}
	for _, c := range open {
		if c.Person == person {
			c = hushed(c)
			f.Talk = &c
		}
	}
	lists, err := tx.Requests([]core.RequestQuery{{Person: person, Limit: dossierOthers + 1}})
	if err != nil {
		return err
	}
	for _, r := range lists[0] {
		if r.ID != f.Request.ID && len(f.Others) < dossierOthers {
			f.Others = append(f.Others, shaded(r))
		}
	}
	return nil
}

// Reveal is a request, to be shown in full. It is written down who asked.
func (d *Desk) Reveal(ctx context.Context, id int64, by core.Actor) (r core.Request, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.Reveal); err != nil {
			return err
		}
		if r, err = requestByID(tx, id); err != nil {
			return err
		}
		return tx.Audit(by.Name, "reveal", named(r))
	})
	if err != nil {
		return core.Request{}, err
	}
	return r, nil
}
