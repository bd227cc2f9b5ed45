package dialog

import (
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// sentFiles takes what came with a message, if it can be a paper of a request. Words beside it say what it is, unless they are a
// command, or meant for an officer: then they are answered as if they stood alone.
func (t *turn) sentFiles(in core.Inbound, text string) bool {
	asked := t.p.Talk.Ask != nil && t.p.Talk.Ask.What == "papers"
	if !t.f.Limits.Media || t.p.Talk.Form != nil && !asked {
		return false
	}
	t.sent = Sent{Media: in.Media, Account: in.Account, Album: in.Album, Caption: text}
	if text != "" {
		s := t.understand(text)
		switch ticket := t.ticketOf(text); {
		case t.p.Talk.Officer, t.read(text).complete():
			t.sent = Sent{}
			return false
		case s.verb == "fixup" && s.sure:
			t.noticeLanguage(s.lang)
			t.fixup(s.rest)
			return true
		case ticket != "":
			t.seek("papers", ticket, t.nikIn(text), "")
			return true
		case s.verb != "papers" && !stillOpen[s.verb] && s.verb != "" && t.alone(s):
			t.sent = Sent{}
			return false
		}
	}
	ask := t.p.Talk.Ask
	switch {
	case ask == nil || !ask.Proved:
		t.seek("papers", "", "", "")
	case wish(ask.What) == "fixup" || ask.What == "papers":
		t.seekRef(ask.Ticket, wish(ask.What))
	default:
		t.seek("papers", "", "", "")
	}
	return true
}

// files is what was sent and has no paper yet: with this message, and with those before it.
func (t *turn) files() Sent {
	s := t.sent
	if ask := t.p.Talk.Ask; ask != nil && len(ask.Media) > 0 {
		if len(s.Media) == 0 {
			s.Account, s.Caption = ask.Account, ask.Caption
		}
		s.Media = append(slices.Clone(ask.Media), s.Media...)
		s.Media = s.Media[:min(len(s.Media), t.cat.Office.Papers.Pages)]
	}
	return s
}

// hold keeps what was sent for an open question.
func (t *turn) hold(ask *core.Ask, s Sent) *core.Ask {
	if len(s.Media) > 0 {
		ask.Media, ask.Account, ask.Caption = s.Media, s.Account, s.Caption
	}
	return ask
}

// foundPapers goes on with the request whose papers are meant. Files that came without a question answer a correction, if one is
// wanted, or are what is lacking.
func (t *turn) foundPapers(rs []core.Request, why string) {
	open := slices.DeleteFunc(slices.Clone(rs), func(r core.Request) bool {
		return !takesPapers(r) || len(t.papersFor(r)) == 0 && r.Status != core.Incomplete
	})
	if files := t.files(); len(files.Media) > 0 {
		open = onlyOf(open, func(r core.Request) bool { return r.Status == core.Incomplete })
		open = onlyOf(open, func(r core.Request) bool { return t.paperLacking(r) != "" })
	}
	switch {
	case len(open) == 1:
		t.about(open[0], why)
	case len(open) > 1:
		files, was := t.files(), t.p.Talk.Ask
		t.p.Talk.Ask = t.hold(&core.Ask{What: "papers", Album: t.sent.Album}, files)
		if t.sent.Album != "" && was != nil && was.Album == t.sent.Album {
			return // it was asked about the first of them
		}
		key := "amend.which"
		if len(files.Media) > 0 {
			key = "papers.which"
		}
		t.say(key, nil, t.tickets(func(ref string) string { return tokenDo + ref + ":papers" }, open)...)
	case len(rs) == 1 && rs[0].Status != core.Waiting:
		t.about(rs[0], why)
	default:
		t.p.Talk.Ask = nil
		t.say("papers.none", nil)
	}
}

// onlyOf is the one of several of which something is true, if there is one such; else all of them.
func onlyOf(rs []core.Request, is func(core.Request) bool) []core.Request {
	var found []core.Request
	for _, r := range rs {
		if is(r) {
			found = append(found, r)
		}
	}
	if len(found) == 1 {
		return found
	}
	return rs
}

// takePapers takes files for a paper of a request: the one that was named, or asked for, or is lacking.
func (t *turn) takePapers(r core.Request, args catalog.Args, code string, s Sent) {
	replace := false
	if code == "" {
		code, replace = t.paperMeant(r, s.Caption)
	}
	fit, bad := sorted(s.Media)
	if len(fit) == 0 {
		t.say(bad, args)
		return
	}
	if s.Media = fit; code == "" {
		was := t.p.Talk.Ask
		t.p.Talk.Ask = t.hold(&core.Ask{What: "papers", Ticket: ref(r), Proved: true, Album: s.Album}, s)
		if s.Album != "" && was != nil && was.Album == s.Album {
			return
		}
		offer := t.papersOffered(r, false)
		if r.Status == core.Incomplete {
			offer = append(offer, core.Choice{Token: tokenDo + ref(r) + ":papers/" + core.OtherPaper, Label: t.text("papers.unnamed", nil), Wide: true})
		}
		t.say("papers.what", args, offer...)
		return
	}
	has, _, failed := t.sentFor(r, code)
	if replace {
		has = 0
	}
	if room := max(0, t.cat.Office.Papers.Pages-has); len(fit) > room {
		fit, bad = fit[:room], "papers.pages"
	}
	if len(fit) == 0 {
		t.refuseFiles(r, code, bad, t.paperArgs(r, code))
		return
	}
	why := "papers"
	if r.Status == core.Incomplete {
		why = "fixup"
	}
	if bad != "" {
		why += "/" + bad
	}
	t.attach(r, why, core.Attachment{Code: code, Media: fit, Account: s.Account, Replace: replace || failed}, s)
}

// attach hands over what was sent for a paper.
func (t *turn) attach(r core.Request, why string, a core.Attachment, s Sent) {
	a.Request, a.AddressID = r.ID, t.p.AddressID
	s.Media = nil
	if note := t.noted("fixup"); note != "" {
		s.Caption = note
	}
	t.do(Attach{Attachment: a, Request: r, Sent: s, Why: why})
}

// attached tells what became of files, or of the word that they will be brought.
func (t *turn) attached(ev Attached) {
	a, r := ev.Asked.Attachment, ev.Asked.Request
	t.papers = map[int64][]core.Paper{r.ID: ev.Papers}
	was := t.p.Talk.Ask
	if ev.OK {
		t.awaitPaper(r, a.Code)
	}
	args := t.paperArgs(r, a.Code)
	why, bad, _ := strings.Cut(ev.Asked.Why, "/")
	switch {
	case !ev.OK:
		args["n"] = t.cat.Number(t.lang(), t.cat.Office.Papers.Most)
		t.refuseFiles(r, a.Code, "papers.most", args)
		return
	case a.Later:
		t.askPaper(r, t.text("papers.later", args)+"\n\n", t.paperAfter(r, a.Code))
		return
	case why == "fixup":
		note := strings.TrimSpace(ev.Asked.Sent.Caption)
		if note == "" || len([]rune(note)) > answerRoom {
			note = t.text("papers.note", args)
		}
		t.p.Talk.Ask.Words = true
		t.do(Move{core.Move{Request: r.ID, To: core.Submitted, Note: note}})
		return
	}
	t.taken = true
	album := ev.Asked.Sent.Album
	if t.p.Talk.Ask.Album = album; album != "" && was != nil && was.Album == album && strings.TrimSuffix(was.Note, replacing) == a.Code && bad == "" {
		return // what was sent in one go has had its answer
	}
	t.sayTaken(r, a.Code, album != "", bad)
}

// refuseFiles tells why files were not taken. Of many that come at once it is told once, but told.
func (t *turn) refuseFiles(r core.Request, code, why string, args catalog.Args) {
	told := t.awaits(r) && t.p.Talk.Ask.Told
	note := code
	if t.awaits(r) && t.p.Talk.Ask.Note == code+replacing { // what does not fit replaces nothing, and the next file still does
		note = code + replacing
	}
	t.awaitPaper(r, note)
	t.p.Talk.Ask.Told = true
	if t.hushed() && told {
		return
	}
	t.settled = true
	t.say(why, args, t.extras(t.nextPaper(r, code), t.paperButton(r, code, "/replace", "replace"))...)
}

// sayTaken tells that files were taken, and what comes next.
func (t *turn) sayTaken(r core.Request, code string, album bool, bad string) {
	args, before := t.paperArgs(r, code), ""
	if bad != "" {
		before = t.text(bad, args) + "\n\n"
	}
	key := "papers.got"
	if album {
		key = "papers.album"
	}
	if t.paperAfter(r, code) == "" {
		key += ".last"
	}
	t.speak(before+t.text(key, args), t.extras(t.nextPaper(r, code), t.paperButton(r, code, "/replace", "replace")))
}

// answerPapers takes words as the answer to the question for a paper: that it is done, will be brought, or is sent anew; or as what is
// to be said beside files that answer a correction.
func (t *turn) answerPapers(ask core.Ask, s said) bool {
	code, _ := strings.CutSuffix(ask.Note, replacing)
	deed := t.words.papers[plain(s.text)]
	switch {
	case !t.f.Limits.Media || t.p.Talk.Form != nil:
		return false
	case deed != "" && code != "":
		t.seekRef(ask.Ticket, "papers/"+code+"/"+deed)
		return true
	case ask.Words && s.verb == "" && t.read(s.text).nik == "":
		t.p.Talk.Ask = &core.Ask{What: "note", Ticket: ask.Ticket, Proved: true, Note: s.text}
		t.seekRef(ask.Ticket, "note")
		return true
	}
	return false
}

// papersWord is BERKAS: the papers of a request, or, followed by words, what must be brought for a service.
func (t *turn) papersWord(rest string) {
	if ticket := t.ticketOf(rest); ticket != "" || t.quiet(tokens(rest), "papers") {
		t.seek("papers", ticket, t.nikIn(rest), "")
		return
	}
	t.termsFor(rest)
}
