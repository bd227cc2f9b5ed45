// Package badly serves files as they should not be served: cut off, without an end, not at all. The servers in miniature have the files
// they keep go out through it. It says nothing of whose files they are, and nothing but the standard library may enter.
package badly

import (
	"net/http"
	"strconv"
)

// How is how a file is served.
type How string

const (
	Well    How = ""
	Missing How = "missing"          // 404
	Denied  How = "denied"           // 403
	Broken  How = "broken"           // 503, in HTML
	Silent  How = "silent"           // no answer, as long as somebody waits
	Stuck   How = "stuck"            // a half, and then nothing, as long as somebody waits
	CutOff  How = "cut off"          // a half of what was announced
	Quietly How = "cut off quietly"  // a half, and an end as it should be: nothing was announced
	Longer  How = "longer"           // whole, and the connection ends before what was announced
	Endless How = "endless"          // over and over again
	Empty   How = "empty"            // 0 bytes
	Unsized How = "without a length" // as it should be, of unknown length
)

// Serve answers with a file. done ends what has no end otherwise.
func Serve(w http.ResponseWriter, r *http.Request, kind string, data []byte, how How, done <-chan struct{}) {
	announced := len(data)
	switch how {
	case Missing, Denied:
		status := map[How]int{Missing: http.StatusNotFound, Denied: http.StatusForbidden}[how]
		http.Error(w, http.StatusText(status), status)
		return
	case Broken:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("<html><body>Service Unavailable</body></html>"))
		return
	case Silent:
		wait(r, done)
		panic(http.ErrAbortHandler)
	case Empty:
		data, announced = nil, 0
	case Longer:
		announced++
	case Quietly:
		data, announced = data[:len(data)/2], -1
	case Endless, Unsized:
		announced = -1
	}
	w.Header().Set("Content-Type", kind)
	if announced >= 0 {
		w.Header().Set("Content-Length", strconv.Itoa(announced))
	}
	w.WriteHeader(http.StatusOK)
	if how == Stuck || how == CutOff {
		data = data[:len(data)/2]
	}
	_, _ = w.Write(data)
	_ = http.NewResponseController(w).Flush()
	switch how {
	case Stuck:
		wait(r, done)
		panic(http.ErrAbortHandler)
	case CutOff, Longer:
		panic(http.ErrAbortHandler)
	case Endless:
		for r.Context().Err() == nil {
			if _, err := w.Write(data); err != nil {
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	}
}

func wait(r *http.Request, done <-chan struct{}) {
	select {
	case <-r.Context().Done():
	case <-done:
	}
}
