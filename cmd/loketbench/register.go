package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// apply is a complete registration by one message, of somebody whom the office has never heard of.
func apply(i int) wrote {
	return wrote{phone(50_000_000 + i), "DAFTAR#" + nik(5_000_000+i) + "#SITI AMINAH#KTP HILANG"}
}

// quota is how many places the day has: more cannot be set.
const quota = 100_000

// register is the row of complete registrations by one message on PostgreSQL.
func register(ctx context.Context, b *bench) (err error) {
	tpcb, err := b.tpcB(ctx)
	if err != nil {
		return err
	}
	o, err := b.onPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	if _, err := o.serve(ctx, "register"); err != nil {
		return err
	}
	var got outcome
	var wrong []string
	beside, err := tpcb.around(ctx, func() (err error) {
		got, wrong, err = o.registrations(ctx)
		return err
	})
	if err != nil {
		return err
	}
	b.table.add(ratio("register", "complete registrations by one message (a new citizen, place, ticket, letter) over 32 connections on "+
		"PostgreSQL, against pgbench's TPC-B with 32 clients", figure{got.perSecond(), "filed/s"}, beside, atLeast, 2).costing(got.cost, tpcb).broken(wrong...))
	return nil
}

// registrations measures how many the office takes in a second, each from somebody else, after a few more.
func (o *office) registrations(ctx context.Context) (got outcome, wrong []string, err error) {
	if _, err := o.command(ctx, "quota", "set", strconv.Itoa(quota)); err != nil {
		return got, nil, err
	}
	before, _, err := o.places()
	if err != nil {
		return got, nil, err
	}
	warmup := int(min(o.b.Seconds, 2) * 1000)
	requests := o.providers.webhooks(min(quota-before, warmup+int(o.b.Seconds*mostPerSecond)), func(i int) wrote { return apply(o.applied + i) })
	o.applied += len(requests)
	first, err := closedLoop(ctx, o.doors(), requests[:warmup], time.Minute)
	if err != nil {
		return got, nil, err
	}
	got, wrong, err = o.watched(func() (outcome, error) { return closedLoop(ctx, o.doors(), requests[warmup:], o.b.seconds()) })
	if err != nil {
		return got, nil, err
	}
	given, again, err := o.places()
	if filed := first.answered + got.answered; given-before != filed || again > 0 {
		wrong = append(wrong, fmt.Sprintf("%d places were given, and %d of them twice, for %d registrations", given-before, again, filed))
	}
	return got, wrong, err
}

// places counts the different places that were given today, of requests that stand, and those that were given to one more.
func (o *office) places() (given, again int, err error) {
	const today = " FROM requests WHERE status = 'DIAJUKAN' AND day = '" + officeDay + "'"
	given, err1 := count(o.address, "SELECT COUNT(DISTINCT number)"+today)
	again, err2 := count(o.address, "SELECT COUNT(*) - COUNT(DISTINCT number)"+today)
	return given, again, errors.Join(err1, err2)
}
