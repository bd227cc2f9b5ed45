package web

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"loket/core"
)

// paperGroup is a requirement of a request with what was sent for it.
type paperGroup struct {
	Paper
	Title string
	Files []core.Paper
}

// Missing tells whether nothing was sent for it that is there, or still comes, and nothing will be brought.
func (g paperGroup) Missing() bool {
	return !g.Optional && !slices.ContainsFunc(g.Files, func(p core.Paper) bool { return p.State != core.PaperFailed })
}

// papers is what was sent for a request by what its service asks for, in that order; what it does not ask for any more comes last.
func (o Office) papers(r core.Request, sent []core.Paper) (all []paperGroup) {
	for _, s := range o.Services {
		if s.Code == r.Service {
			for _, p := range s.Papers {
				all = append(all, paperGroup{Paper: p})
			}
		}
	}
	for _, p := range sent {
		i := slices.IndexFunc(all, func(g paperGroup) bool { return g.Code == p.Code })
		if i < 0 {
			i = len(all)
			all = append(all, paperGroup{Paper: Paper{Code: p.Code, Optional: true}})
		}
		all[i].Files = append(all[i].Files, p)
	}
	return all
}

// paperName is what a paper of a service is called in a language. One of no service is called by its code.
func (o Office) paperName(l *look, service, code string) string {
	for _, s := range o.Services {
		if s.Code == service {
			for _, p := range s.Papers {
				if p.Code == code {
					return phrase(p.Name, l.lang, o)
				}
			}
		}
	}
	if code == core.OtherPaper {
		return l.words.say("papers.other")
	}
	return code
}

// optional tells whether a service asks for a paper of some citizens only.
func (o Office) optional(service, code string) bool {
	for _, s := range o.Services {
		if s.Code == service {
			return slices.ContainsFunc(s.Papers, func(p Paper) bool { return p.Code == code && p.Optional })
		}
	}
	return false
}

// lacking is how many papers a request lacks that its citizen was asked for in a chat, and is still to send.
func (o Office) lacking(r core.Request, sent []core.Paper) (n int) {
	if r.Person == 0 || !slices.Contains(core.Unready, r.Status) {
		return 0
	}
	for _, g := range o.papers(r, sent) {
		if g.Missing() {
			n++
		}
	}
	return n
}

// What a browser may do with a paper that it shows: nothing at all. A picture is put in a sandbox besides. A PDF cannot be, for then no
// browser shows it; it is shown, and not saved, because a copy in the downloads of an office's computer is sealed no more and is deleted
// by no rule. The viewers of browsers are sandboxes by themselves, and what has a script in it was not kept.
const (
	picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
	pdfPolicy     = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

// shownKinds are the kinds of papers that browsers show, and how their names end. No other is kept; it would be saved, and not shown.
var shownKinds = map[string]struct{ end, policy string }{
	"image/jpeg":      {".jpg", picturePolicy},
	"image/png":       {".png", picturePolicy},
	"application/pdf": {".pdf", pdfPolicy},
}

// openPaper shows a paper. It is a press, for it is written down.
func openPaper(v *visit) error {
	p, file, err := v.desk.OpenPaper(v.r.Context(), idFrom(v.r.PathValue("paper")), v.by())
	if err != nil {
		return err
	}
	defer file.Close()
	if p.Request != idFrom(v.r.PathValue("id")) {
		return notFound(v)
	}
	kind, how := shownKinds[p.Kind], "inline"
	if kind.end == "" {
		kind.policy, how, p.Kind = picturePolicy, "attachment", "application/octet-stream"
	}
	h := v.w.Header()
	h.Set("Content-Type", p.Kind)
	h.Set("Content-Disposition", fmt.Sprintf("%s; filename=%q", how, fmt.Sprintf("loket-%d-%d%s", p.Request, p.ID, kind.end)))
	h.Set("Content-Security-Policy", kind.policy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	if p.Size > 0 {
		h.Set("Content-Length", fmt.Sprint(p.Size))
	}
	if _, err := io.Copy(&patientWriter{v.w, http.NewResponseController(v.w)}, file); err != nil && v.r.Context().Err() == nil {
		v.log.Error("a paper could not be shown to its end", "error", err, "paper", p.ID)
	}
	return nil // what has begun is a paper, and no page that could tell what went wrong: the browser misses the rest
}

// patientWriter gives each piece some time, and the whole as much as it takes.
type patientWriter struct {
	io.Writer
	control *http.ResponseController
}

func (w *patientWriter) Write(p []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(uploadStall)) // of a server that has none, nothing is asked
	return w.Writer.Write(p)
}
