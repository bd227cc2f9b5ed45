package storage

import (
	"fmt"
	"strings"

	"loket/core"
)

// lettersTo are the kinds of letters to an address, each by an index of its own that others need anyway.
var lettersTo = []string{
	"receipt <> ''",                                       // letters_receipt_once
	"receipt = '' AND l.state = 'owed'",                   // letters_owed_to
	"receipt = '' AND l.state NOT IN ('owed', 'sending')", // letters_ended_to
	"receipt = '' AND l.state = 'sending'",                // letters_sending, which are few
}

// LettersTo is the core.Tx's. A login link (the desk's cause login:…) is its recipient's alone. Only those that are shown are fetched whole.
func (t *tx) LettersTo(person int64, limit int) ([]core.Posted, error) {
	now, err := t.clock()
	if err != nil {
		return nil, err
	}
	// Named one by one they are looked for one by one.
	addresses, err := read[int64](t, nil, "SELECT id FROM addresses WHERE person_id = ?", person)
	if err != nil || len(addresses) == 0 {
		return nil, err
	}
	var kinds []string
	var args []any
	for _, kind := range lettersTo {
		kinds = append(kinds, "SELECT id FROM (SELECT l.id FROM letters l WHERE l.address_id IN "+marks(len(addresses))+" AND l."+kind+
			" ORDER BY l.id + 0 DESC LIMIT ?) AS kind")
		for _, id := range addresses {
			args = append(args, id)
		}
		args = append(args, limit)
	}
	rows, err := read[struct {
		ID      int64
		Posted  int64 `db:"posted_at"`
		Settled int64 `db:"settled_at"`
		Channel string
		Ident   []byte
		Body    []byte
		Notice  int64 `db:"notice_id"`
		Version string
		State   core.State
		Reason  string
	}](t, nil, `SELECT l.id, l.posted_at, l.settled_at, a.channel, a.ident, l.body, COALESCE(l.notice_id, 0) AS notice_id, l.version, l.state, l.reason
		FROM (`+strings.Join(kinds, " UNION ALL ")+`) AS k JOIN letters l ON l.id = k.id JOIN addresses a ON a.id = l.address_id
		WHERE l.cause NOT LIKE 'login:%' ORDER BY k.id DESC LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list letters to a person: %w", err)
	}
	all := make([]core.Posted, len(rows))
	for i, r := range rows {
		p := core.Posted{ID: r.ID, At: instant(r.Posted), State: r.State, Reason: r.Reason, Notice: r.Notice}
		if p.Address, err = t.address(r.Channel, r.Ident); err != nil {
			return nil, err
		}
		if open := r.State == core.Owed || r.State == core.Sending || r.State == core.Doubtful; r.Settled != 0 && !open {
			p.Settled = instant(r.Settled - now + t.office) // letters are settled by the database's clock
		}
		if r.Notice != 0 {
			p.Message, err = t.frozen(r.Notice, r.Channel, r.Version)
		} else {
			err = t.keys.openJSON(letterBody, r.Body, &p.Message)
		}
		if err != nil && core.KindOf(err) == core.Operator { // what is garbage is listed without its words
			return nil, err
		}
		all[i] = p
	}
	return all, nil
}
