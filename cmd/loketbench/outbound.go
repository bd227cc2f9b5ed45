package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// owing is the run's office with a letter owed to each of its many followers, by Telegram.
func (b *bench) owing(ctx context.Context) (*office, error) {
	o, err := b.followed(ctx)
	if err != nil {
		return nil, err
	}
	owed, err := count(o.address, "SELECT COUNT(*) FROM letters WHERE notice_id IS NOT NULL AND state = 'owed'")
	if err != nil || owed >= b.Followers*3/4 {
		return o, err
	}
	p, err := o.serve(ctx, "fanout")
	if err != nil {
		return nil, err
	}
	if _, err = o.announce(ctx); err != nil {
		return nil, err
	}
	b.say("their letters are owed")
	return o, p.stop()
}

// settled counts the letters that were sent and of which that is written down.
func (o *office) settled() (int, error) {
	return count(o.address, "SELECT COUNT(*) FROM letters WHERE state = 'sent'")
}

// rate watches a count for as long as rates are measured, once whatever counts has got going and worked for a while. Where nothing
// is left before, it is the rate from the first to the last.
func (b *bench) rate(ctx context.Context, warm time.Duration, look func() (int, error)) (perSecond float64, err error) {
	const step, still = 10 * time.Millisecond, time.Second // nothing for so long: nothing is left
	type sight struct {
		at time.Time
		n  int
	}
	var from, to sight
	called, warming := time.Now(), true
	for ; ; time.Sleep(step) {
		n, err := look()
		now := sight{time.Now(), n}
		switch {
		case err != nil || ctx.Err() != nil:
			return 0, errors.Join(err, ctx.Err())
		case n == 0 && now.at.Sub(called) > patience:
			return 0, errors.New("nothing is sent")
		case n == 0: // the account is being taken
			continue
		case from.n == 0:
			from, to = now, now
		case n > to.n:
			to = now
		}
		switch lasted := now.at.Sub(from.at); {
		case now.at.Sub(to.at) > still, !warming && lasted > b.seconds():
			return float64(to.n-from.n) / max(step, to.at.Sub(from.at)).Seconds(), nil
		case warming && lasted > warm && to == now:
			from, warming = now, false
		}
	}
}

// outbound is the row of the ledger's own speed: letters sent and settled by the outbox with a provider that answers at once.
func outbound(ctx context.Context, b *bench) error {
	o, err := b.owing(ctx)
	if err != nil {
		return err
	}
	updates, err := b.updates(ctx)
	if err != nil {
		return err
	}
	var got sending
	beside, err := updates.around(ctx, func() (err error) {
		got, err = o.sendToNobody(ctx, time.Second)
		return err
	})
	if err != nil {
		return err
	}
	b.table.add(ratio("outbound", fmt.Sprintf("letters sent and settled, intent and result committed, by the outbox with a channel that answers "+
		"at once, %d owed, against single-row updates of pgbench with 32 clients", b.Followers),
		figure{got.perSecond, "letters/s"}, beside, atLeast, 1).costing(got.cost, updates).broken(got.wrong...))
	return nil
}

// sending is what came of sending for a while.
type sending struct {
	perSecond float64
	cost      cost // of each
	most      int  // calls in flight at once
	wrong     []string
}

// sendToNobody lets the outbox by itself send what is owed of announcements.
func (o *office) sendToNobody(ctx context.Context, warm time.Duration) (got sending, err error) {
	before, err := o.settled()
	if err != nil {
		return got, err
	}
	spent := o.cost()
	c, err := o.startOutbox()
	if err != nil {
		return got, err
	}
	sent := 0
	got.perSecond, err = o.b.rate(ctx, warm, func() (int, error) {
		err := c.ask("Sent", struct{}{}, &sent)
		return sent, err
	})
	err = errors.Join(err, c.ask("Stop", struct{}{}, &sent))
	spent = o.cost().less(spent)
	spent.Office = worked(c.cmd.Process.Pid, false)
	got.cost = spent.each(sent)
	o.b.remember("outbound", c.cmd.Process.Pid)
	if err = errors.Join(err, c.close()); err == nil {
		got.wrong, err = o.settledOnce(before, sent)
	}
	return got, err
}

// startOutbox starts the outbox, in a process of its own, for the account that owes letters of announcements.
func (o *office) startOutbox() (c child, err error) {
	account, err := ask(o.address, "SELECT account FROM letters WHERE notice_id IS NOT NULL LIMIT 1")
	if err != nil {
		return c, err
	}
	return startChild("Outbox", "outbox", "--database", o.address, "--keys", o.key, "--account", account, "--profile", o.b.Profile)
}

// settledOnce finds what is wrong with the books after so many letters were sent.
func (o *office) settledOnce(before, sent int) (wrong []string, err error) {
	after, err := o.settled()
	if err == nil && after-before != sent {
		wrong = append(wrong, fmt.Sprintf("%d letters were sent and %d settled", sent, after-before))
	}
	return wrong, err
}

// outboundHTTP is the row of the same by the program itself, through HTTP to a Telegram in miniature that answers at once.
func outboundHTTP(ctx context.Context, b *bench) error {
	updates, err := b.updates(ctx)
	if err != nil {
		return err
	}
	var got sending
	beside, err := updates.around(ctx, func() (err error) {
		got, err = b.send(ctx, "outbound-http", 0)
		return err
	})
	if err != nil {
		return err
	}
	b.table.add(ratio("outbound-http", "the same by the program, each letter a call of HTTP to a Telegram in miniature on the same processors",
		figure{got.perSecond, "letters/s"}, beside, atLeast, 1).costing(got.cost, updates).broken(got.wrong...))
	return nil
}

// outboundLate is the row of a provider that takes its time.
func outboundLate(ctx context.Context, b *bench) error {
	const late = 100 * time.Millisecond
	got, err := b.send(ctx, "outbound-late", late)
	if err != nil {
		return err
	}
	b.table.add(ratio("outbound-late", fmt.Sprintf("the same with a Telegram that thinks about each message for %s, against what its calls in flight "+
		"(%d at once, as it counted) can be in a second", late, got.most),
		figure{got.perSecond, "letters/s"}, figure{float64(got.most) / late.Seconds(), "letters/s"}, atLeast, 0.95).costing(got.cost, nil).broken(got.wrong...))
	return nil
}

// send lets the program send what is owed to a Telegram that thinks about each message for a while.
func (b *bench) send(ctx context.Context, row string, late time.Duration) (got sending, err error) {
	o, err := b.owing(ctx)
	if err != nil {
		return got, err
	}
	before, err1 := o.settled()
	first, err2 := o.providers.sent()
	if err := errors.Join(err1, err2, o.providers.ask("Late", late, &struct{}{})); err != nil {
		return got, err
	}
	p, err := o.serve(ctx, row, "LOKET_TELEGRAM_RATE=1000000")
	if err != nil {
		return got, err
	}
	o.profile()
	spent := o.cost()
	got.perSecond, err = b.rate(ctx, time.Second, func() (int, error) {
		now, err := o.providers.sent()
		got.most = max(got.most, now.Most)
		return now.Telegram - first.Telegram, err
	})
	spent = o.cost().less(spent)
	now, err1 := o.providers.sent()
	err = errors.Join(err, err1, p.stop())
	last, err2 := o.providers.sent()
	if err = errors.Join(err, err2); err != nil {
		return got, err
	}
	got.cost = spent.each(now.Telegram - first.Telegram)
	got.wrong, err = o.settledOnce(before, last.Telegram+last.SMS-first.Telegram-first.SMS) // answers by SMS may be owed too
	return got, err
}

// updates is how many single-row updates a second 32 clients of pgbench make in the run's cluster.
func (b *bench) updates(ctx context.Context) (*reference, error) {
	if b.singles != nil {
		return b.singles, nil
	}
	address, err := b.pgbenchDatabase(ctx)
	if err != nil {
		return nil, err
	}
	script := filepath.Join(b.folder, "update.sql")
	text := fmt.Sprintf("\\set aid random(1, %d)\nUPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = :aid;\n", 100_000*b.scale)
	if err := os.WriteFile(script, []byte(text), 0o644); err != nil {
		return nil, err
	}
	b.singles = &reference{b: b, unit: "updates/s", measure: func(ctx context.Context) (float64, error) {
		return pgbench(ctx, "-n", "-c", "32", "-j", "2", "-T", strconv.Itoa(max(1, int(b.Seconds))), "-f", script, address)
	}}
	return b.singles, nil
}
