package desk

import (
	"crypto/rand"
	"time"

	"loket/core"
	"loket/core/dialog"
)

// What citizens send for their requests is noted with the message that brought it; the files themselves are fetched afterwards, by an
// act of each. Who writes where no files can be sent gets a link to a page instead.

// uploadLasts is for how long a link to the page for papers can be used.
const uploadLasts = 24 * time.Hour

// uploadSecret is how many letters a link has: with 32 to choose from, 60 bits.
const uploadSecret = 12

// attach notes what was sent, and tells what the request has now.
func (r *rounds) attach(_ []*talk, asked []dialog.Attach) ([]dialog.Event, error) {
	attachments, requests := make([]core.Attachment, len(asked)), make([]int64, len(asked))
	for i, a := range asked {
		attachments[i], requests[i] = a.Attachment, a.Attachment.Request
	}
	ids, err := r.tx.Attach(attachments, r.cat.Office.Papers.Most)
	if err != nil {
		return nil, err
	}
	for _, papers := range ids {
		for _, id := range papers {
			r.later(fetchLater(id, r.facts.Now))
		}
	}
	has, err := r.tx.Papers(requests)
	if err != nil {
		return nil, err
	}
	return each(asked, func(i int, a dialog.Attach) dialog.Event {
		return dialog.Attached{Asked: a, OK: len(a.Attachment.Media) == 0 || len(ids[i]) > 0, Papers: has[a.Attachment.Request]}
	}), nil
}

// linkUploads makes links to the page for papers, each for who asked for it.
func (r *rounds) linkUploads(by []*talk, asked []dialog.LinkUpload) ([]dialog.Event, error) {
	events := make([]dialog.Event, len(asked))
	for i, a := range asked {
		linked := dialog.UploadLinked{Asked: a}
		if r.o.Uploads != "" {
			token := r.o.Secret(uploadSecret)
			u := core.Upload{Request: a.Request.ID, AddressID: by[i].person.AddressID, Lang: a.Lang, Ends: r.facts.Now.Add(uploadLasts)}
			if _, err := r.tx.AddUpload(token, u); err != nil {
				return nil, err
			}
			linked.URL = r.o.Uploads + token
		}
		events[i] = linked
	}
	return events, nil
}

// signs are those that nobody takes for others when they are read out or copied by hand: 32, so that a byte by chance is as much of each.
const signs = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// secret is n of the signs, by chance.
func secret(n int) string {
	s := make([]byte, n)
	_, _ = rand.Read(s) // never fails
	for i, b := range s {
		s[i] = signs[int(b)%len(signs)]
	}
	return string(s)
}
