package minitwilio

import (
	"hash/maphash"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Call is one call of the API, whatever came of it.
type Call struct {
	At           time.Time
	Method, Path string
	User         string     // who the credentials name
	Form         url.Values // body or query
	Fault        Fault
	Status, Code int    // what Twilio meant to answer; the fault decides what arrived
	SID          string // the message made or shown
}

// Counts are the totals since the start.
type Counts struct {
	Calls, Created, Refused, Limited, Faults int
	Duplicates                               int // messages whose receiver and text had been accepted before
	Inbound, Reports                         int // webhooks and reports sent, each attempt counted
}

// ledger is all that the account remembers.
type ledger struct {
	sync.Mutex
	calls      []Call
	violations []string
	counts     Counts
	all        []*Message
	bySID      map[string]*Message
	byTo       map[string][]*Message
	texts      map[text]int
	seed       maphash.Seed
	second     []time.Time            // what was accepted lately, for the rate
	lately     map[string][]time.Time // the same by number, for the loop guard
	refused    map[string]int         // numbers that Twilio refuses, and the code
	inbound    map[string]Inbound
	media      map[string]Media
	contents   []*Content
	heard      map[string]time.Time // when somebody last wrote by WhatsApp
	words      map[string]string    // what many messages have in common, kept once when Lean
	changed    chan struct{}        // closed when a message is accepted and someone waits
}

type text struct {
	to   string
	body uint64
}

func (l *ledger) init() {
	l.seed = maphash.MakeSeed()
	l.bySID, l.byTo, l.texts = map[string]*Message{}, map[string][]*Message{}, map[text]int{}
	l.lately, l.refused = map[string][]time.Time{}, map[string]int{}
	l.heard = map[string]time.Time{}
	l.inbound, l.media, l.words = map[string]Inbound{}, map[string]Media{}, map[string]string{}
}

func (l *ledger) note(k *Knobs, c Call) {
	l.Lock()
	defer l.Unlock()
	l.counts.Calls++
	switch {
	case c.Fault != None:
		l.counts.Faults++
	case c.Status == 429:
		l.counts.Limited++
	case c.Status >= 400:
		l.counts.Refused++
	}
	if !k.Lean {
		l.calls = append(l.calls, c)
	}
}

// accept keeps an outbound message, or names the limit that it breaks.
func (l *ledger) accept(k *Knobs, m Message) (code int) {
	l.Lock()
	defer l.Unlock()
	if k.Rate > 0 {
		l.second = recent(l.second, m.Created.Add(-time.Second))
		if len(l.second) >= k.Rate {
			return 20429
		}
		l.second = append(l.second, m.Created)
	}
	if k.LoopGuard {
		l.lately[m.To] = recent(l.lately[m.To], m.Created.Add(-30*time.Second))
		if len(l.lately[m.To]) >= 30 {
			return 14107
		}
		l.lately[m.To] = append(l.lately[m.To], m.Created)
	}
	key := text{m.To, maphash.String(l.seed, m.Body)}
	if l.texts[key]++; l.texts[key] > 1 {
		l.counts.Duplicates++
		m.Again = true
	}
	l.counts.Created++
	l.keep(k, m)
	return 0
}

func (l *ledger) keep(k *Knobs, m Message) {
	if k.Lean {
		m.Form = nil
		for _, s := range []*string{&m.Body, &m.From, &m.Service} {
			*s = l.once(*s)
		}
	}
	l.all = append(l.all, &m)
	l.bySID[m.SID] = &m
	l.byTo[m.To] = append(l.byTo[m.To], &m)
	if l.changed != nil {
		close(l.changed)
		l.changed = nil
	}
}

// once is a text equal to one that was kept before, if there was one.
func (l *ledger) once(text string) string {
	if kept, ok := l.words[text]; ok {
		return kept
	}
	text = strings.Clone(text)
	l.words[text] = text
	return text
}

func recent(times []time.Time, since time.Time) []time.Time {
	old := 0
	for old < len(times) && !times[old].After(since) {
		old++
	}
	return times[old:]
}

func (l *ledger) objection(to string) (code int) {
	l.Lock()
	defer l.Unlock()
	return l.refused[to]
}

// newest lists what keep likes, newest first, from the message after the one named.
func (l *ledger) newest(to, after string, n int, keep func(*Message) bool) (found []Message) {
	l.Lock()
	defer l.Unlock()
	from := l.all
	if to != "" {
		from = l.byTo[to]
	}
	seen := after == ""
	for _, m := range slices.Backward(from) {
		if seen && keep(m) {
			found = append(found, *m)
		}
		if len(found) == n {
			break
		}
		seen = seen || m.SID == after
	}
	return found
}
