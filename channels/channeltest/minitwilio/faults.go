package minitwilio

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is a misfortune that a call meets. The first group leaves no trace in the account, the second happens after
// the message was accepted: the caller cannot tell a Stall from a Hang, nor one reset from the other, and must ask.
type Fault string

const (
	None Fault = ""

	TooMany     Fault = "429"   // JSON and Retry-After
	ServerError Fault = "500"   // JSON
	Unavailable Fault = "503"   // JSON
	BadGateway  Fault = "502"   // a page of HTML
	Reset       Fault = "reset" // connection reset, nothing done
	Stall       Fault = "stall" // no answer, nothing done

	Slow      Fault = "slow"       // accepted, answered after Knobs.SlowBy
	Hang      Fault = "hang"       // accepted, never answered
	LateReset Fault = "late reset" // accepted, then the connection is reset
	LateError Fault = "late 500"   // accepted, and yet a 500
	Garbage   Fault = "garbage"    // accepted, the answer says JSON and is none
	Truncated Fault = "truncated"  // accepted, half an answer
)

func (f Fault) accepts() bool {
	return f == None || f == Slow || f == Hang || f == LateReset || f == LateError || f == Garbage || f == Truncated
}

// refusal is what a fault of the first group answers, when it answers in JSON.
func (f Fault) refusal(k *Knobs) answer {
	switch f {
	case TooMany:
		return limited(k, 20429)
	case ServerError:
		return refuse(20500)
	case Unavailable:
		return refuse(20503)
	case BadGateway:
		return answer{status: http.StatusBadGateway}
	}
	return answer{}
}

// write sends the answer as the fault leaves it.
func (f Fault) write(s *Server, k *Knobs, w http.ResponseWriter, r *http.Request, a answer) {
	switch f {
	case Slow:
		if !s.wait(r.Context(), k.SlowBy) {
			panic(http.ErrAbortHandler)
		}
	case Hang, Stall:
		s.wait(r.Context(), time.Hour)
		panic(http.ErrAbortHandler)
	case Reset, LateReset:
		reset(w)
	case LateError:
		a = refuse(20500)
	}

	body, kind := encode(a.body)
	size := len(body)
	switch f {
	case BadGateway:
		body, kind = []byte("<html><body><h1>502 Bad Gateway</h1></body></html>"), "text/html"
		size = len(body)
	case Garbage:
		body = []byte("\x00\xff<<not json>>")
		size = len(body)
	case Truncated:
		body = body[:size/2]
	}
	if a.location != "" {
		w.Header().Set("Location", a.location)
	}
	if a.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(a.retry))
	}
	w.Header().Set("Date", k.Now().UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(size))
	w.WriteHeader(a.status)
	w.Write(body)
	if f == Truncated {
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

func encode(body any) (raw []byte, kind string) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		panic(err) // our own types always encode
	}
	return buf.Bytes(), "application/json"
}

// reset breaks the connection so that the caller sees a reset, not an orderly end.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		conn.Close()
	}
	panic(http.ErrAbortHandler)
}

// faults decides which call meets which.
type faults struct {
	sync.Mutex
	next   []Fault
	source *rand.Rand
}

// Fail gives the next calls that create a message these faults, one each, before any other rule. None lets one pass.
func (s *Server) Fail(next ...Fault) {
	s.faults.Lock()
	defer s.faults.Unlock()
	s.faults.next = append(s.faults.next, next...)
}

// Seed sets the source of Knobs.Chance: the same calls in the same order then meet the same faults.
func (s *Server) Seed(n uint64) { s.faults.seed(n) }

func (f *faults) seed(n uint64) {
	f.Lock()
	defer f.Unlock()
	f.source = rand.New(rand.NewPCG(n, n))
}

func (f *faults) pick(k *Knobs, c Call) Fault {
	if c.Method == http.MethodPost && !strings.HasPrefix(c.Path, "/v1/Content") {
		f.Lock()
		defer f.Unlock()
		if len(f.next) > 0 {
			first := f.next[0]
			f.next = f.next[1:]
			return first
		}
		if fault := f.roll(k.Chance); fault != None {
			return fault
		}
	}
	if k.Hook != nil {
		return k.Hook(c)
	}
	return None
}

// shuffled are steps in any order, about half of them twice.
func (f *faults) shuffled(steps []string) []string {
	f.Lock()
	defer f.Unlock()
	for _, step := range steps {
		if f.source.IntN(2) == 0 {
			steps = append(steps, step)
		}
	}
	f.source.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	return steps
}

// roll throws once for all chances, in a fixed order, so that a seed means the same everywhere.
func (f *faults) roll(chance map[Fault]float64) Fault {
	if len(chance) == 0 {
		return None
	}
	all := make([]Fault, 0, len(chance))
	for fault := range chance {
		all = append(all, fault)
	}
	slices.Sort(all)
	at := f.source.Float64()
	for _, fault := range all {
		if at -= chance[fault]; at < 0 {
			return fault
		}
	}
	return None
}
