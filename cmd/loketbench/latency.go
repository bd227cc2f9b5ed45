package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/storage/storagetest"
)

// calm is how many messages a second arrive in the row of latency: far fewer than can be answered.
const calm = 200

// latency is the rows of how long an answer takes on PostgreSQL when there is no crowd.
func latency(ctx context.Context, b *bench) (err error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	if _, err := o.serve(ctx, "latency"); err != nil {
		return err
	}
	commit, err := b.commit(ctx)
	if err != nil {
		return err
	}
	var got outcome
	var wrong []string
	beside, err := commit.around(ctx, func() (err error) {
		got, wrong, err = o.answers(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, q := range []struct {
		name  string
		share float64
		aim   float64
	}{{"p50", 0.5, 10}, {"p99", 0.99, 40}} {
		b.table.add(ratio("latency "+q.name, fmt.Sprintf("%s of the time to the answer of a turn at %d messages a second, which come when they "+
			"come, against the median of one fsynced commit of a single client", q.name, calm),
			figure{ms(got.quantile(q.share)), "ms"}, beside, atMost, q.aim).costing(got.cost, nil).broken(wrong...))
	}
	return nil
}

// answers measures how long each answer takes when there is no crowd.
func (o *office) answers(ctx context.Context) (got outcome, wrong []string, err error) {
	requests, err := o.known(ctx, int(o.b.Seconds*calm))
	if err != nil {
		return got, nil, err
	}
	return o.watched(func() (outcome, error) { return openLoop(ctx, ctx, o.doors(), requests, calm) })
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// commit is the median of what one fsynced commit of a row takes a single client on the run's cluster, in milliseconds.
func (b *bench) commit(ctx context.Context) (*reference, error) {
	cluster, err := b.postgres()
	if err != nil {
		return nil, err
	}
	address, _, err := cluster.Database() // it goes with the cluster
	if err != nil {
		return nil, err
	}
	if err := run(address, "CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT NOT NULL)"); err != nil {
		return nil, err
	}
	return &reference{b: b, unit: "ms", measure: func(ctx context.Context) (float64, error) {
		db, err := storagetest.Raw(address)
		if err != nil {
			return 0, err
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		insert, err := db.PrepareContext(ctx, "INSERT INTO t (body) VALUES ($1)")
		if err != nil {
			return 0, err
		}
		defer insert.Close()
		var all outcome
		for end := time.Now().Add(b.seconds() / 2); time.Now().Before(end); {
			began := time.Now()
			if _, err := insert.ExecContext(ctx, "Loket tutup sampai hari Senin."); err != nil {
				return 0, err
			}
			all.note(200, nil, time.Since(began))
		}
		all = together([]outcome{all}, 0)
		return ms(all.quantile(0.5)), nil
	}}, nil
}
