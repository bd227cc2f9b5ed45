package storage

import (
	"errors"

	"loket/core"
)

var errUnmade = errors.New("not made yet")

// Papers is the core.Tx's.
func (t *tx) Papers(requests []int64) (map[int64][]core.Paper, error) { return nil, errUnmade }

// Attach is the core.Tx's.
func (t *tx) Attach(as []core.Attachment, most int) ([][]int64, error) { return nil, errUnmade }

// Paper is the core.Tx's.
func (t *tx) Paper(id int64) (core.Paper, bool, error) { return core.Paper{}, false, errUnmade }

// TryPaper is the core.Tx's.
func (t *tx) TryPaper(id int64) (int, error) { return 0, errUnmade }

// SettlePaper is the core.Tx's.
func (t *tx) SettlePaper(o core.PaperOutcome) (bool, error) { return false, errUnmade }

// AddUpload is the core.Tx's.
func (t *tx) AddUpload(token string, u core.Upload) (int64, error) { return 0, errUnmade }

// FindUpload is the core.Tx's.
func (t *tx) FindUpload(token string) (core.Upload, bool, error) {
	return core.Upload{}, false, errUnmade
}
