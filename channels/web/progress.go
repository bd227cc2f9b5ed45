package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"loket/core"
)

const (
	eventStream = "text/event-stream"

	tick       = time.Second      // between two looks at an announcement that is watched
	signOfLife = 10 * time.Second // between two lines to a browser; then it is also seen whether it is still logged in
	slowest    = 10 * time.Second // for one write: who reads more slowly is dropped, and comes back
	mostEyes   = 500              // browsers that may watch at once
)

// watches look at announcements for browsers: one look a second at each, however many watch it.
type watches struct {
	desk Desk
	life time.Duration // signOfLife
	mu   sync.Mutex
	all  map[int64]*watch
	eyes int
}

// watch is one announcement that is looked at.
type watch struct {
	stop  context.CancelFunc
	seats map[chan core.Noticed]struct{}
}

func newWatches(d Desk) *watches { return &watches{desk: d, life: signOfLife, all: map[int64]*watch{}} }

// join hands over an announcement as it is seen each second, the latest only, until left; ok is false if too many watch. The channel is
// closed when the announcement cannot be read.
func (w *watches) join(id int64) (seen <-chan core.Noticed, leave func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.eyes >= mostEyes {
		return nil, nil, false
	}
	w.eyes++
	one := w.all[id]
	if one == nil {
		ctx, stop := context.WithCancel(context.Background())
		one = &watch{stop, map[chan core.Noticed]struct{}{}}
		w.all[id] = one
		go w.look(ctx, id, one)
	}
	seat := make(chan core.Noticed, 1)
	one.seats[seat] = struct{}{}
	return seat, sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.eyes--
		delete(one.seats, seat)
		if len(one.seats) == 0 {
			one.stop()
			if w.all[id] == one {
				delete(w.all, id)
			}
		}
	}), true
}

// look looks at an announcement until nobody watches it any more.
func (w *watches) look(ctx context.Context, id int64, one *watch) {
	defer one.stop()
	pace := time.NewTicker(tick)
	defer pace.Stop()
	for {
		n, _, err := w.desk.Notice(ctx, id)
		if err != nil && core.KindOf(err) != core.Away { // who watches asks again, and is told
			w.end(id, one)
			return
		}
		if err == nil {
			w.show(one, n)
		}
		select {
		case <-pace.C:
		case <-ctx.Done():
			return
		}
	}
}

func (w *watches) show(one *watch, n core.Noticed) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for seat := range one.seats {
		select {
		case <-seat: // nobody has taken what was seen before
		default:
		}
		seat <- n
	}
}

func (w *watches) end(id int64, one *watch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all[id] == one {
		delete(w.all, id)
	}
	for seat := range one.seats {
		close(seat)
	}
	one.seats = nil
}

// progress streams how an announcement goes: its counts whenever they change, what can be done with it whenever its state does, until
// nothing of it will be sent any more or nobody is logged in there.
func progress(v *visit) error {
	id, err := v.noticeID()
	if err != nil {
		return err
	}
	if _, _, err := v.desk.Notice(v.r.Context(), id); err != nil {
		return err
	}
	if v.r.Method != http.MethodGet || !strings.Contains(v.r.Header.Get("Accept"), eventStream) { // somebody has opened its address
		return v.to(noticePath(id))
	}
	seen, leave, ok := v.watches.join(id)
	if !ok {
		v.w.Header().Set("Retry-After", "5")
		v.w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	defer leave()
	v.w.Header().Set("Content-Type", eventStream)
	v.w.Header().Set("X-Accel-Buffering", "no")
	life := time.NewTicker(v.watches.life)
	defer life.Stop()
	s := &stream{v: v, flow: http.NewResponseController(v.w)}
	_ = s.flow.SetReadDeadline(time.Time{}) // nothing more is read
	for going := s.send("retry: 1000\n\n"); going; {
		select {
		case n, ok := <-seen:
			going = ok && s.tell(v.stands(n))
		case <-life.C:
			going = s.send(": alive\n\n") && v.still()
		case <-v.r.Context().Done():
			going = false
		}
	}
	return nil
}

// still tells whether who watches is still logged in, and works here.
func (v *visit) still() bool {
	ctx := v.r.Context()
	if _, ok, err := v.desk.FindSession(ctx, v.sessions.Token(ctx)); err != nil || !ok {
		return false
	}
	s, ok, err := v.desk.Worker(ctx, v.staff.ID)
	return err == nil && ok && s.Role.May(core.See)
}

// stream is a browser that watches.
type stream struct {
	v     *visit
	flow  *http.ResponseController
	told  string
	state string
}

// send writes to the browser; false if it reads no more.
func (s *stream) send(text string) bool {
	_ = s.flow.SetWriteDeadline(time.Now().Add(slowest)) // the server's own would end a watch that is longer; who cannot be hurried is not
	if _, err := s.v.w.Write([]byte(text)); err != nil {
		return false
	}
	return s.flow.Flush() == nil
}

// tell sends what has changed; false if nothing will change any more, or nobody reads.
func (s *stream) tell(n *standing) bool {
	n.Live = !n.Over()
	counts, err := s.event("progress", n)
	if err == nil {
		var lines string
		lines, err = s.event("ledger", n)
		counts += lines
	}
	if err != nil {
		s.v.log.Error("the progress of an announcement failed", "error", err)
		return false
	}
	text := ""
	if counts != s.told {
		text += counts
	}
	state := string(n.Notice.State)
	if s.state != "" && state != s.state {
		text += "event: state\ndata: " + state + "\n\n"
	}
	if s.told, s.state = counts, state; n.Over() {
		text += "event: over\ndata: " + state + "\n\n"
	}
	return (text == "" || s.send(text)) && !n.Over()
}

// event is a part of the page as an event.
func (s *stream) event(part string, n *standing) (string, error) {
	var b bytes.Buffer
	if err := s.v.look.pages["announcement"].ExecuteTemplate(&b, part, &page{visit: s.v, Body: n}); err != nil {
		return "", err
	}
	return "event: " + part + "\ndata: " + strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "\ndata: ") + "\n\n", nil
}
