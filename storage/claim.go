package storage

import (
	"context"
	"fmt"
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
	for again := true; again; {
		err = s.write(ctx, func(t *tx) (err error) {
			claimed, again, err = t.claim(account, n)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("claim letters: %w", err)
		}
	}
	return claimed, nil
}

// claim tells, beside the letters, whether it only found what cannot be sent, so that there may be more behind.
func (t *tx) claim(account string, n int) (claimed []core.Letter, again bool, err error) {
	if err := t.alone("claim " + account); err != nil {
		return nil, false, err
	}
	now, err := t.clock()
	if err != nil {
		return nil, false, err
	}
	query, args := ripe(account, now, n)
	rows, err := returning[letterRow](t, nil, selectLetters+`
		WHERE l.id IN (`+query+`) AND l.state = 'owed' ORDER BY l.lane, l.id LIMIT ?`+of(t.d.spare, "l"), append(args, n)...)
	if err != nil {
		return nil, false, err
	}
	open, shut := newBatch("id", "BIGINT"), newBatch("id", "BIGINT")
	kept := rows[:0:0]
	for _, r := range rows {
		if r.Shut {
			shut.add(r.ID)
			continue
		}
		r.Attempt++
		r.AttemptAt = now
		kept = append(kept, r)
	}
	if _, err := t.skip(shut, "stopped", "letters.id IN (SELECT id FROM b)"); err != nil {
		return nil, false, err
	}
	if claimed, err = t.readable(kept); err != nil {
		return nil, false, err
	}
	for _, l := range claimed {
		open.add(l.ID)
	}
	_, err = t.change(open, `UPDATE letters SET state = 'sending', attempt = attempt + 1, attempt_at = ?
		WHERE id IN (SELECT id FROM b)`, now)
	return claimed, len(claimed) == 0 && len(rows) > 0, err
}

// ripe selects letters that may leave now. Each lane is asked for those never put off and for those put off until now, so
// that the index leads to either and past all that must wait still, however many.
func ripe(account string, now int64, n int) (query string, args []any) {
	var parts []string
	for lane := core.ReplyLane; lane <= core.NoticeLane; lane++ {
		for _, due := range [][2]int64{{0, 0}, {1, now}} {
			parts = append(parts, `SELECT id FROM (SELECT l.id FROM letters l
				WHERE l.account = ? AND l.state = 'owed' AND l.lane = ? AND l.due_at BETWEEN ? AND ?
				AND NOT EXISTS (SELECT 1 FROM letters e WHERE e.account = l.account AND e.address_id = l.address_id
					AND e.lane = l.lane AND e.id < l.id AND e.state = 'sending')
				ORDER BY l.due_at, l.id LIMIT ?) AS lane`)
			args = append(args, account, lane, due[0], due[1], n)
		}
	}
	return strings.Join(parts, " UNION ALL "), args
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
func (s *Store) Doubts(ctx context.Context, account string, n int, again time.Duration) (doubts []core.Letter, err error) {
	err = s.write(ctx, func(t *tx) error {
		now, err := t.clock()
		if err != nil {
			return err
		}
		rows, err := returning[letterRow](t, nil, selectLetters+`
			WHERE l.account = ? AND l.state = 'doubt' AND NOT l.hold AND l.due_at <= ?
			ORDER BY l.due_at, l.id LIMIT ?`+of(t.d.spare, "l"), account, now, n)
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

// know tells letters in doubt which receipts of their addresses are other letters'.
func (t *tx) know(doubts []core.Letter) error {
	b := newBatch("id", "BIGINT", "address_id", "BIGINT", "account", "TEXT")
	which := make(map[int64]*core.Letter, len(doubts))
	for i, l := range doubts {
		b.add(l.ID, l.AddressID, l.Account)
		which[l.ID] = &doubts[i]
	}
	rows, err := read[struct {
		ID      int64
		Receipt string
	}](t, b, `SELECT b.id, o.receipt FROM b JOIN letters o ON o.address_id = b.address_id AND o.account = b.account AND o.id <> b.id
		WHERE o.receipt <> '' ORDER BY b.id, o.id`)
	if err != nil {
		return fmt.Errorf("read known receipts: %w", err)
	}
	for _, r := range rows {
		l := which[r.ID]
		l.Known = append(l.Known, r.Receipt)
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

// Accounts counts the open letters of every account by state, those of accounts that are served no more among them.
func (s *Store) Accounts(ctx context.Context) (map[string]map[core.State]int, error) {
	accounts := map[string]map[core.State]int{}
	err := s.look(ctx, func(t *tx) error {
		for _, state := range []core.State{core.Owed, core.Sending, core.Doubtful} { // each has an index of its own
			rows, err := read[struct {
				Account string
				Number  int
			}](t, nil, "SELECT account, COUNT(*) AS number FROM letters WHERE state = '"+string(state)+"' GROUP BY account")
			if err != nil {
				return err
			}
			for _, r := range rows {
				if accounts[r.Account] == nil {
					accounts[r.Account] = map[core.State]int{}
				}
				accounts[r.Account][state] = r.Number
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count open letters: %w", err)
	}
	return accounts, nil
}
