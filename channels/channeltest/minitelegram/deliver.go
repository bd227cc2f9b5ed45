package minitelegram

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// Pauses between two attempts to deliver an update: Telegram's minutes, made short.
const (
	firstPause  = 10 * time.Millisecond
	longestWait = 500 * time.Millisecond
)

// hook is one webhook from setWebhook to its end.
type hook struct {
	all    *hooks
	url    string
	secret string
	slots  chan struct{}
	stop   context.Context
	cancel context.CancelFunc
	lanes  map[int64][]update // not accepted yet; a lane that is here has a goroutine
	failed string
	at     time.Time
}

func (k *hook) push(u update) {
	k.all.mu.Lock()
	defer k.all.mu.Unlock()
	lane, busy := k.lanes[u.lane]
	k.lanes[u.lane] = append(lane, u)
	if !busy && k.all.server.enter() {
		go k.serve(u.lane)
	}
}

// serve delivers a lane until it is empty.
func (k *hook) serve(lane int64) {
	defer k.all.server.running.Done()
	pause := firstPause
	for {
		k.all.mu.Lock()
		if len(k.lanes[lane]) == 0 {
			delete(k.lanes, lane)
			k.all.mu.Unlock()
			return
		}
		u, times, atOnce := k.lanes[lane][0], k.all.times, k.all.atOnce
		k.all.mu.Unlock()

		err := k.deliver(u, times, atOnce)
		if k.stop.Err() != nil {
			return
		}
		if err != nil {
			select {
			case <-time.After(pause):
			case <-k.stop.Done():
				return
			}
			pause = min(2*pause, longestWait)
			continue
		}
		pause = firstPause
		k.all.mu.Lock()
		k.lanes[lane] = k.lanes[lane][1:]
		k.all.mu.Unlock()
	}
}

// deliver posts an update as often as Redeliver wishes; it is accepted when every copy was.
func (k *hook) deliver(u update, times int, atOnce bool) error {
	if !atOnce {
		for range times {
			if err := k.post(u); err != nil {
				return err
			}
		}
		return nil
	}
	results := make(chan error, times)
	for range times {
		go func() { results <- k.post(u) }()
	}
	var all error
	for range times {
		all = errors.Join(all, <-results)
	}
	return all
}

func (k *hook) post(u update) error {
	select {
	case k.slots <- struct{}{}:
		defer func() { <-k.slots }()
	case <-k.stop.Done():
		return k.stop.Err()
	}
	req, err := http.NewRequestWithContext(k.stop, http.MethodPost, k.target(), bytes.NewReader(u.body))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
		if k.secret != "" {
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", k.secret)
		}
		var res *http.Response
		if res, err = k.all.client.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode/100 != 2 {
				err = errors.New("Wrong response from the webhook: " + res.Status)
			}
		}
	}
	k.all.mu.Lock()
	defer k.all.mu.Unlock()
	if err == nil {
		k.all.accepted++
	} else {
		k.all.refused++
		k.failed, k.at = wording(err), k.all.server.now()
	}
	return err
}

// target is where the webhook's address leads on this machine.
func (k *hook) target() string {
	k.all.mu.Lock()
	defer k.all.mu.Unlock()
	for public, local := range k.all.routes {
		if rest, found := strings.CutPrefix(k.url, public); found {
			return local + rest
		}
	}
	return k.url
}

func (k *hook) lastError() (string, time.Time) {
	k.all.mu.Lock()
	defer k.all.mu.Unlock()
	return k.failed, k.at
}

// wording says of a failed delivery what getWebhookInfo would.
func wording(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Connection refused"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "Read timeout expired"
	case strings.HasPrefix(err.Error(), "Wrong response"):
		return err.Error()
	}
	return "Connection reset by peer"
}
