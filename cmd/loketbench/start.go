package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// start is the row of how long a process needs from its start to its first answer, in an office that is there already.
func start(ctx context.Context, b *bench) (err error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	p, err := o.serve(ctx, "start")
	if err != nil {
		return err
	}
	if err := p.stop(); err != nil {
		return err
	}
	const times = 5
	requests := o.providers.webhooks(times, apply)
	var took []time.Duration
	for _, r := range requests {
		p, err := o.serve(ctx, "start")
		if err != nil {
			return err
		}
		d, err := knock(p.address)
		if err != nil {
			return err
		}
		status, err := d.send(r)
		took = append(took, time.Since(p.began))
		if err = errors.Join(err, d.Close(), p.stop()); err != nil {
			return err
		}
		if status != 200 {
			return fmt.Errorf("the first message is answered %d", status)
		}
	}
	slices.Sort(took)
	b.table.add(absolute("start", fmt.Sprintf("from the start of a process to its answer to the first message, with an office on PostgreSQL that is there "+
		"already: the median of %d", times), figure{ms(took[times/2]), "ms"}, atMost, 150))
	return nil
}
