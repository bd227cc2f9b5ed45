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
	var all []row
	for _, processes := range []int{1, 2, 4, 1} {
		r, err := b.atOnce(ctx, processes)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	one := figure{(all[0].Measured.Value + all[3].Measured.Value) / 2, all[0].Measured.Unit}
	for i, processes := range []int{2, 4} {
		b.table.add(ratio(fmt.Sprint("replicas ", processes), fmt.Sprintf("turns of a dialogue as in the row inbound, at %d processes on this machine's "+
			"processors, against one", processes), all[i+1].Measured, one, atLeast, 0.9).costing(*all[i+1].Cost, nil).broken(slices.Concat(all[0].Broken, all[i+1].Broken, all[3].Broken)...))
	}
	return nil
}

// atOnce measures turns in a fresh office that so many processes serve.
func (b *bench) atOnce(ctx context.Context, processes int) (r row, err error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	for range processes {
		if _, err := o.serve(ctx, fmt.Sprint("replicas ", processes)); err != nil {
			return r, err
		}
	}
	got, wrong, err := o.turns(ctx)
	b.say("%.0f turns a second at %d processes", got.perSecond(), processes)
	return row{Measured: figure{got.perSecond(), "turns/s"}}.costing(got.cost, nil).broken(wrong...), err
}
