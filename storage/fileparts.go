package storage

import (
	"bytes"
	"context"
	"io"
	"time"

	"loket/core"
)

// fileParts is the vault of a PostgreSQL: rows beside the others, where every replica reaches them and one backup holds everything. A
// file comes in parts, each written and read by a statement of its own: no transaction lasts as long as somebody's network.
type fileParts struct{ s *Store }

// partSize is how much of a file is in memory at once.
const partSize = 256 << 10

// draftParts is a file of which some parts are written.
type draftParts struct {
	ctx  context.Context
	s    *Store
	name string
	n    int
	part bytes.Buffer
}

func (f fileParts) create(ctx context.Context, name string) (draft, error) {
	d := &draftParts{ctx: ctx, s: f.s, name: name}
	d.part.Grow(partSize)
	return d, f.s.write(ctx, func(t *tx) error {
		_, err := t.change(nil, "INSERT INTO files (name, made_at) VALUES (?, "+t.d.now+")", name)
		return err
	})
}

func (d *draftParts) Write(p []byte) (n int, err error) {
	for n < len(p) {
		m := min(len(p)-n, partSize-d.part.Len())
		d.part.Write(p[n : n+m])
		n += m
		if d.part.Len() == partSize {
			if err := d.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// flush writes a part. One that was swept up meanwhile, after hours, has no file to belong to.
func (d *draftParts) flush() error {
	if d.part.Len() == 0 {
		return nil
	}
	err := d.s.write(d.ctx, func(t *tx) error {
		_, err := t.change(nil, "INSERT INTO file_parts (name, n, data) VALUES (?, ?, ?)", d.name, d.n, d.part.Bytes())
		return err
	})
	d.n++
	d.part.Reset()
	return err
}

func (d *draftParts) keep() error { return d.flush() }

func (d *draftParts) giveUp() error {
	return fileParts{d.s}.remove(context.WithoutCancel(d.ctx), []string{d.name})
}

// partsReader reads a file part by part.
type partsReader struct {
	ctx  context.Context
	s    *Store
	name string
	n    int
	part []byte
}

func (f fileParts) open(ctx context.Context, name string) (io.ReadCloser, error) {
	r := &partsReader{ctx: ctx, s: f.s, name: name}
	if more, err := r.next(); err != nil {
		return nil, err
	} else if !more { // a seal is never empty
		return nil, core.Errorf(core.Missing, "a file is not in the database")
	}
	return r, nil
}

// next reads the next part, if there is one.
func (r *partsReader) next() (more bool, err error) {
	err = r.s.look(r.ctx, func(t *tx) (err error) {
		r.part, more, err = first(read[[]byte](t, nil, "SELECT data FROM file_parts WHERE name = ? AND n = ?", r.name, r.n))
		return err
	})
	r.n++
	return more, err
}

func (r *partsReader) Read(p []byte) (int, error) {
	if len(r.part) == 0 {
		if more, err := r.next(); err != nil {
			return 0, err
		} else if !more {
			return 0, io.EOF
		}
	}
	n := copy(p, r.part)
	r.part = r.part[n:]
	return n, nil
}

func (r *partsReader) Close() error { return nil }

// remove lets the parts go with their files.
func (f fileParts) remove(ctx context.Context, names []string) error {
	b := newBatch("name", "TEXT")
	for _, name := range names {
		b.add(name)
	}
	return f.s.write(ctx, func(t *tx) error {
		_, err := t.change(b, "DELETE FROM files WHERE name IN (SELECT name FROM b)")
		return err
	})
}

func (f fileParts) list(ctx context.Context, age time.Duration, show func([]string) (bool, error)) error {
	for last, more := "", true; more; {
		var rows []struct {
			Name string
			Old  bool
		}
		if err := f.s.look(ctx, func(t *tx) (err error) {
			rows, err = read[struct {
				Name string
				Old  bool
			}](t, nil, "SELECT name, made_at < "+t.d.now+" - CAST(? AS BIGINT) AS old FROM files WHERE name > ? ORDER BY name LIMIT ?",
				age.Microseconds(), last, listed)
			return err
		}); err != nil || len(rows) == 0 {
			return err
		}
		var names []string
		for _, r := range rows {
			last = r.Name
			if r.Old {
				names = append(names, r.Name)
			}
		}
		var err error
		if more, err = show(names); err != nil {
			return err
		}
	}
	return nil
}
