package telegram

import (
	"context"
	"encoding/json"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"loket/core"
)

// Poll asks for updates until ctx ends, or until only the operator can help. In webhook mode there is nothing to ask.
//
// The offset is what Telegram has been told is done. It moves over what the receiver has on disk and stops before the
// first update that it has not; what comes after that one is heard all the same, once, and confirmed later. So a chat in
// trouble stops no other, and whatever ends this process, Telegram brings again what was not stored.
//
// After a week in which nothing came, Telegram numbers updates anew, perhaps from a lower number on. So an offset is kept no
// longer than something waits, and a batch has its own.
func (c *Channel) Poll(ctx context.Context, receive core.Receiver) error {
	if c.mode == ByWebhook {
		<-ctx.Done()
		return nil
	}
	p := &poller{Channel: c, receive: receive}
	p.pause = backoff.NewExponentialBackOff()
	p.pause.InitialInterval, p.pause.MaxInterval = c.tempo.pause, c.tempo.longest
	defer c.janitor.tasks.Wait()
	for ctx.Err() == nil {
		err := p.round(ctx)
		if err == nil {
			p.pause.Reset()
			continue
		}
		if ctx.Err() != nil {
			break
		}
		if core.KindOf(err) == core.Operator {
			return err
		}
		pause := p.troubled(ctx, err)
		c.log.WarnContext(ctx, "polling interrupted", "account", c.account, "cause", err, "again_in", pause)
		wait(ctx, pause)
	}
	p.farewell(ctx)
	return nil
}

type poller struct {
	*Channel
	receive   core.Receiver
	pause     *backoff.ExponentialBackOff
	offset    int64          // everything before it is done
	confirmed int64          // and Telegram knows so up to here
	done      map[int64]bool // done already, beyond the offset
	refused   map[int64]int  // how often the receiver could do nothing with an update, though it was not away
}

// refusals is after how many an update is passed: it will never be stored, and others wait behind it.
const refusals = 8

// round fetches what waits and hands it on.
func (p *poller) round(ctx context.Context) error {
	batch, err := p.fetch(ctx, 100, p.tempo.poll)
	if err != nil {
		return err
	}
	if len(batch) == 0 { // nothing waits, and all before the offset is confirmed
		p.offset, p.confirmed, p.done, p.refused = 0, 0, nil, nil
		return nil
	}
	before := p.offset
	err = p.handle(ctx, batch)
	if err == nil && p.offset == before {
		return core.Errorf(core.Doubt, "telegram getUpdates: updates without a number, or with old ones")
	}
	return err
}

func (p *poller) fetch(ctx context.Context, limit int, timeout time.Duration) (batch []json.RawMessage, err error) {
	err = p.api.within(ctx, timeout+patience/2, "getUpdates", params{"offset": p.offset, "limit": limit,
		"timeout": int(timeout.Seconds()), "allowed_updates": updates}, &batch)
	if err == nil {
		p.confirmed = p.offset
	}
	return batch, err
}

// handle hands a batch to the receiver and moves the offset over what is done from its beginning on.
func (p *poller) handle(ctx context.Context, batch []json.RawMessage) error {
	var ids []int64
	done, lanes := map[int64]bool{}, map[string][]news{} // lanes by chat
	for _, raw := range batch {
		var head struct {
			ID int64 `json:"update_id"`
		}
		if json.Unmarshal(raw, &head) != nil || head.ID <= 0 {
			p.count(undecodable)
			continue
		}
		ids = append(ids, head.ID)
		if p.done[head.ID] {
			done[head.ID] = true
		} else if n, wanted := p.read(raw); wanted {
			n.id = head.ID
			lanes[n.in.From.ID] = append(lanes[n.in.From.ID], n)
		} else {
			done[head.ID] = true
		}
	}
	stored, err := p.deliver(ctx, lanes)
	maps.Copy(done, stored)
	var next int64
	for _, id := range ids {
		if !done[id] {
			break
		}
		next = max(next, id+1)
	}
	if next > 0 {
		p.offset = next
	}
	p.done = done
	return err
}

// deliver hands chats to the receiver side by side, each in order up to its first failure. It returns what was stored, or
// can never be, and one of the failures.
func (p *poller) deliver(ctx context.Context, lanes map[string][]news) (stored map[int64]bool, failure error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	stored = map[int64]bool{}
	note := func(id int64, err error) {
		mu.Lock()
		defer mu.Unlock()
		if err == nil || p.hopeless(ctx, id, err) {
			stored[id] = true
		} else if failure == nil { // of a receiver's error only the kind is ours to repeat
			failure = core.Errorf(core.Away, "an update was not stored: %v", core.KindOf(err))
		}
	}
	for _, lane := range lanes {
		all.Go(func() {
			for _, n := range lane {
				err := p.hand(ctx, n, p.receive)
				note(n.id, err)
				if err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	return stored, failure
}

// hopeless tells whether an update is to be passed: the receiver, who is there, has failed with it again and again.
func (p *poller) hopeless(ctx context.Context, id int64, err error) bool {
	if k := core.KindOf(err); k == core.Away || k == core.Operator || ctx.Err() != nil {
		return false
	}
	if p.refused == nil {
		p.refused = map[int64]int{}
	}
	p.refused[id]++
	if p.refused[id] < refusals {
		return false
	}
	delete(p.refused, id)
	p.count(unstorable)
	p.log.ErrorContext(ctx, "an update that could never be stored is passed; nobody answers it", "account", p.account, "update", id,
		"kind", core.KindOf(err).String())
	return true
}

// troubled does what helps against a failure, and returns how long to wait before the next attempt.
func (p *poller) troubled(ctx context.Context, err error) time.Duration {
	pause := max(core.After(err), p.pause.NextBackOff())
	if core.KindOf(err) != core.Conflict {
		return pause
	}
	// Another poller holds the token, or a webhook is in force, which polling was chosen over.
	if strings.Contains(err.Error(), "webhook is active") && p.endWebhook(ctx) == nil {
		return 0
	}
	return max(p.tempo.conflict, pause)
}

// farewell tells Telegram what is done, so that the next poller need not hear it again. It may fail: who hears an update
// twice stores it once.
func (p *poller) farewell(ctx context.Context) {
	if p.offset == p.confirmed {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.tempo.farewell)
	defer cancel()
	_, _ = p.fetch(ctx, 1, 0)
}
