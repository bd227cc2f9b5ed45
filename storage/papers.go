package storage

import (
	"fmt"

	"loket/core"
)

// paperRow is what is kept of a paper beside its file.
type paperRow struct {
	ID      int64
	Request int64 `db:"request_id"`
	Code    string
	Upload  int64 `db:"upload_id"`
	Address int64 `db:"address_id"`
	Account string
	Handle  []byte
	State   core.PaperState
	Reason  string
	Attempt int
	Kind    string
	Size    int64
	File    string
	Key     []byte
	Added   int64 `db:"added_at"`
}

const paperColumns = "p.id, p.request_id, p.code, p.upload_id, p.address_id, p.account, p.state, p.reason, p.attempt, p.kind, p.size, p.file, p.key, p.added_at"

// paper tells all but the handle. The key of the file stays sealed: who opens the file opens it.
func (r paperRow) paper() core.Paper {
	p := core.Paper{ID: r.ID, Request: r.Request, Code: r.Code, State: r.State, Reason: r.Reason, Kind: r.Kind, Size: r.Size, Account: r.Account,
		Upload: r.Upload, AddressID: r.Address, Attempt: r.Attempt, AddedAt: instant(r.Added)}
	if r.File != "" {
		p.File = core.File{Name: r.File, Key: r.Key}
	}
	return p
}

// Papers is the core.Tx's.
func (t *tx) Papers(requests []int64) (map[int64][]core.Paper, error) {
	rows, err := read[paperRow](t, ids(requests), "SELECT "+paperColumns+` FROM b JOIN papers p ON p.request_id = b.id
		WHERE p.state <> 'dropped' ORDER BY p.request_id, p.id`)
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	all := map[int64][]core.Paper{}
	for _, r := range rows {
		all[r.Request] = append(all[r.Request], r.paper())
	}
	return all, nil
}

// Paper is the core.Tx's.
func (t *tx) Paper(id int64) (core.Paper, bool, error) {
	lock := t.d.lock
	if t.view {
		lock = ""
	}
	r, ok, err := first(read[paperRow](t, nil, "SELECT "+paperColumns+", p.handle FROM papers p WHERE p.id = ?"+lock, id))
	if err != nil || !ok {
		return core.Paper{}, false, named("find a paper", err)
	}
	p := r.paper()
	p.Handle, err = t.keys.openText(paperHandle, r.Handle)
	return p, err == nil, err
}

// TryPaper is the core.Tx's.
func (t *tx) TryPaper(id int64) (int, error) {
	attempt, _, err := first(returning[int](t, nil, "UPDATE papers SET attempt = attempt + 1 WHERE id = ? AND state = 'owed' RETURNING attempt", id))
	return attempt, named("try a paper", err)
}

// SettlePaper is the core.Tx's. The provider's handle is not needed any more, and goes.
func (t *tx) SettlePaper(o core.PaperOutcome) (bool, error) {
	if o.State != core.PaperKept && o.State != core.PaperFailed || (o.State == core.PaperKept) != (o.File.Name != "") {
		return false, fmt.Errorf("a paper cannot be settled as %q", o.State)
	}
	now, err := t.micro()
	if err != nil {
		return false, err
	}
	key := o.File.Key
	if key == nil {
		key = []byte{}
	}
	n, err := t.change(nil, `UPDATE papers SET state = ?, reason = ?, kind = ?, size = ?, file = ?, key = ?, settled_at = ?, handle = `+t.d.empty+`
		WHERE id = ? AND attempt = ? AND state = 'owed'`, string(o.State), o.Reason, o.Kind, o.Size, o.File.Name, key, now, o.Paper, o.Attempt)
	return n > 0, named("settle a paper", err)
}

// named says of what an error is, if there is one.
func named(what string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
