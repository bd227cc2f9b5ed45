package dialog

import (
	"slices"
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// The papers of a request are asked for when it has its ticket: the race for a place comes first. One paper is asked for after the
// other (core.Ask "papers", with its code as the note); whatever file comes meanwhile, a page or several, is the paper that was asked
// for, and the next is asked for when the citizen says so. What came without a question is looked up (sent.go). Where no files
// can be sent there is a link to a page.

// replacing stands behind the code of the paper in a note: the next file takes the place of those before.
const replacing = "!"

// papersOf does with the papers of a request what is wished: "KK" asks for one, "KK/next" for the one after it, "KK/later" notes that it
// will be brought, "KK/replace" asks for it anew, "" tells of all. Files that came with the wish are taken.
func (t *turn) papersOf(r core.Request, args catalog.Args, details string) {
	code, deed, _ := strings.Cut(details, "/")
	files := t.files()
	switch {
	case !takesPapers(r):
		t.p.Talk.Ask = nil
		t.say("papers.over", args)
	case len(t.papersFor(r)) == 0 && r.Status != core.Incomplete:
		t.p.Talk.Ask = nil
		t.say("papers.unneeded", args)
	case !t.f.Limits.Media:
		t.p.Talk.Ask = nil
		t.linkUpload(r)
	case len(files.Media) > 0:
		t.takePapers(r, args, code, files)
	case deed == "later" && t.cat.Office.Papers.Later:
		t.attach(r, "papers", core.Attachment{Code: code, Later: true}, files)
	case deed == "next", deed == "later":
		t.askPaper(r, "", t.paperAfter(r, code))
	case deed == "replace":
		t.awaitPaper(r, code+replacing)
		t.say("papers.replace", t.paperArgs(r, code))
	case code != "":
		t.askPaper(r, "", code)
	default:
		t.listPapers(r, "")
	}
}

// takesPapers tells whether what is sent for a request still reaches somebody who needs it.
func takesPapers(r core.Request) bool {
	switch r.Status {
	case core.Submitted, core.Verified, core.InProcess, core.Incomplete:
		return r.Ticket != ""
	}
	return false
}

// papersFor is what can be sent for a request.
func (t *turn) papersFor(r core.Request) []catalog.Paper {
	s, _ := t.cat.Service(r.Service)
	return s.Papers
}

// awaitPaper makes files that come now the paper with a code.
func (t *turn) awaitPaper(r core.Request, code string) {
	ask := &core.Ask{What: "papers", Ticket: ref(r), Proved: true, Note: code}
	if was := t.p.Talk.Ask; t.awaits(r) {
		if ask.Words = was.Words; strings.TrimSuffix(was.Note, replacing) == code { // what comes for another paper has an answer of its own
			ask.Album, ask.Told = was.Album, was.Told
		}
	}
	t.p.Talk.Ask = ask
}

// awaits tells whether the open question is for papers of a request.
func (t *turn) awaits(r core.Request) bool {
	ask := t.p.Talk.Ask
	return ask != nil && ask.Proved && ask.What == "papers" && ask.Ticket == ref(r)
}

// sentFor is how many files a request has for a paper; brought, that it will be brought; bad, that nothing of what was sent is of use.
func (t *turn) sentFor(r core.Request, code string) (files int, brought, bad bool) {
	for _, p := range t.papers[r.ID] {
		switch {
		case p.Code != code:
		case p.State == core.PaperLater:
			brought = true
		case p.State == core.PaperFailed:
			bad = true
		default:
			files++
		}
	}
	return files, brought && files == 0, bad && files == 0
}

// lacks tells whether there is nothing of a paper, and nothing was said of it.
func (t *turn) lacks(r core.Request, code string) bool {
	files, brought, _ := t.sentFor(r, code)
	return files == 0 && !brought
}

// paperLacking is the first paper that everybody must have and that is lacking; "" if there is none.
func (t *turn) paperLacking(r core.Request) string {
	for _, p := range t.papersFor(r) {
		if !p.Optional && t.lacks(r, p.Code) {
			return p.Code
		}
	}
	return ""
}

// paperAfter is the paper to ask for when one is done: the next of the service that is lacking, "" when all were asked for.
func (t *turn) paperAfter(r core.Request, code string) string {
	all := t.papersFor(r)
	at := slices.IndexFunc(all, func(p catalog.Paper) bool { return p.Code == code })
	if at < 0 {
		return t.paperLacking(r)
	}
	for _, p := range all[at+1:] {
		if t.lacks(r, p.Code) {
			return p.Code
		}
	}
	return ""
}

// askPaper asks for a paper, or, without one, tells what there is. What has just happened is told before.
func (t *turn) askPaper(r core.Request, before, code string) {
	s, _ := t.cat.Service(r.Service)
	p, known := s.Paper(code)
	if !known && code != core.OtherPaper {
		t.listPapers(r, before)
		return
	}
	t.awaitPaper(r, code)
	args := t.paperArgs(r, code)
	switch files, _, _ := t.sentFor(r, code); {
	case files > 0:
		t.speak(before+t.text("papers.more", args), t.extras(t.nextPaper(r, code), t.paperButton(r, code, "/replace", "replace")))
	case p.Optional:
		t.speak(before+t.text("papers.optional", args), t.extras(t.paperButton(r, code, "/next", "paper_skip")))
	default:
		t.speak(before+t.text("papers.ask", args), t.extras(t.laterPaper(r, code)))
	}
}

// paperButton offers to do something with a paper.
func (t *turn) paperButton(r core.Request, code, deed, label string) core.Choice {
	return t.button(tokenDo+ref(r)+":papers/"+code+deed, label, nil)
}

// laterPaper offers to bring a paper, or, where the office wants all of them, to send it another time.
func (t *turn) laterPaper(r core.Request, code string) core.Choice {
	if t.cat.Office.Papers.Later {
		return t.paperButton(r, code, "/later", "paper_later")
	}
	return t.paperButton(r, code, "/next", "paper_skip")
}

// nextPaper offers to go on with the next paper, or to end.
func (t *turn) nextPaper(r core.Request, code string) core.Choice {
	if t.paperAfter(r, code) == "" {
		return t.paperButton(r, code, "/next", "paper_done")
	}
	return t.paperButton(r, code, "/next", "paper_next")
}

// paperArgs is what texts say of a paper.
func (t *turn) paperArgs(r core.Request, code string) catalog.Args {
	args := t.argsOf(r)
	files, _, _ := t.sentFor(r, code)
	args["paper"], args["n"] = t.cat.PaperName(t.lang(), r.Service, code), strconv.Itoa(files)
	args["then"] = t.cat.PaperName(t.lang(), r.Service, t.paperAfter(r, code))
	return args
}

// askFirst is what a receipt says of papers, and what it offers for it: nothing, of a service that wants none, or where no files can
// be sent.
func (t *turn) askFirst(r core.Request) (text string, offer []core.Choice) {
	code := t.paperLacking(r)
	if !t.f.Limits.Media || code == "" {
		return "", nil
	}
	t.awaitPaper(r, code)
	args, n := t.paperArgs(r, code), 0
	for _, p := range t.papersFor(r) {
		if !p.Optional {
			n++
		}
	}
	args["count"] = strconv.Itoa(n)
	key := "papers.first"
	if n == 1 {
		key = "papers.only"
	}
	return "\n\n" + t.text(key, args), t.extras(t.laterPaper(r, code))
}

// listPapers tells what there is of the papers of a request, and asks for those that are lacking; if none is, all can be chosen.
func (t *turn) listPapers(r core.Request, before string) {
	code := t.paperLacking(r)
	t.awaitPaper(r, code)
	args := t.paperArgs(r, code)
	args["papers"] = t.paperLines(r)
	key, offer := "papers.lack", t.papersOffered(r, true)
	switch {
	case code == "":
		key, offer = "papers.done", t.papersOffered(r, false)
	case t.cat.Office.Papers.Later:
		key, offer = "papers.lack.later", append(offer, t.laterPaper(r, code))
	}
	t.speak(before+t.text("papers.list", args)+"\n\n"+t.text(key, args), t.extras(offer...))
}

// papersOffered offers the papers of a request, each to send files for it; those only that must be there and are lacking, if so wanted.
func (t *turn) papersOffered(r core.Request, lacking bool) (offer []core.Choice) {
	for _, p := range t.papersFor(r) {
		if !lacking || !p.Optional && t.lacks(r, p.Code) {
			offer = append(offer, core.Choice{Token: tokenDo + ref(r) + ":papers/" + p.Code, Label: p.Name.In(t.lang()), Wide: true})
		}
	}
	return offer
}

// paperLines is the papers of a request, one a line. Those that not everybody has are told of when there is something of them.
func (t *turn) paperLines(r core.Request) string {
	var lines []string
	add := func(code string, optional bool) {
		files, brought, bad := t.sentFor(r, code)
		key := "papers.line"
		switch {
		case files > 0:
		case brought:
			key = "papers.line.later"
		case bad:
			key = "papers.line.again"
		case optional:
			return
		default:
			key = "papers.line.none"
		}
		lines = append(lines, t.text(key, catalog.Args{"paper": t.cat.PaperName(t.lang(), r.Service, code), "n": strconv.Itoa(files)}))
	}
	told := map[string]bool{}
	for _, p := range t.papersFor(r) {
		add(p.Code, p.Optional)
		told[p.Code] = true
	}
	for _, p := range t.papers[r.ID] { // of a service that it was before, or of no paper that has a name
		if !told[p.Code] {
			add(p.Code, true)
			told[p.Code] = true
		}
	}
	return strings.Join(lines, "\n")
}

// linkUpload asks for a link, if the office gives any.
func (t *turn) linkUpload(r core.Request) {
	if !t.f.Uploads {
		t.say("media", nil)
		return
	}
	t.do(LinkUpload{Request: r, Lang: t.lang()})
}

// uploadLinked tells where papers can be sent.
func (t *turn) uploadLinked(ev UploadLinked) {
	if ev.URL == "" {
		t.say("media", nil)
		return
	}
	args := t.argsOf(ev.Asked.Request)
	args["link"] = ev.URL
	key := "papers.link"
	if t.cat.Office.Papers.Later {
		key = "papers.link.later"
	}
	t.settled = true
	t.say(key, args)
}
