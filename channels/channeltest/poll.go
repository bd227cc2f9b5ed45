package channeltest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"loket/core"
)

// testPoll has the desk fail on the first message: the provider must bring it again, before or after the second, and must
// bring neither a third time.
func testPoll(t *testing.T, s Subject) {
	if s.Write == nil {
		return
	}
	poller, ok := s.Channel.(core.Poller)
	if !ok {
		t.Fatal("the subject has Write, and the channel does not poll")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard, ended := make(chan core.Inbound, 100), make(chan error, 1)
	var failed atomic.Bool
	go func() {
		ended <- poller.Poll(ctx, func(_ context.Context, in core.Inbound) error {
			heard <- in
			if !failed.Swap(true) {
				return core.Errorf(core.Away, "store: %s", confidential)
			}
			return nil
		})
	}()
	s.Write("DAFTAR")
	s.Write("STATUS")
	texts, ids := map[string]int{}, map[string]bool{}
	late := time.After(2 * soon)
	for range 3 {
		select {
		case in := <-heard:
			texts[in.Text]++
			ids[in.ID] = true
			if in.From != s.To || in.Account != s.Channel.Account() || in.ID == "" {
				t.Errorf("from %v to %q, id %q", in.From, in.Account, in.ID)
			}
		case <-late:
			t.Fatalf("after %v the desk was told %v", 2*soon, texts)
		}
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Poll: %v", err)
		}
	case <-time.After(soon):
		t.Fatal("Poll does not end with its context")
	}
	if len(ids) != 2 || len(texts) != 2 || len(heard) > 0 {
		t.Errorf("the desk was told %v, with %d ids", texts, len(ids))
	}
}
