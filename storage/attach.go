package storage

import (
	"fmt"
	"slices"

	"loket/core"
)

// attached is a paper of a request, as it stands while attachments are added.
type attached struct {
	core.Paper     // ID 0: it is to be written
	of, nth    int // which of the attachments, and which of its media; -1: none
}

// Attach is the core.Tx's. Who said that they would bring something, and then sends it, brings nothing any more.
func (t *tx) Attach(as []core.Attachment, most int) ([][]int64, error) {
	which := make([]int64, len(as))
	for i, a := range as {
		which[i] = a.Request
	}
	found, err := returning[int64](t, ids(which), "SELECT id FROM requests WHERE id IN (SELECT id FROM b) ORDER BY id"+t.d.lock)
	if err != nil {
		return nil, fmt.Errorf("lock requests: %w", err)
	}
	there, err := t.Papers(found)
	if err != nil {
		return nil, err
	}
	have := map[int64][]*attached{}
	for _, request := range found {
		have[request] = []*attached{}
		for _, p := range there[request] {
			have[request] = append(have[request], &attached{Paper: p})
		}
	}
	made := make([][]int64, len(as))
	var fresh []*attached
	dropped := ids(nil)
	for i, a := range as {
		now, ok := have[a.Request]
		if !ok {
			continue
		}
		var stay, leave []*attached
		promised := false
		for _, p := range now {
			if p.Code == a.Code && (a.Replace || p.State == core.PaperLater && len(a.Media) > 0) {
				leave = append(leave, p)
				continue
			}
			stay = append(stay, p)
			promised = promised || p.Code == a.Code && p.State == core.PaperLater
		}
		if len(a.Media) > 0 && files(stay)+len(a.Media) > most {
			continue
		}
		for _, p := range leave {
			if p.ID != 0 {
				dropped.add(p.ID)
			}
		}
		fresh = slices.DeleteFunc(fresh, func(p *attached) bool { return slices.Contains(leave, p) })
		news := attachments(a, i, promised)
		have[a.Request], fresh, made[i] = append(stay, news...), append(fresh, news...), make([]int64, len(a.Media))
	}
	if err := t.dropPapers(dropped); err != nil {
		return nil, err
	}
	return made, t.addPapers(fresh, made)
}

// files counts the papers that are files, those that failed among them.
func files(all []*attached) (n int) {
	for _, p := range all {
		if p.State != core.PaperLater {
			n++
		}
	}
	return n
}

// attachments are the papers of the ith attachment. What is promised already is not promised again.
func attachments(a core.Attachment, i int, promised bool) (all []*attached) {
	p := core.Paper{Request: a.Request, Code: a.Code, AddressID: a.AddressID, Account: a.Account, Upload: a.Upload, State: core.PaperOwed}
	for nth, m := range a.Media {
		p.Handle = m.Handle
		all = append(all, &attached{p, i, nth})
	}
	if a.Later && len(a.Media) == 0 && !promised {
		p.State = core.PaperLater
		all = append(all, &attached{p, i, -1})
	}
	return all
}

// dropPapers lets go of papers, and of the names of their files: who sweeps takes those.
func (t *tx) dropPapers(which *batch) error {
	_, err := t.change(which, `UPDATE papers SET state = 'dropped', file = '', key = `+t.d.empty+`, handle = `+t.d.empty+`
		FROM b WHERE papers.id = b.id`)
	return named("drop papers", err)
}

// addPapers writes papers. Their ids grow in the order of the batch, in whatever order a database tells them.
func (t *tx) addPapers(fresh []*attached, made [][]int64) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	b := newBatch("request_id", "BIGINT", "code", "TEXT", "upload_id", "BIGINT", "address_id", "BIGINT", "account", "TEXT", "handle", "BYTEA", "state", "TEXT")
	for _, f := range fresh {
		handle, err := t.keys.sealText(paperHandle, f.Handle)
		if err != nil {
			return err
		}
		b.add(f.Request, f.Code, f.Upload, f.AddressID, f.Account, handle, string(f.State))
	}
	all, err := returning[int64](t, b, `INSERT INTO papers (request_id, code, upload_id, address_id, account, handle, state, key, added_at)
		SELECT request_id, code, upload_id, address_id, account, handle, state, `+t.d.empty+`, CAST(? AS BIGINT) FROM b ORDER BY n RETURNING id`, now)
	if err != nil {
		return fmt.Errorf("add papers: %w", err)
	}
	slices.Sort(all)
	for i, f := range fresh {
		if f.nth >= 0 {
			made[f.of][f.nth] = all[i]
		}
	}
	return nil
}
