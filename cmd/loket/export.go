package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"loket/channels/web"
	"loket/core"
)

// exportCommand is `loket export`: lists that leave the office as files.
type exportCommand struct {
	Requests exportRequests `cmd:"" help:"The list of a day for the counter, as a workbook (.xlsx) or as .csv; this is written down."`
}

type exportRequests struct {
	Output
	Place
	File   string    `arg:"" help:"What to write: FILE.xlsx or FILE.csv."`
	Day    core.Date `xor:"day" placeholder:"DAY" help:"The requests of this service day; today unless named."`
	Pickup core.Date `xor:"day" placeholder:"DAY" help:"Those to be fetched on this day, by the hour."`
	Reveal bool      `help:"NIK and addresses in full."`
}

func (c *exportRequests) Run(ctx context.Context, t *console) (err error) {
	ext := strings.ToLower(filepath.Ext(c.File))
	if ext != ".xlsx" && ext != ".csv" {
		return usagef("the list is to be %q: name a file that ends in .xlsx or .csv", c.File)
	}
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	day := cmp.Or(c.Pickup, c.Day)
	if day.IsZero() {
		now, err := office.Now(ctx)
		if err != nil {
			return err
		}
		day = core.DateOf(now)
	}
	of, n := webOffice(office.cat), 0
	columns, rows := of.DayList(of.Languages[0], c.Reveal, func(each func(core.Request) error) error {
		return office.List(ctx, day, !c.Pickup.IsZero(), c.Reveal, acting(false), func(r core.Request) error {
			n++
			return each(r)
		})
	})
	err = writeFile(c.File, func(w io.Writer) error {
		if ext == ".csv" {
			return web.WriteCSV(w, columns, rows)
		}
		return web.WriteXLSX(w, day.String(), columns, rows)
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, struct {
			File     string    `json:"file"`
			Day      core.Date `json:"day"`
			Requests int       `json:"requests"`
		}{c.File, day, n})
	}
	_, err = fmt.Fprintf(t.out, "%s: %s of %s\n", c.File, plural(n, "request"), day)
	return err
}

// writeFile writes a file that only its owner reads, whole or not at all: what was there before stays until it is whole.
func writeFile(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is there already, and is no file: name another", path)
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".loket-*")
	if err != nil {
		var where *os.PathError
		if errors.As(err, &where) {
			err = where.Err
		}
		return fmt.Errorf("cannot write into %s: %w: name another folder", filepath.Dir(path), err)
	}
	defer func() {
		if err != nil {
			_, _ = part.Close(), os.Remove(part.Name()) // what went wrong first is what is told
		}
	}()
	out := bufio.NewWriter(part)
	if err := write(out); err != nil {
		return err
	}
	if err := errors.Join(out.Flush(), part.Sync(), part.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return fmt.Errorf("put %s in its place: %w", path, err)
	}
	return nil
}
