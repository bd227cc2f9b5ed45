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
	return wrote{phone(50_000_000 + i), "DAFTAR#" + nik(i) + "#SITI AMINAH#KTP HILANG"}
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
	if _, err := o.command(ctx, "quota", "set", strconv.Itoa(quota)); err != nil {
		return err
	}
	warmup := int(min(b.Seconds, 2) * 1000)
	requests := o.providers.webhooks(min(quota, warmup+int(b.Seconds*mostPerSecond)), apply)
	var before, got outcome
	beside, err := tpcb.around(ctx, func() (err error) {
		if before, err = closedLoop(ctx, o.doors(), requests[:warmup], time.Minute); err == nil {
			o.profile()
			got, err = closedLoop(ctx, o.doors(), requests[warmup:], b.seconds())
		}
		return err
	})
	if err != nil {
		return err
	}
	filed := before.answered + got.answered
	wrong, err := o.answeredOnce(books{}, filed)
	if err != nil {
		return err
	}
	given, err := o.places()
	if err != nil {
		return err
	}
	if given != filed {
		wrong = append(wrong, fmt.Sprintf("%d places were given for %d registrations", given, filed))
	}
	b.table.add(ratio("register", "complete registrations by one message (a new citizen, place, ticket, letter) over 32 connections on "+
		"PostgreSQL, against pgbench's TPC-B with 32 clients", figure{got.perSecond(), "filed/s"}, beside, atLeast, 2).
		broken(append(got.wrong(), wrong...)...))
	return nil
}

// places counts the different places that were given, of requests that stand.
func (o *office) places() (int, error) {
	return count(o.address, "SELECT COUNT(DISTINCT number) FROM requests WHERE status = 'DIAJUKAN' AND day = '"+officeDay+"'")
}
