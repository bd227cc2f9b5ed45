package dialog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// orders are the commands of staff. What they write for them stands in the catalog under words.staff_…; KUOTA and BANTUAN
// are everybody's words.
var orders = []string{"join", "announce", "correct", "close", "extend", "reopen", "today", "notices",
	"verify", "process", "ready", "done", "mend", "reject", "noshow", "withdraw", "name", "reschedule"}

// theirs are the orders in words that mean nothing to citizens: who writes one of them with a slash, and is no member, is told
// how to become one.
var theirs = map[string]bool{"announce": true, "correct": true, "close": true, "extend": true, "today": true, "verify": true, "process": true,
	"reject": true, "noshow": true, "reschedule": true}

// aimed are the orders that are one without a slash only when a ticket or a date follows; "batalkan" never is, as a member may
// have a request of their own.
var aimed = map[string]bool{"verify": true, "process": true, "ready": true, "done": true, "mend": true, "reject": true, "noshow": true, "withdraw": false,
	"name": true, "reschedule": true, "extend": true, "reopen": true}

// order is a command of staff, and what follows it.
type order struct {
	verb, rest string
	slash      bool
}

// orderIn reads a command of staff at the head of a text.
func (e *Engine) orderIn(text string) (o order, ok bool) {
	body := unslash(text)
	words := tokens(body)
	for n := min(e.words.long, len(words)); n > 0; n-- {
		if verb := e.words.orders[strings.Join(words[:n], " ")]; verb != "" {
			rest := after(body, n)
			if verb == "announce" || verb == "correct" { // every mark is part of the text
				rest = strings.TrimSpace(strings.TrimLeft(behind(body, n), ":"))
			}
			return order{verb, rest, strings.HasPrefix(text, "/")}, true
		}
	}
	if strings.HasPrefix(text, "/") && len(words) > 0 && len(words[0]) > 5 { // a slip of the finger: /umumkn
		for _, word := range slices.Sorted(maps.Keys(e.words.orders)) {
			if catalog.Slip(word, words[0]) {
				return e.orderIn("/" + word + strings.TrimLeft(behind(body, 1), ":"))
			}
		}
	}
	return order{}, false
}

// code is how the codes look that make a chat one of staff's.
var code = regexp.MustCompile(`^[A-Z2-7]{10}$`)

// staff takes a message that only staff may mean. Whatever it leaves alone is answered as everybody's.
func (t *turn) staff(text string) (taken bool) {
	o, ok := t.orderIn(text)
	switch {
	case ok && o.verb == "join" && (o.slash || code.MatchString(o.rest)):
		t.join(o.rest)
		return true
	case t.p.Staff == nil && ok && o.slash && theirs[o.verb]:
		t.say(t.atHome("join.needed"), nil)
		return true
	case t.p.Staff == nil:
		return false
	case !ok && t.unknownOrder(text):
		t.settled = true
		t.carryOut(order{verb: "help"})
		return true
	case ok && o.verb != "join" && t.meant(o):
		t.begun, t.settled = true, true
		if t.p.Talk.Officer {
			t.handBack()
		}
		t.carryOut(o)
		return true
	}
	return t.answersWish(text) || t.noticeIsNext() && (t.unwritable() || t.answerNotice(text))
}

// meant tells whether the words of an order are one, and not something that a citizen would say.
func (t *turn) meant(o order) bool {
	if plain, is := aimed[o.verb]; is {
		return o.slash || plain && (t.targeted(o.rest) || dated(o.rest) && (o.verb == "extend" || o.verb == "reopen"))
	}
	return o.slash || o.verb == "announce" || len(tokens(o.rest)) == 0 || dated(o.rest)
}

// unknownOrder tells whether a text looks like a command and is none, of staff or of anybody.
func (t *turn) unknownOrder(text string) bool {
	return strings.HasPrefix(text, "/") && !starts(text) && t.understand(text).verb == ""
}

// unwritable drops the announcement of somebody who may not write any since their role was lowered, and says so.
func (t *turn) unwritable() bool {
	if t.p.Staff.Role.May(core.Announce) {
		return false
	}
	t.settled = true
	t.p.Talk.Notice, t.p.Talk.Offer = nil, nil
	return !t.allowed(core.Announce)
}

// dated tells whether a text begins with a number, as dates and quotas do.
func dated(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

// carryOut does what a member of staff orders.
func (t *turn) carryOut(o order) {
	t.p.Talk.Puzzled, t.p.Talk.Ask = 0, nil
	switch o.verb {
	case "announce":
		t.announce(o.rest)
	case "correct":
		t.correct(o.rest)
	case "close":
		t.closeDays(o.rest)
	case "today":
		t.do(Look{What: Today})
	case "notices":
		t.do(Look{What: Notices})
	case "quota":
		t.staffQuota(o.rest)
	case "extend":
		t.extend(o.rest)
	case "reopen":
		t.reopen(o.rest)
	case "name":
		t.mendName(o.rest)
	case "reschedule":
		t.reschedule(o.rest)
	case "verify", "process", "ready", "done", "mend", "reject", "noshow", "withdraw":
		t.move(o.verb, o.rest)
	case "help":
		t.say("staff.help", t.whoTheyAre(*t.p.Staff))
	}
}

// atHome is the text to say, or, where staff cannot work, that they cannot.
func (t *turn) atHome(key string) string {
	if t.p.Address.Channel != core.TelegramChannel {
		return "join.elsewhere"
	}
	return key
}

// join tries a code. After so many wrong ones a day there is silence.
func (t *turn) join(words string) {
	shown := strings.ToUpper(strings.Join(tokens(words), ""))
	c := t.p.Talk.Codes
	switch {
	case t.p.Address.Channel != core.TelegramChannel:
		t.say("join.elsewhere", nil)
	case shown == "":
		t.say("join.code", nil)
	case c.Day == t.f.Today() && c.Count >= guesses:
	default:
		t.settled = true
		t.do(Join{shown})
	}
}

func (t *turn) joined(ev Joined) {
	t.settled = true
	c := &t.p.Talk.Codes
	if ev.OK {
		*c, t.p.Staff, t.begun = core.Wrong{}, &ev.Staff, true
		t.say("staff.welcome", t.whoTheyAre(ev.Staff))
		return
	}
	if c.Day != t.f.Today() {
		*c = core.Wrong{Day: t.f.Today()}
	}
	if c.Count++; c.Count >= guesses {
		t.say("join.locked", nil)
		return
	}
	t.say("join.wrong", nil)
}

// whoTheyAre is what a member of staff is told about themselves: name, role, and what the role allows.
func (t *turn) whoTheyAre(s core.Staff) catalog.Args {
	dates := t.examples()
	var can []string
	for _, c := range []struct {
		deed core.Deed
		text string
	}{{core.See, "see"}, {core.MoveOthers, "advance"}, {core.SetQuota, "quota"}, {core.CloseDays, "closure"}, {core.Announce, "announce"}} {
		if s.Role.May(c.deed) {
			can = append(can, t.text("staff.can."+c.text, dates))
		}
	}
	return catalog.Args{"name": s.Name, "role": t.text("role."+string(s.Role), nil), "commands": strings.Join(can, "\n")}
}

// examples are days to show in examples: soon, and later.
func (t *turn) examples() catalog.Args {
	return catalog.Args{"date": typed(t.f.Today().Add(1)), "later": typed(t.f.Today().Add(14))}
}

// typed is a day as people type it.
func typed(d core.Date) string { return d.At(0, zoneless).Format("02-01-2006") }

// allowed tells whether the role of the member allows a deed, and says so if it does not.
func (t *turn) allowed(d core.Deed) bool {
	if t.p.Staff != nil && t.p.Staff.Role.May(d) {
		return true
	}
	t.say("bad.role", catalog.Args{"role": t.text("role."+string(d.Needs()), nil)})
	return false
}

// mended is the sentence for an error that the one who asked can mend.
func (t *turn) mended(err *core.Error) string {
	args := t.examples()
	for k, v := range err.Args {
		args[k] = v
	}
	for _, say := range [][2]string{{"role", "role."}, {"status", "notice."}, {"status", "status."}} {
		if word, ok := args[say[0]]; ok && t.cat.Has(say[1]+fmt.Sprint(word)) {
			args[say[0]] = t.text(say[1]+fmt.Sprint(word), nil)
		}
	}
	if until, ok := args["until"].(string); ok {
		if d, err := core.ParseDate(until); err == nil {
			args["until"] = t.date(d)
		}
	}
	for _, name := range []string{"n", "limit"} {
		if n, ok := args[name].(int); ok {
			args[name] = t.figure(n)
		}
	}
	if lang, ok := args["language"].(string); ok {
		args["language"] = t.tongue(t.lang(), lang)
	}
	if !t.cat.Has(err.Key) {
		return t.text("bad.unnamed", nil)
	}
	return t.text(err.Key, args)
}
