package storage_test

import (
	"errors"
	"fmt"
	"io"
	"time"

	"loket/core"
)

// papers is what is sent for requests.
func (c *citizens) papers() {
	attachments := func(replace bool) (all []core.Attachment) {
		for _, r := range c.requests {
			all = append(all, core.Attachment{Request: r.ID, Code: "KK", Media: []core.Media{{Handle: "h"}}, Replace: replace})
		}
		return all
	}
	var ids [][]int64
	c.do("attach", together, func(tx core.Tx) (err error) {
		ids, err = tx.Attach(attachments(false), 99)
		return err
	})
	c.do("replace", 2*together, func(tx core.Tx) (err error) {
		ids, err = tx.Attach(attachments(true), 99)
		return err
	})
	c.view("papers", 2*together, func(tx core.Tx) error {
		all, err := tx.Papers(c.ids())
		if err == nil && len(all) != together {
			err = fmt.Errorf("papers of %d", len(all))
		}
		return err
	})
	c.do("fetch", 1, func(tx core.Tx) error {
		p, ok, err := tx.Paper(ids[0][0])
		if err != nil || !ok {
			return fmt.Errorf("no paper: %w", err)
		}
		attempt, err := tx.TryPaper(p.ID)
		if err != nil {
			return err
		}
		settled, err := tx.SettlePaper(core.PaperOutcome{Paper: p.ID, Attempt: attempt, State: core.PaperKept, File: core.File{Name: c.unique("file")}})
		if err == nil && !settled {
			err = fmt.Errorf("it is not settled")
		}
		return err
	})
	link := ""
	for range 2 {
		link = c.unique("upload")
		c.do("upload", 1, func(tx core.Tx) error {
			_, err := tx.AddUpload(link, core.Upload{Request: c.requests[0].ID, Ends: time.Now().Add(time.Hour)})
			return err
		})
	}
	c.view("find an upload", 1, func(tx core.Tx) error { _, _, err := tx.FindUpload(link); return err })
	c.outside("files", 1, func() error {
		f, err := c.s.SaveFile(c.p.t.Context(), func(w io.Writer) error { _, err := w.Write([]byte("halo")); return err })
		if err != nil {
			return err
		}
		r, err := c.s.OpenFile(c.p.t.Context(), f)
		if err != nil {
			return err
		}
		b, err := io.ReadAll(r)
		if err != nil || string(b) != "halo" {
			return fmt.Errorf("it holds %q: %w", b, err)
		}
		return errors.Join(r.Close(), c.s.DropFile(c.p.t.Context(), f))
	})
	c.outside("sweep files up", 500, func() error {
		gone, err := c.s.Sweep(c.p.t.Context(), time.Hour, 5)
		if c.p.postgres && gone != 5 {
			err = fmt.Errorf("%d are swept up: %w", gone, err)
		}
		return err
	})
}
