package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cost is how long the processors worked, and for whom. Beside rates it tells what limits a row; and it hardly changes when
// somebody else uses the machine, as rates do.
type cost struct {
	Office   time.Duration `json:"office"`
	Postgres time.Duration `json:"postgres"`
	Load     time.Duration `json:"load"` // whoever writes, and the providers
}

func (c cost) less(d cost) cost {
	return cost{c.Office - d.Office, c.Postgres - d.Postgres, c.Load - d.Load}
}

// each is what one of n cost.
func (c cost) each(n int) cost {
	d := time.Duration(max(1, n))
	return cost{c.Office / d, c.Postgres / d, c.Load / d}
}

func (c cost) String() string {
	var parts []string
	for _, p := range []struct {
		of   time.Duration
		whom string
	}{{c.Office, "the office"}, {c.Postgres, "PostgreSQL"}, {c.Load, "those who put load on it and the providers"}} {
		if p.of > 0 {
			parts = append(parts, fmt.Sprintf("%d µs for %s", p.of.Microseconds(), p.whom))
		}
	}
	return strings.Join(parts, ", ")
}

// cost is what was spent so far by those who are running.
func (o *office) cost() (c cost) {
	for _, p := range o.running {
		c.Office += worked(p.cmd.Process.Pid, false)
	}
	c.Postgres = o.b.postgresWorked()
	c.Load = worked(os.Getpid(), false) + worked(o.providers.cmd.Process.Pid, false)
	return c
}

// clientsCost is what was spent so far on a reference: by PostgreSQL, and by the bench and its children that are gone.
func (b *bench) clientsCost() cost {
	return cost{Postgres: b.postgresWorked(), Load: worked(os.Getpid(), true)}
}

// postgresWorked is how long the processors worked for the run's cluster, those of its processes that are gone among them.
func (b *bench) postgresWorked() (sum time.Duration) {
	if b.postmaster == 0 {
		return 0
	}
	sum = worked(b.postmaster, true)
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		if parent, own, _ := stat(file); parent == b.postmaster {
			sum += own
		}
	}
	return sum
}

// worked is how long the processors worked for a process, with or without its children that are gone.
func worked(pid int, children bool) time.Duration {
	_, own, gone := stat(fmt.Sprintf("/proc/%d/stat", pid))
	if children {
		return own + gone
	}
	return own
}

// tick is the unit of times in proc(5): a hundred a second on every Linux there is.
const tick = 10 * time.Millisecond

// stat reads whose child a process is, and how long the processors worked for it and for its children that are gone. It is zero
// where there are no such files, and nothing is told of costs then.
func stat(file string) (parent int, own, gone time.Duration) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, 0
	}
	_, rest, _ := strings.Cut(string(b), ") ") // behind the program's name
	f := strings.Fields(rest)
	if len(f) < 15 {
		return 0, 0, 0
	}
	number := func(i int) time.Duration { n, _ := strconv.Atoi(f[i]); return time.Duration(n) }
	return int(number(1)), (number(11) + number(12)) * tick, (number(13) + number(14)) * tick
}
