package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"loket/storage/storagetest"
)

// bench is what the rows of a run share: a folder, a PostgreSQL, and what it can do by itself.
type bench struct {
	runCommand
	table   table
	began   time.Time
	folder  string
	as      []string // PostgreSQL is set
	scale   int      // pgbench's: with fewer branches than its 32 clients it waits for itself
	cluster *storagetest.Cluster
	filled  string     // a database that pgbench has filled
	tpcb    *reference // of transactions
	singles *reference // of single-row updates
	peaks   []peak

	postmaster int            // PostgreSQL's first process
	town       *office        // with many followers
	closing    []func() error // the last first
}

// machine is what a table was measured on.
type machine struct {
	Processors int    `json:"processors"`
	Folder     string `json:"folder"`
	Postgres   string `json:"postgres,omitempty"` // its version, and what it says of how it keeps what was committed
	InMemory   bool   `json:"in_memory"`          // the folder: then fsync costs nothing, and no row tells anything of a disk
}

const tmpfs = 0x01021994 // statfs(2)

func newBench(c *runCommand) (b *bench, err error) {
	b = &bench{runCommand: *c, scale: 32, as: asItComes, began: time.Now()}
	if b.Loket, err = filepath.Abs(c.Loket); err == nil {
		_, err = os.Stat(b.Loket)
	}
	if err != nil {
		return nil, fmt.Errorf("the program to be measured: %w: `make bench` builds it, or name it with --loket", err)
	}
	if b.folder, err = os.MkdirTemp("", "loketbench-"); err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	k, err := keepFolder(b.folder)
	if err != nil {
		return nil, errors.Join(err, os.Remove(b.folder))
	}
	b.closing = append(b.closing, func() error { return errors.Join(os.RemoveAll(b.folder), k.done()) })
	b.table.Machine = machine{Processors: runtime.NumCPU(), Folder: os.TempDir()}
	var fs syscall.Statfs_t
	if syscall.Statfs(b.folder, &fs) == nil {
		b.table.Machine.InMemory = fs.Type == tmpfs
	}
	return b, nil
}

// about is what a run says first.
func (b *bench) about() string {
	s := fmt.Sprintf("%d processors; the databases are in %s", b.table.Machine.Processors, b.table.Machine.Folder)
	if b.table.Machine.InMemory {
		s += ", WHICH IS IN MEMORY: set TMPDIR to a folder on a disk, or no row that waits for one means anything"
	}
	return s
}

// say tells whoever waits how far the run has come.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%4.0f s  "+format+"\n", append([]any{time.Since(b.began).Seconds()}, args...)...)
}

// close ends everything that the run has started.
func (b *bench) close() (err error) {
	for len(b.closing) > 0 {
		last := len(b.closing) - 1
		err = errors.Join(err, b.closing[last]())
		b.closing = b.closing[:last]
	}
	return err
}

// seconds is how long a rate is measured.
func (b *bench) seconds() time.Duration { return time.Duration(b.Seconds * float64(time.Second)) }

// asItComes undoes what throw-away clusters of tests have otherwise than PostgreSQL as it comes.
var asItComes = []string{"fsync=on", "full_page_writes=on", "max_wal_size=1GB", "max_connections=100"}

// postgres is the run's PostgreSQL, started when the first row asks for it.
func (b *bench) postgres() (*storagetest.Cluster, error) {
	if b.cluster != nil {
		return b.cluster, nil
	}
	cluster, err := storagetest.StartPostgres(b.as...)
	if err != nil {
		return nil, err
	}
	b.cluster = cluster
	b.closing = append(b.closing, cluster.Stop)
	address, _, err := cluster.Database() // it goes with the cluster
	if err != nil {
		return nil, err
	}
	b.table.Machine.Postgres, err = ask(address, "SELECT 'PostgreSQL ' || current_setting('server_version') || ': ' || string_agg(name || ' ' || setting, ', ' "+
		"ORDER BY name) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_sync_method')")
	if err != nil {
		return nil, err
	}
	b.postmaster, err = count(address, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")
	return cluster, err
}
