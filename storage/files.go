package storage

import (
	"context"
	"io"
	"time"

	"loket/core"
)

// SaveFile is the core.Files's.
func (s *Store) SaveFile(ctx context.Context, fill func(io.Writer) error) (core.File, error) {
	return core.File{}, errUnmade
}

// OpenFile is the core.Files's.
func (s *Store) OpenFile(ctx context.Context, f core.File) (io.ReadCloser, error) {
	return nil, errUnmade
}

// DropFile is the core.Files's.
func (s *Store) DropFile(ctx context.Context, f core.File) error { return errUnmade }

// Sweep is the core.Files's.
func (s *Store) Sweep(ctx context.Context, age time.Duration, most int) (int, error) {
	return 0, errUnmade
}
