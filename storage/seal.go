package storage

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"loket/core"
)

// column is a sealed column: its name is the associated data of every seal in it, so that none can be moved to another.
type column struct{ table, name string }

func (c column) String() string { return c.table + "." + c.name }

// The sealed columns. Reseal visits them all, so that a column must stand in this list to be one.
var (
	addressIdent  = seals("addresses", "ident")
	personTalk    = seals("persons", "talk")
	requestNIK    = seals("requests", "nik")
	requestName   = seals("requests", "name")
	requestNote   = seals("requests", "note")
	requestReason = seals("requests", "reason")
	historyReason = seals("history", "reason")
	moveReason    = seals("moves", "reason")
	letterBody    = seals("letters", "body")
	lineText      = seals("lines", "text")
	actBody       = seals("acts", "body")
	noticeBody    = seals("notices", "body")
	sessionData   = seals("sessions", "data")
	paperHandle   = seals("papers", "handle")
	paperKey      = seals("papers", "key")

	sealed []column
)

func seals(table, name string) column {
	c := column{table, name}
	sealed = append(sealed, c)
	return c
}

// errNoKey is met by a store that was opened without keys.
var errNoKey error = core.Errorf(core.Operator, "sealing: this database was opened without a key file")

// seal of nothing is nothing: an empty column says that there is nothing to hide.
func (k *Keys) seal(c column, plain []byte) ([]byte, error) {
	if len(plain) == 0 {
		return []byte{}, nil
	}
	if k == nil {
		return nil, errNoKey
	}
	b, err := k.now.Load().aead.Encrypt(plain, []byte(c.String()))
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", c, err)
	}
	return b, nil
}

func (k *Keys) open(c column, seal []byte) ([]byte, error) {
	if len(seal) == 0 {
		return nil, nil
	}
	if k == nil {
		return nil, errNoKey
	}
	b, err := k.now.Load().aead.Decrypt(seal, []byte(c.String()))
	if err != nil && k.reload() {
		b, err = k.now.Load().aead.Decrypt(seal, []byte(c.String()))
	}
	if err != nil {
		if !k.now.Load().knows(seal) {
			return nil, &core.Error{Kind: core.Operator, Cause: fmt.Errorf(
				"%s is sealed with a key that this process has not: give it the present key file", c)}
		}
		return nil, fmt.Errorf("%s does not open with the key that sealed it: %w", c, err)
	}
	return b, nil
}

// knows tells whether a seal names a key of the set. What does not even look like a seal names none, and no file mends it.
func (s *keySet) knows(seal []byte) bool {
	if len(seal) < prefixSize || seal[0] != prefix {
		return true
	}
	for _, key := range s.sealing.KeysetInfo().GetKeyInfo() {
		if key.GetKeyId() == binary.BigEndian.Uint32(seal[1:prefixSize]) {
			return true
		}
	}
	return false
}

// reload looks for keys that a rotation has added to the file since it was read.
func (k *Keys) reload() bool {
	if k.path == "" {
		return false
	}
	old := k.now.Load()
	set, err := readKeySet(k.path)
	if err != nil || bytes.Equal(set.primary, old.primary) {
		return false
	}
	known, err1 := old.prf.ComputePrimaryPRF([]byte("reload"), prfSize)
	found, err2 := set.prf.ComputePrimaryPRF([]byte("reload"), prfSize)
	if err1 != nil || err2 != nil || !bytes.Equal(known, found) {
		return false // somebody else's keys
	}
	k.now.CompareAndSwap(old, set)
	return true
}

// prfSize is long enough that no two citizens ever share a fingerprint.
const prfSize = 16

// find is the fingerprint by which a value of some kind is found again.
func (k *Keys) find(kind, value string) ([]byte, error) {
	if k == nil {
		return nil, errNoKey
	}
	b, err := k.now.Load().prf.ComputePrimaryPRF([]byte(kind+"|"+value), prfSize)
	if err != nil {
		return nil, fmt.Errorf("fingerprint of a %s: %w", kind, err)
	}
	return b, nil
}

func (k *Keys) findNIK(n core.NIK) ([]byte, error) { return k.find("nik", n.Digits()) }

func (k *Keys) findAddress(a core.Address) ([]byte, error) {
	return k.find("address", a.Channel+"|"+a.ID)
}

func (k *Keys) sealText(c column, s string) ([]byte, error) { return k.seal(c, []byte(s)) }

func (k *Keys) openText(c column, seal []byte) (string, error) {
	b, err := k.open(c, seal)
	return string(b), err
}

// sealJSON seals a value as JSON; a value whose JSON is {} has nothing to hide.
func (k *Keys) sealJSON(c column, v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", c, err)
	}
	if string(b) == "{}" {
		b = nil
	}
	return k.seal(c, b)
}

func (k *Keys) openJSON(c column, seal []byte, v any) error {
	b, err := k.open(c, seal)
	if err != nil || len(b) == 0 {
		return err
	}
	if json.Unmarshal(b, v) != nil {
		return fmt.Errorf("%s holds something that is not ours", c) // the cause would quote it
	}
	return nil
}
