package outbox

import (
	"testing"
	"time"

	"loket/core"
)

// The hand is looked through often, also when it is full of letters that wait.
func BenchmarkHand(b *testing.B) {
	h, now := newHand(core.Limits{Chat: 1}), time.Now()
	var ls []core.Letter
	for i := range held {
		a := core.Address{Channel: core.TelegramChannel, ID: string(rune('a' + i))}
		h.line(a).from = now.Add(time.Second)
		ls = append(ls, core.Letter{ID: int64(i), To: a, Lane: core.ServiceLane})
	}
	h.add(ls, now)
	b.ReportAllocs()
	for b.Loop() {
		h.next(now)
		h.ready(now)
	}
}
