package desk_test

import (
	"fmt"
	"sync"
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// The same that several members announce at one instant, on two replicas, is announced once: the others are told of it, and may say that
// they mean it.
func TestAnnounceAtOnce(t *testing.T) {
	storagetest.Both(t, func(t *testing.T, address string) {
		replicas := []*hall{newHall(t, address), newHall(t, address)}
		replicas[0].follow(phone(1), chat(2))
		ratna := core.Actor{Name: "Ratna", Role: core.Broadcaster}
		for round := range 6 {
			n := words(fmt.Sprintf("Loket tutup (%d).", round))
			refused := make([]error, 6)
			var all sync.WaitGroup
			start := make(chan struct{})
			for i := range refused {
				all.Go(func() {
					<-start
					_, refused[i] = replicas[i%2].Announce(t.Context(), n, ratna, false)
				})
			}
			close(start)
			all.Wait()
			made := 0
			for _, err := range refused {
				if err == nil {
					made++
				} else if core.KindOf(err) != core.Conflict {
					t.Error(err)
				}
			}
			if made != 1 {
				t.Errorf("the same was announced %d times at one instant", made)
			}
			if _, err := replicas[1].Announce(t.Context(), n, ratna, true); err != nil {
				t.Errorf("it cannot be announced again by who means it: %v", err)
			}
		}
		if found, err := replicas[0].Notices(t.Context(), core.NoticeQuery{Limit: 100}); err != nil || len(found) != 12 {
			t.Errorf("%d announcements, %v", len(found), err)
		}
	})
}
