package storage

import (
	"fmt"
	"strings"
	"time"

	"loket/core"
)

// remembrance is how long a session that is over is remembered. A request of its browser that was on its way when it ended must
// not bring it back.
const remembrance = time.Hour

// KeepSession is the core.Tx's. What has ended stays ended.
func (t *tx) KeepSession(token string, staff int64, agent string, data []byte, lasts time.Duration) error {
	now, err := t.clock()
	if err != nil {
		return err
	}
	prf, err := t.keys.find("session", token)
	if err != nil {
		return err
	}
	seal, err := t.keys.seal(sessionData, data)
	if err != nil {
		return err
	}
	if _, err := t.change(nil, `INSERT INTO sessions (prf, staff_id, agent, data, began_at, seen_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (prf) DO UPDATE SET staff_id = excluded.staff_id, agent = excluded.agent, data = excluded.data,
			seen_at = excluded.seen_at, ends_at = excluded.ends_at WHERE sessions.ends_at > excluded.seen_at`,
		prf, staff, clean(agent, 200), seal, now, now, since(now, -lasts)); err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// clean makes text that a database takes of what a browser says, which may be any bytes, and cuts it.
func clean(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "?")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") // not within a letter
	}
	return s
}

// FindSession is the core.Tx's.
func (t *tx) FindSession(token string) (data []byte, ok bool, err error) {
	now, err := t.clock()
	if err != nil {
		return nil, false, err
	}
	prf, err := t.keys.find("session", token)
	if err != nil {
		return nil, false, err
	}
	seal, ok, err := first(read[[]byte](t, nil, `SELECT e.data FROM sessions e JOIN staff s ON s.id = e.staff_id AND s.removed_at = 0
		WHERE e.prf = ? AND e.ends_at > ?`, prf, now))
	if err != nil || !ok {
		return nil, false, err
	}
	data, err = t.keys.open(sessionData, seal)
	return data, err == nil, err
}

// EndSession is the core.Tx's.
func (t *tx) EndSession(token string) error {
	prf, err := t.keys.find("session", token)
	if err != nil {
		return err
	}
	_, err = t.endSessions("prf = ?", prf)
	return err
}

// EndSessions is the core.Tx's.
func (t *tx) EndSessions(staff, id int64) (int, error) {
	var which conditions
	if staff != 0 {
		which.and("staff_id = ?", staff)
	}
	if id != 0 {
		which.and("id = ?", id)
	}
	if len(which.texts) == 0 {
		return 0, nil
	}
	return t.endSessions(which.sql(), which.args...)
}

func (t *tx) endSessions(condition string, args ...any) (int, error) {
	now, err := t.clock()
	if err != nil {
		return 0, err
	}
	n, err := t.change(nil, "UPDATE sessions SET ends_at = ?, data = ? WHERE "+condition+" AND ends_at > ?",
		append(append([]any{now, []byte{}}, args...), now)...)
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return int(n), nil
}

// Sessions is the core.Tx's.
func (t *tx) Sessions(staff int64) ([]core.Session, error) {
	now, err := t.clock()
	if err != nil {
		return nil, err
	}
	var which conditions
	which.and("e.ends_at > ?", now)
	if staff != 0 {
		which.and("e.staff_id = ?", staff)
	}
	rows, err := read[struct {
		ID    int64
		Staff int64 `db:"staff_id"`
		Name  string
		Agent string
		Began int64 `db:"began_at"`
		Seen  int64 `db:"seen_at"`
	}](t, nil, `SELECT e.id, e.staff_id, s.name, e.agent, e.began_at, e.seen_at FROM sessions e
		JOIN staff s ON s.id = e.staff_id AND s.removed_at = 0 WHERE `+which.sql()+" ORDER BY e.seen_at DESC, e.id DESC", which.args...)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	all := make([]core.Session, len(rows))
	for i, r := range rows {
		all[i] = core.Session{ID: r.ID, Staff: r.Staff, Name: r.Name, Agent: r.Agent, Began: instant(r.Began), Seen: instant(r.Seen)}
	}
	return all, nil
}
