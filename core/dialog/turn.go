package dialog

import (
	"maps"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// turn is one event being answered.
type turn struct {
	*Engine
	p       core.Person
	f       core.Facts
	effects []Effect
	settled bool   // the message was decided on (a ticket, a full day, a stop): one answer, whatever the pace
	begun   bool   // the answer itself says who speaks and what is closed
	silent  bool   // the choices of this answer stand in its words, not in a list
	aside   bool   // said in a group: nobody is greeted there
	greet   string // what a greeting is returned with

	ways    map[int64][]core.Step  // of what was found: the way of each request
	waiters map[int64]core.Waiter  // … and its place in line
	papers  map[int64][]core.Paper // … and what was sent for it
	looked  bool                   // … if that was looked up
	sent    Sent                   // what came with the message
	taken   bool                   // … and was taken
}

// Before numbered lists fit a segment, so many letters of a name are shown by SMS.
const nameRoom = 24

func (t *turn) lang() string {
	if t.p.Lang != "" {
		return t.p.Lang
	}
	return "id"
}

func (t *turn) do(ef Effect) { t.effects = append(t.effects, ef) }

// text is a text of the catalog in the person's language and the form of the channel, with what every text may use.
func (t *turn) text(key string, a catalog.Args) string {
	o := &t.cat.Office
	args := make(catalog.Args, 5+len(a))
	args["zone"], args["phone"], args["contact"] = o.ZoneLabel, o.Officer.Phone, o.DPO.Contact
	args["address"], args["office"] = o.Address.In(t.lang()), o.Name.In(t.lang())
	if t.f.Limits.Short {
		args["office"] = o.ShortName.In(t.lang())
	}
	maps.Copy(args, a)
	s := t.cat.Text(t.lang(), key, t.f.Limits.Short, args)
	if t.f.Limits.Short {
		s = core.CleanSMS(s)
	}
	return s
}

// say owes the person an answer, with choices if any: buttons where the channel has them, else a numbered list.
func (t *turn) say(key string, a catalog.Args, offer ...core.Choice) {
	t.speak(t.text(key, a), offer)
}

func (t *turn) speak(text string, offer []core.Choice) {
	m := core.Message{Text: text}
	t.p.Talk.Stale = len(offer) == 0 && !t.silent
	if len(offer) > 0 {
		t.p.Talk.Offer = offer
		if t.f.Limits.Buttons == 0 {
			m.Text += core.Numbered(offer, " ")
		} else {
			m.Choices = offer
		}
	}
	if t.f.Limits.Short {
		t.p.Talk.Rest = nil
		if core.CountSMS(m.Text).Segments > 1 {
			m.Text = t.paged(text + core.Numbered(offer, "\n")) // a page ends with a line, not within a label
		}
	}
	t.do(Say{m})
}

// button offers a text of the catalog as a choice.
func (t *turn) button(token, label string, a catalog.Args) core.Choice {
	return core.Choice{Token: token, Label: t.text("button."+label, a)}
}

// extras are choices that only make sense as buttons: by SMS the text itself names the word to send.
func (t *turn) extras(cs ...core.Choice) []core.Choice {
	if t.f.Limits.Buttons == 0 {
		return nil
	}
	return cs
}

// finish puts before the first answer who is speaking and what is closed, once a day, and keeps the pace.
func (t *turn) finish() {
	first := -1
	for i, ef := range t.effects {
		if _, ok := ef.(Say); ok {
			first = i
			break
		}
	}
	if first < 0 || t.aside {
		return
	}
	t.p.Talk.Spoke = t.now().Unix()
	if t.hushed() && !t.settled {
		t.hush()
		return
	}
	say := t.effects[first].(Say)
	front := t.greet
	if pre := t.preface(); pre != "" && !t.begun {
		switch joined := front + pre + " " + say.Message.Text; {
		case !t.f.Limits.Short:
			front += pre + "\n\n"
		case core.CountSMS(joined).Segments == 1:
			front += pre + " "
		case t.settled || !t.closed():
			return // the answer has the segment for itself; the rest is told with the next one
		default:
			t.effects = append(t.effects[:first], append([]Effect{Say{core.Message{Text: pre}}}, t.effects[first:]...)...)
			first++
		}
	}
	if whole := front + say.Message.Text; !t.f.Limits.Short || core.CountSMS(whole).Segments == 1 {
		say.Message.Text = whole
	}
	t.effects[first] = say
	t.p.Talk.Greeted = true
	if t.closed() {
		t.p.Talk.Told = t.f.Today()
	}
}

// preface is what the day's first answer begins with: the closure, if the counter is closed, else who is speaking.
func (t *turn) preface() string {
	k := t.f.Calendar.Closure(t.f.Today())
	switch {
	case k != nil && t.p.Talk.Told != t.f.Today():
		return t.text(t.closedKey("preface.closed"), t.closureArgs(k))
	case !t.p.Talk.Greeted:
		return t.text("preface.hello", nil)
	}
	return ""
}

// closed tells whether the counter is closed today, beyond weekends and holidays.
func (t *turn) closed() bool { return t.f.Calendar.Closure(t.f.Today()) != nil }

// closedKey is the text for a closure that shuts intake too, if today's does.
func (t *turn) closedKey(key string) string {
	if t.f.Calendar.IntakeClosure(t.f.Today()) != nil {
		return key + ".all"
	}
	return key
}

// closureArgs is what texts say of a closure: until when it lasts with those that follow it before the counter opens, and why; of
// several the reason of the last is told, too.
func (t *turn) closureArgs(k *core.Closure) catalog.Args {
	until := t.f.Calendar.ClosedUntil(k.To)
	reason := catalog.Localized(k.Reason).In(t.lang())
	if last := t.f.Calendar.Closure(until); last != nil {
		if other := catalog.Localized(last.Reason).In(t.lang()); other != reason {
			reason += "; " + other
		}
	}
	return catalog.Args{
		"from":   t.date(k.From),
		"until":  t.date(until),
		"reason": reason,
		"reopen": t.date(t.f.Calendar.NextCounter(until.Add(1))),
	}
}

// shortName shows whose request it is without writing the whole name: SITI A.
func (t *turn) shortName(n core.Name) string {
	words := strings.Fields(string(n))
	for i := range words {
		if i > 0 {
			words[i] = string([]rune(words[i])[:1]) + "."
		}
	}
	return core.Name(strings.Join(words, " ")).Short(nameRoom)
}
