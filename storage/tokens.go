package storage

import (
	"bytes"
	"fmt"
	"slices"

	"loket/core"
)

// Kinds of tokens: a whole word of the name, the last digits of the NIK, those of the number that filed it.
const (
	nameToken   = "name word"
	nikToken    = "NIK ending"
	numberToken = "number ending"
)

// token is a fingerprint by which a request is found.
type token struct {
	prf     []byte
	request int64
}

// tokensOf are those of a request.
func (t *tx) tokensOf(r core.Request) ([]token, error) {
	all, err := t.nameTokens(r.ID, r.Name)
	if err != nil {
		return nil, err
	}
	for kind, ending := range map[string]string{nikToken: last(r.NIK.Digits()), numberToken: r.Address.Ending()} {
		if ending == "" {
			continue
		}
		prf, err := t.keys.find(kind, ending)
		if err != nil {
			return nil, err
		}
		all = append(all, token{prf, r.ID})
	}
	return all, nil
}

func (t *tx) nameTokens(request int64, name core.Name) (all []token, err error) {
	words := core.NameWords(name.Full())
	slices.Sort(words)
	for _, word := range slices.Compact(words) {
		prf, err := t.keys.find(nameToken, word)
		if err != nil {
			return nil, err
		}
		all = append(all, token{prf, request})
	}
	return all, nil
}

// last is the end of digits by which a request is found, "" if they are too few.
func last(digits string) string {
	if len(digits) < core.EndingDigits {
		return ""
	}
	return digits[len(digits)-core.EndingDigits:]
}

// keepTokens writes tokens, in the order of their index.
func (t *tx) keepTokens(all []token) error {
	if _, err := t.change(batchOf(all), "INSERT INTO tokens (prf, request_id) SELECT prf, request_id FROM b WHERE TRUE ORDER BY n ON CONFLICT DO NOTHING"); err != nil {
		return fmt.Errorf("keep tokens: %w", err)
	}
	return nil
}

func batchOf(all []token) *batch {
	slices.SortFunc(all, func(a, b token) int { return bytes.Compare(a.prf, b.prf) })
	b := newBatch("prf", "BYTEA", "request_id", "BIGINT")
	for _, o := range all {
		b.add(o.prf, o.request)
	}
	return b
}

// renameTokens replaces the words of names that were mended.
func (t *tx) renameTokens(was, is map[int64]core.Name) error {
	var gone, come []token
	for id, name := range was {
		if name == is[id] {
			continue
		}
		old, err := t.nameTokens(id, name)
		if err != nil {
			return err
		}
		fresh, err := t.nameTokens(id, is[id])
		if err != nil {
			return err
		}
		gone, come = append(gone, old...), append(come, fresh...)
	}
	if _, err := t.change(batchOf(gone), "DELETE FROM tokens WHERE (prf, request_id) IN (SELECT prf, request_id FROM b)"); err != nil {
		return fmt.Errorf("take tokens back: %w", err)
	}
	return t.keepTokens(come)
}

// Tokenize is the core.Tx's. A request that cannot be opened because it is garbage has no tokens, and is not asked again.
func (t *tx) Tokenize(after int64, most int) (next int64, err error) {
	found, err := returning[int64](t, nil, "SELECT id FROM requests WHERE NOT tokened AND id > ? ORDER BY id LIMIT ?"+t.d.lock, after, most)
	if err != nil {
		return 0, fmt.Errorf("find requests without tokens: %w", err)
	}
	if len(found) == 0 {
		return 0, nil
	}
	rows, err := read[requestRow](t, ids(found), selectRequests+" WHERE r.id IN (SELECT id FROM b)")
	if err != nil {
		return 0, fmt.Errorf("read requests without tokens: %w", err)
	}
	var all []token
	for _, row := range rows {
		r, err := t.request(row)
		if core.KindOf(err) == core.Operator {
			return 0, err
		} else if err != nil {
			continue
		}
		some, err := t.tokensOf(r)
		if err != nil {
			return 0, err
		}
		all = append(all, some...)
	}
	if err := t.keepTokens(all); err != nil {
		return 0, err
	}
	if _, err := t.change(ids(found), "UPDATE requests SET tokened = TRUE WHERE id IN (SELECT id FROM b)"); err != nil {
		return 0, fmt.Errorf("note that tokens are made: %w", err)
	}
	if len(found) < most {
		return 0, nil
	}
	return found[len(found)-1], nil
}
