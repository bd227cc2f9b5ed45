package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// How much an address may try: so many wrong links in so long, of logins five, then it waits until the first of them is that old.
const (
	tries   = 5
	tryTime = time.Minute
	most    = 10_000 // addresses remembered
)

// limiter remembers from which addresses wrong links came. It slows down who guesses; what keeps them out is that a link has 100
// bits. It lives in this process alone.
type limiter struct {
	tries int
	now   func() time.Time
	mu    sync.Mutex
	wrong map[string][]time.Time
}

func newLimiter(tries int) *limiter {
	return &limiter{tries: tries, now: time.Now, wrong: map[string][]time.Time{}}
}

// wait is how many seconds the request's address has to wait; 0: none.
func (l *limiter) wait(r *http.Request) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.recent(source(r))
	if len(all) < l.tries {
		return 0
	}
	return int((tryTime - l.now().Sub(all[len(all)-l.tries])).Seconds()) + 1
}

// fail counts a wrong link.
func (l *limiter) fail(r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := source(r)
	if len(l.wrong) >= most {
		for other := range l.wrong {
			if len(l.recent(other)) == 0 {
				delete(l.wrong, other)
			}
		}
		if len(l.wrong) >= most {
			clear(l.wrong) // a flood from everywhere: it is not slowed by counting it
		}
	}
	l.wrong[from] = append(l.recent(from), l.now())
}

// recent are the failures that still count.
func (l *limiter) recent(from string) []time.Time {
	all := l.wrong[from]
	for len(all) > 0 && l.now().Sub(all[0]) >= tryTime {
		all = all[1:]
	}
	return all
}

// source is the address that a request comes from. A proxy on this machine or in its private network is believed as to whom it
// serves: the last address of X-Forwarded-For, which is the one it has written itself. An IPv6 address counts by its network.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	peer, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if peer = peer.Unmap(); peer.IsLoopback() || peer.IsPrivate() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if client, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			peer = client.Unmap()
		}
	}
	if peer.Is6() {
		network, _ := peer.Prefix(64)
		return network.String()
	}
	return peer.String()
}
