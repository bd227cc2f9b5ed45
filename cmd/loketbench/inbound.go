package main

import (
	"context"
	"errors"
	"fmt"
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

// talk is what a crowd says: dialogues that go round, of which each message is a whole turn that changes what the office
// remembers of the person, and is answered.
func talk(crowd int) func(i int) wrote {
	return func(i int) wrote {
		who, turn := i%crowd, i/crowd
		return wrote{phone(who), []string{"ktp hilang", nik(who), "SITI AMINAH", "keluar"}[turn%4]}
	}
}

// turns measures how many turns of a dialogue an office answers in a second, with people whom it knows and who are in the
// middle of one.
func (o *office) turns(ctx context.Context) (got outcome, wrong []string, err error) {
	crowd := o.b.crowd()
	requests := o.providers.webhooks(crowd+int(o.b.Seconds*mostPerSecond), talk(crowd))
	if _, err := closedLoop(ctx, o.doors(), requests[:crowd], time.Minute); err != nil {
		return got, nil, err
	}
	before, err := o.books()
	if err != nil {
		return got, nil, err
	}
	o.profile()
	if got, err = closedLoop(ctx, o.doors(), requests[crowd:], o.b.seconds()); err != nil {
		return got, nil, err
	}
	wrong, err = o.answeredOnce(before, got.answered)
	return got, append(got.wrong(), wrong...), err
}

// books is how many rows there are of what each message makes one of: it is on disk, and its answer is owed or sent.
type books struct{ inbox, letters int }

func (o *office) books() (b books, err error) {
	b.inbox, err = count(o.address, "SELECT COUNT(*) FROM inbox")
	if err == nil {
		b.letters, err = count(o.address, "SELECT COUNT(*) FROM letters")
	}
	return b, err
}

// answeredOnce finds what is wrong with the books after so many more messages.
func (o *office) answeredOnce(before books, messages int) (wrong []string, err error) {
	after, err := o.books()
	if n := after.inbox - before.inbox; n != messages {
		wrong = append(wrong, fmt.Sprintf("%d messages were answered and %d are on disk", messages, n))
	}
	if n := after.letters - before.letters; n != messages {
		wrong = append(wrong, fmt.Sprintf("%d messages were answered with %d letters", messages, n))
	}
	return wrong, err
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
	r, err := o.turnsRow(ctx, tpcb, "inbound", "turns of a dialogue (signed webhook, sealed, the answer in the outbox, committed) over 32 "+
		"connections on PostgreSQL, against pgbench's TPC-B with 32 clients; the answers stay owed, but for 10 SMS a second", 3)
	b.table.add(r)
	return err
}

// inboundSQLite is the row of a turn of a dialogue on SQLite.
func inboundSQLite(ctx context.Context, b *bench) (err error) {
	o, err := b.onSQLite(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	r, err := o.turnsRow(ctx, singleInserts(b.folder+"/plain.db", b.seconds()), "sqlite", "the same on SQLite, against transactions of "+
		"one inserted row each by a single writer with the same settings (WAL, synchronous FULL)", 3)
	b.table.add(r)
	return err
}

// turnsRow opens the office and holds its turns against a reference.
func (o *office) turnsRow(ctx context.Context, ref *reference, name, about string, aim float64) (r row, err error) {
	if _, err := o.serve(ctx, name); err != nil {
		return r, err
	}
	var got outcome
	var wrong []string
	beside, err := ref.around(ctx, func() (err error) {
		got, wrong, err = o.turns(ctx)
		return err
	})
	return ratio(name, about, figure{got.perSecond(), "turns/s"}, beside, atLeast, aim).broken(wrong...), err
}
