package storage

import (
	"errors"

	"loket/core"
)

var errSoon = errors.New("to be written")

func (t *tx) Search(core.Search) (f core.Found, err error) { return f, errSoon }
func (t *tx) Tokenize(int64, int) (int64, error)           { return 0, errSoon }
