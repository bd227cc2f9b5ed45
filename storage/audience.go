package storage

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"loket/core"
)

// An audience is a relation of the letters that a notice is, one row each:
//
//	place, address_id, channel, version, edits, account, skip
//
// place is what the letters are made in the order of: follows.id, or letters.seq of the parent. One text serves those who
// make the letters, a stretch of places at a time, and those who count them beforehand.
type audience struct {
	sql  string
	args []any
}

// reach is the relation b of an audience: by whom is sent on each channel ("" by nobody), and in which versions. Of several who send on a
// channel each has its turn (core.Senders).
func reach(n core.Notice, by core.Senders) *batch {
	b := newBatch("channel", "TEXT", "account", "TEXT", "versions", "TEXT", "turn", "BIGINT", "turns", "BIGINT")
	channels := map[string]bool{"": true} // never is a batch empty
	for channel := range by {
		channels[channel] = true
	}
	for _, channel := range slices.Sorted(maps.Keys(channels)) {
		accounts, versions := by[channel], slices.Sorted(maps.Keys(n.Texts))
		if n.Frozen != nil {
			versions = slices.Sorted(maps.Keys(n.Frozen[channel]))
			if len(versions) == 0 {
				accounts = nil // there is nothing to be sent there
			}
		}
		if len(accounts) == 0 {
			accounts = []string{""}
		}
		for turn, account := range accounts {
			b.add(channel, account, "|"+strings.Join(versions, "|")+"|", turn, len(accounts))
		}
	}
	return b
}

const (
	// itsTurn is the sender c of an address a.
	itsTurn = "c.channel = a.channel AND c.turn = a.id % c.turns"
	skipped = "CASE WHEN a.shut THEN 'blocked' WHEN COALESCE(c.account, '') = '' THEN 'off' ELSE '' END AS skip"
	// spoken is the version in a person's language, if there is one.
	spoken = "CASE WHEN c.versions LIKE '%|' || p.lang || '|%' THEN p.lang ELSE 'id' END AS version"
)

// audience is who gets the notice, of those at places after one and until another.
func (t *tx) audience(n core.Notice, after, until int64) (a audience) {
	switch n.Kind {
	case core.Resending:
		a = resending(n.Other)
		a.args = []any{n.Parent, after, until, n.ID}
		return a
	case core.Correction:
		a = correction
	case core.Withdrawal:
		a = withdrawal
	default:
		return t.followers(n, after, until)
	}
	a.args = []any{n.Parent, after, until}
	return a
}

// followers are those who follow and whom the notice's audience names. One letter goes to a person: to an open address
// rather than a shut one, on a channel that somebody sends on, to the one used last; an urgent one goes to all of them.
func (t *tx) followers(n core.Notice, after, until int64) audience {
	var to []string
	var where conditions
	for _, s := range n.Audience.To {
		some := t.selects(s)
		if s.Channel != "" {
			some.and("a.channel = ?", s.Channel)
		}
		to, where.args = append(to, some.sql()), append(where.args, some.args...)
	}
	if len(to) == 0 {
		to = []string{"FALSE"}
	}
	where.and("(" + strings.Join(to, " OR ") + ")")
	for _, s := range n.Audience.Not {
		some := t.selects(s)
		if s.Channel != "" {
			some.and("EXISTS (SELECT 1 FROM addresses x WHERE x.person_id = p.id AND x.channel = ?)", s.Channel)
		}
		where.and("NOT ("+some.sql()+")", some.args...)
	}
	if n.Kind == core.Forwarding {
		where.and("p.role IN "+marks(len(core.ContactRoles)), list(core.ContactRoles)...)
	}
	where.and("f.ended_at = 0 AND f.id > ? AND f.id <= ?", after, until)
	best := "1"
	if !n.Urgent {
		best = `row_number() OVER (PARTITION BY f.id ORDER BY a.shut, COALESCE(c.account, '') = '', a.id <> p.address_id, a.id)`
	}
	return audience{`SELECT place, address_id, channel, version, 0 AS edits, account, skip FROM (
			SELECT f.id AS place, a.id AS address_id, a.channel, ` + spoken + `, COALESCE(c.account, '') AS account, ` + skipped + `, ` + best + ` AS best
			FROM follows f JOIN persons p ON p.id = f.person_id JOIN addresses a ON a.person_id = p.id
			LEFT JOIN b c ON ` + itsTurn + ` WHERE ` + where.sql() + `) w
		WHERE best = 1`, where.args}
}

// selects is what a selector asks of the person p, but for the channel.
func (t *tx) selects(s core.Selector) (c conditions) {
	if s.Lang != "" {
		c.and("CASE p.lang WHEN '' THEN 'id' ELSE p.lang END = ?", s.Lang)
	}
	if s.Kecamatan != "" {
		c.and("p.kecamatan = ?", s.Kecamatan)
	}
	if s.Kelurahan != "" {
		c.and("p.kelurahan = ?", s.Kelurahan)
	}
	switch s.Role {
	case "":
	case core.AnyContact:
		c.and("p.role IN "+marks(len(core.ContactRoles)), list(core.ContactRoles)...)
	default:
		c.and("p.role = ?", s.Role)
	}
	if s.Person != 0 {
		c.and("p.id = ?", s.Person)
	}
	if s.Requests() {
		r := t.asks(s)
		c.and("EXISTS (SELECT 1 FROM requests r WHERE r.person_id = p.id AND "+r.sql()+")", r.args...)
	}
	return c
}

// asks is what a selector asks of the request r.
func (t *tx) asks(s core.Selector) (c conditions) {
	if s.Ticket != "" {
		c.and("r.ticket = ?", s.Ticket)
	}
	if s.Service != "" {
		c.and("r.service = ?", s.Service)
	}
	if len(s.Statuses) > 0 {
		c.and("r.status IN "+marks(len(s.Statuses)), list(s.Statuses)...)
	}
	if !s.From.IsZero() {
		c.and("r.pickup_from >= ?", micros(s.From.At(0, t.zone)))
	}
	if !s.To.IsZero() {
		c.and("r.pickup_from > 0 AND r.pickup_from < ?", micros(s.To.Add(1).At(0, t.zone)))
	}
	return c
}

// CountAudience is the core.Tx's.
func (t *tx) CountAudience(n core.Notice, by core.Senders) ([]core.Reach, error) {
	if err := t.whole(); err != nil {
		return nil, err
	}
	a := t.audience(n, 0, everybody)
	rows, err := read[core.Reach](t, reach(n, by), `SELECT s.channel, s.version, s.skip, COUNT(*) AS letters FROM (`+a.sql+`) s
		GROUP BY s.channel, s.version, s.skip ORDER BY s.channel, s.version, s.skip`, a.args...)
	if err != nil {
		return nil, fmt.Errorf("count an audience: %w", err)
	}
	return rows, nil
}
