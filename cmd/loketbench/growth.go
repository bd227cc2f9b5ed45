package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// growth is the rows of how the office fares as it grows: every measurement in a database of ten thousand, of a hundred
// thousand and of a million people, each of whom follows, has a request that is open and was sent an announcement. The smallest
// is measured first and last, so that all that are compared were measured within a minute or two.
func growth(ctx context.Context, b *bench) (err error) {
	sizes := []int{b.Followers / 100, b.Followers / 10, b.Followers}
	var offices []*office
	for _, people := range sizes {
		o, err1 := b.grown(ctx, people)
		if o != nil {
			defer func() { err = errors.Join(err, o.close()) }()
		}
		if err1 != nil {
			return err1
		}
		offices = append(offices, o)
	}
	for _, m := range growing {
		var got [4]grew
		for i, o := range append(offices, offices[0]) {
			if got[i], err = m.measure(ctx, o); err != nil {
				return fmt.Errorf("%s of %d: %w", m.name, o.people, err)
			}
			b.say("%s: %.3g %s with %d people", m.name, got[i].value, m.unit, o.people)
		}
		small := (got[0].value + got[3].value) / 2
		for i := 1; i < len(sizes); i++ {
			r := ratio(fmt.Sprintf("growth %s %d", m.name, sizes[i]), fmt.Sprintf("%s with %d people, requests and letters in the database, against %d",
				m.about, sizes[i], sizes[0]), figure{got[i].value, m.unit}, figure{small, m.unit}, atLeast, 0.9)
			if m.less {
				r.Ratio = 1 / r.Ratio
				r.About += "; less is better, so the ratio is that of the second to the first"
				r = r.judged(r.Ratio >= 0.9)
			}
			b.table.add(r.broken(slices.Concat(got[0].wrong, got[i].wrong, got[3].wrong)...))
		}
	}
	return nil
}

// grew is what was measured of an office, and what was wrong.
type grew struct {
	value float64
	wrong []string
}

// growing is what is measured as the office grows.
var growing = []struct {
	name, about, unit string
	less              bool // is better; then the ratio is that of the smallest to the figure
	measure           func(context.Context, *office) (grew, error)
}{
	{"inbound", "turns of a dialogue", "turns/s", false, func(ctx context.Context, o *office) (grew, error) {
		return o.serving(ctx, func() (grew, error) {
			got, wrong, err := o.turns(ctx)
			return grew{got.perSecond(), wrong}, err
		})
	}},
	{"register", "complete registrations", "filed/s", false, func(ctx context.Context, o *office) (grew, error) {
		return o.serving(ctx, func() (grew, error) {
			got, wrong, err := o.registrations(ctx)
			return grew{got.perSecond(), wrong}, err
		})
	}},
	{"latency", fmt.Sprintf("the median time to an answer at %d messages a second", calm), "ms", true, func(ctx context.Context, o *office) (grew, error) {
		return o.serving(ctx, func() (grew, error) {
			got, wrong, err := o.answers(ctx)
			return grew{ms(got.quantile(0.5)), wrong}, err
		})
	}},
	{"fanout", "letters of an announcement to all made owed", "letters/s", false, func(ctx context.Context, o *office) (grew, error) {
		if err := o.sendAllToNobody(ctx); err != nil { // or the answers of the rows above would be sent first
			return grew{}, err
		}
		return o.announced(ctx)
	}},
	{"outbound", "letters sent and settled by the outbox", "letters/s", false, func(ctx context.Context, o *office) (grew, error) {
		owed, err := count(o.address, "SELECT COUNT(*) FROM letters WHERE state = 'owed'")
		if err == nil && owed < o.people {
			_, err = o.announced(ctx)
		}
		if err != nil {
			return grew{}, err
		}
		got, err := o.sendToNobody(ctx, 0)
		return grew{got.perSecond, got.wrong}, err
	}},
}

// serving measures something while a process serves the office.
func (o *office) serving(ctx context.Context, measure func() (grew, error)) (grew, error) {
	p, err := o.serve(ctx, "growth")
	if err != nil {
		return grew{}, err
	}
	got, err := measure()
	return got, errors.Join(err, p.stop())
}

// announced is an announcement to all, made owed.
func (o *office) announced(ctx context.Context) (grew, error) {
	return o.serving(ctx, func() (grew, error) {
		perSecond, err := o.announce(ctx)
		return grew{perSecond, nil}, err
	})
}

// grown is an office with so many people, requests and letters.
func (b *bench) grown(ctx context.Context, people int) (*office, error) {
	o, err := b.onPostgres(ctx)
	if err != nil {
		return nil, err
	}
	if err := o.populate(ctx, people, mobile); err != nil {
		return o, err
	}
	if err := o.petition(ctx, people, mobile); err != nil {
		return o, err
	}
	b.say("%d people and their requests are there", people)
	if _, err := o.announced(ctx); err != nil {
		return o, err
	}
	return o, o.sendAllToNobody(ctx)
}

// sendAllToNobody lets the outbox by itself send all that is owed of announcements.
func (o *office) sendAllToNobody(ctx context.Context) error {
	c, err := o.startOutbox()
	if err != nil {
		return err
	}
	for sent, before := 0, -1; err == nil && (sent == 0 || sent > before); {
		before = sent
		select {
		case <-time.After(time.Second):
			err = c.ask("Sent", struct{}{}, &sent)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	return errors.Join(err, c.close())
}
