package papers

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"loket/core"
)

// Refusal says why a file is not kept.
type Refusal struct {
	Reason string // one of core's reasons of PaperFailed
}

func (r *Refusal) Error() string { return "the file is not kept: " + r.Reason }

func refuse(reason string) error { return &Refusal{reason} }

// kinds are what is taken, by how it begins.
var kinds = []struct {
	begins string
	kind   string
	copy   func(dst *bufio.Writer, src *bufio.Reader) error
}{
	{"\xff\xd8\xff", "image/jpeg", jpeg},
	{"\x89PNG\r\n\x1a\n", "image/png", png},
	{"%PDF-", "application/pdf", pdf},
}

// Copy writes what is kept of a file, and tells its kind and the size of that. An error is a *Refusal, or what src or dst returned: then
// nothing is known of the file.
func Copy(dst io.Writer, src io.Reader) (kind string, size int64, err error) {
	from := &source{src: src, left: core.PaperMost}
	to := &sink{dst: dst}
	kind, err = take(to, bufio.NewReaderSize(from, buffer))
	switch {
	case from.err != nil: // what came before it may look like anything
		err = from.err
	case to.err != nil:
		err = to.err
	case err != nil && !errors.As(err, new(*Refusal)): // the end, where there must be more
		err = refuse(core.PaperBroken)
	}
	if err != nil {
		return "", 0, err
	}
	return kind, to.size, nil
}

const buffer = 32 << 10

func take(to *sink, from *bufio.Reader) (string, error) {
	begins, err := from.Peek(len("\x89PNG\r\n\x1a\n"))
	if len(begins) == 0 && errors.Is(err, io.EOF) {
		return "", refuse(core.PaperEmpty)
	}
	for _, k := range kinds {
		if !bytes.HasPrefix(begins, []byte(k.begins)) {
			continue
		}
		w := bufio.NewWriterSize(to, buffer)
		if err := k.copy(w, from); err != nil {
			return "", err
		}
		// What comes behind is not kept; but a file that is too large is, whatever part of it would be.
		if _, err := io.Copy(io.Discard, from); err != nil {
			return "", err
		}
		return k.kind, w.Flush()
	}
	return "", refuse(core.PaperKind)
}

// source reads no more than may be, and remembers how reading failed.
type source struct {
	src  io.Reader
	left int
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.src.Read(p[:min(len(p), s.left+1)])
	if n > s.left {
		s.err = refuse(core.PaperLarge)
		return 0, s.err
	}
	s.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// sink counts what is written, and remembers how writing failed.
type sink struct {
	dst  io.Writer
	size int64
	err  error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.dst.Write(p)
	s.size += int64(n)
	if err != nil {
		s.err = err
	}
	return n, err
}
