package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// What a flash crowd is: so many citizens within ten seconds, for the places of an ordinary day.
const (
	citizens  = 20_000
	rush      = 10 * time.Second
	dayPlaces = 150
)

// flash is the rows of a crowd that asks all at once for far fewer places than it is, at two processes. The citizens' messages
// are complete registrations; that the day is full is an answer too.
func flash(ctx context.Context, b *bench) (err error) {
	o, err := b.onPostgres(ctx, "LOKET_SMS_RATE=4000") // letters must not be what is waited for
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	for range 2 {
		if _, err := o.serve(ctx, "crowd"); err != nil {
			return err
		}
	}
	crowd := int(citizens * min(1, b.Seconds/defaultSeconds))
	requests := o.providers.webhooks(crowd, apply)
	began := time.Now()
	got, wrong, err := o.watched(func() (outcome, error) { return openLoop(ctx, ctx, o.doors(), requests, citizens/rush.Seconds()) })
	if err != nil {
		return err
	}
	b.say("%d of %d were answered within %s", got.answered, crowd, time.Since(began).Round(time.Millisecond))
	letters, err := o.letters(ctx, got.due)
	if err != nil {
		return err
	}
	places, again, err := o.places()
	if err != nil {
		return err
	}
	wanted := min(dayPlaces, crowd)
	if places != wanted || again > 0 {
		wrong = append(wrong, fmt.Sprintf("%d places were given, and %d of them twice", places, again))
	}
	b.table.add(
		absolute("crowd", fmt.Sprintf("the last answer to %d citizens who write within %s, at two processes on one PostgreSQL, for %d places",
			crowd, rush*time.Duration(crowd)/citizens, dayPlaces), figure{got.quantile(1).Seconds(), "s"}, atMost, 10).costing(got.cost, nil).broken(wrong...),
		row{Name: "crowd places", About: "the places that were given, each once", Measured: figure{float64(places), "places"}, Aim: fmt.Sprint("= ", wanted)}.
			judged(places == wanted && again == 0),
		shown("crowd p99", fmt.Sprintf("p99 of those answers; %d of the messages were refused for the moment and came again", got.again),
			figure{got.quantile(0.99).Seconds(), "s"}),
		shown("crowd letters p99", "p99 of the time until the SMS with the ticket, or that the day is full, was at the provider, who takes 4000 a second",
			figure{letters.quantile(0.99).Seconds(), "s"}))
	return nil
}

// letters waits until everybody has been sent an SMS, for a minute at most, and tells how long each took from when the message
// was due that it answers.
func (o *office) letters(ctx context.Context, due []time.Time) (took outcome, err error) {
	for end := time.Now().Add(time.Minute); ; {
		sent, err := o.providers.sent()
		if err != nil || ctx.Err() != nil {
			return took, errors.Join(err, ctx.Err())
		}
		if sent.SMS >= len(due) || time.Now().After(end) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	numbers := make([]string, len(due))
	for i := range numbers {
		numbers[i] = apply(i).from
	}
	var at []int64
	if err := o.providers.ask("Arrivals", numbers, &at); err != nil {
		return took, err
	}
	for i, nanoseconds := range at {
		if nanoseconds == 0 {
			return took, fmt.Errorf("somebody was sent no letter within a minute")
		}
		took.times = append(took.times, time.Unix(0, nanoseconds).Sub(due[i]))
	}
	slices.Sort(took.times)
	return took, nil
}
