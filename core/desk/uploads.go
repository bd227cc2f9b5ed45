package desk

import (
	"context"
	"errors"
	"io"
	"slices"

	"loket/core"
	"loket/core/catalog"
	"loket/core/papers"
)

// OpenUpload is what the page behind an upload link shows; an error of kind Missing says that there is no such link.
func (d *Desk) OpenUpload(ctx context.Context, token string) (page core.UploadPage, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		page, err = d.uploadPage(tx, token)
		return err
	})
	return page, err
}

func (d *Desk) uploadPage(tx core.Tx, token string) (core.UploadPage, error) {
	u, ok, err := tx.FindUpload(token)
	if err != nil {
		return core.UploadPage{}, err
	}
	if !ok {
		return core.UploadPage{}, core.Errorf(core.Missing, "there is no such upload link")
	}
	r, err := requestByID(tx, u.Request)
	if err != nil {
		return core.UploadPage{}, err
	}
	now, err := tx.Now()
	if err != nil {
		return core.UploadPage{}, err
	}
	lists, err := tx.Papers([]int64{r.ID})
	if err != nil {
		return core.UploadPage{}, err
	}
	page := core.UploadPage{Upload: u, Ticket: r.Ticket, Service: r.Service, Over: !now.Before(u.Ends) || !r.Status.Active()}
	service, _ := d.cat.Service(r.Service) // one that left the catalog asks for nothing
	for _, asked := range service.Papers {
		page.Papers = append(page.Papers, uploadPaper(u, asked.Code, lists[r.ID]))
	}
	// A correction may ask for something that the service has no name for.
	if other := uploadPaper(u, core.OtherPaper, lists[r.ID]); r.Status == core.Incomplete || other.Used {
		page.Papers = append(page.Papers, other)
	}
	return page, nil
}

// uploadPaper is what the page shows of a requirement.
func uploadPaper(u core.Upload, code string, papers []core.Paper) core.UploadPaper {
	paper := core.UploadPaper{Code: code}
	for _, p := range papers {
		if p.Code != code {
			continue
		}
		paper.Used = paper.Used || p.Upload == u.ID
		paper.Later = paper.Later || p.State == core.PaperLater
		if p.State == core.PaperKept {
			paper.Kept++
		}
	}
	paper.Later = paper.Later && paper.Kept == 0
	return paper
}

// answerByUpload takes what was sent by a link as the answer to a correction, if the request waits for one, as it is taken in a chat.
func (d *Desk) answerByUpload(tx core.Tx, u core.Upload, code string) error {
	r, err := requestByID(tx, u.Request)
	if err != nil || r.Status != core.Incomplete {
		return err
	}
	note := d.cat.Text(u.Lang, "papers.note", false, catalog.Args{"paper": d.cat.PaperName(u.Lang, r.Service, code)})
	_, err = tx.Move([]core.Move{{Request: r.ID, To: core.Submitted, Note: note}})
	return err
}

// errUsed says within TakeUpload that another came first.
var errUsed = errors.New("the link was used meanwhile")

// TakeUpload takes the files that were sent for a requirement by an upload link, one after the other as next hands them over, until it
// returns io.EOF: all of them or, if one is refused, none. An error of kind Missing says that there is no such link or requirement, one
// of kind Conflict that the link's hours are over; any other error of next comes back as it is, and nothing is kept.
func (d *Desk) TakeUpload(ctx context.Context, token, code string, next func() (io.Reader, error)) (taken core.UploadTaken, err error) {
	page, err := d.OpenUpload(ctx, token)
	if err != nil {
		return core.UploadTaken{}, err
	}
	i := slices.IndexFunc(page.Papers, func(p core.UploadPaper) bool { return p.Code == code })
	switch {
	case page.Over:
		return core.UploadTaken{}, core.Errorf(core.Conflict, "the upload link is over")
	case i < 0:
		return core.UploadTaken{}, core.Errorf(core.Missing, "the service asks for no such paper")
	case page.Papers[i].Used:
		return core.UploadTaken{Used: true}, nil
	}
	kept, refused, err := d.saveAll(ctx, next)
	lasting := context.WithoutCancel(ctx) // whoever goes away after the last byte has sent it
	if err == nil && len(refused) == 0 && len(kept) > 0 {
		err = d.attachUploaded(lasting, token, code, kept)
		var no *papers.Refusal
		switch {
		case err == nil:
			return core.UploadTaken{Kept: len(kept)}, nil
		case errors.Is(err, errUsed):
			taken, err = core.UploadTaken{Used: true}, nil
		case errors.As(err, &no):
			refused, err = []core.UploadRefusal{{Nth: len(kept), Reason: no.Reason}}, nil
		case core.KindOf(err) == core.Away:
			return core.UploadTaken{}, err // the files may yet be named by a commit of which nobody was told: they are swept, or are not
		}
	}
	d.drop(lasting, kept)
	taken.Refused = refused
	return taken, err
}

// saved is a file that was looked at and lies sealed, but is nobody's yet.
type saved struct {
	file core.File
	kind string
	size int64
}

// saveAll looks at files and keeps those that may be. Once one was refused the others are only looked at: so all refusals are told.
func (d *Desk) saveAll(ctx context.Context, next func() (io.Reader, error)) (kept []saved, refused []core.UploadRefusal, err error) {
	for nth := 1; ; nth++ {
		file, err := next()
		if errors.Is(err, io.EOF) {
			return kept, refused, nil
		}
		if err != nil {
			return kept, refused, err
		}
		if nth > d.cat.Office.Papers.Pages {
			return kept, append(refused, core.UploadRefusal{Nth: nth, Reason: core.PaperTooMany}), nil
		}
		var no *papers.Refusal
		look := d.save
		if len(refused) > 0 {
			look = lookOnly
		}
		switch s, err := look(ctx, file); {
		case errors.As(err, &no):
			refused = append(refused, core.UploadRefusal{Nth: nth, Reason: no.Reason})
		case err != nil:
			return kept, refused, err
		case len(refused) == 0:
			kept = append(kept, s)
		}
	}
}

// save looks at a file and keeps what may be of it.
func (d *Desk) save(ctx context.Context, from io.Reader) (s saved, err error) {
	s.file, err = d.store.SaveFile(ctx, func(to io.Writer) (err error) {
		s.kind, s.size, err = papers.Copy(to, from)
		return err
	})
	return s, err
}

// lookOnly looks at a file that is not kept, however it is.
func lookOnly(_ context.Context, from io.Reader) (saved, error) {
	_, _, err := papers.Copy(io.Discard, from)
	return saved{}, err
}

// drop removes files that became nobody's. One that stays because the database is away is swept at night.
func (d *Desk) drop(ctx context.Context, files []saved) {
	for _, s := range files {
		if err := d.store.DropFile(ctx, s.file); err != nil {
			d.log.Warn("a file that is nobody's could not be removed; it is swept later", "error", err)
		}
	}
}

// attachUploaded makes files the papers of a link's request.
func (d *Desk) attachUploaded(ctx context.Context, token, code string, files []saved) error {
	return d.tx(ctx, func(tx core.Tx) error {
		u, ok, err := tx.FindUpload(token)
		if err != nil {
			return err
		}
		if !ok {
			return core.Errorf(core.Missing, "there is no such upload link")
		}
		ids, err := tx.Attach([]core.Attachment{{Request: u.Request, Code: code, AddressID: u.AddressID, Upload: u.ID,
			Media: make([]core.Media, len(files))}}, d.cat.Office.Papers.Most)
		if err != nil {
			return err
		}
		if r, err := requestByID(tx, u.Request); err != nil {
			return err
		} else if !r.Status.Active() {
			return core.Errorf(core.Conflict, "the request came to its end meanwhile")
		}
		if len(ids[0]) != len(files) {
			return &papers.Refusal{Reason: core.PaperTooMany}
		}
		lists, err := tx.Papers([]int64{u.Request}) // which Attach has locked
		if err != nil {
			return err
		}
		if slices.ContainsFunc(lists[u.Request], func(p core.Paper) bool {
			return p.Upload == u.ID && p.Code == code && !slices.Contains(ids[0], p.ID)
		}) {
			return errUsed
		}
		for i, id := range ids[0] {
			attempt, err := tx.TryPaper(id)
			if err != nil {
				return err
			}
			if _, err := tx.SettlePaper(core.PaperOutcome{Paper: id, Attempt: attempt, State: core.PaperKept, Kind: files[i].kind,
				Size: files[i].size, File: files[i].file}); err != nil {
				return err
			}
		}
		return d.answerByUpload(tx, u, code)
	})
}
