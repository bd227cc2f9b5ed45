package storage

import (
	"errors"
	"time"

	"loket/core"
)

var errSoon = errors.New("to be written")

func (t *tx) Search(core.Search) (f core.Found, err error)                   { return f, errSoon }
func (t *tx) Tokenize(int64, int) (int64, error)                             { return 0, errSoon }
func (t *tx) Tally(core.Date) ([]core.Tally, error)                          { return nil, errSoon }
func (t *tx) SlotMoves(int64) ([]core.SlotMove, error)                       { return nil, errSoon }
func (t *tx) LettersTo(int64, int) ([]core.Posted, error)                    { return nil, errSoon }
func (t *tx) Take(int64, string, bool) (string, bool, error)                 { return "", false, errSoon }
func (t *tx) Trail(core.TrailQuery) ([]core.Trail, error)                    { return nil, errSoon }
func (t *tx) AddLink(string, int64, time.Duration) error                     { return errSoon }
func (t *tx) FindLink(string) (s core.Staff, ok bool, err error)             { return s, false, errSoon }
func (t *tx) UseLink(string) (s core.Staff, ok bool, err error)              { return s, false, errSoon }
func (t *tx) KeepSession(string, int64, string, []byte, time.Duration) error { return errSoon }
func (t *tx) FindSession(string) ([]byte, bool, error)                       { return nil, false, errSoon }
func (t *tx) EndSession(string) error                                        { return errSoon }
func (t *tx) Sessions(int64) ([]core.Session, error)                         { return nil, errSoon }
func (t *tx) EndSessions(int64, int64) (int, error)                          { return 0, errSoon }
