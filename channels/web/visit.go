package web

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"loket/core"
)

// visit is one request to the console, and its answer.
type visit struct {
	*Console
	w     http.ResponseWriter
	r     *http.Request
	lang  string
	look  *look
	staff core.Staff // who is logged in; zero if nobody is
}

// by is who is logged in, as who does something at the desk.
func (v *visit) by() core.Actor { return v.staff.Actor() }

// may tells whether who is logged in may do something.
func (v *visit) may(d core.Deed) bool { return v.staff.Role.May(d) }

// Lang, Staff, Office, May, Path and Back are for templates: the visitor's language, who is logged in, the office, what they may do, and
// where they are.
func (v *visit) Lang() string         { return v.lang }
func (v *visit) Staff() core.Staff    { return v.staff }
func (v *visit) Office() Office       { return v.office }
func (v *visit) May(d core.Deed) bool { return v.may(d) }
func (v *visit) Path() string         { return v.r.URL.Path }
func (v *visit) Back() string {
	if v.r.Method != http.MethodGet {
		return "/"
	}
	return v.r.URL.RequestURI()
}

// say is a sentence of the console in the visitor's language.
func (v *visit) say(key string, args ...any) string { return v.look.words.say(key, args...) }

// handler serves a route to those who may have it, and tells errors.
func (c *Console) handler(r route) http.Handler {
	return c.session(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		v := &visit{Console: c, w: w, r: q}
		err := v.meet()
		switch {
		case err != nil:
		case r.deed != "" && v.staff.ID == 0:
			v.toLogin()
			return
		case r.deed != "" && !v.may(r.deed):
			err = forbidden(v.staff, r.deed)
		default:
			if err = v.readable(); err == nil {
				err = r.serve(v)
			}
		}
		if err != nil {
			v.fail(err)
		}
	}))
}

// meet finds out who it is, and in which language they read.
func (v *visit) meet() (err error) {
	if id := v.sessions.GetInt64(v.r.Context(), sessionStaff); id != 0 {
		var ok bool
		if v.staff, ok, err = v.desk.Worker(v.r.Context(), id); err == nil && !ok {
			err = v.sessions.Destroy(v.r.Context())
		}
	}
	v.lang = v.office.Languages[0]
	for _, lang := range []string{v.staff.Lang, cookieLanguage(v.r)} {
		if v.looks[lang] != nil {
			v.lang = lang
		}
	}
	if v.looks[v.lang] == nil {
		v.lang = "id"
	}
	v.look = v.looks[v.lang]
	return err
}

func forbidden(s core.Staff, d core.Deed) error {
	e := core.Errorf(core.Conflict, "the role of %s does not allow that: it takes %s", s.Name, d.Needs())
	e.Key, e.Args = roleKey, map[string]any{"role": string(d.Needs())}
	return e
}

// roleKey is the key of the catalog by which the desk refuses what a role does not allow.
const roleKey = "bad.role"

// page is what every template is given.
type page struct {
	*visit
	Title string // of the page, without the office's name
	Here  string // which entry of the menu it belongs to
	Flash string // what was done
	Wrong string // what could not be done, and why
	Now   time.Time
	Body  any
}

// show answers with a page. Name is that of its template, and of its title among the words (NAME.title).
func (v *visit) show(name string, body any) error { return v.showAs(http.StatusOK, name, body, "") }

// wrong answers with a page again because of something that was asked; an error that is nobody's who asks is returned.
func (v *visit) wrong(name string, body any, err error) error {
	text, status, ok := v.explain(err)
	if !ok {
		return err
	}
	return v.showAs(status, name, body, text)
}

func (v *visit) showAs(status int, name string, body any, wrong string) error {
	p := &page{visit: v, Title: v.say(name + ".title"), Here: menuOf(v.r.URL.Path), Wrong: wrong, Body: body}
	var err error
	if p.Now, err = v.desk.Now(v.r.Context()); err != nil {
		return err
	}
	if v.staff.ID != 0 {
		p.Flash = v.sessions.PopString(v.r.Context(), sessionFlash)
	}
	return v.render(status, name, p)
}

// part answers htmx with one part of a page, by the name of its template.
func (v *visit) part(name, part string, body any) error {
	var b bytes.Buffer
	if err := v.look.pages[name].ExecuteTemplate(&b, part, &page{visit: v, Body: body}); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = v.w.Write(b.Bytes())
	return nil
}

// render writes a page once it is whole, so that an error within it is told as one.
func (v *visit) render(status int, name string, p *page) error {
	var b bytes.Buffer
	if err := v.look.pages[name].ExecuteTemplate(&b, "page", p); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b.Bytes())
	return nil
}

// done goes on to another page, which says what was done.
func (v *visit) done(to, key string, args ...any) error {
	v.sessions.Put(v.r.Context(), sessionFlash, v.say(key, args...))
	return v.to(to)
}

// to goes on to another page.
func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// toLogin sends who is not logged in to the login page, a part of a page that is replaced by htmx as a whole.
func (v *visit) toLogin() {
	if v.r.Header.Get("HX-Request") != "" {
		v.w.Header().Set("HX-Redirect", "/login")
		v.w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_ = v.to("/login")
}

// explain says what was wrong with what was asked, and the HTTP status of it; ok is false if it is nobody's who asks.
func (v *visit) explain(err error) (text string, status int, ok bool) {
	var f *formError
	if errors.As(err, &f) {
		return f.text, http.StatusUnprocessableEntity, true
	}
	var e *core.Error
	if !errors.As(err, &e) {
		return "", 0, false
	}
	switch {
	case e.Key == roleKey:
		status = http.StatusForbidden
	case e.Kind == core.Invalid:
		status = http.StatusUnprocessableEntity
	case e.Kind == core.Missing:
		status = http.StatusNotFound
	case e.Kind == core.Conflict:
		status = http.StatusConflict
	default:
		return "", 0, false
	}
	if text, ok = v.office.Explain(v.lang, err); !ok {
		text = v.say("error.refused")
	}
	return text, status, true
}

// invalid is a fault of a form that the console sees by itself, told by a sentence of its own.
func (v *visit) invalid(key string, args ...any) error { return &formError{v.say(key, args...)} }

type formError struct{ text string }

func (e *formError) Error() string { return e.text }

// fail answers with what went wrong.
func (v *visit) fail(err error) {
	var tooLong *http.MaxBytesError
	text, status, ok := v.explain(err)
	switch {
	case ok:
	case errors.As(err, &tooLong):
		text, status = v.say("error.long"), http.StatusRequestEntityTooLarge
	case core.KindOf(err) == core.Away:
		text, status = v.say("error.away"), http.StatusServiceUnavailable
		v.w.Header().Set("Retry-After", "5")
	case v.r.Context().Err() != nil:
		return // nobody waits for it any more
	default:
		reference := rand.Text()[:8]
		v.log.Error("the console failed", "error", err, "route", v.r.Pattern, "reference", reference)
		text, status = v.say("error.ours", "reference", reference), http.StatusInternalServerError
	}
	p := &page{visit: v, Title: v.say("error.title"), Here: menuOf(v.r.URL.Path), Wrong: text}
	if v.r.Header.Get("HX-Request") != "" { // it goes where the sentence belongs, and the page stays
		v.w.Header().Set("HX-Retarget", "#wrong")
		v.w.Header().Set("HX-Reselect", "#wrong")
		v.w.Header().Set("HX-Reswap", "outerHTML")
	}
	if err := v.render(status, "error", p); err != nil {
		v.log.Error("the page of an error failed", "error", err)
		http.Error(v.w, text, status)
	}
}

func notFound(v *visit) error {
	p := &page{visit: v, Title: v.say("error.missing"), Wrong: v.say("error.nopage")}
	return v.render(http.StatusNotFound, "error", p)
}

// readable tells whether the query and the form can be read at all. No browser sends such as cannot: the fault is the asker's, and what
// it says of them is not for the log.
func (v *visit) readable() error {
	var err error
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/") { // it is read with its file, by who wants that
		_, err = url.ParseQuery(v.r.URL.RawQuery)
	} else {
		err = v.r.ParseForm()
	}
	if tooLong := new(http.MaxBytesError); err == nil || errors.As(err, &tooLong) {
		return err
	}
	return v.invalid("error.form")
}

// form is a field of the form, or of the query; posted is one of the form alone.
func (v *visit) form(name string) string   { return typeable(v.r.FormValue(name)) }
func (v *visit) posted(name string) string { return typeable(v.r.PostFormValue(name)) }

// typeable is a text without spaces around it, and without what no database keeps and nobody types.
func typeable(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "")))
}

// text is a field of several lines. Browsers end each with two characters; nobody wrote the first.
func (v *visit) text(name string) string { return strings.ReplaceAll(v.form(name), "\r\n", "\n") }

// day reads a field that is a date, YYYY-MM-DD as browsers send it; none if it is empty.
func (v *visit) day(name string) (core.Date, error) {
	text := v.form(name)
	if text == "" {
		return core.Date{}, nil
	}
	d, err := core.ParseDate(text)
	if err != nil {
		return d, v.invalid("error.date")
	}
	return d, nil
}
