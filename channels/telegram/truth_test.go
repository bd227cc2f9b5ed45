package telegram

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

// Whatever happens on the way, Send tells the truth: what it says is sent was sent once, what it says is not was not,
// and only of a doubt there is no knowing.
func TestSendTellsTheTruth(t *testing.T) {
	o := newOffice(t)
	o.tg.User(siti)
	o.tg.Chaos(1, minitelegram.Chance{Of: .1, Fault: minitelegram.ResetBefore()}, minitelegram.Chance{Of: .1, Fault: minitelegram.ResetAfter()},
		minitelegram.Chance{Of: .1, Fault: minitelegram.Truncated()}, minitelegram.Chance{Of: .1, Fault: minitelegram.BadGateway()})
	var mu sync.Mutex
	outcome := map[string]error{}
	seen := map[core.Kind]int{}
	ctx, over := context.WithCancel(t.Context())
	var flapping, all sync.WaitGroup
	flapping.Go(func() {
		for down := true; ctx.Err() == nil || !down; down = !down {
			if down {
				o.tg.Down()
			} else if err := o.tg.Up(); err != nil {
				t.Error(err)
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	for worker := range 8 {
		all.Go(func() {
			for n := range 200 {
				text := fmt.Sprintf("%d/%d.", worker, n)
				_, err := o.Send(t.Context(), letter(siti, text))
				mu.Lock()
				outcome[text] = err
				seen[core.KindOf(err)]++ // Internal is none
				mu.Unlock()
			}
		})
	}
	all.Wait()
	over()
	flapping.Wait()
	times := map[string]int{}
	for _, m := range o.tg.Sent(siti) {
		times[m.Text]++
	}
	for text, err := range outcome {
		n := times[text]
		switch {
		case n > 1, err == nil && n != 1, core.KindOf(err) == core.Away && n != 0:
			t.Errorf("sent %d times: %v", n, err)
		case err != nil && core.KindOf(err) != core.Away && core.KindOf(err) != core.Doubt:
			t.Error(err)
		}
	}
	if seen[core.Away] == 0 || seen[core.Doubt] == 0 || seen[core.Internal] == 0 {
		t.Errorf("not all was seen: %v", seen)
	}
}
