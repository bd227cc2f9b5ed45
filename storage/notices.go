package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"loket/core"
)

// wording is what of a notice is sealed.
type wording struct {
	Texts  map[string]string `json:"texts,omitempty"`
	Frozen core.Frozen       `json:"frozen,omitempty"`
}

type noticeRow struct {
	ID       int64
	Kind     core.NoticeKind
	Parent   int64
	State    core.NoticeState
	By       string `db:"made_by"`
	Author   int64
	Yes      string
	Body     []byte
	Audience string
	Urgent   bool
	AnyHour  bool `db:"any_hour"`
	Hold     bool
	Begins   int64 `db:"begins_at"`
	Expires  int64 `db:"expires_at"`
	Spread   int64
	Every    int
	Other    bool
	Expected int
	Print    string
	Made     int64 `db:"made_at"`
	OpenAt   int64 `db:"open_at"`
	ShutAt   int64 `db:"shut_at"`
	Spent    int64
	Letter   int64
	Told     string

	To    int64 `db:"made_to"`    // letters are made from followers, or from the parent's letters, up to here …
	Until int64 `db:"made_until"` // … to here; -1 until the first are made

	Pruned bool
}

const selectNotices = `SELECT id, kind, parent, state, made_by, author, yes, body, audience, urgent, any_hour, hold, begins_at,
	expires_at, spread, every, other, expected, print, made_at, open_at, shut_at, spent, letter, told, made_to, made_until,
	pruned FROM notices`

// notice opens a row.
func (t *tx) notice(r noticeRow) (core.Notice, error) {
	n := core.Notice{ID: r.ID, Kind: r.Kind, Parent: r.Parent, State: r.State, By: r.By, Author: r.Author, Yes: r.Yes, Urgent: r.Urgent,
		AnyHour: r.AnyHour, Hold: r.Hold, At: instant(r.Begins), Expires: instant(r.Expires), Spread: span(r.Spread), Every: r.Every,
		Other: r.Other, Expected: r.Expected, Print: r.Print, Made: instant(r.Made), OpenAt: instant(r.OpenAt), ShutAt: instant(r.ShutAt),
		Spent: span(r.Spent), Letter: r.Letter, Told: r.Told, Pruned: r.Pruned}
	if err := json.Unmarshal([]byte(r.Audience), &n.Audience); err != nil {
		return n, fmt.Errorf("the audience of notice %d is not ours: %w", r.ID, err)
	}
	var body wording
	err := t.keys.openJSON(noticeBody, r.Body, &body)
	n.Texts, n.Frozen = body.Texts, body.Frozen
	return n, err
}

func span(us int64) time.Duration { return time.Duration(us) * time.Microsecond }

// AddNotice is the core.Tx's.
func (t *tx) AddNotice(n core.Notice) (int64, error) {
	now, err := t.micro()
	if err != nil {
		return 0, err
	}
	if n.Made.IsZero() {
		n.Made = instant(now)
	}
	body, err := t.keys.sealJSON(noticeBody, wording{n.Texts, n.Frozen})
	if err != nil {
		return 0, err
	}
	audience, err := json.Marshal(n.Audience)
	if err != nil {
		return 0, fmt.Errorf("encode an audience: %w", err)
	}
	ids, err := returning[int64](t, nil, `INSERT INTO notices (kind, parent, state, made_by, author, yes, body, audience, public, urgent,
			any_hour, hold, begins_at, expires_at, spread, every, other, expected, print, made_at, open_at, shut_at, spent, letter, told)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		n.Kind, n.Parent, n.State, n.By, n.Author, n.Yes, body, string(audience), n.Audience.Public(), n.Urgent,
		n.AnyHour, n.Hold, micros(n.At), micros(n.Expires), n.Spread.Microseconds(), n.Every, n.Other, n.Expected, n.Print,
		micros(n.Made), micros(n.OpenAt), micros(n.ShutAt), n.Spent.Microseconds(), n.Letter, n.Told)
	if err != nil {
		return 0, fmt.Errorf("add a notice: %w", err)
	}
	return ids[0], t.changeNews("?", n.Audience.Public())
}

// defaultNotices is how many notices answer a query that does not say.
const defaultNotices = 20

// FindNotices is the core.Tx's.
func (t *tx) FindNotices(q core.NoticeQuery) (all []core.Notice, err error) {
	if q.Print != "" && !t.view { // what nobody has made yet cannot be locked
		if err := t.alone("notice " + q.Print); err != nil {
			return nil, err
		}
	}
	where := conditions{}
	if q.ID != 0 {
		where.and("id = ?", q.ID)
	}
	if q.Parent != 0 {
		where.and("parent = ?", q.Parent)
	}
	if len(q.Kinds) > 0 {
		where.and("kind IN "+marks(len(q.Kinds)), list(q.Kinds)...)
	}
	if len(q.States) > 0 {
		where.and("state IN "+marks(len(q.States)), list(q.States)...)
	}
	if q.Print != "" {
		where.and("print = ?", q.Print)
	}
	if !q.Since.IsZero() {
		where.and("made_at >= ?", micros(q.Since))
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultNotices
	}
	lock := t.d.lock
	if t.view || q.Glance {
		lock = ""
	}
	rows, err := read[noticeRow](t, nil, selectNotices+" WHERE "+where.sql()+" ORDER BY id DESC LIMIT ?"+lock, append(where.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("find notices: %w", err)
	}
	for _, r := range rows {
		n, err := t.notice(r)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// KeepNotice is the core.Tx's.
func (t *tx) KeepNotice(n core.Notice) error {
	if err := t.changeNews("EXISTS (SELECT 1 FROM notices WHERE id = ? AND (state <> ? OR begins_at <> ? OR expires_at <> ?))",
		n.ID, n.State, micros(n.At), micros(n.Expires)); err != nil {
		return err
	}
	if _, err := t.change(nil, `UPDATE notices SET state = ?, yes = ?, begins_at = ?, expires_at = ?, open_at = ?, shut_at = ?, spent = ?,
			letter = ?, told = ? WHERE id = ?`, n.State, n.Yes, micros(n.At), micros(n.Expires), micros(n.OpenAt), micros(n.ShutAt),
		n.Spent.Microseconds(), n.Letter, n.Told, n.ID); err != nil {
		return fmt.Errorf("keep a notice: %w", err)
	}
	return nil
}
