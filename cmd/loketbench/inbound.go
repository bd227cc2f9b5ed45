package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// mostPerSecond is for how fast an office messages are prepared.
const mostPerSecond = 16_000

// crowd is how many people talk to the office at once in a closed loop: so many that nobody writes so fast as to be asked to
// wait (limits.burst of the office), whatever the rate. It is a multiple of connections, so that a person's messages all go
// over one, in order.
func (b *bench) crowd() int {
	const each = 8 // messages in five seconds
	return (int(min(b.Seconds, 5)*mostPerSecond/each)/connections + 1) * connections
}

// talk is what the crowd says: dialogues that go round, of which each message is a whole turn that changes what the office
// remembers of the person, and is answered. A crowd that is smaller than the town is everywhere in it.
func (o *office) talk(i int) wrote {
	crowd := o.b.crowd()
	turn, who := i/crowd, i%crowd*max(1, o.people/crowd)
	return wrote{phone(who), []string{"ktp hilang", nik(who), "SITI AMINAH", "keluar"}[turn%4]}
}

// known are a crowd's messages, and as many that bring all of them into the middle of a dialogue before.
func (o *office) known(ctx context.Context, n int) (requests [][]byte, err error) {
	crowd := o.b.crowd()
	requests = o.providers.webhooks(crowd+n, o.talk)
	_, err = closedLoop(ctx, o.doors(), requests[:crowd], time.Minute)
	return requests[crowd:], err
}

// turns measures how many turns of a dialogue the office answers in a second, with people whom it knows and who are in the
// middle of one.
func (o *office) turns(ctx context.Context) (got outcome, wrong []string, err error) {
	requests, err := o.known(ctx, int(o.b.Seconds*mostPerSecond))
	if err != nil {
		return got, nil, err
	}
	return o.watched(func() (outcome, error) { return closedLoop(ctx, o.doors(), requests, o.b.seconds()) })
}

// watched puts load on the office, and finds what is wrong with its books afterwards: each message makes one row of those that
// were heard, and one letter.
func (o *office) watched(load func() (outcome, error)) (got outcome, wrong []string, err error) {
	heard, letters := 0, 0
	look := func(change int) {
		for table, n := range map[string]*int{"inbox": &heard, "letters": &letters} {
			rows, failed := count(o.address, "SELECT COUNT(*) FROM "+table)
			*n += change * rows
			err = errors.Join(err, failed)
		}
	}
	if look(-1); err != nil {
		return got, nil, err
	}
	o.profile()
	spent := o.cost()
	if got, err = load(); err != nil {
		return got, nil, err
	}
	got.cost = o.cost().less(spent).each(got.answered)
	look(1)
	wrong = got.wrong()
	if heard != got.answered {
		wrong = append(wrong, fmt.Sprintf("%d messages were answered and %d are on disk", got.answered, heard))
	}
	if letters != got.answered {
		wrong = append(wrong, fmt.Sprintf("%d messages were answered with %d letters", got.answered, letters))
	}
	return got, wrong, err
}

// inbound is the row of a turn of a dialogue on PostgreSQL.
func inbound(ctx context.Context, b *bench) (err error) {
	tpcb, err := b.tpcB(ctx)
	if err != nil {
		return err
	}
	o, err := b.onPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	return o.turnsRow(ctx, tpcb, "inbound", "turns of a dialogue (signed webhook, sealed, the answer in the outbox, committed) over 32 "+
		"connections on PostgreSQL, against pgbench's TPC-B with 32 clients; the answers stay owed, but for 10 SMS a second", 3)
}

// inboundSQLite is the row of a turn of a dialogue on SQLite.
func inboundSQLite(ctx context.Context, b *bench) (err error) {
	o, err := b.onSQLite(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	return o.turnsRow(ctx, b.singleInserts(filepath.Join(b.folder, "plain.db")), "sqlite", "the same on SQLite, against transactions of "+
		"one inserted row each by a single writer with the same settings (WAL, synchronous FULL)", 3)
}

// turnsRow opens the office and holds its turns against a reference.
func (o *office) turnsRow(ctx context.Context, ref *reference, name, about string, aim float64) error {
	if _, err := o.serve(ctx, name); err != nil {
		return err
	}
	var got outcome
	var wrong []string
	beside, err := ref.around(ctx, func() (err error) {
		got, wrong, err = o.turns(ctx)
		return err
	})
	if err != nil {
		return err
	}
	o.b.table.add(ratio(name, about, figure{got.perSecond(), "turns/s"}, beside, atLeast, aim).costing(got.cost, ref).broken(wrong...))
	return nil
}
