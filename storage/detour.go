package storage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"loket/core"
)

// A letter that reaches nobody at its address, and answers no message, goes on to another open address of the same person: the same row,
// so that what an announcement counts still adds up. News of a request names its ways on itself, in the forms of their channels; of an
// announcement's letter they are found here, and its message is the notice's frozen one. What is heard of its former addresses
// afterwards changes nothing. Only when no way is left it has failed.

// inVain are the reasons for which another address may serve.
var inVain = []string{"window", "gone", "refused", "unreachable", "blocked", "expired"}

// vain tells whether the letter has found out that it reaches nobody at its address.
func (f *fate) vain() bool {
	return f.Lane != core.ReplyLane && (f.State == core.Failed && slices.Contains(inVain, f.Reason) || f.State == core.Skipped && f.Reason == "blocked")
}

// stray is a letter that looks for a way on.
type stray struct {
	ID        int64
	AddressID int64 `db:"address_id"`
	Person    int64 `db:"person_id"`
	Notice    int64 `db:"notice_id"`
	Version   string
	Body      []byte
	Detours   int
	Been      string
	Senders   string
}

// way is where a stray goes.
type way struct {
	*stray
	to      int64
	account string
	channel string
}

// detour sends letters on, those of them that have a way, and tells which.
func (t *tx) detour(letters []int64) (map[int64]bool, error) {
	if len(letters) == 0 {
		return nil, nil
	}
	slices.Sort(letters)
	// Whoever follows no more has nothing announced to them at any address.
	strays, err := read[*stray](t, ids(letters), fmt.Sprintf(`SELECT l.id, l.address_id, a.person_id, COALESCE(l.notice_id, 0) AS notice_id, l.version, l.body,
			l.detours, l.been, COALESCE((SELECT m.senders FROM notices m WHERE m.id = l.notice_id), '') AS senders
		FROM b JOIN letters l ON l.id = b.id JOIN addresses a ON a.id = l.address_id
		WHERE l.lane <> %d AND (l.detours > 0
			OR l.notice_id IS NOT NULL AND EXISTS (SELECT 1 FROM follows f WHERE f.person_id = a.person_id AND f.ended_at = 0))
		ORDER BY l.id`, core.ReplyLane))
	if err != nil {
		return nil, fmt.Errorf("look for ways on: %w", err)
	}
	named, err := t.named(strays)
	if err != nil {
		return nil, err
	}
	found, err := t.waysOn(strays)
	if err != nil {
		return nil, err
	}
	return t.goOn(append(named, found...))
}

// named are the ways that letters name: the first to an address that is open and still of the same person.
func (t *tx) named(strays []*stray) (ways []way, err error) {
	bodies, b := map[*stray]*enclosed{}, newBatch("id", "BIGINT")
	for _, s := range strays {
		if s.Notice != 0 {
			continue
		}
		var body enclosed
		if err := t.keys.openJSON(letterBody, s.Body, &body); err != nil {
			t.trouble = cmp.Or(t.trouble, fmt.Errorf("letter %d has no way on: %w", s.ID, err))
			continue
		}
		bodies[s] = &body
		for _, d := range body.Detours {
			b.add(d.AddressID)
		}
	}
	rows, err := read[struct {
		ID     int64
		Person int64 `db:"person_id"`
	}](t, b, "SELECT a.id, a.person_id FROM b JOIN addresses a ON a.id = b.id WHERE NOT a.shut")
	if err != nil {
		return nil, fmt.Errorf("look at ways on: %w", err)
	}
	open := map[int64]int64{}
	for _, r := range rows {
		open[r.ID] = r.Person
	}
	for _, s := range strays {
		body := bodies[s]
		if body == nil {
			continue
		}
		for i, d := range body.Detours {
			if open[d.AddressID] != s.Person {
				continue
			}
			s.Detours = len(body.Detours) - i - 1
			if s.Body, err = t.keys.sealJSON(letterBody, enclosed{d.Message, body.Detours[i+1:]}); err != nil {
				return nil, err
			}
			ways = append(ways, way{stray: s, to: d.AddressID, account: d.Account})
			break
		}
	}
	return ways, nil
}

// waysOn are those of announcements' letters: to the address that was used last, of those that have none of that announcement, neither
// from the beginning nor by a detour, on a channel that somebody sends it on.
func (t *tx) waysOn(strays []*stray) (ways []way, err error) {
	b := newBatch("id", "BIGINT", "person_id", "BIGINT", "notice_id", "BIGINT")
	which := map[int64]*stray{}
	for _, s := range strays {
		if s.Notice != 0 && s.Senders != "" {
			b.add(s.ID, s.Person, s.Notice)
			which[s.ID] = s
		}
	}
	rows, err := read[struct {
		ID      int64
		To      int64 `db:"address_id"`
		Channel string
	}](t, b, `SELECT b.id, x.id AS address_id, x.channel FROM b JOIN persons p ON p.id = b.person_id JOIN addresses x ON x.person_id = p.id
		WHERE NOT x.shut AND NOT EXISTS (SELECT 1 FROM letters k WHERE k.cause = 'notice:' || b.notice_id || '/a:' || x.id)
			AND NOT EXISTS (SELECT 1 FROM letters k WHERE k.notice_id = b.notice_id AND k.address_id = x.id AND k.been <> '')
		ORDER BY b.id, x.id <> p.address_id, x.id`)
	if err != nil {
		return nil, fmt.Errorf("look for ways of announcements: %w", err)
	}
	taken := map[[2]int64]bool{}
	for _, r := range rows {
		s := which[r.ID]
		account := sendersOf(s.Senders).To(r.Channel, r.To)
		if s.Detours < 0 || account == "" || taken[[2]int64{s.Notice, r.To}] || slices.Contains(strings.Fields(s.Been), fmt.Sprint(r.To)) {
			continue
		}
		if _, err := t.frozen(s.Notice, r.Channel, s.Version); err != nil {
			continue // it was written before that channel was
		}
		s.Detours, taken[[2]int64{s.Notice, r.To}] = -1, true // it has its way
		ways = append(ways, way{s, r.To, account, r.Channel})
	}
	return t.underWay(ways)
}

// underWay leaves out the ways of announcements that have ended, or in whose place another stands: nobody is to get words that were taken
// back. The others are locked and, if all of their letters had been final, looked after again by the desk's act keep: something of them is
// to be sent once more.
func (t *tx) underWay(ways []way) ([]way, error) {
	var notices []int64
	for _, w := range ways {
		notices = append(notices, w.Notice)
	}
	slices.Sort(notices)
	notices = slices.Compact(notices)
	now, err := t.micro()
	if err != nil {
		return nil, err
	}
	rows, err := returning[struct {
		ID    int64
		State core.NoticeState
	}](t, ids(notices), `SELECT id, state FROM notices WHERE id IN (SELECT id FROM b) AND (expires_at = 0 OR expires_at > ?)
		ORDER BY id`+t.d.lock, now)
	if err != nil {
		return nil, fmt.Errorf("lock announcements whose letters go on: %w", err)
	}
	replaced, err := t.replaced(notices) // seen only now that they are locked, as they are by whoever replaces one
	if err != nil {
		return nil, err
	}
	again, lasting, keep := newBatch("id", "BIGINT"), map[int64]bool{}, newBatch("cause", "TEXT", "body", "BYTEA")
	var acts []core.Act
	for _, r := range rows {
		if lasting[r.ID] = (r.State.Open() || r.State == core.Finished) && !slices.Contains(replaced, r.ID); !lasting[r.ID] {
			continue
		}
		if r.State == core.Finished {
			again.add(r.ID)
		}
		act := core.Act{Cause: fmt.Sprint("keep:", r.ID), Kind: "keep", Due: instant(now), Body: fmt.Append(nil, r.ID)}
		acts = append(acts, act)
		body, err := t.keys.seal(actBody, act.Body)
		if err != nil {
			return nil, err
		}
		keep.add(act.Cause, body)
	}
	if _, err := t.change(again, "UPDATE notices SET state = 'sending' WHERE id IN (SELECT id FROM b)"); err != nil {
		return nil, fmt.Errorf("take up announcements again: %w", err)
	}
	if _, err := t.change(keep, "UPDATE acts SET done_at = 0, due_at = ?, body = b.body FROM b WHERE acts.cause = b.cause AND acts.done_at <> 0", now); err != nil {
		return nil, fmt.Errorf("look after announcements again: %w", err)
	}
	if err := t.Defer(acts); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ways, func(w way) bool { return !lasting[w.Notice] }), nil
}

// replaced are those of some announcements that were corrected or taken back, or are repetitions of such.
func (t *tx) replaced(notices []int64) ([]int64, error) {
	all, err := read[int64](t, ids(notices), `SELECT n.id FROM b JOIN notices n ON n.id = b.id JOIN notices c ON c.parent = n.id WHERE `+replacing+`
		UNION SELECT n.id FROM b JOIN notices n ON n.id = b.id JOIN notices c ON c.parent = n.parent WHERE n.kind = 'repeat' AND n.parent <> 0 AND `+replacing)
	if err != nil {
		return nil, fmt.Errorf("look which announcements were replaced: %w", err)
	}
	return all, nil
}

// goOn sends letters their ways. The number that their attempts go on from is nobody's: no outcome of a call that is still being made
// fits any more. What was put off until long ago may leave at once (milestones.go).
func (t *tx) goOn(ways []way) (map[int64]bool, error) {
	slices.SortFunc(ways, func(a, b way) int { return cmp.Compare(a.ID, b.ID) })
	gone := map[int64]bool{}
	b := newBatch("id", "BIGINT", "address_id", "BIGINT", "account", "TEXT", "channel", "TEXT", "body", "BYTEA", "detours", "BIGINT")
	for _, w := range ways {
		gone[w.ID] = true
		b.add(w.ID, w.to, w.account, w.channel, append([]byte{}, w.Body...), max(w.Detours, 0))
	}
	if _, err := t.change(b, `UPDATE letters SET address_id = b.address_id, account = b.account, channel = b.channel, body = b.body, detours = b.detours,
			been = CASE letters.been WHEN '' THEN '' ELSE letters.been || ' ' END || CAST(letters.address_id AS TEXT),
			state = 'owed', reason = '', attempt = letters.attempt + 1, since = letters.attempt + 1, unclear = 0, receipt = '', parts = '',
			tried_at = 0, due_at = 1, settled_at = 0, edits = 0
		FROM b WHERE letters.id = b.id`); err != nil {
		return nil, fmt.Errorf("send letters on: %w", err)
	}
	return gone, nil
}

// senders is who sends the letters of a notice, as it is kept with the notice.
func senders(by core.Senders) string {
	b, err := json.Marshal(by)
	if err != nil {
		panic(fmt.Sprintf("storage: %v", err)) // a map of strings always encodes
	}
	return string(b)
}

// sendersOf reads that.
func sendersOf(kept string) (by core.Senders) {
	_ = json.Unmarshal([]byte(kept), &by) // what is not ours sends nothing
	return by
}
