package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/core"
)

// Claim is the core.Outbox's. Claims of one account happen one after the other: were two to look at the same moment, one
// could take a person's second letter while the other still has the first in hand. Several letters to one address may come
// in one claim, in order.
//
// A letter waits while an earlier one to the same address, on the same lane, is on its way. One that is in doubt, or put
// off, keeps nobody waiting.
func (s *Store) Claim(ctx context.Context, account string, n int) (claimed []core.Letter, err error) {
	if s.idlers.is(account) {
		if owes, err := s.owes(ctx, account); err != nil || !owes {
			return nil, err
		}
	}
	for again := true; again; {
		err = s.write(ctx, func(t *tx) (err error) {
			claimed, again, err = t.claim(account, n)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("claim letters: %w", err)
		}
	}
	s.idlers.set(account, len(claimed) == 0)
	return claimed, nil
}

// spares is how many letters more are looked at than are claimed.
const spares = 16

// claim tells, beside the letters, whether it only found what cannot be sent, so that there may be more behind.
func (t *tx) claim(account string, n int) (claimed []core.Letter, again bool, err error) {
	if err := t.alone("claim " + account); err != nil {
		return nil, false, err
	}
	now, err := t.clock()
	if err != nil {
		return nil, false, err
	}
	if n, err = t.room(account, n); err != nil || n == 0 {
		return nil, false, err
	}
	notices, err := t.running(account)
	if err != nil {
		return nil, false, err
	}
	// Some that are ripe may be locked by others: a few more are found than are wanted. That they are owed is asked again of
	// each, in words that no index has, for PostgreSQL would read all of it.
	query, args := ripe(account, now, n+spares, notices)
	rows, err := returning[*letterRow](t, nil, fmt.Sprintf(selectLetters+` JOIN (SELECT id, rank FROM (%s) r
			ORDER BY rank, id LIMIT ?) ripe ON l.id = ripe.id
		WHERE l.state || '' = 'owed' ORDER BY ripe.rank, l.id LIMIT ?`, query)+of(t.d.spare, "l"), append(args, n+spares, n)...)
	if err != nil {
		return nil, false, err
	}
	open, shut, unwanted := newBatch("id", "BIGINT"), []int64(nil), newBatch("id", "BIGINT")
	kept := make([]*letterRow, 0, len(rows))
	for _, r := range rows {
		switch {
		case r.Shut:
			shut = append(shut, r.ID)
			continue
		case !r.Wanted: // stopped while the letters were being made
			unwanted.add(r.ID)
			continue
		}
		r.Attempt++
		r.AttemptAt = now
		r.TriedAt = cmp.Or(r.TriedAt, now)
		kept = append(kept, r)
	}
	gone, err := t.detour(shut)
	if err != nil {
		return nil, false, err
	}
	shut = slices.DeleteFunc(shut, func(id int64) bool { return gone[id] })
	if _, err := t.skip(ids(shut), "blocked", "letters.id IN (SELECT id FROM b)"); err != nil {
		return nil, false, err
	}
	if _, err := t.skip(unwanted, "stopped", "letters.id IN (SELECT id FROM b)"); err != nil {
		return nil, false, err
	}
	if claimed, err = t.readable(kept); err != nil {
		return nil, false, err
	}
	for _, l := range claimed {
		open.add(l.ID)
	}
	_, err = t.change(open, `UPDATE letters SET state = 'sending', attempt = attempt + 1, attempt_at = ?,
			tried_at = CASE WHEN tried_at = 0 THEN ? ELSE tried_at END
		WHERE id IN (SELECT id FROM b)`, now, now)
	return claimed, len(claimed) == 0 && len(rows) > 0, err
}

// Abandoned is the core.Outbox's.
func (s *Store) Abandoned(ctx context.Context, account string, age time.Duration) (n int, err error) {
	err = s.write(ctx, func(t *tx) error {
		now, err := t.clock()
		if err != nil {
			return err
		}
		changed, err := t.change(nil, `UPDATE letters SET state = 'doubt', unclear = unclear + 1, due_at = ? WHERE id IN (SELECT id FROM letters
			WHERE account = ? AND state = 'sending' AND attempt_at <= ? ORDER BY id`+t.d.lock+`)`, now, account, since(now, age))
		n = int(changed)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("doubt abandoned letters: %w", err)
	}
	return n, nil
}

// Doubts is the core.Outbox's.
func (s *Store) Doubts(ctx context.Context, account string, n int, again time.Duration, held bool) (doubts []core.Letter, err error) {
	if some, err := s.doubtful(ctx, account); err != nil || !some {
		return nil, err
	}
	err = s.write(ctx, func(t *tx) error {
		now, err := t.clock()
		if err != nil {
			return err
		}
		rows, err := returning[*letterRow](t, nil, selectLetters+`
			WHERE l.account = ? AND l.state = 'doubt' AND (NOT l.hold OR CAST(? AS BOOLEAN)) AND l.due_at <= ?
			ORDER BY l.due_at, l.id LIMIT ?`+of(t.d.spare, "l"), account, held, now, n)
		if err != nil {
			return err
		}
		b := newBatch("id", "BIGINT")
		for _, r := range rows {
			b.add(r.ID)
		}
		if _, err := t.change(b, "UPDATE letters SET due_at = ? WHERE id IN (SELECT id FROM b)", since(now, -again)); err != nil {
			return err
		}
		if doubts, err = t.readable(rows); err != nil {
			return err
		}
		return t.know(doubts)
	})
	if err != nil {
		return nil, fmt.Errorf("look at letters in doubt: %w", err)
	}
	return doubts, nil
}

// know tells letters in doubt which receipts of their addresses are other letters', or other parts'.
func (t *tx) know(doubts []core.Letter) error {
	b := newBatch("id", "BIGINT", "address_id", "BIGINT", "account", "TEXT")
	which := make(map[int64]*core.Letter, len(doubts))
	for i, l := range doubts {
		b.add(l.ID, l.AddressID, l.Account)
		which[l.ID] = &doubts[i]
	}
	rows, err := read[struct {
		ID      int64
		Other   int64
		Receipt string
	}](t, b, `SELECT b.id, o.id AS other, o.receipt FROM b JOIN letters o ON o.address_id = b.address_id AND o.account = b.account AND o.id <> b.id
			WHERE o.receipt <> ''
		UNION ALL SELECT b.id, o.id AS other, o.parts AS receipt FROM b JOIN letters o ON o.address_id = b.address_id AND o.account = b.account
			WHERE o.parts <> '' ORDER BY 1, 2`)
	if err != nil {
		return fmt.Errorf("read known receipts: %w", err)
	}
	for _, r := range rows {
		l := which[r.ID]
		l.Known = append(l.Known, strings.Fields(r.Receipt)...)
	}
	return nil
}

// Owing is the core.Outbox's. It counts all the account's letters: for people who look, not for paths that must be quick.
func (s *Store) Owing(ctx context.Context, account string) (map[core.State]int, error) {
	states := map[core.State]int{}
	err := s.look(ctx, func(t *tx) error {
		rows, err := read[struct {
			State  core.State
			Number int
		}](t, nil, "SELECT state, COUNT(*) AS number FROM letters WHERE account = ? GROUP BY state", account)
		for _, r := range rows {
			states[r.State] = r.Number
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count letters: %w", err)
	}
	return states, nil
}

// opened selects the letters of each open state in the words of the indexes that hold just these.
var opened = map[core.State]string{
	core.Owed: fmt.Sprintf(`SELECT account FROM letters WHERE state = 'owed' AND lane < %d
		UNION ALL SELECT account FROM letters WHERE state = 'owed' AND notice_id IS NOT NULL`, noticeLanes),
	core.Sending:  "SELECT account FROM letters WHERE state = 'sending'",
	core.Doubtful: "SELECT account FROM letters WHERE state = 'doubt'",
}

// Accounts counts the open letters of every account by state, those of accounts that are served no more among them.
func (s *Store) Accounts(ctx context.Context) (map[string]map[core.State]int, error) {
	var accounts map[string]map[core.State]int
	err := s.look(ctx, func(t *tx) (err error) {
		accounts, err = t.OpenLetters()
		return err
	})
	return accounts, err
}

// OpenLetters is the core.Tx's.
func (t *tx) OpenLetters() (map[string]map[core.State]int, error) {
	accounts := map[string]map[core.State]int{}
	for state, letters := range opened {
		rows, err := read[struct {
			Account string
			Number  int
		}](t, nil, "SELECT account, COUNT(*) AS number FROM ("+letters+") AS opened GROUP BY account")
		if err != nil {
			return nil, fmt.Errorf("count open letters: %w", err)
		}
		for _, r := range rows {
			if accounts[r.Account] == nil {
				accounts[r.Account] = map[core.State]int{}
			}
			accounts[r.Account][state] = r.Number
		}
	}
	return accounts, nil
}
