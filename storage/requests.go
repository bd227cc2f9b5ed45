package storage

import (
	"database/sql"
	"fmt"

	"loket/core"
)

// activeStatus is core.Status.Active in SQL, in the very words of the index requests_active.
const activeStatus = "status NOT IN ('SELESAI', 'DITOLAK', 'DIBATALKAN')"

const requestColumns = `r.id, r.ticket, r.number, r.day, r.service, r.status, r.person_id, r.channel, r.via, r.nik_prf, r.nik, r.name,
	r.note, r.weight, r.place, r.pickup_from, r.pickup_to, r.earliest, r.filed_at, r.until_at, r.missed, r.reason, a.ident`

const selectRequests = "SELECT " + requestColumns + " FROM requests r LEFT JOIN addresses a ON a.id = r.address_id"

type requestRow struct {
	Query    int // which of several queries it answers
	ID       int64
	Ticket   sql.NullString
	Number   sql.NullInt64
	Day      core.Date
	Service  string
	Status   core.Status
	Person   sql.NullInt64 `db:"person_id"`
	Channel  string
	Via      string
	PRF      []byte `db:"nik_prf"`
	NIK      []byte
	Name     []byte
	Note     []byte
	Weight   int
	Place    string
	From     int64 `db:"pickup_from"`
	To       int64 `db:"pickup_to"`
	Earliest core.Date
	FiledAt  int64 `db:"filed_at"`
	Until    int64 `db:"until_at"`
	Missed   int
	Reason   []byte
	Ident    []byte
}

// request opens a row.
func (t *tx) request(r requestRow) (core.Request, error) {
	nik, err := t.keys.openText(requestNIK, r.NIK)
	if err != nil {
		return core.Request{}, err
	}
	name, err := t.keys.openText(requestName, r.Name)
	if err != nil {
		return core.Request{}, err
	}
	reason, err := t.keys.openText(requestReason, r.Reason)
	if err != nil {
		return core.Request{}, err
	}
	note, err := t.keys.openText(requestNote, r.Note)
	if err != nil {
		return core.Request{}, err
	}
	slot := core.Slot{Place: r.Place, From: instant(r.From), To: instant(r.To)}
	q := core.Request{ID: r.ID, Ticket: r.Ticket.String, Number: int(r.Number.Int64), Day: r.Day, Service: r.Service,
		Status: r.Status, Person: r.Person.Int64, Channel: r.Channel, Via: r.Via, NIK: core.NIK(nik), Name: core.Name(name), Note: note,
		Weight: r.Weight, Slot: slot, Earliest: t.earliest(r.Earliest, slot), FiledAt: instant(r.FiledAt), Until: instant(r.Until),
		Missed: r.Missed, Reason: reason}
	if len(r.Ident) > 0 {
		q.Address, err = t.address(r.Channel, r.Ident)
	}
	return q, err
}

// earliest is the first day on which a request can be fetched: of one that an earlier version filed, the day that it was told.
func (t *tx) earliest(d core.Date, slot core.Slot) core.Date {
	if d.IsZero() && !slot.IsZero() {
		return core.DateOf(slot.From.In(t.zone))
	}
	return d
}

// lockRequests locks requests and opens them. The days are held before, whatever is to be done: the same transaction may want them
// later, for somebody else on the tray or for another slot, while who holds them waits for one of these requests.
func (t *tx) lockRequests(which []int64) (map[int64]core.Request, error) {
	if err := t.holdDays(); err != nil {
		return nil, err
	}
	b := ids(which)
	if _, err := returning[int64](t, b, "SELECT id FROM requests WHERE id IN (SELECT id FROM b) ORDER BY id"+t.d.lock); err != nil {
		return nil, fmt.Errorf("lock requests: %w", err)
	}
	rows, err := read[requestRow](t, b, selectRequests+" WHERE r.id IN (SELECT id FROM b)")
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	all := make(map[int64]core.Request, len(rows))
	for _, r := range rows {
		if all[r.ID], err = t.request(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// defaultLimit is how many requests answer a query that does not say.
const defaultLimit = 100

func mostRequests(q core.RequestQuery) int {
	if q.Limit <= 0 {
		return defaultLimit
	}
	return q.Limit
}

// Requests is the core.Tx's. Queries that ask by the same fields are answered by one statement.
func (t *tx) Requests(qs []core.RequestQuery) ([][]core.Request, error) {
	shapes := map[string][]int{}
	for i, q := range qs {
		shape := requestShape(q)
		shapes[shape] = append(shapes[shape], i)
	}
	answers := make([][]core.Request, len(qs))
	for shape, which := range shapes {
		rows, err := t.askRequests(shape, qs, which)
		if err != nil {
			return nil, fmt.Errorf("find requests: %w", err)
		}
		for _, row := range rows {
			r, err := t.request(row)
			if err != nil {
				return nil, err
			}
			answers[which[row.Query]] = append(answers[which[row.Query]], r)
		}
	}
	return answers, nil
}

// requestShape is the condition that a query makes, as SQL on the relation b.
func requestShape(q core.RequestQuery) string {
	c := requestConditions(q, "b.id", "b.person", "b.ticket", "b.day", "b.status", "b.after")
	return c.sql()
}

// requestConditions are those that a query makes, of what it asks for by these words.
func requestConditions(q core.RequestQuery, id, person, ticket, day, status, after string) (c conditions) {
	if q.ID != 0 {
		c.and("r.id = "+id, q.ID)
	}
	if q.Person != 0 {
		c.and("r.person_id = "+person, q.Person)
	}
	if q.Ticket != "" {
		c.and("r.ticket = "+ticket, q.Ticket)
	}
	if !q.Day.IsZero() {
		c.and("r.day = "+day, q.Day.String())
	}
	if q.Status != "" {
		c.and("r.status = "+status, q.Status)
	}
	if q.Active {
		c.and("r." + activeStatus)
	}
	if q.After != 0 {
		c.and("r.id > "+after, q.After)
	}
	return c
}

// askRequests answers the queries of one shape, in order, one by values: then the planner sees by which index it comes to them in
// their order. A person's requests come newest first; all else, and every later page, in the order of ids, which within a day is
// the order of its places.
func (t *tx) askRequests(shape string, qs []core.RequestQuery, which []int) ([]requestRow, error) {
	order := "r.id"
	switch q := qs[which[0]]; {
	case q.Person != 0 && q.After == 0:
		order = "r.day DESC, r.id DESC"
	case !q.Day.IsZero():
		order = "r.id + 0" // else the first few of the day may be looked for among all there are
	}
	if len(which) == 1 {
		q := qs[which[0]]
		where := requestConditions(q, "?", "?", "?", "?", "?", "?")
		return read[requestRow](t, nil, selectRequests+" WHERE "+where.sql()+" ORDER BY "+order+" LIMIT ?", append(where.args, mostRequests(q))...)
	}
	b := newBatch("query", "BIGINT", "id", "BIGINT", "person", "BIGINT", "ticket", "TEXT", "day", "TEXT", "status", "TEXT", "after", "BIGINT", "most", "BIGINT")
	for n, i := range which {
		q := qs[i]
		b.add(n, q.ID, q.Person, q.Ticket, q.Day.String(), q.Status, q.After, mostRequests(q))
	}
	from := " FROM b JOIN requests r ON " + shape + " LEFT JOIN addresses a ON a.id = r.address_id"
	// The winners are found first: only they are fetched whole.
	return read[requestRow](t, b, "SELECT w.query, "+requestColumns+` FROM (SELECT b.query, b.most, r.id,
			row_number() OVER (PARTITION BY b.query ORDER BY `+order+`) AS place`+from+`) w
		JOIN requests r ON r.id = w.id LEFT JOIN addresses a ON a.id = r.address_id
		WHERE w.place <= w.most ORDER BY w.query, w.place`)
}
