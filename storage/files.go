package storage

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"

	"loket/core"
)

// Files are sealed as streams, each with a key of its own, in segments of 4 KB: what was cut off, put in another order or under another
// name does not open. The key is sealed with the office's keys, as a column of the paper that names the file: a rotation seals the keys
// anew and touches no file, and a copy of files alone is noise.
//
// A file is complete before anybody may name it, and named before it is old enough to be swept up. So whatever a crash leaves behind
// is either named and complete, or goes with a later Sweep.

// vault is where the sealed files of a store lie. Names are of newName.
type vault interface {
	// create begins a file. Nobody sees it before it is kept; what is neither kept nor given up is listed when it is old.
	create(ctx context.Context, name string) (draft, error)
	// open opens a file; Missing if it is not there.
	open(ctx context.Context, name string) (io.ReadCloser, error)
	remove(ctx context.Context, names []string) error
	// list shows the names of what is older than age, some at a time, until show returns false.
	list(ctx context.Context, age time.Duration, show func(names []string) (more bool, err error)) error
}

// draft is a file that is being written.
type draft interface {
	io.Writer
	keep() error
	giveUp() error
}

// newName is so long that no two are the same, and nobody comes upon one.
func newName() string { return strings.ToLower(rand.Text()) }

// newFileKey makes the key of a file, and seals it.
func (k *Keys) newFileKey() (tink.StreamingAEAD, []byte, error) {
	handle, err := keyset.NewHandle(streamingaead.AES256GCMHKDF4KBKeyTemplate())
	if err != nil {
		return nil, nil, fmt.Errorf("make the key of a file: %w", err)
	}
	var plain bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&plain)); err != nil {
		return nil, nil, fmt.Errorf("make the key of a file: %w", err)
	}
	sealed, err := k.seal(paperKey, plain.Bytes())
	if err != nil {
		return nil, nil, err
	}
	cipher, err := streamingaead.New(handle)
	return cipher, sealed, named("make the key of a file", err)
}

func (k *Keys) fileKey(sealed []byte) (tink.StreamingAEAD, error) {
	plain, err := k.open(paperKey, sealed)
	if err != nil {
		return nil, err
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(plain)))
	if err != nil {
		return nil, fmt.Errorf("%s holds something that is not ours", paperKey) // the cause could quote it
	}
	cipher, err := streamingaead.New(handle)
	return cipher, named("the key of a file", err)
}

// SaveFile is the core.Files's.
func (s *Store) SaveFile(ctx context.Context, fill func(io.Writer) error) (f core.File, err error) {
	cipher, key, err := s.keys.newFileKey()
	if err != nil {
		return core.File{}, err
	}
	f = core.File{Name: newName(), Key: key}
	d, err := s.vault.create(ctx, f.Name)
	if err != nil {
		return core.File{}, toldFile(fmt.Errorf("begin a file: %w", err))
	}
	defer func() {
		if err != nil {
			f = core.File{}
			_ = d.giveUp() // or it is swept up
		}
	}()
	w, err := cipher.NewEncryptingWriter(drafting{d}, []byte(f.Name))
	if err != nil {
		return f, toldFile(fmt.Errorf("begin a file: %w", err))
	}
	if err := fill(w); err != nil {
		return f, err
	}
	if err := w.Close(); err != nil {
		return f, toldFile(fmt.Errorf("end a file: %w", err))
	}
	return f, toldFile(named("keep a file", d.keep()))
}

// drafting tells what stops a file from being written, so that nobody takes it for a fault of who fills it.
type drafting struct{ draft }

func (d drafting) Write(p []byte) (int, error) {
	n, err := d.draft.Write(p)
	return n, toldFile(named("write a file", err))
}

// toldFile is what the outside is told of an error of a vault: told's, and of a folder whatever the system refuses there. Which file it was
// is nobody's business.
func toldFile(err error) error {
	var why error
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		why = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		why = e.Err
	}
	switch {
	case why == nil:
		return told(err)
	case errors.Is(why, syscall.ENOSPC), errors.Is(why, syscall.EDQUOT):
		return core.Errorf(core.Operator, "the disk is full where papers are kept: make room for the folder beside the database's file: %w", why)
	}
	return core.Errorf(core.Operator, "the folder for papers beside the database's file cannot be used: %w", why)
}

// openFile is a file that is read.
type openFile struct {
	io.Reader
	io.Closer
}

// OpenFile is the core.Files's.
func (s *Store) OpenFile(ctx context.Context, f core.File) (io.ReadCloser, error) {
	cipher, err := s.keys.fileKey(f.Key)
	if err != nil {
		return nil, err
	}
	r, err := s.vault.open(ctx, f.Name)
	if err != nil {
		return nil, toldFile(named("open a file", err))
	}
	plain, err := cipher.NewDecryptingReader(r, []byte(f.Name))
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", errors.Join(err, r.Close()))
	}
	return openFile{plain, r}, nil
}

// DropFile is the core.Files's. What a paper names stays: a commit of which nobody was told may have named it.
func (s *Store) DropFile(ctx context.Context, f core.File) error {
	_, err := s.dropNobodys(ctx, []string{f.Name}, 1)
	return err
}

// Sweep is the core.Files's.
func (s *Store) Sweep(ctx context.Context, age time.Duration, most int) (gone int, err error) {
	err = s.vault.list(ctx, age, func(names []string) (bool, error) {
		nobodys, err := s.dropNobodys(ctx, names, most-gone)
		gone += nobodys
		return gone < most, err
	})
	return gone, toldFile(named("sweep files up", err))
}

// dropNobodys removes those of some files that no paper names, at most most.
func (s *Store) dropNobodys(ctx context.Context, names []string, most int) (int, error) {
	b := newBatch("name", "TEXT")
	for _, name := range names {
		b.add(name)
	}
	var nobodys []string
	if err := s.look(ctx, func(t *tx) (err error) {
		nobodys, err = read[string](t, b, "SELECT b.name FROM b WHERE NOT EXISTS (SELECT 1 FROM papers p WHERE p.file = b.name AND p.file <> '')")
		return err
	}); err != nil {
		return 0, fmt.Errorf("look whose files are: %w", err)
	}
	if nobodys = nobodys[:min(len(nobodys), most)]; len(nobodys) == 0 {
		return 0, nil
	}
	if err := s.vault.remove(ctx, nobodys); err != nil {
		return 0, toldFile(fmt.Errorf("remove files: %w", err))
	}
	return len(nobodys), nil
}
