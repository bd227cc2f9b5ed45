package storage

import (
	"fmt"

	"loket/core"
)

// AddUpload is the core.Tx's. The earlier links of a request are over from now on. Who makes two at one moment makes them one after the
// other: the request is locked.
func (t *tx) AddUpload(token string, u core.Upload) (int64, error) {
	now, err := t.micro()
	if err != nil {
		return 0, err
	}
	prf, err := t.keys.find("upload", token)
	if err != nil {
		return 0, err
	}
	if _, err := returning[int64](t, nil, "SELECT id FROM requests WHERE id = ?"+t.d.lock, u.Request); err != nil {
		return 0, fmt.Errorf("lock a request: %w", err)
	}
	if _, err := t.change(nil, "UPDATE uploads SET ends_at = ? WHERE request_id = ? AND ends_at > ?", now, u.Request, now); err != nil {
		return 0, fmt.Errorf("end upload links: %w", err)
	}
	id, _, err := first(returning[int64](t, nil, `INSERT INTO uploads (prf, request_id, address_id, lang, made_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)
		RETURNING id`, prf, u.Request, u.AddressID, u.Lang, now, micros(u.Ends)))
	return id, named("keep an upload link", err)
}

// FindUpload is the core.Tx's.
func (t *tx) FindUpload(token string) (core.Upload, bool, error) {
	prf, err := t.keys.find("upload", token)
	if err != nil {
		return core.Upload{}, false, err
	}
	r, ok, err := first(read[struct {
		ID      int64
		Request int64 `db:"request_id"`
		Address int64 `db:"address_id"`
		Lang    string
		Ends    int64 `db:"ends_at"`
	}](t, nil, "SELECT id, request_id, address_id, lang, ends_at FROM uploads WHERE prf = ?", prf))
	return core.Upload{ID: r.ID, Request: r.Request, AddressID: r.Address, Lang: r.Lang, Ends: instant(r.Ends)}, ok, named("find an upload link", err)
}
