package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
)

// subscribersCommand is `loket subscribers`: who follows the announcements.
type subscribersCommand struct {
	Import subscribersImport `cmd:"" help:"Take a CSV list: channel,address,lang,kecamatan,consent."`
	Export subscribersExport `cmd:"" help:"Write the list to stdout; this is written down."`
	Count  subscribersCount  `cmd:"" help:"Count them by channel."`
}

type subscribersImport struct {
	Output
	Place
	File    string `arg:"" help:"The list."`
	SkipBad bool   `help:"Take the good lines and leave the bad ones out; otherwise it is all or nothing."`
}

func (c *subscribersImport) Run(ctx context.Context, t *console) (err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	defer file.Close()
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	done, err := office.ImportSubscribers(ctx, file, c.SkipBad, operator())
	for _, bad := range done.Bad {
		fmt.Fprintf(t.err, "%s:%d: %s\n", c.File, bad.Line, bad.Mend)
	}
	if err != nil {
		return errors.Join(err)
	}
	if c.JSON {
		return object(t.out, struct {
			Taken int `json:"taken"`
			Bad   int `json:"bad"`
		}{done.Taken, len(done.Bad)})
	}
	fmt.Fprintf(t.out, "%d taken, %d left out\n", done.Taken, len(done.Bad))
	return nil
}

type subscribersExport struct{ Place }

func (c *subscribersExport) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	_, err = office.ExportSubscribers(ctx, t.out, operator())
	return err
}

type subscribersCount struct {
	Output
	Place
}

func (c *subscribersCount) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	count, err := office.CountSubscribers(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, count)
	}
	total := 0
	for _, channel := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(t.out, "%-10s %d\n", channel, count[channel])
		total += count[channel]
	}
	fmt.Fprintf(t.out, "%-10s %d\n", "all", total)
	return nil
}
