package web

import (
	"bytes"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"loket/core"
)

// The page behind /u/TOKEN is for citizens whose phone carries no files into a chat. It is no part of the console: there is no login, no
// session, no cookie and no script; who has the address may send, so no post needs to prove where it comes from. What is sent goes by
// as a stream (uploadbody.go) to the desk, which looks at it and keeps it.

// wrongUploads is how many wrong addresses may come from one network within a minute. A whole town's phones may share one address, and
// the secret part of a link has 60 bits: this slows who guesses, and hardly anybody else.
const wrongUploads = 30

// mostUploads is how many people may send at once, mostOfOne by one link; the next are asked to wait a little.
const (
	mostUploads = 32
	mostOfOne   = 8
)

// uploads is that page.
type uploads struct {
	desk   Uploads
	office Office
	looks  map[string]*look
	slow   *limiter
	stall  time.Duration // between two bytes
	log    *slog.Logger

	mu     sync.Mutex
	inside map[int64]int // who send, by link
	all    int           // of them
}

func newUploads(cfg Config, looks map[string]*look) *uploads {
	return &uploads{desk: cfg.Desk, office: cfg.Office, looks: looks, slow: newLimiter(wrongUploads), inside: map[int64]int{},
		stall: uploadStall, log: cfg.Log}
}

// routes puts the page among those of a mux.
func (u *uploads) routes(mux *http.ServeMux) {
	mux.Handle("GET /u/{token}", u.handler((*upload).look))
	mux.Handle("POST /u/{token}", u.handler((*upload).take))
}

// upload is one request to the page, and what its template is given.
type upload struct {
	*uploads
	w     http.ResponseWriter
	r     *http.Request
	words *look
	about string // code of the requirement that was refused

	Page  core.UploadPage
	Items []uploadItem
	Known bool   // there is such a link
	Sent  string // what has just been taken, by its name
	Wrong string // what could not be done, and why
}

// token is the secret part of the address; who types it need not mind capitals.
func (u *upload) token() string { return strings.ToUpper(u.r.PathValue("token")) }

func (u *upload) say(key string, args ...any) string { return u.words.words.say(key, args...) }

// handler serves the page. It tells nobody more than it must: neither from where one comes, nor to whom it leads.
func (u *uploads) handler(serve func(*upload) (status int, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		v := &upload{uploads: u, w: w, r: r}
		v.speak(r.URL.Query().Get("lang"), u.office.Languages[0], "id")
		status, err := v.open()
		if err == nil && status == 0 {
			status, err = serve(v)
		}
		if err != nil {
			status = v.fail(err)
		}
		if status != 0 {
			v.show(status)
		}
	})
}

// speak chooses the first of some languages that the page has.
func (u *upload) speak(langs ...string) {
	for _, lang := range langs {
		if u.words = u.looks[lang]; u.words != nil {
			return
		}
	}
}

// open finds the link; status is not 0 if there is nothing more to do.
func (u *upload) open() (status int, err error) {
	if wait := u.slow.wait(u.r); wait > 0 {
		u.w.Header().Set("Retry-After", strconv.Itoa(wait))
		u.Wrong = u.say("upload.slow", "n", wait)
		return http.StatusTooManyRequests, nil
	}
	u.Page, err = u.desk.OpenUpload(u.r.Context(), u.token())
	if core.KindOf(err) == core.Missing && err != nil {
		u.slow.fail(u.r)
		u.Wrong = u.say("upload.unknown")
		return http.StatusNotFound, nil
	}
	if err != nil {
		return 0, err
	}
	u.Known = true
	u.speak(u.r.URL.Query().Get("lang"), u.Page.Upload.Lang, u.office.Languages[0], "id")
	u.Items = make([]uploadItem, len(u.Page.Papers))
	for i, p := range u.Page.Papers {
		u.Items[i] = uploadItem{UploadPaper: p, N: i + 1, Name: u.office.paperName(u.words, u.Page.Service, p.Code), Optional: p.Code == core.OtherPaper || u.office.optional(u.Page.Service, p.Code)}
	}
	return 0, nil
}

// look shows the page.
func (u *upload) look() (int, error) {
	sent := u.r.URL.Query().Get("sent")
	for _, i := range u.Items {
		if i.Code == sent && i.Used {
			u.Sent = i.Name
		}
	}
	return http.StatusOK, nil
}

// done goes on to the page that says what was taken, so that nothing is sent again when it is loaded again.
func (u *upload) done(code string) (int, error) {
	q := url.Values{"sent": {code}}
	if lang := u.r.URL.Query().Get("lang"); u.looks[lang] != nil {
		q.Set("lang", lang)
	}
	http.Redirect(u.w, u.r, u.r.URL.Path+"?"+q.Encode(), http.StatusSeeOther)
	return 0, nil
}

// refuse says what is wrong with what was sent for a requirement.
func (u *upload) refuse(code, text string, files []core.UploadRefusal) int {
	u.Wrong, u.about = text, code
	for i := range u.Items {
		if it := &u.Items[i]; it.Code == code {
			for _, f := range files {
				it.Wrong = append(it.Wrong, u.say("upload.nth", "n", f.Nth, "why", u.why(f.Reason)))
			}
		}
	}
	return http.StatusUnprocessableEntity
}

// why is a reason for which a file is not taken, in words.
func (u *upload) why(reason string) string {
	key := "upload.reason." + reason
	if u.words.words[key] == "" {
		key = "upload.reason." + core.PaperBroken
	}
	return u.say(key, "mb", u.Size(), "most", u.Files())
}

// fail is what is said of an error that is nobody's who sends; 0 if nobody waits for it any more.
func (u *upload) fail(err error) int {
	switch {
	case core.KindOf(err) == core.Away:
		u.w.Header().Set("Retry-After", "5")
		u.Wrong = u.say("upload.away")
		return http.StatusServiceUnavailable
	case u.r.Context().Err() != nil:
		return 0
	}
	reference := rand.Text()[:8]
	u.log.Error("the page for papers failed", "error", err, "route", u.r.Pattern, "reference", reference)
	u.Wrong = u.say("upload.ours", "reference", reference)
	return http.StatusInternalServerError
}

func (u *upload) show(status int) {
	var b bytes.Buffer
	if err := u.words.pages["upload"].ExecuteTemplate(&b, "upload", u); err != nil {
		u.log.Error("the page for papers failed", "error", err)
		http.Error(u.w, u.Wrong, http.StatusInternalServerError)
		return
	}
	_ = http.NewResponseController(u.w).SetWriteDeadline(time.Now().Add(uploadStall))
	u.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	u.w.WriteHeader(status)
	_, _ = u.w.Write(b.Bytes())
}

// enter tells whether one more may send by a link. Somebody who sends slowly on purpose keeps no others out.
func (u *uploads) enter(link int64) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == mostUploads || u.inside[link] == mostOfOne {
		return false
	}
	u.all++
	u.inside[link]++
	return true
}

func (u *uploads) leave(link int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.all--
	if u.inside[link]--; u.inside[link] == 0 {
		delete(u.inside, link)
	}
}

// take takes what a form brings.
func (u *upload) take() (int, error) {
	if !u.enter(u.Page.Upload.ID) {
		u.w.Header().Set("Retry-After", "30")
		u.Wrong = u.say("upload.crowded")
		return http.StatusServiceUnavailable, nil
	}
	defer u.leave(u.Page.Upload.ID)
	body := u.body()
	defer body.rest()
	if u.Page.Over {
		return http.StatusGone, nil // the page says why
	}
	form, err := body.form()
	if err != nil {
		return u.unread("", err)
	}
	if !slices.ContainsFunc(u.Items, func(i uploadItem) bool { return i.Code == form.code }) {
		u.Wrong = u.say("upload.form")
		return http.StatusUnprocessableEntity, nil
	}
	if form.none() {
		if body.failed != nil {
			return u.unread(form.code, body.failed)
		}
		return u.refuse(form.code, u.say("upload.nofile"), nil), nil
	}
	taken, err := u.desk.TakeUpload(u.r.Context(), u.token(), form.code, form.next)
	switch {
	case err == nil && taken.Kept > 0 && len(taken.Refused) == 0 && !taken.Used:
		return u.done(form.code)
	case body.failed != nil:
		return u.unread(form.code, body.failed)
	case errors.Is(err, errUploadForm):
		return u.unread(form.code, err)
	case err == nil && taken.Used:
		u.refuse(form.code, u.say("upload.used"), nil)
		return http.StatusConflict, nil
	case err == nil:
		return u.refuse(form.code, u.say("upload.refused"), taken.Refused), nil
	}
	if k := core.KindOf(err); k == core.Missing || k == core.Conflict || k == core.Invalid { // the link's hours, or the request, ended meanwhile
		u.Page.Over = true
		return http.StatusGone, nil
	}
	return 0, err
}

// unread says why what was sent could not be read to its end.
func (u *upload) unread(code string, err error) (int, error) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		u.refuse(code, u.say("upload.large", "most", u.Files(), "mb", u.Size()), nil)
		return http.StatusRequestEntityTooLarge, nil
	case errors.Is(err, errUploadForm):
		u.Wrong = u.say("upload.form")
		return http.StatusUnprocessableEntity, nil
	}
	u.refuse(code, u.say("upload.cut"), nil)
	return http.StatusRequestTimeout, nil
}
