package storage

import (
	"sync"
	"time"
)

// milestones are how far accounts have come with notices: of the letters up to one none is owed that was never put off. To
// PostgreSQL what has left an index stays there until it is vacuumed, and without them every claim walks over all that was sent
// since: after a quarter of a million letters it took ten times as long.
//
// Nothing is put back before one: letters are made in the order of their places, and one that was claimed, or in doubt, is put
// off at least until now. Should an earlier binary do otherwise beside this one, that is found when they are forgotten.
type milestones struct {
	mu    sync.Mutex
	all   map[string]map[int64]int64 // by account and notice
	since int64                      // by the database's clock
}

const forgetMilestones = time.Minute

// of is the relation b of an account's milestones. The first is no notice's: a relation of nothing would be no statement.
func (m *milestones) of(account string, now int64) *batch {
	b := newBatch("id", "BIGINT", "seq", "BIGINT")
	b.add(0, 0)
	m.mu.Lock()
	defer m.mu.Unlock()
	if now-m.since > forgetMilestones.Microseconds() {
		m.all, m.since = map[string]map[int64]int64{}, now
	}
	for notice, seq := range m.all[account] {
		b.add(notice, seq)
	}
	return b
}

func (m *milestones) keep(account string, all []open) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all[account] == nil {
		m.all[account] = map[int64]int64{}
	}
	for _, o := range all {
		m.all[account][o.ID] = max(o.Mark, m.all[account][o.ID])
	}
}
