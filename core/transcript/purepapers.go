package transcript

import (
	"fmt"
	"slices"

	"loket/core"
	"loket/core/dialog"
)

// Uploads stands before the secret part of upload links in transcripts.
const Uploads = "https://loket.example/u/"

// attach adds what was sent for a request, or that it will be brought.
func (o *Pure) attach(ef dialog.Attach) dialog.Event {
	a, r := ef.Attachment, o.byID(ef.Attachment.Request)
	stay, files, promised := []core.Paper{}, 0, false
	for _, p := range r.papers {
		if p.Code == a.Code && (a.Replace || p.State == core.PaperLater && len(a.Media) > 0) {
			continue
		}
		stay = append(stay, p)
		if p.State == core.PaperLater {
			promised = promised || p.Code == a.Code
			continue
		}
		files++
	}
	if len(a.Media) > 0 && files+len(a.Media) > o.most() {
		return dialog.Attached{Asked: ef, Papers: slices.Clone(r.papers)}
	}
	p := core.Paper{Request: a.Request, Code: a.Code, State: core.PaperOwed, AddressID: a.AddressID}
	for _, m := range a.Media {
		o.sent++
		id := o.sent
		p.ID, p.Handle = id, m.Handle
		stay = append(stay, p)
		o.due(act{due: o.now, run: func() { o.fetch(r, id) }})
	}
	if p.State = core.PaperLater; a.Later && len(a.Media) == 0 && !promised {
		stay = append(stay, p)
	}
	r.papers = stay
	return dialog.Attached{Asked: ef, OK: true, Papers: slices.Clone(stay)}
}

// fetch looks at a file. Who sent what cannot be kept is asked for it again, once for all of the same paper.
func (o *Pure) fetch(r *filed, id int64) {
	i := slices.IndexFunc(r.papers, func(p core.Paper) bool { return p.ID == id })
	if i < 0 { // replaced
		return
	}
	p := &r.papers[i]
	if p.State, p.Reason = core.PaperKept, unfit(p.Handle); p.Reason == "" {
		return
	}
	p.State = core.PaperFailed
	code := p.Code
	r.unfit = append(r.unfit, id)
	o.due(act{due: o.now, run: func() { o.askAgain(r, code) }})
}

func (o *Pure) askAgain(r *filed, code string) {
	var failed []core.Paper
	for _, p := range r.papers {
		if p.Code == code && slices.Contains(r.unfit, p.ID) {
			failed = append(failed, p)
		}
	}
	r.unfit = slices.DeleteFunc(r.unfit, func(id int64) bool { return slices.ContainsFunc(failed, func(p core.Paper) bool { return p.ID == id }) })
	if len(failed) == 0 || !r.Status.Active() {
		return
	}
	if to, ok := o.who(failed[len(failed)-1].AddressID); ok {
		o.post(letter{to: to.Address, lane: core.ServiceLane, message: o.Engine.Unfit(to.Lang, o.Limits[to.Address.Channel], r.Request, failed)})
	}
}

func (o *Pure) most() int {
	if o.Papers == 0 {
		return 30
	}
	return o.Papers
}

// link makes an upload link.
func (o *Pure) link(ef dialog.LinkUpload) dialog.Event {
	return dialog.UploadLinked{Asked: ef, URL: Uploads + o.Secret(12)}
}

// told counts papers as transcripts tell of them.
func told(papers []core.Paper) map[string]string {
	files, all := map[string]int{}, map[string]string{}
	for _, p := range papers {
		switch p.State {
		case core.PaperLater:
			all[p.Code] = "dibawa nanti"
		case core.PaperOwed, core.PaperKept:
			files[p.Code]++
		}
	}
	for code, n := range files {
		all[code] = fmt.Sprintf("%d berkas", n)
	}
	return all
}
