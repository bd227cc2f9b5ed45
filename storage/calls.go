package storage

import (
	"fmt"
	"time"

	"loket/core"
)

// Call is the core.Tx's. A person has at most one open conversation; what is said is added to it, and a wish for erasure
// becomes its topic.
func (t *tx) Call(cs []core.Call) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	opening := newBatch("person_id", "BIGINT", "address_id", "BIGINT", "topic", "TEXT")
	said := newBatch("person_id", "BIGINT", "said_by", "TEXT", "text", "BYTEA")
	for _, c := range cs {
		opening.add(c.Person, c.AddressID, c.Topic)
		if c.Text == "" {
			continue
		}
		text, err := t.keys.sealText(lineText, c.Text)
		if err != nil {
			return err
		}
		said.add(c.Person, c.ByStaff, text)
	}
	if _, err := t.change(opening, `INSERT INTO conversations (person_id, address_id, topic, opened_at)
		SELECT person_id, address_id, topic, CAST(? AS BIGINT) FROM b ORDER BY n
		ON CONFLICT (person_id) WHERE closed_at = 0 DO UPDATE SET topic = excluded.topic WHERE excluded.topic = ?`,
		now, core.ErasureTopic); err != nil {
		return fmt.Errorf("open conversations: %w", err)
	}
	if _, err := t.change(said, `INSERT INTO lines (conversation_id, said_at, said_by, text)
		SELECT c.id, CAST(? AS BIGINT), b.said_by, b.text FROM b
		JOIN conversations c ON c.person_id = b.person_id AND c.closed_at = 0 ORDER BY b.n`, now); err != nil {
		return fmt.Errorf("add to conversations: %w", err)
	}
	return nil
}

// Calls is the core.Tx's.
func (t *tx) Calls() ([]core.Conversation, error) {
	rows, err := read[struct {
		ID        int64
		Person    int64 `db:"person_id"`
		AddressID int64 `db:"address_id"`
		Channel   string
		Ident     []byte
		Lang      string
		Topic     string
		Since     int64  `db:"opened_at"`
		Taker     string `db:"taken_by"`
		Taken     int64  `db:"taken_at"`
	}](t, nil, `SELECT c.id, c.person_id, c.address_id, a.channel, a.ident, p.lang, c.topic, c.opened_at, c.taken_by, c.taken_at
		FROM conversations c JOIN addresses a ON a.id = c.address_id JOIN persons p ON p.id = c.person_id WHERE c.closed_at = 0 ORDER BY c.opened_at, c.id`)
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	open := make([]core.Conversation, len(rows))
	which := make(map[int64]*core.Conversation, len(rows))
	for i, r := range rows {
		address, err := t.address(r.Channel, r.Ident)
		if err != nil {
			return nil, err
		}
		open[i] = core.Conversation{ID: r.ID, Person: r.Person, AddressID: r.AddressID, Address: address, Lang: r.Lang, Topic: r.Topic,
			Since: instant(r.Since), Taker: r.Taker, Taken: instant(r.Taken)}
		which[r.ID] = &open[i]
	}
	lines, err := read[struct {
		Conversation int64  `db:"conversation_id"`
		At           int64  `db:"said_at"`
		By           string `db:"said_by"`
		Text         []byte
	}](t, nil, `SELECT l.conversation_id, l.said_at, l.said_by, l.text FROM conversations c
		CROSS JOIN lines l WHERE l.conversation_id = c.id AND c.closed_at = 0 ORDER BY l.id`)
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	for _, l := range lines {
		text, err := t.keys.openText(lineText, l.Text)
		if err != nil {
			return nil, err
		}
		if c := which[l.Conversation]; c != nil {
			c.Lines = append(c.Lines, core.Line{At: instant(l.At), By: l.By, Text: text})
		}
	}
	return open, nil
}

// Take is the core.Tx's. Of two who take one at the same moment the second waits, and finds it taken.
func (t *tx) Take(person int64, taker string, over bool) (has string, open bool, err error) {
	now, err := t.micro()
	if err != nil {
		return "", false, err
	}
	has, open, err = first(returning[string](t, nil, "SELECT taken_by FROM conversations WHERE person_id = ? AND closed_at = 0"+t.d.lock, person))
	if err != nil {
		return "", false, fmt.Errorf("look who has a conversation: %w", err)
	}
	if !open || has == taker || has != "" && taker != "" && !over {
		return has, open, nil
	}
	if taker == "" {
		now = 0
	}
	if _, err := t.change(nil, "UPDATE conversations SET taken_by = ?, taken_at = ? WHERE person_id = ? AND closed_at = 0", taker, now, person); err != nil {
		return "", false, fmt.Errorf("take a conversation: %w", err)
	}
	return taker, true, nil
}

// HandBack is the core.Tx's.
func (t *tx) HandBack(hs []core.HandBack) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	b := newBatch("person_id", "BIGINT", "staff", "BOOLEAN")
	for _, h := range hs {
		b.add(h.Person, h.Staff)
	}
	if _, err := t.change(b, `UPDATE conversations SET closed_at = ? FROM b
		WHERE closed_at = 0 AND conversations.person_id = b.person_id AND (b.staff OR topic <> ?)`, now, core.ErasureTopic); err != nil {
		return fmt.Errorf("hand conversations back: %w", err)
	}
	return nil
}

// Forget is the core.Tx's: no text outlives t, whether or not its conversation is still open.
func (t *tx) Forget(before time.Time) (int, error) {
	n, err := t.change(nil, "DELETE FROM lines WHERE said_at < ?", micros(before))
	if err != nil {
		return 0, fmt.Errorf("forget conversations: %w", err)
	}
	return int(n), nil
}
