package desk

import (
	"context"
	"io"
	"strconv"

	"loket/core"
)

// OpenPaper opens a paper that is kept, for staff. It is written down who asked before the first byte is handed over. An error of kind
// Missing says that there is no such paper, or no file of it any more, one of kind Conflict that it is not kept yet, or was not.
func (d *Desk) OpenPaper(ctx context.Context, id int64, by core.Actor) (p core.Paper, file io.ReadCloser, err error) {
	err = d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.Reveal); err != nil {
			return err
		}
		found, ok, err := tx.Paper(id)
		switch {
		case err != nil:
			return err
		case !ok:
			return core.Errorf(core.Missing, "there is no such paper")
		case found.State != core.PaperKept:
			return core.Errorf(core.Conflict, "the paper is not kept")
		}
		p = found
		r, err := requestByID(tx, p.Request)
		if err != nil {
			return err
		}
		return tx.Audit(by.Name, "open paper", named(r)+" "+p.Code+" "+strconv.FormatInt(p.ID, 10))
	})
	if err != nil {
		return core.Paper{}, nil, err
	}
	file, err = d.store.OpenFile(ctx, p.File)
	p.Handle, p.File = "", core.File{} // not for whoever shows it
	if err != nil {
		return core.Paper{}, nil, err
	}
	return p, file, nil
}
