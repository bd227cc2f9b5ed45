package main

import (
	"context"
	"errors"
	"strings"
	"time"
)

// peak is the most that a process of the office had in memory in a row.
type peak struct {
	row       string
	megabytes float64
}

// remember notes a process's peak before it goes. Every row has processes of its own.
func (b *bench) remember(row string, pid int) {
	_, most, err := resident(pid)
	if err != nil {
		return // no such files on this system: nothing is known
	}
	for i := range b.peaks {
		if b.peaks[i].row == row {
			b.peaks[i].megabytes = max(b.peaks[i].megabytes, most)
			return
		}
	}
	b.peaks = append(b.peaks, peak{row, most})
}

// What a process of the office may have in memory, in megabytes.
const (
	idleMost     = 40
	outboundMost = 60
	everMost     = 120
)

// memory is the rows of what the office has in memory: when nobody writes, and in the rows before.
func memory(ctx context.Context, b *bench) (err error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	p, err := o.serve(ctx, "idle")
	if err != nil {
		return err
	}
	select {
	case <-time.After(min(b.seconds(), 3*time.Second)):
	case <-ctx.Done():
		return ctx.Err()
	}
	now, _, err := resident(p.cmd.Process.Pid)
	if err != nil {
		b.say("this system does not tell what a process has in memory as Linux does: %v", err)
		return nil
	}
	b.table.add(absolute("memory idle", "resident in a process that serves PostgreSQL while nobody writes", figure{now, "MB"}, atMost, idleMost))
	for _, p := range b.peaks {
		aim := float64(everMost)
		if strings.HasPrefix(p.row, "outbound") {
			aim = outboundMost
		}
		b.table.add(absolute("memory "+p.row, "resident at most in a process of the row", figure{p.megabytes, "MB"}, atMost, aim))
	}
	return nil
}
