package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// commands are what loketbench can do. The hidden ones it starts itself.
type commands struct {
	Run      runCommand      `cmd:"" default:"withargs" help:"Measure, and print the table."`
	Provider providerCommand `cmd:"" hidden:"" help:"Be the providers in miniature, at the other end of a pipe."`
	Outbox   outboxCommand   `cmd:"" hidden:"" help:"Send what is owed to nobody, at the other end of a pipe."`
}

// runCommand is a run of the bench.
type runCommand struct {
	Loket     string   `default:"./loket" placeholder:"FILE" help:"The program that is measured; make bench builds it."`
	Only      []string `placeholder:"ROW" help:"Only these rows: ${rows}."`
	Seconds   float64  `default:"${seconds}" help:"How long each rate is measured, and each reference before and after it."`
	Followers int      `default:"1000000" help:"How many follow announcements."`
	Full      bool     `help:"Also how the rows fare as the office grows."`
	JSON      string   `name:"json" placeholder:"FILE" help:"Write the table as JSON too."`
	Profile   string   `placeholder:"FOLDER" help:"Keep a CPU and a heap profile of the office in each row there."`
}

// defaultSeconds is how long rates are measured unless somebody is in a hurry.
const defaultSeconds = 5

func main() {
	var all commands
	parsed := kong.Parse(&all, kong.Name("loketbench"), kong.Vars{"seconds": fmt.Sprint(defaultSeconds), "rows": strings.Join(names(), ", ")},
		kong.Description("Measures the office beside what its own database can do."))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "loketbench:", err)
		stop()
		os.Exit(1)
	}
}

// Run measures the rows one after the other. What was measured is shown even if something failed or time ran out.
func (c *runCommand) Run(ctx context.Context) (err error) {
	chosen, err := choose(c.Only, c.Full)
	if err != nil {
		return err
	}
	limit := 10 * time.Minute
	if c.Full {
		limit = 40 * time.Minute
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%s have passed", limit))
	defer cancel()
	if c.Profile != "" {
		if c.Profile, err = filepath.Abs(c.Profile); err == nil {
			err = os.MkdirAll(c.Profile, 0o755)
		}
		if err != nil {
			return err
		}
	}
	b, err := newBench(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	fmt.Println(b.about())
	for _, r := range chosen {
		b.say("%s", r.name)
		if err = r.run(ctx, b); err != nil {
			err = fmt.Errorf("row %s: %w", r.name, errors.Join(err, context.Cause(ctx)))
			break
		}
	}
	if len(b.table.Rows) > 0 {
		b.table.print(os.Stdout)
	}
	if broken := b.table.broken(); len(broken) > 0 {
		err = errors.Join(err, fmt.Errorf("broken: %s", strings.Join(broken, ", ")))
	}
	if c.JSON != "" {
		err = errors.Join(err, b.table.save(c.JSON))
	}
	return err
}
