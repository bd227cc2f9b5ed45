package phones

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"loket/core"
)

const (
	longestText = 4096     // characters of a message
	longestBody = 64 << 10 // bytes of a form: the longest text, escaped
	// policy lets nothing in but what this page brings.
	policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
		"frame-ancestors 'none'; base-uri 'none'"
)

var errFar = errors.New("phones: the demonstration does not go so far")

// handler is a route table with what holds for all routes.
type handler struct{ http.Handler }

// Handler serves the page and all that belongs to it, under /demo.
func (d *Demo) Handler() http.Handler { return d.handler }

func newHandler(d *Demo) handler {
	assets, err := fs.Sub(files, "assets")
	if err != nil {
		panic("phones: " + err.Error()) // they are part of the program
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo", d.page)
	mux.HandleFunc("GET /demo/{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/demo", http.StatusSeeOther) })
	mux.HandleFunc("GET /demo/events", d.events)
	mux.Handle("GET /demo/assets/", http.StripPrefix("/demo/assets/", http.FileServerFS(assets)))
	mux.HandleFunc("GET /demo/photo.jpg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(sample()) // who went away sees nothing
	})
	mux.HandleFunc("POST /demo/phones/{channel}", d.doing(d.write))
	mux.HandleFunc("POST /demo/crowd", d.doing(d.gather))
	mux.HandleFunc("POST /demo/announce", d.doing(d.announce))
	mux.HandleFunc("POST /demo/clock", d.doing(d.forward))
	mux.HandleFunc("POST /demo/staff", d.staff)
	own := http.NewCrossOriginProtection().Handler(mux)
	return handler{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		r.Body = http.MaxBytesReader(w, r.Body, longestBody)
		own.ServeHTTP(w, r)
	})}
}

func (d *Demo) page(w http.ResponseWriter, r *http.Request) {
	v := d.view(r.URL.Query().Get("lang"))
	if said := r.URL.Query().Get("said"); strings.HasPrefix(said, "note-") && words[said] != nil {
		v.Said = said
	}
	d.draw(w, http.StatusOK, "page", v)
}

func (d *Demo) draw(w http.ResponseWriter, status int, name string, v view) {
	text, err := d.render(name, v)
	if err != nil {
		d.cfg.Log.Error("a page failed", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // who went away reads nothing
}

// outcome is what came of something that was done: a key of words, "" if there is nothing to say.
type outcome struct {
	said   string
	status int
}

// doing makes a route of something that is done on the page: with JavaScript the answer is what to say, without it the page again.
func (d *Demo) doing(do func(*http.Request) outcome) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var o outcome
		var large *http.MaxBytesError
		switch err := r.ParseForm(); {
		case errors.As(err, &large):
			o = outcome{"note-long", http.StatusRequestEntityTooLarge}
		case err != nil:
			o = outcome{"note-empty", http.StatusBadRequest}
		default:
			o = do(r)
		}
		lang := r.PostForm.Get("lang")
		if strings.Contains(r.Header.Get("Accept"), "application/json") {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(o.status)
			said := ""
			if o.said != "" {
				said = d.view(lang).T(o.said)
			}
			_ = json.NewEncoder(w).Encode(map[string]string{"said": said}) // who went away reads nothing
			return
		}
		to := url.Values{}
		if slices.Contains(languages, lang) {
			to.Set("lang", lang)
		}
		if o.said != "" {
			to.Set("said", o.said)
		}
		at := "/demo"
		if len(to) > 0 {
			at += "?" + to.Encode()
		}
		if _, ok := CitizenOf(r.PathValue("channel")); ok {
			at += "#phone-" + r.PathValue("channel")
		}
		http.Redirect(w, r, at, http.StatusSeeOther)
	}
}

// write is what a citizen of the page says: a text, the token of a choice, or the picture.
func (d *Demo) write(r *http.Request) outcome {
	text := strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get("text"), ""))
	token := r.PostForm.Get("choice")
	for _, c := range d.cfg.Carriers {
		if c.as != r.PathValue("channel") {
			continue
		}
		var err error
		switch {
		case r.PostForm.Get("photo") != "":
			err = c.Photo()
		case token != "":
			err = c.Press(token)
		case text == "":
			return outcome{"note-empty", http.StatusUnprocessableEntity}
		case utf8.RuneCountInString(text) > longestText:
			return outcome{"note-long", http.StatusRequestEntityTooLarge}
		default:
			err = c.Write(text)
		}
		switch {
		case errors.Is(err, ErrBusy):
			return outcome{"note-busy", http.StatusTooManyRequests}
		case err != nil:
			return outcome{"note-choice", http.StatusConflict}
		}
		return outcome{"", http.StatusOK}
	}
	return outcome{"note-empty", http.StatusNotFound}
}

func (d *Demo) gather(r *http.Request) outcome {
	ctx, cancel := patient(r)
	defer cancel()
	switch came, err := d.crowd(ctx); {
	case errors.Is(err, errFar):
		return outcome{"note-far", http.StatusConflict}
	case err != nil:
		return d.failed(err)
	case !came:
		return outcome{"note-crowding", http.StatusConflict}
	}
	return outcome{"note-crowd", http.StatusOK}
}

func (d *Demo) announce(r *http.Request) outcome {
	ctx, cancel := patient(r)
	defer cancel()
	err := d.cfg.Office.Announce(ctx)
	var e *core.Error
	switch {
	case err == nil:
		d.changed()
		return outcome{"note-announced", http.StatusOK}
	case errors.As(err, &e) && e.Key == "bad.nobody":
		return outcome{"note-nobody", http.StatusConflict}
	case core.KindOf(err) == core.Conflict:
		return outcome{"note-twice", http.StatusConflict}
	case core.KindOf(err) == core.Missing, core.KindOf(err) == core.Invalid: // or its days went by while the button was pressed
		return outcome{"note-no-closure", http.StatusConflict}
	}
	return d.failed(err)
}

// forward moves the clock by what was asked for.
func (d *Demo) forward(r *http.Request) outcome {
	ctx, cancel := patient(r)
	defer cancel()
	day, err := d.cfg.Office.Day(ctx)
	if err != nil {
		return d.failed(err)
	}
	to, move, said := time.Time{}, d.cfg.Office.SetClock, "note-clock"
	switch r.PostForm.Get("to") {
	case "pickups":
		to, move, said = d.cfg.Pickups, d.cfg.Office.Pass, "note-pickups"
	case "hour":
		to = day.Now.Add(time.Hour)
	case "day":
		to = day.Now.AddDate(0, 0, 1)
	default:
		return outcome{"note-past", http.StatusUnprocessableEntity}
	}
	switch {
	case !to.After(day.Now):
		return outcome{"note-past", http.StatusConflict}
	case to.After(d.cfg.Until):
		return outcome{"note-far", http.StatusConflict}
	}
	if err := d.moved(ctx, move(ctx, to)); err != nil {
		return d.failed(err)
	}
	return outcome{said, http.StatusOK}
}

// staff leads into the console.
func (d *Demo) staff(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := patient(r)
	defer cancel()
	path, err := d.cfg.Office.StaffLink(ctx)
	if err == nil && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") {
		http.Redirect(w, r, path, http.StatusSeeOther)
		return
	}
	v := d.view(r.FormValue("lang"))
	v.Said = "note-console"
	status := http.StatusNotImplemented
	if err != nil && core.KindOf(err) != core.Missing {
		v.Said, status = d.failed(err).said, http.StatusServiceUnavailable
	}
	d.draw(w, status, "page", v)
}

func (d *Demo) failed(err error) outcome {
	d.cfg.Log.Warn("the demonstration was not obeyed", "error", err)
	return outcome{"note-failed", http.StatusServiceUnavailable}
}

// patient is how long the office may take. What was asked for is done although nobody waits for it any more.
func patient(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(r.Context()), 20*time.Second)
}
