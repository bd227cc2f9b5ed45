package minitelegram

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// hookTimeout is how long a webhook may take to answer.
const hookTimeout = 30 * time.Second

// hooks delivers updates by POST. Those of one chat go one after the other, the next when the one before was accepted;
// chats do not wait for each other beyond max_connections.
type hooks struct {
	server *Server
	now    *hook // the webhook in force, guarded by inbox.mu
	client *http.Client

	mu                sync.Mutex // guards what follows, and the lanes of every hook
	routes            map[string]string
	times             int
	atOnce            bool
	accepted, refused int
}

func (h *hooks) init(s *Server) {
	h.server, h.times, h.routes = s, 1, map[string]string{}
	h.client = &http.Client{
		Timeout:       hookTimeout,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 100},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (h *hooks) set(url, secret string, connections int) {
	k := &hook{all: h, url: url, secret: secret, slots: make(chan struct{}, connections), lanes: map[int64][]update{}}
	k.stop, k.cancel = context.WithCancel(context.Background())
	h.now = k
}

// unset ends the webhook and returns what it still owed.
func (h *hooks) unset() (owed []update) {
	if h.now == nil {
		return nil
	}
	h.now.cancel()
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, lane := range h.now.lanes {
		owed = append(owed, lane...)
	}
	h.now = nil
	return owed
}

func (h *hooks) pending() (n int) {
	if h.now == nil {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, lane := range h.now.lanes {
		n += len(lane)
	}
	return n
}

// close stops delivering; what runs sees it and ends.
func (h *hooks) close() {
	h.server.inbox.mu.Lock()
	defer h.server.inbox.mu.Unlock()
	if h.now != nil {
		h.now.cancel()
	}
}
