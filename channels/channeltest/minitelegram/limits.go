package minitelegram

import (
	"sync"
	"time"
)

// Limits is how fast a bot may send before it is told to wait. Zero is no limit.
type Limits struct {
	Bot   int // messages a second, all chats together
	Paid  int // the same with allow_paid_broadcast
	Chat  int // messages a second into one private chat
	Group int // messages a minute into one group or channel
}

// Telegrams are the limits Telegram names in its FAQ.
var Telegrams = Limits{Bot: 30, Paid: 1000, Chat: 1, Group: 20}

// earlyGrace is how long a bot may go on after being told to wait: other calls of its own are on their way already.
const earlyGrace = 250 * time.Millisecond

// limiter counts sendings in sliding windows. Who exceeds one is told to wait whole seconds, and every call before
// their end is refused again, as Telegram does it.
type limiter struct {
	mu     sync.Mutex
	limits Limits
	bot    window
	paid   window
	chats  map[int64]*window
	tooMany,
	early int
	log []int64 // when each sending was taken, in nanoseconds
}

// window remembers the last few sendings and until when there is a pause.
type window struct {
	size  time.Duration
	times []time.Time // a ring as long as the limit
	next  int
	since time.Time // the pause
	until time.Time
}

// Limit switches limits on, from now.
func (s *Server) Limit(limits Limits) {
	l := &s.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limits, l.chats = limits, map[int64]*window{}
	l.bot = window{size: time.Second, times: make([]time.Time, limits.Bot)}
	l.paid = window{size: time.Second, times: make([]time.Time, limits.Paid)}
}

// TooMany counts the 429 answers given for going too fast, and of those the ones to calls that came while the bot
// had already been told to wait: the sign of a client that does not listen.
func (s *Server) TooMany() (all, early int) {
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	return s.limits.tooMany, s.limits.early
}

// pause stops the whole bot, as a 429 by fault does.
func (l *limiter) pause(now time.Time, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tooMany++
	l.bot.pause(now, d)
}

// take counts one sending, or returns the seconds to wait. The time is read here, so that no two calls overtake each other.
func (l *limiter) take(clock func() time.Time, chat int64, paid bool) (wait int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := clock()
	scopes := []*window{&l.bot}
	if paid && l.limits.Paid > 0 && !now.Before(l.bot.until) {
		scopes[0] = &l.paid
	}
	if c := l.chat(chat); c != nil {
		scopes = append(scopes, c)
	}
	for _, w := range scopes {
		if paused := now.Before(w.until); paused {
			if now.Sub(w.since) > earlyGrace {
				l.early++
			}
			wait = max(wait, seconds(w.until.Sub(now)))
		} else if free := w.free(now); free > 0 {
			w.pause(now, time.Duration(seconds(free))*time.Second)
			wait = max(wait, seconds(free))
		}
	}
	if wait > 0 {
		l.tooMany++
		return wait
	}
	for _, w := range scopes {
		w.count(now)
	}
	l.log = append(l.log, now.UnixNano())
	return 0
}

// Instants are the times, by the server's clock, at which what the limits count was taken.
func (s *Server) Instants() []time.Time {
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	all := make([]time.Time, len(s.limits.log))
	for i, at := range s.limits.log {
		all[i] = time.Unix(0, at)
	}
	return all
}

// Pace is what the limits saw: how many were taken a second, from the first to the last, and how many at most in one
// second, wherever it begins.
func (s *Server) Pace() (perSecond float64, most int) {
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	log, first := s.limits.log, 0
	for i, at := range log {
		for at-log[first] >= int64(time.Second) {
			first++
		}
		most = max(most, i-first+1)
	}
	if n := len(log); n > 1 && log[n-1] > log[0] {
		perSecond = float64(n-1) / time.Duration(log[n-1]-log[0]).Seconds()
	}
	return perSecond, most
}

func (l *limiter) chat(id int64) *window {
	limit, size := l.limits.Chat, time.Second
	if id < 0 {
		limit, size = l.limits.Group, time.Minute
	}
	if limit == 0 {
		return nil
	}
	w := l.chats[id]
	if w == nil {
		w = &window{size: size, times: make([]time.Time, limit)}
		l.chats[id] = w
	}
	return w
}

// free is how long it takes until one more fits.
func (w *window) free(now time.Time) time.Duration {
	if len(w.times) == 0 || w.times[w.next].IsZero() {
		return 0
	}
	return w.times[w.next].Add(w.size).Sub(now)
}

func (w *window) count(now time.Time) {
	if len(w.times) > 0 {
		w.times[w.next] = now
		w.next = (w.next + 1) % len(w.times)
	}
}

func (w *window) pause(now time.Time, d time.Duration) {
	w.since, w.until = now, now.Add(d)
}

// seconds rounds up, as retry_after does.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
