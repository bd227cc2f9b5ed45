package phones

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	alive   = 10 * time.Second // between two signs of life
	slowest = 5 * time.Second  // for one write: who reads more slowly is dropped, and comes back for all of it
)

// events sends the pieces of the page that have changed, as server-sent events, until the reader goes or the demonstration ends. A
// reader is owed no history: each piece is sent as it is now.
func (d *Demo) events(w http.ResponseWriter, r *http.Request) {
	if !d.enter() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		return
	}
	defer d.leave()
	flow := http.NewResponseController(w)
	_ = flow.SetReadDeadline(time.Time{}) // the server's own would end the request
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	lang, seen := r.URL.Query().Get("lang"), map[string]int64{}
	text := fmt.Sprintf("retry: 1000\nevent: hello\ndata: %q\n\n", build)
	for {
		next := d.next()
		pieces, err := d.pieces(lang, seen)
		if err != nil {
			d.cfg.Log.Error("a piece of the page failed", "error", err)
			return
		}
		_ = flow.SetWriteDeadline(time.Now().Add(slowest))
		if _, err := w.Write([]byte(text + pieces)); err != nil {
			return
		}
		if err := flow.Flush(); err != nil {
			return
		}
		if !d.wait(r.Context(), next) {
			return
		}
		text = "event: alive\ndata: 1\n\n"
	}
}

// wait waits for something to change, or for the next sign of life; false at the end. What changes soon after is waited for too.
func (d *Demo) wait(ctx context.Context, next <-chan struct{}) bool {
	select {
	case <-next:
		select {
		case <-time.After(gathering / 2):
			return true
		case <-ctx.Done():
		case <-d.ended:
		}
	case <-time.After(alive):
		return true
	case <-ctx.Done():
	case <-d.ended:
	}
	return false
}

// pieces are those that are newer than what was seen.
func (d *Demo) pieces(lang string, seen map[string]int64) (string, error) {
	var b strings.Builder
	add := func(name, template string, version int64, data any) error {
		if was, ok := seen[name]; ok && was == version {
			return nil
		}
		seen[name] = version
		html, err := d.render(template, data)
		if err != nil {
			return err
		}
		data, err = json.Marshal(html)
		if err != nil {
			return fmt.Errorf("a piece of the page: %w", err)
		}
		fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", name, data)
		return nil
	}
	for _, c := range d.cfg.Carriers {
		_, version := c.shown() // read first: what comes meanwhile is sent twice rather than never
		v := d.view(lang)
		if err := add("thread-"+c.as, "thread", version, v.phone(c)); err != nil {
			return "", err
		}
	}
	_, version := d.seen()
	v := d.view(lang)
	for _, name := range []string{"board", "latest"} {
		if err := add(name, name, version, v); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (d *Demo) next() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.news
}

func (d *Demo) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.readers >= mostAtOnce {
		return false
	}
	d.readers++
	return true
}

func (d *Demo) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.readers--
}
