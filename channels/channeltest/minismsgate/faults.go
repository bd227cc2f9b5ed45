package minismsgate

import (
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Fault is a misfortune that a call meets that is to send a message. The first group leaves no trace, the second happens after the
// message was accepted.
type Fault string

const (
	None Fault = ""

	TooMany     Fault = "429"
	Full        Fault = "503"   // the queue of a phone that is not there
	ServerError Fault = "500"   // JSON
	BadGateway  Fault = "502"   // a page of HTML
	Refused     Fault = "400"   // JSON
	BadNumber   Fault = "400 n" // the number
	NoPhone     Fault = "400 d" // the phone
	Reset       Fault = "reset"
	Stall       Fault = "stall" // no answer, nothing done

	Hang      Fault = "hang"       // accepted, never answered
	LateReset Fault = "late reset" // accepted, then the connection is reset
	LateError Fault = "late 500"   // accepted, and yet a 500
	Garbage   Fault = "garbage"    // accepted, the answer is none
)

func (f Fault) accepts() bool {
	return f == None || f == Hang || f == LateReset || f == LateError || f == Garbage
}

func (f Fault) refusal() answer {
	switch f {
	case TooMany:
		return refuse(http.StatusTooManyRequests, "Too Many Requests")
	case Full:
		return refuse(http.StatusServiceUnavailable, "Queue limits exceeded; ensure device is online")
	case ServerError:
		return refuse(http.StatusInternalServerError, "Internal Server Error")
	case BadGateway:
		return answer{status: http.StatusBadGateway}
	case Refused:
		return refuse(http.StatusBadRequest, "Bad Request")
	case BadNumber:
		return refuse(http.StatusBadRequest, "Invalid phone number")
	case NoPhone:
		return refuse(http.StatusBadRequest, "Invalid device ID")
	}
	return answer{}
}

func (f Fault) write(s *Server, w http.ResponseWriter, r *http.Request, a answer) {
	switch f {
	case Hang, Stall:
		select {
		case <-r.Context().Done():
		case <-s.ctx.Done():
		case <-time.After(time.Hour):
		}
		panic(http.ErrAbortHandler)
	case Reset, LateReset:
		reset(w)
	case LateError:
		a = refuse(http.StatusInternalServerError, "Internal Server Error")
	}
	body, err := json.Marshal(a.body)
	if err != nil {
		panic(err) // our own types always encode
	}
	kind := "application/json"
	switch f {
	case BadGateway:
		body, kind = []byte("<html><body><h1>502 Bad Gateway</h1></body></html>"), "text/html"
	case Garbage:
		body = []byte("\x00<<not json>>")
	case TooMany:
		w.Header().Set("Retry-After", "1")
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(body)
}

// reset breaks the connection so that the caller sees a reset, not an orderly end.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

// Fail gives the next calls that send a message these faults, one each. None lets one pass.
func (s *Server) Fail(next ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, next...)
}

func (s *Server) pick() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return None
	}
	first := s.faults[0]
	s.faults = s.faults[1:]
	return first
}
