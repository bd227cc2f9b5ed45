package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/storage/storagetest"
)

// words are what is announced.
const words = "Loket tutup 17-31 Maret 2020. Mohon tidak datang; ajukan lewat pesan ini."

// followed is the run's office with many followers on PostgreSQL, made when the first row asks for it.
func (b *bench) followed(ctx context.Context) (o *office, err error) {
	if b.town != nil {
		return b.town, nil
	}
	if o, err = b.onPostgres(ctx); err != nil {
		return nil, err
	}
	b.closing = append(b.closing, o.close)
	b.town = o
	began := time.Now()
	if err := o.populate(ctx, b.Followers, chat); err != nil {
		return nil, err
	}
	b.say("%d follow after %s", b.Followers, time.Since(began).Round(time.Second))
	return o, o.providers.ask("Open", Chats{firstChat, b.Followers}, &struct{}{})
}

// fanout is the rows of an announcement to many: how fast its letters are owed, and how long who registers meanwhile waits.
func fanout(ctx context.Context, b *bench) error {
	o, err := b.followed(ctx)
	if err != nil {
		return err
	}
	p, err := o.serve(ctx, "fanout")
	if err != nil {
		return err
	}
	if _, err := o.command(ctx, "quota", "set", strconv.Itoa(quota)); err != nil {
		return err
	}
	const calm = 20 // registrations a second
	requests := o.providers.webhooks(calm*120, apply)
	if err := run(o.address, "CHECKPOINT"); err != nil {
		return err
	}
	during, over := context.WithCancel(ctx)
	defer over()
	waited := make(chan outcome)
	go func() {
		got, _ := openLoop(ctx, during, []string{p.address}, requests, calm)
		waited <- got
	}()
	o.profile()
	spent := o.cost()
	perSecond, err := o.announce(ctx)
	spent = o.cost().less(spent).each(b.Followers)
	over()
	b.say("%.0f letters a second are made", perSecond)
	registrations := <-waited
	b.say("%d registered", registrations.answered)
	if err := errors.Join(err, p.stop()); err != nil {
		return err
	}
	owed, err := count(o.address, "SELECT COUNT(*) FROM letters WHERE notice_id IS NOT NULL")
	if err != nil {
		return err
	}
	wrong := registrations.wrong()
	if owed != b.Followers {
		wrong = append(wrong, fmt.Sprintf("%d letters were made for %d followers", owed, b.Followers))
	}
	copied := &reference{b: b, unit: "rows/s", measure: func(ctx context.Context) (float64, error) { return plainCopy(ctx, o.address, owed) }}
	if err := copied.again(ctx); err != nil {
		return err
	}
	b.table.add(
		ratio("fanout", fmt.Sprintf("letters of one announcement made owed, %d followers, against a plain INSERT … SELECT of the same rows by one "+
			"statement into a table with the same columns, indexes and constraints", b.Followers),
			figure{perSecond, "letters/s"}, figure{copied.last, copied.unit}, atLeast, 0.5).costing(spent, copied).broken(wrong...),
		absolute("fanout p99", fmt.Sprintf("p99 of the time to the answer of a registration meanwhile, %d a second", calm),
			figure{ms(registrations.quantile(0.99)), "ms"}, atMost, 100))
	return nil
}

// announce sends an announcement to all who follow, and returns how many letters a second were made from when the first were
// begun, by the database's clock.
func (o *office) announce(ctx context.Context) (perSecond float64, err error) {
	out, err := o.command(ctx, "announce", "send", "--yes", "--json", words)
	if err != nil {
		return 0, err
	}
	var sent struct{ ID, Audience int }
	if err := json.Unmarshal([]byte(out), &sent); err != nil {
		return 0, fmt.Errorf("loket announce send: %w: %s", err, out)
	}
	for preparing := 1; preparing > 0; time.Sleep(10 * time.Millisecond) {
		preparing, err = count(o.address, fmt.Sprintf("SELECT COUNT(*) FROM notices WHERE id = %d AND state = 'preparing'", sent.ID))
		if err = errors.Join(err, ctx.Err()); err != nil {
			return 0, err
		}
	}
	end := time.Now()
	began, err := count(o.address, fmt.Sprintf("SELECT MIN(posted_at) - (SELECT clock_offset FROM meta) FROM letters WHERE notice_id = %d", sent.ID))
	return float64(sent.Audience) / end.Sub(time.UnixMicro(int64(began))).Seconds(), err
}

// plainCopy is how many letters a second the database itself writes into a table like theirs.
func plainCopy(ctx context.Context, address string, rows int) (perSecond float64, err error) {
	db, err := storagetest.Raw(address)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	ask := func(query string) (answer string, err error) {
		if err = db.QueryRowContext(ctx, query).Scan(&answer); err != nil {
			err = fmt.Errorf("%s: %w", query, err)
		}
		return answer, err
	}
	columns, err := ask("SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns " +
		"WHERE table_name = 'letters' AND column_name <> 'id'")
	if err != nil {
		return 0, err
	}
	keys, err := ask("SELECT COALESCE(string_agg('ALTER TABLE plain ADD ' || pg_get_constraintdef(oid), ';'), '') FROM pg_constraint " +
		"WHERE conrelid = 'letters'::regclass AND contype = 'f'")
	if err != nil {
		return 0, err
	}
	before := append([]string{"CREATE TABLE plain (LIKE letters INCLUDING ALL)"}, strings.Split(keys, ";")...)
	for _, s := range append(before, "CHECKPOINT") {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return 0, fmt.Errorf("%s: %w", s, err)
		}
	}
	began := time.Now()
	if _, err := db.ExecContext(ctx, "INSERT INTO plain ("+columns+") SELECT "+columns+" FROM letters WHERE notice_id IS NOT NULL ORDER BY id"); err != nil {
		return 0, fmt.Errorf("a plain copy: %w", err)
	}
	took := time.Since(began)
	_, err = db.ExecContext(ctx, "DROP TABLE plain")
	return float64(rows) / took.Seconds(), err
}
