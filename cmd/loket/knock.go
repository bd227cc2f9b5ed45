package main

import (
	"context"
	"log/slog"
	"time"

	"loket/core"
)

// knocker is a channel whose credentials can be tried without changing anything at the provider.
type knocker interface {
	Knock(ctx context.Context) error
}

// trial is the trying of the channels' credentials. Refused ones stop the start instead of filling the log; a provider that is
// slow or away stops nothing. Whatever makes something new waits for it; an office that is there already opens beside it, but
// does not speak through a channel that is being tried, and is not ready.
type trial struct {
	over    chan struct{}
	refused chan error
	err     error // once it is over
}

// knock begins it. Nothing is changed at the providers: another process may be serving the account, and this one may yet be refused.
func knock(ctx context.Context, open []core.Channel, log *slog.Logger) *trial {
	t := &trial{over: make(chan struct{}), refused: make(chan error, 1)}
	go func() {
		defer close(t.over)
		if t.err = tryAll(ctx, open, log); t.err != nil {
			t.refused <- t.err
		}
	}()
	return t
}

func tryAll(ctx context.Context, open []core.Channel, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for _, ch := range open {
		p, ok := ch.(knocker)
		if !ok {
			continue
		}
		err := p.Knock(ctx)
		if core.KindOf(err) == core.Operator {
			return err
		}
		if err != nil {
			log.Warn("the provider is not reached yet; it will be tried again", "channel", ch.Name(), "error", err)
		}
	}
	return nil
}

// wait returns the refusal, if there is one, when the trial is over.
func (t *trial) wait() error {
	<-t.over
	return t.err
}

// passed waits, unless ctx ends before, and tells whether nobody was refused.
func (t *trial) passed(ctx context.Context) bool {
	select {
	case <-t.over:
		return t.err == nil
	case <-ctx.Done():
		return false
	}
}

// passedAlready is passed without waiting.
func (t *trial) passedAlready() bool {
	select {
	case <-t.over:
		return t.err == nil
	default:
		return false
	}
}
