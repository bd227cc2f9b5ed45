package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"loket/storage/storagetest"
)

// reference is what the machine does without the office: a rate that is measured again and again.
type reference struct {
	b       *bench
	unit    string
	measure func(context.Context) (float64, error)
	last    float64
	at      time.Time
	cost    cost // of each, if it is a rate
}

// fresh is for how long a measured reference still speaks of the present.
const fresh = 10 * time.Second

// around measures the reference before and after something is done, and returns the mean.
func (r *reference) around(ctx context.Context, do func() error) (figure, error) {
	if time.Since(r.at) > fresh {
		if err := r.again(ctx); err != nil {
			return figure{}, err
		}
	}
	before := r.last
	if err := do(); err != nil {
		return figure{}, err
	}
	err := r.again(ctx)
	return figure{(before + r.last) / 2, r.unit}, err
}

func (r *reference) again(ctx context.Context) (err error) {
	began, spent := time.Now(), r.b.clientsCost()
	r.last, err = r.measure(ctx)
	r.at = time.Now()
	time.Sleep(100 * time.Millisecond) // until PostgreSQL has counted what those spent who have just left
	r.cost = r.b.clientsCost().less(spent).each(int(r.last * r.at.Sub(began).Seconds()))
	return err
}

// tpcB is what pgbench, as it comes, makes of the run's cluster with 32 clients.
func (b *bench) tpcB(ctx context.Context) (*reference, error) {
	if b.tpcb != nil {
		return b.tpcb, nil
	}
	address, err := b.pgbenchDatabase(ctx)
	if err != nil {
		return nil, err
	}
	b.tpcb = &reference{b: b, unit: "tps", measure: func(ctx context.Context) (float64, error) {
		return pgbench(ctx, "-n", "-c", "32", "-j", "2", "-T", strconv.Itoa(max(1, int(b.Seconds))), address)
	}}
	return b.tpcb, nil
}

// pgbenchDatabase is a database that pgbench has filled.
func (b *bench) pgbenchDatabase(ctx context.Context) (string, error) {
	if b.filled != "" {
		return b.filled, nil
	}
	cluster, err := b.postgres()
	if err != nil {
		return "", err
	}
	address, _, err := cluster.Database() // it goes with the cluster
	if err != nil {
		return "", err
	}
	if _, err := pgbench(ctx, "-i", "-q", "-s", strconv.Itoa(b.scale), address); err != nil {
		return "", err
	}
	if err := run(address, "CHECKPOINT"); err != nil { // or the first row pays for it
		return "", err
	}
	// After it each page is written whole when it changes first. Of the many that pgbench has, much of that is over now.
	if _, err := pgbench(ctx, "-n", "-c", "32", "-j", "2", "-T", strconv.Itoa(max(1, int(b.Seconds))), address); err != nil {
		return "", err
	}
	b.filled = address
	return address, nil
}

// pgbench runs it to its end and returns the transactions per second.
func pgbench(ctx context.Context, args ...string) (float64, error) {
	program, err := storagetest.Program("pgbench")
	if err != nil {
		return 0, err
	}
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %s", err, bytes.TrimSpace(out))
	}
	perSecond := 0.0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "tps = "); ok {
			perSecond, _ = strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return perSecond, nil
}

// run runs a statement past our own code.
func run(address, statement string) error {
	db, err := storagetest.Raw(address)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// ask runs a query that answers with one value, past our own code.
func ask(address, query string) (answer string, err error) {
	db, err := storagetest.Raw(address)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if err := db.QueryRow(query).Scan(&answer); err != nil {
		return "", fmt.Errorf("%s: %w", query, err)
	}
	return answer, nil
}

// count is ask for a number.
func count(address, query string) (int, error) {
	answer, err := ask(address, query)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(answer)
}

// singleInserts is how many transactions of one row each a single writer commits a second in an SQLite file with the
// settings of the office's.
func (b *bench) singleInserts(file string) *reference {
	return &reference{b: b, unit: "inserts/s", measure: func(ctx context.Context) (float64, error) {
		db, err := storagetest.Raw("sqlite:" + file)
		if err != nil {
			return 0, err
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		for _, s := range []string{"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"} {
			if _, err := db.ExecContext(ctx, s); err != nil {
				return 0, fmt.Errorf("%s: %w", s, err)
			}
		}
		insert, err := db.PrepareContext(ctx, "INSERT INTO t (body) VALUES (?)")
		if err != nil {
			return 0, err
		}
		defer insert.Close()
		n, began := 0, time.Now()
		for ; time.Since(began) < b.seconds(); n++ {
			if _, err := insert.ExecContext(ctx, "Loket tutup sampai hari Senin."); err != nil {
				return 0, err
			}
		}
		return float64(n) / time.Since(began).Seconds(), nil
	}}
}
