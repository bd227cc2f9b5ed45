package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// replicas is the rows of several processes on one database. On one machine they share the same processors: what is measured is
// what they cost each other, not what they gain.
func replicas(ctx context.Context, b *bench) error {
	var all [4]outcome
	var wrong [4][]string
	for i, processes := range []int{1, 2, 4, 1} {
		var err error
		if all[i], wrong[i], err = b.atOnce(ctx, processes); err != nil {
			return err
		}
	}
	one := figure{(all[0].perSecond() + all[3].perSecond()) / 2, "turns/s"}
	for i, processes := range []int{2, 4} {
		got := all[i+1]
		b.table.add(ratio(fmt.Sprint("replicas ", processes), fmt.Sprintf("turns of a dialogue as in the row inbound, at %d processes on this machine's "+
			"processors, against one", processes), figure{got.perSecond(), "turns/s"}, one, atLeast, 0.9).costing(got.cost, nil).
			broken(slices.Concat(wrong[0], wrong[i+1], wrong[3])...))
	}
	return nil
}

// atOnce measures turns in a fresh office that so many processes serve.
func (b *bench) atOnce(ctx context.Context, processes int) (got outcome, wrong []string, err error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return got, nil, err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	for range processes {
		if _, err := o.serve(ctx, fmt.Sprint("replicas ", processes)); err != nil {
			return got, nil, err
		}
	}
	if got, wrong, err = o.turns(ctx); err == nil {
		b.say("%.0f turns a second at %d processes", got.perSecond(), processes)
	}
	return got, wrong, err
}
