package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"loket/core"
)

// noticeLine is a notice as scripts read it: the seven states add up to the audience.
type noticeLine struct {
	ID    int64            `json:"id"`
	State core.NoticeState `json:"state"`
	core.Ledger
}

func lineOfNotice(n core.Noticed) noticeLine {
	return noticeLine{n.Notice.ID, n.Notice.State, n.Ledger}
}

type announceList struct {
	Output
	Place
	Limit int `default:"20" placeholder:"N" help:"How many, the latest first."`
}

func (c *announceList) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	all, err := office.Notices(ctx, core.NoticeQuery{Limit: c.Limit})
	if err != nil {
		return err
	}
	for _, n := range all {
		if c.JSON {
			if err := object(t.out, lineOfNotice(n)); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t.out, "%-5d %s  %-10s %-10s %-24s %d of %d  %s\n", n.Notice.ID, office.at(n.Notice.Made), n.Notice.Kind, n.Notice.State,
			n.Notice.By, n.Ledger.Gone(), n.Ledger.Audience, brief(n.Notice.Texts["id"]))
	}
	if len(all) == 0 && !c.JSON {
		fmt.Fprintln(t.out, "nothing was announced yet")
	}
	return nil
}

// brief is the beginning of a text, on one line.
func brief(text string) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) > 40 {
		return string(line[:39]) + "…"
	}
	return string(line)
}

type announceStatus struct {
	Output
	Place
	ID    int64 `arg:"" help:"Number of the announcement."`
	Watch bool  `help:"Go on until it is over."`
}

func (c *announceStatus) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	if c.Watch {
		return office.watch(ctx, t, c.ID, c.JSON)
	}
	n, beside, err := office.Notice(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return object(t.out, lineOfNotice(n))
	}
	office.tell(t.out, n)
	if beside != nil {
		fmt.Fprintf(t.out, "version to hand on (%d): %s, %d of %d gone\n", beside.Notice.ID, beside.Notice.State, beside.Ledger.Gone(), beside.Ledger.Audience)
	}
	return nil
}

// tell prints how a notice stands.
func (o *counter) tell(w io.Writer, n core.Noticed) {
	fmt.Fprintf(w, "announcement %d by %s, %s: %s\n%s\nto %s\n", n.Notice.ID, n.Notice.By, o.at(n.Notice.Made), n.Notice.State,
		indent(n.Notice.Texts["id"]), o.cat.Describe("en", n.Notice.Audience))
	if n.Notice.Yes != "" {
		fmt.Fprintf(w, "second yes: %s\n", n.Notice.Yes)
	}
	l := n.Ledger
	if l.Doubt > 0 && n.Notice.State == core.Attention {
		fmt.Fprintf(w, "needs attention (%d): loket announce resolve %d --resend, or --drop\n", l.Doubt, n.Notice.ID)
	}
	fmt.Fprintf(w, "%d letters: %d owed, %d sending, %d sent, %d delivered, %d failed, %d skipped, %d in doubt\n", l.Audience, l.Owed, l.Sending,
		l.Sent, l.Delivered, l.Failed, l.Skipped, l.Doubt)
	cost := 0
	for _, line := range l.Lines {
		cost += line.Cost
		why := ""
		if line.Reason != "" {
			why = ": " + o.why(line.Reason)
		}
		fmt.Fprintf(w, "  %-10s %-10s %d%s\n", line.Channel, line.State, line.Letters, why)
	}
	if n.Notice.Pruned {
		fmt.Fprintln(w, o.bygone())
	}
	if cost > 0 && o.cat.Office.Announce.Price > 0 {
		fmt.Fprintf(w, "%d SMS parts, about %s %s\n", cost, o.cat.Office.Announce.Currency, o.cat.Number("id", cost*o.cat.Office.Announce.Price))
	}
}

// bygone says that letters of a notice were pruned.
func (o *counter) bygone() string {
	return fmt.Sprintf("letters older than %d days are gone: what they counted is kept, not whom they were for", o.cat.Office.Limits.KeepLettersDays)
}

// watch shows how a notice goes until nothing more of it can be sent, as a bar on a terminal, with the counts at the end, and as
// lines elsewhere.
func (o *counter) watch(ctx context.Context, t *console, id int64, json bool) error {
	var bar *progressbar.ProgressBar
	for last := (core.Noticed{}); ; {
		n, _, err := o.Notice(ctx, id)
		if err != nil {
			return err
		}
		l := n.Ledger
		done := l.Audience - l.Owed - l.Sending - l.Doubt
		switch {
		case json:
			if err := object(t.out, lineOfNotice(n)); err != nil {
				return err
			}
		case interactive(t.err):
			if bar == nil {
				bar = progressbar.NewOptions(max(1, l.Audience, n.Notice.Expected), progressbar.OptionSetWriter(t.err), progressbar.OptionShowCount(),
					progressbar.OptionShowIts(), progressbar.OptionSetItsString("letters"), progressbar.OptionSetPredictTime(true))
				defer bar.Close()
			}
			bar.ChangeMax(max(1, l.Audience, n.Notice.Expected))
			bar.Describe(string(n.Notice.State))
			_ = bar.Set(done)
		case n.Notice.State != last.Notice.State || l.Owed != last.Ledger.Owed || done != last.Ledger.Audience-last.Ledger.Owed-last.Ledger.Sending-last.Ledger.Doubt:
			fmt.Fprintf(t.out, "%s: %d of %d over, %d owed, %d failed, %d skipped, %d in doubt\n", n.Notice.State, done, l.Audience, l.Owed, l.Failed, l.Skipped, l.Doubt)
		}
		last = n
		if !n.Notice.State.Open() && l.Owed+l.Sending == 0 || n.Notice.State == core.Attention {
			if bar != nil {
				fmt.Fprintln(t.err)
				o.tell(t.out, n)
			}
			return nil
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil
		}
	}
}

type announceFailed struct {
	Output
	Place
	ID int64 `arg:"" help:"Number of the announcement."`
}

func (c *announceFailed) Run(ctx context.Context, t *console) (err error) {
	office, err := c.attend(ctx, nil, t)
	if err != nil {
		return err
	}
	defer office.close(&err)
	n, _, err := office.Notice(ctx, c.ID)
	if err != nil {
		return err
	}
	if n.Notice.Pruned {
		fmt.Fprintln(t.err, office.bygone())
	}
	return office.Recipients(ctx, c.ID, []core.State{core.Failed, core.Skipped, core.Doubtful}, 0, func(r core.Recipient) error {
		if c.JSON {
			return object(t.out, struct {
				Letter  int64      `json:"letter"`
				Address string     `json:"address"`
				State   core.State `json:"state"`
				Reason  string     `json:"reason"`
			}{r.Letter, r.Address.Masked(), r.State, r.Reason})
		}
		_, err := fmt.Fprintf(t.out, "%-28s %-8s %s\n", r.Address.Masked(), r.State, office.why(r.Reason))
		return err
	})
}
