package dialog

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// One citizen may write from several addresses, and is one person once they have proved it: Telegram tells the number of their
// account when they press a button, or a code that was sent to the other address is written here. A code is for ten minutes, and for
// so many tries; so many are asked for by one person a day, and sent to one number, which else could be made to ring all night.
const (
	codeLasts  = 10 * time.Minute
	codeTries  = 5
	codesAsked = 3
	codesSent  = 3
)

// link is the word HUBUNGKAN, with a number, or with a code.
func (t *turn) link(rest string) {
	t.p.Talk.Ask = nil
	if c := t.words.codeIn(rest); c != "" && t.p.Talk.Link != nil {
		t.tryCode(c)
		return
	}
	switch inner := t.understand(rest); {
	case t.p.Staff != nil:
		t.say("link.apart", nil)
	case digitsIn(rest) > 0:
		t.linkNumber(rest)
	case inner.verb == "officer": // "hubungkan saya dengan petugas"
		t.callOfficer("officer")
	case t.f.Limits.Contact:
		t.p.Talk.Ask = &core.Ask{What: "link"}
		contact := t.button(tokenKeep+"ties", "contact", nil)
		contact.Contact, contact.Wide = true, true
		t.say("link.contact", nil, contact)
	default:
		t.p.Talk.Ask = &core.Ask{What: "link"}
		t.say("link.number", nil)
	}
}

// answersLink takes a number as the answer to the question for one.
func (t *turn) answersLink(text string) bool {
	ask := t.p.Talk.Ask
	if ask == nil || ask.What != "link" || ask.Ticket != "" {
		return false
	}
	if _, err := core.ParsePhone(text); err != nil {
		return false
	}
	t.link(text)
	return true
}

// linkNumber asks for a code to be sent to a number, on the channel that they name before it, or else on the first of those that numbers
// have that the office speaks on and that they do not write from with it.
func (t *turn) linkNumber(rest string) {
	channel, words := "", strings.Fields(rest)
	for len(words) > 1 && digitsIn(words[0]) == 0 {
		if named := t.words.phones[plain(words[0])]; named != "" {
			channel = named
		}
		words = words[1:]
	}
	number, err := core.ParsePhone(strings.Join(words, " "))
	if err != nil {
		t.say("link.bad", nil)
		return
	}
	for _, usual := range core.PhoneChannels {
		if own := (core.Address{Channel: usual, ID: number}); channel == "" && t.p.Address != own && slices.Contains(t.f.Channels, usual) {
			channel = usual
		}
	}
	channel = cmp.Or(channel, core.PhoneChannels[len(core.PhoneChannels)-1])
	to := core.Address{Channel: channel, ID: number}
	asked := &t.p.Talk.Asked
	if asked.Day != t.f.Today() {
		*asked = core.Wrong{Day: t.f.Today()}
	}
	switch {
	case to == t.p.Address:
		t.say("link.own", nil)
	case !slices.Contains(t.f.Channels, channel):
		t.say("link.off", catalog.Args{"channel": t.text("channel."+channel, nil)})
	case asked.Count >= codesAsked:
		t.say("link.limit", nil)
	default:
		asked.Count++
		t.p.Talk.Link = nil
		t.do(SendCode{to})
	}
}

// tie is how an address is called where others may read it: its channel, and of a number its end.
func (t *turn) tie(a core.Address) string {
	name := t.text("channel."+a.Channel, nil)
	if !slices.Contains(core.PhoneChannels, a.Channel) || len(a.ID) < 3 {
		return name
	}
	return name + " *" + a.ID[len(a.ID)-3:]
}

func (t *turn) tieArgs(a core.Address) catalog.Args {
	return catalog.Args{"tie": t.tie(a), "minutes": int(codeLasts / time.Minute)}
}

// Code is the letter that brings a code to an address, of which somebody who writes from another says that it is theirs. It returns
// who is there as they are to be remembered; ok is false if they get none.
func (e *Engine) Code(p core.Person, f core.Facts, asker core.Address, lang, code string) (core.Person, core.Message, bool) {
	if p.Talk.Coded.Day != f.Today() {
		p.Talk.Coded = core.Wrong{Day: f.Today()}
	}
	if p.Shut || p.Talk.Coded.Count >= codesSent {
		return p, core.Message{}, false
	}
	p.Talk.Coded.Count++
	if p.Lang != "" {
		lang = p.Lang
	}
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: f}
	a := t.tieArgs(asker)
	a["code"] = code
	return p, e.unasked(lang, f.Limits, "link.code", a), true
}

// Linked tells who uses an address that it belongs, from now on, to who writes from another one.
func (e *Engine) Linked(lang string, l core.Limits, other core.Address) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	return e.unasked(lang, l, "link.told", t.tieArgs(other))
}

func (t *turn) codeSent(ev CodeSent) {
	t.settled = true
	switch {
	case ev.Ours:
		t.say("link.ours", t.tieArgs(ev.To))
	case !ev.OK:
		t.say("link.refused", t.tieArgs(ev.To))
	default:
		t.p.Talk.Link = &core.Link{To: ev.To, Code: ev.Code, Ends: t.now().Add(codeLasts).UTC()}
		key := "link.sent"
		if ev.Lately {
			key += ".written"
		}
		t.say(key, t.tieArgs(ev.To))
	}
}

// answersCode takes a code that they were asked for. Whatever else is written does not count as a try.
func (t *turn) answersCode(text string) bool {
	c := t.words.codeIn(text)
	if c == "" || t.p.Talk.Link == nil {
		return false
	}
	t.tryCode(c)
	return true
}

func (t *turn) tryCode(c string) {
	t.settled = true
	link := *t.p.Talk.Link
	t.p.Talk.Link, t.p.Talk.Puzzled = nil, 0
	link.Tries++
	switch {
	case t.p.Staff != nil:
		t.say("link.apart", nil)
	case !t.now().Before(link.Ends):
		t.say("link.over", nil)
	case c == link.Code:
		t.do(Unite{link.To})
	case link.Tries >= codeTries:
		t.say("link.spent", nil)
	default:
		t.p.Talk.Link = &link
		t.say("link.wrong", catalog.Args{"n": codeTries - link.Tries})
	}
}

// proved is the press of the button that tells us the number of their account.
func (t *turn) proved(a core.Address) {
	t.p.Talk.Ask, t.p.Talk.Puzzled, t.p.Talk.Link = nil, 0, nil
	if t.p.Staff != nil {
		t.say("link.apart", nil)
		return
	}
	t.settled = true
	t.do(Unite{a})
}

// united takes over what bounds the other: their talk itself is forgotten, and the language they chose if this one had none.
func (t *turn) united(ev United) {
	t.settled = true
	switch {
	case ev.Ours:
		t.say("link.ours", t.tieArgs(ev.With))
		return
	case !ev.OK:
		t.say("link.apart", nil)
		return
	}
	k, was := &t.p.Talk, ev.Was
	if was.Chosen && !k.Chosen {
		t.p.Lang = ev.Lang
	}
	k.Officer, k.Taken, k.Waits, k.Chosen = k.Officer || was.Officer, k.Taken || was.Taken, k.Waits || was.Waits, k.Chosen || was.Chosen
	k.Wrong, k.Asked, k.Coded, k.Codes = more(k.Wrong, was.Wrong), more(k.Asked, was.Asked), more(k.Coded, was.Coded), more(k.Codes, was.Codes)
	switch {
	case was.Filed.Day == k.Filed.Day:
		for _, nik := range was.Filed.NIKs {
			if !slices.Contains(k.Filed.NIKs, nik) {
				k.Filed.NIKs = append(slices.Clip(k.Filed.NIKs), nik)
			}
		}
	case was.Filed.Day.After(k.Filed.Day):
		k.Filed = was.Filed
	}
	if k.Serial = max(k.Serial, was.Serial); k.Form != nil && was.Form != nil {
		// What was offered to answer one form must not answer the other: the one that stays is asked about anew.
		k.Serial++
		form := *k.Form
		form.Serial, k.Form, k.Offer = k.Serial, &form, nil
	}
	t.say("link.done", t.tieArgs(ev.With))
}

// more is the later of two counts; those of one day are counted together.
func more(a, b core.Wrong) core.Wrong {
	switch {
	case a.Day == b.Day:
		a.Count += b.Count
		return a
	case b.Day.After(a.Day):
		return b
	}
	return a
}

// part is the word LEPAS: which of their addresses is to be somebody of its own again is asked.
func (t *turn) part() {
	if t.p.Staff != nil {
		t.say("link.apart", nil)
		return
	}
	t.do(Find{Query: core.RequestQuery{Person: t.p.ID, Limit: 1}, Ties: true, Why: "part"})
}

func (t *turn) whichTie(ties []core.Tie) {
	if len(ties) < 2 {
		t.say("part.none", nil)
		return
	}
	var offer []core.Choice
	for _, tie := range ties {
		label := t.tie(tie.Address)
		if tie.AddressID == t.p.AddressID {
			label = t.text("part.this", catalog.Args{"tie": label})
		}
		offer = append(offer, core.Choice{Token: tokenPart + strconv.FormatInt(tie.AddressID, 10), Label: label, Wide: true})
	}
	t.say("part.ask", nil, append(offer[:min(len(offer), 5)], t.button(tokenKeep+"ties", "no", nil))...)
}

func (t *turn) parted(ev Parted) {
	t.settled = true
	switch {
	case !ev.OK:
		t.say("part.none", nil)
	case ev.Tie.AddressID == t.p.AddressID:
		t.say("part.left", nil)
	default:
		t.say("part.done", t.tieArgs(ev.Tie.Address))
	}
}

// alsoAt says at which addresses somebody is known, who has several.
func (t *turn) alsoAt(ties []core.Tie) string {
	if len(ties) < 2 {
		return ""
	}
	names := make([]string, len(ties))
	for i, tie := range ties {
		names[i] = t.tie(tie.Address)
	}
	return t.text("paged.ties", catalog.Args{"list": strings.Join(names, ", ")})
}
