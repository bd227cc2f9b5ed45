package dialog

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"loket/core"
	"loket/core/catalog"
)

// announce is the word UMUMKAN: a new announcement, or, without a text, the one being written.
func (t *turn) announce(text string) {
	if !t.allowed(core.Announce) {
		return
	}
	if t.p.Talk.Notice == nil || text != "" || t.corrects() {
		t.p.Talk.Notice = &core.NoticeForm{Notice: core.Notice{Kind: core.Announcement}}
	}
	t.renew()
	if text != "" {
		t.takeNoticeText("id", text)
		return
	}
	t.goOn("")
}

// renew gives the form another number: what was shown of it before means nothing any more.
func (t *turn) renew() {
	f := t.p.Talk.Notice
	t.p.Talk.Serial++
	f.Serial, f.Shown, f.Notice.Expected = t.p.Talk.Serial, false, 0
}

// copied is a form that may be changed without changing the caller's.
func copied(f core.NoticeForm) *core.NoticeForm {
	f.Notice.Texts, f.Said = maps.Clone(f.Notice.Texts), slices.Clone(f.Said)
	return &f
}

// noticeIsNext tells whether the announcement, not a request begun after it, is what is being written.
func (t *turn) noticeIsNext() bool {
	f, r := t.p.Talk.Notice, t.p.Talk.Form
	return f != nil && (r == nil || r.Serial < f.Serial)
}

// nextTongue is the first language in which it was not said whether there is a text; "" if there is none.
func (t *turn) nextTongue() string {
	for _, lang := range t.cat.Office.Languages {
		if lang != "id" && !slices.Contains(t.p.Talk.Notice.Said, lang) {
			return lang
		}
	}
	return ""
}

// missing is what the form asks for next; "" when it is complete.
func (t *turn) missing() string {
	switch f := t.p.Talk.Notice; {
	case f.Notice.Texts["id"] == "":
		return "text"
	case t.nextTongue() != "":
		return "tongue"
	case !f.To:
		return "to"
	case !f.When:
		return "when"
	}
	return ""
}

// goOn asks for what is missing, and looks at a complete form: its preview comes with what was counted. A sentence, if any,
// stands in the place of the question.
func (t *turn) goOn(sentence string) {
	t.begun, t.settled = true, true
	t.p.Talk.Offer = nil
	ask := func(key string, a catalog.Args, offer ...core.Choice) {
		if sentence == "" {
			sentence = t.text("staff.ask."+key, a)
		}
		t.speak(sentence, offer)
	}
	switch t.missing() {
	case "text":
		key, args := "text", catalog.Args{"limit": t.figure(t.cat.Office.Announce.Text)}
		if t.corrects() {
			key, args["n"] = "correct", strconv.FormatInt(t.p.Talk.Notice.Notice.Parent, 10)
		}
		ask(key, args)
	case "tongue":
		lang := t.nextTongue()
		name := catalog.Args{"language": t.tongue(t.lang(), lang)}
		ask("tongue", name, t.noticeButton("skip:"+lang, "skip", name))
	case "to":
		ask("to", nil, t.audiences()...)
	case "when":
		ask("when", t.examples(), t.times()...)
	default:
		if sentence != "" {
			t.speak(sentence, nil)
		}
		f := t.p.Talk.Notice
		t.do(Look{What: Preview, Serial: f.Serial, Notice: f.Notice})
	}
}

func (t *turn) noticeButton(what, label string, a catalog.Args) core.Choice {
	return t.button(tokenNotice+strconv.Itoa(t.p.Talk.Notice.Serial)+":"+what, label, a)
}

// audiences offers the audiences that are wanted most.
func (t *turn) audiences() []core.Choice {
	say := func(a core.Selector) string {
		return "to:" + t.cat.Describe("id", core.Audience{To: []core.Selector{a}})
	}
	offer := []core.Choice{t.noticeButton(say(core.Selector{}), "everybody", nil)}
	for _, channel := range t.f.Channels {
		if t.cat.Has("channel." + channel) {
			offer = append(offer, t.noticeButton(say(core.Selector{Channel: channel}), "channel", catalog.Args{"channel": t.channel(t.lang(), channel)}))
		}
	}
	if len(t.cat.Office.Regions) > 0 {
		offer = append(offer, t.noticeButton("region", "region", nil))
	}
	return offer
}

// regions offers the kecamatan.
func (t *turn) regions() {
	var offer []core.Choice
	for _, k := range t.cat.Office.Regions {
		words := t.cat.Describe("id", core.Audience{To: []core.Selector{{Kecamatan: k.Name}}})
		if token := tokenNotice + strconv.Itoa(t.p.Talk.Notice.Serial) + ":to:" + words; len(token) <= longestToken {
			offer = append(offer, core.Choice{Token: token, Label: k.Name})
		}
	}
	t.say("staff.ask.region", nil, offer...)
}

// times offers the times that are wanted most.
func (t *turn) times() []core.Choice {
	morning := catalog.Args{"time": t.cat.Clock(t.tomorrowMorning())}
	return []core.Choice{t.noticeButton("when:now", "now", nil), t.noticeButton("when:urgent", "urgent", nil),
		t.noticeButton("when:morning", "morning", morning)}
}

// takeNoticeText takes the announcement's text in a language.
func (t *turn) takeNoticeText(lang, text string) {
	f, limit := t.p.Talk.Notice, t.cat.Office.Announce.Text
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		t.goOn(t.text("bad.empty", nil))
		return
	}
	if units := core.UTF16Len(text); units > limit {
		t.goOn(t.text("bad.long", catalog.Args{"language": t.tongue(t.lang(), lang), "n": t.figure(units), "limit": t.figure(limit)}))
		return
	}
	if f.Notice.Texts == nil {
		f.Notice.Texts = map[string]string{}
	}
	if f.Notice.Texts[lang] = text; lang != "id" {
		f.Said = append(f.Said, lang)
	}
	t.renew()
	t.goOn("")
}

func (t *turn) takeAudience(a core.Audience) {
	f := t.p.Talk.Notice
	f.Notice.Audience, f.To = a, true
	t.renew()
	t.goOn("")
}

// takeWhen takes the time, unless it is none that will do.
func (t *turn) takeWhen(n core.Notice) {
	if bad := n.Check(t.now(), t.cat.Office.Announce); bad != nil {
		t.blame(bad)
		return
	}
	f := t.p.Talk.Notice
	f.Notice, f.When = n, true
	t.renew()
	t.goOn("")
}

// blame opens the field that an error is about, and asks for it again with the error's mend.
func (t *turn) blame(bad *core.Error) {
	f := t.p.Talk.Notice
	text := bad.Key == "bad.empty" || bad.Key == "bad.long"
	if bad.Key == "bad.role" || t.corrects() && !text { // there is nothing that could be asked again
		t.p.Talk.Notice, t.p.Talk.Offer = nil, nil
		t.speak(t.mended(bad), nil)
		return
	}
	switch {
	case text:
		f.Notice.Texts, f.Said = nil, nil
	case bad.Key == "bad.audience" || bad.Key == "bad.nobody":
		f.To = false
	case bad.Key == "bad.twice": // the next preview says it, and asks
	default:
		f.When = false
	}
	t.renew()
	t.goOn(t.mended(bad))
}
