package storage

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keys are what seals personal data and what finds it again: a Tink AEAD keyset that rotates, and a Tink PRF keyset that
// never does, for every fingerprint in the database depends on it. Both live in one file. Whoever loses it has lost the
// data; whoever has it and the database can read them.
//
// Keys may be used by many goroutines at once. Those that were loaded from a file look into it again when they meet a
// seal they do not know, so that a key file can be rotated beside a running office.
type Keys struct {
	path string // "" until loaded or saved
	now  atomic.Pointer[keySet]
}

// keySet is one state of the keys, with the primitives made once: making them costs more than using them.
type keySet struct {
	sealing, finding *keyset.Handle
	aead             tink.AEAD
	prf              *prf.Set
	primary          []byte // what every seal of the primary key begins with
}

// Tink begins a seal with one byte of version and four of the key's id.
const (
	prefix     = 1
	prefixSize = 5
)

type keyFile struct {
	Sealing json.RawMessage `json:"sealing"`
	Finding json.RawMessage `json:"finding"`
}

// NewKeys makes fresh keys. They are worth nothing until saved.
func NewKeys() (*Keys, error) {
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a sealing key: %w", err)
	}
	finding, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a PRF key: %w", err)
	}
	set, err := newKeySet(sealing, finding)
	if err != nil {
		return nil, err
	}
	k := &Keys{}
	k.now.Store(set)
	return k, nil
}

// LoadKeys reads a key file. Nothing of the file's content enters an error; a missing file is fs.ErrNotExist.
func LoadKeys(path string) (*Keys, error) {
	set, err := readKeySet(path)
	if err != nil {
		return nil, err
	}
	k := &Keys{path: path}
	k.now.Store(set)
	return k, nil
}

// Save writes the keys to a new file that only its owner may read. It refuses to overwrite (fs.ErrExist): the keys in the
// way may be the only ones that open somebody's data.
func (k *Keys) Save(path string) error {
	return k.write(path, func(tmp string) error {
		if err := os.Link(tmp, path); err != nil {
			return err
		}
		return os.Remove(tmp)
	})
}

// Replace writes the keys over the file they were loaded from, at once or not at all.
func (k *Keys) Replace() error {
	if k.path == "" {
		return errors.New("replace the key file: these keys were never saved")
	}
	return k.write(k.path, func(tmp string) error { return os.Rename(tmp, k.path) })
}

// Rotate adds a new sealing key and seals with it from now on. The older keys stay, to open what they sealed.
func (k *Keys) Rotate() error {
	set := k.now.Load()
	manager := keyset.NewManagerFromHandle(set.sealing)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err == nil {
		err = manager.SetPrimary(id)
	}
	if err != nil {
		return fmt.Errorf("rotate the sealing key: %w", err)
	}
	sealing, err := manager.Handle()
	if err != nil {
		return fmt.Errorf("rotate the sealing key: %w", err)
	}
	next, err := newKeySet(sealing, set.finding)
	if err != nil {
		return err
	}
	k.now.Store(next)
	return nil
}

func newKeySet(sealing, finding *keyset.Handle) (*keySet, error) {
	a, err := aead.New(sealing)
	if err != nil {
		return nil, fmt.Errorf("sealing keys: %w", err)
	}
	p, err := prf.NewPRFSet(finding)
	if err != nil {
		return nil, fmt.Errorf("PRF keys: %w", err)
	}
	primary := binary.BigEndian.AppendUint32([]byte{prefix}, sealing.KeysetInfo().GetPrimaryKeyId())
	return &keySet{sealing, finding, a, p, primary}, nil
}

func readKeySet(path string) (*keySet, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	broken := fmt.Errorf("the key file %s is not one of ours, or damaged", path)
	var f keyFile
	if json.Unmarshal(b, &f) != nil {
		return nil, broken
	}
	sealing, err1 := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Sealing)))
	finding, err2 := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(f.Finding)))
	if err1 != nil || err2 != nil {
		return nil, broken
	}
	set, err := newKeySet(sealing, finding)
	if err != nil {
		return nil, broken
	}
	return set, nil
}

// write makes a complete file beside path, on the disk, and lets place give it its name.
func (k *Keys) write(path string, place func(tmp string) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the key file: %w", err)
		}
	}()
	set := k.now.Load()
	var sealing, finding bytes.Buffer
	if err := insecurecleartextkeyset.Write(set.sealing, keyset.NewJSONWriter(&sealing)); err != nil {
		return err
	}
	if err := insecurecleartextkeyset.Write(set.finding, keyset.NewJSONWriter(&finding)); err != nil {
		return err
	}
	b, err := json.MarshalIndent(keyFile{sealing.Bytes(), finding.Bytes()}, "", "\t")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(b, '\n'))
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = place(tmp.Name())
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	k.path = path
	return nil
}
