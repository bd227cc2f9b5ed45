package minitelegram

import (
	"net"
	"net/http"
	"time"
)

// Fault is what goes wrong with one call. The zero fault answers nothing sensible: use the functions below.
type Fault struct {
	Name       string
	Accept     bool          // the call is carried out all the same; only its answer suffers
	Wait       time.Duration // before the answer, or before the cut
	Never      bool          // no answer comes as long as the client waits
	Reset      bool          // the connection is cut instead
	Half       bool          // only the first half of the answer arrives
	RetryAfter int           // the whole bot is paused that many seconds

	answer *answer // instead of the true one
}

func refuse(name string, a answer) Fault { return Fault{Name: name, answer: &a} }

// TooManyRequests is a 429; the bot is paused and refused again until the seconds are over.
func TooManyRequests(retryAfter int) Fault {
	f := refuse("429", tooMany(retryAfter))
	f.RetryAfter = retryAfter
	return f
}

// ServerError is a 5xx in Telegram's JSON; the call is not carried out.
func ServerError(code int) Fault { return refuse("5xx", fail(code, http.StatusText(code))) }

// BadGateway is a 502 with a page of HTML, from a proxy in between; the call is not carried out.
func BadGateway() Fault {
	return refuse("502", answer{code: 502, mime: "text/html",
		raw: []byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body></html>\r\n")})
}

// Forbidden is a 403 in the given words: "bot was blocked by the user".
func Forbidden(words string) Fault { return refuse("403", forbidden(words)) }

// ResetBefore cuts the connection and does nothing.
func ResetBefore() Fault { return Fault{Name: "reset before", Reset: true} }

// ResetAfter carries the call out and cuts the connection.
func ResetAfter() Fault { return Fault{Name: "reset after", Accept: true, Reset: true} }

// SilentBefore does nothing and never answers.
func SilentBefore() Fault { return Fault{Name: "silent before", Never: true} }

// SilentAfter carries the call out and never answers.
func SilentAfter() Fault { return Fault{Name: "silent after", Accept: true, Never: true} }

// Late carries the call out at once and answers it after a while.
func Late(d time.Duration) Fault { return Fault{Name: "late", Accept: true, Wait: d} }

// Garbage carries the call out and answers something that is no JSON.
func Garbage() Fault {
	f := refuse("garbage", answer{raw: []byte(`{"ok":tru`), mime: "application/json"})
	f.Accept = true
	return f
}

// Truncated carries the call out and lets half of the answer through.
func Truncated() Fault { return Fault{Name: "truncated", Accept: true, Half: true} }

// spoil is the answer as the fault leaves it.
func (f Fault) spoil(a answer) answer {
	if f.answer != nil {
		a = *f.answer
	}
	a.half = f.Half
	return a
}

// deliver does what the fault does to the connection, and tells whether an answer is to follow.
func (f Fault) deliver(w http.ResponseWriter, r *http.Request, done <-chan struct{}) bool {
	var over <-chan time.Time
	if f.Wait > 0 {
		over = time.After(f.Wait)
	}
	if f.Wait > 0 || f.Never {
		select {
		case <-over:
		case <-r.Context().Done():
		case <-done:
		}
	}
	if !f.Reset && !f.Never {
		return true
	}
	cut(w)
	return false
}

// cut ends the connection the hard way, with a reset where that can be had.
func cut(w http.ResponseWriter) {
	if h, able := w.(http.Hijacker); able {
		if c, _, err := h.Hijack(); err == nil {
			if tcp, is := c.(*net.TCPConn); is {
				_ = tcp.SetLinger(0)
			}
			_ = c.Close()
			return
		}
	}
	panic(http.ErrAbortHandler)
}
