package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"loket/core"
)

// closureLine is a closure, and what it means for those who are to come, as scripts read it. What is only foreseen has no
// number yet.
type closureLine struct {
	ID       int64          `json:"id,omitempty"`
	From     core.Date      `json:"from"`
	To       core.Date      `json:"to"`
	Intake   bool           `json:"intake"`
	Pickups  int            `json:"pickups"`  // that move …
	Days     map[string]int `json:"days"`     // … to which days
	Stranded int            `json:"stranded"` // that find no slot
	Places   int            `json:"places"`   // of the quota that move
	Told     map[string]int `json:"told"`     // letters, by channel
	Untold   int            `json:"untold"`   // people whom no channel reaches
	Notice   int64          `json:"notice,omitempty"`
}

func lineOfClosure(f core.Foresight, notice int64) closureLine {
	o := f.Override
	l := closureLine{ID: o.ID, From: o.From, To: o.To, Intake: o.Intake, Pickups: f.Pickups, Days: map[string]int{}, Stranded: f.Stranded,
		Places: f.Places, Told: map[string]int{}, Untold: f.Untold, Notice: notice}
	for _, d := range f.Days {
		l.Days[d.Day.String()] = d.Count
	}
	maps.Copy(l.Told, f.Told)
	return l
}

// foresee says what a closure would mean, and shows it to who is to say yes.
func (o *counter) foresee(ctx context.Context, t *console, closure core.Override, json, yes bool) (core.Foresight, error) {
	f, err := o.Foresee(ctx, closure, acting(yes))
	switch {
	case err != nil:
	case json && !yes:
		err = object(t.out, lineOfClosure(f, 0))
	case !json:
		o.tellForesight(t.out, f)
	}
	return f, err
}

// tellForesight prints what is changed, and what that means.
func (o *counter) tellForesight(w io.Writer, f core.Foresight) {
	fmt.Fprintln(w, describe(f.Override))
	if f.Override.Kind == core.ClosureOverride && !f.Override.Intake {
		fmt.Fprintln(w, "requests by message go on")
	}
	o.tellMoves(w, f)
}

// tellMoves prints who moves where, and who is told.
func (o *counter) tellMoves(w io.Writer, f core.Foresight) {
	if f.Pickups+f.Places == 0 {
		fmt.Fprintln(w, "nobody's pickup moves")
		return
	}
	if f.Pickups > 0 {
		fmt.Fprintf(w, "%s to another time:\n", plural(f.Pickups, "pickup"))
	}
	for _, d := range f.Days {
		fmt.Fprintf(w, "  %s %s  %d\n", d.Day.Weekday().String()[:3], d.Day, d.Count)
	}
	if f.Stranded > 0 {
		fmt.Fprintf(w, "%s no free slot within two years: the office needs more hours or more places an hour\n", have(f.Stranded))
	}
	if f.Places > 0 {
		fmt.Fprintf(w, "%s of the quota to other days\n", plural(f.Places, "place"))
	}
	if o.mute {
		fmt.Fprintln(w, "whom the office can tell is not known here: set the same LOKET_TELEGRAM_… and LOKET_TWILIO_… as for `loket serve`")
		return
	}
	var by []string
	for _, channel := range slices.Sorted(maps.Keys(f.Told)) {
		by = append(by, fmt.Sprintf("%d by %s", f.Told[channel], channel))
	}
	if len(by) > 0 {
		fmt.Fprintf(w, "told of it: %s\n", strings.Join(by, ", "))
	}
	if f.Untold > 0 {
		fmt.Fprintf(w, "reached by no channel: %d; afterwards `loket requests` shows when each is to come\n", f.Untold)
	}
}

func have(n int) string {
	if n == 1 {
		return "1 has"
	}
	return fmt.Sprintf("%d have", n)
}

// printClosure prints a closure that was set.
func printClosure(t *console, json bool, f core.Foresight, notice int64) error {
	if json {
		return object(t.out, lineOfClosure(f, notice))
	}
	o := f.Override
	fmt.Fprintf(t.out, "closure %d: the counter is shut from %s to %s\n", o.ID, o.From, o.To)
	if f.Pickups+f.Places > 0 {
		fmt.Fprintln(t.out, "`loket serve` moves what is concerned and tells the holders")
	}
	if notice > 0 {
		fmt.Fprintf(t.out, "announcement %d tells it: loket announce status %d --watch\n", notice, notice)
	}
	return nil
}
