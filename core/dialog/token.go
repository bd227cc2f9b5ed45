package dialog

import (
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// Tokens name what a choice means, in at most 64 bytes. Those that make something come true carry what they were offered
// for (the number of the form, a ticket), so that an old button is known for what it is.
const (
	tokenBack  = core.BackToken // one menu up
	tokenWord  = "word:"        // as if the word of this verb had been written
	tokenGrp   = "grp:"         // a group of services
	tokenSvc   = "svc:"         // a service, for a request
	tokenTGrp  = "tgrp:"        // a group of services, to see the terms
	tokenTSvc  = "tsvc:"        // a service, to see its terms
	tokenDay   = "day:"         // a service day
	tokenFile  = "file:"        // the form with this number is right
	tokenMend  = "mend:"        // the form with this number is to be changed
	tokenFix   = "fix:"         // a field of the form: fix:NUMBER:FIELD
	tokenSee   = "see:"         // a ticket, to see it
	tokenAsk   = "drop?:"       // a ticket, to cancel it
	tokenDrop  = "drop!:"       // a ticket, cancelled for good
	tokenKeep  = "keep:"        // a ticket, or data: leave it as it is
	tokenDo    = "do:"          // something to be done with a request: do:REQUEST:WHAT, see turn.about
	tokenTake  = "take:"        // an offer, to take its place
	tokenPass  = "pass:"        // an offer, to let its place go to the next
	tokenPlace = "plc:"         // a kecamatan, of the form
	tokenWipe  = "wipe:"        // erase the person's data
	tokenLang  = "lang:"        // a language
	tokenPart  = "part:"        // one of their addresses, to be somebody of its own again

	tokenSteer   = "ntc:"     // something done with a notice: ntc:DEED:ID
	tokenShow    = "nshow:"   // a notice, to see how it goes
	tokenAmend   = "nfix:"    // a notice, to correct it
	tokenSend    = "nsend:"   // the announcement with this number is to be sent, as it was shown; with :again, knowingly once more
	tokenAgree   = "agree:"   // yes to the wish with this number
	tokenDecline = "decline:" // no to it
	tokenUnready = "move:"    // a day: papers that are not ready then get another slot

	tokenNotice = "nform:" // an answer to what its form asks, or a change: nform:NUMBER:WHAT:VALUE
)

// longestToken is as many bytes as a token may have.
const longestToken = 64

// sure stands before a deed that is asked about once more.
const sure = "sure-"

// press acts on a choice: a button, a number of the list, or the label itself.
func (t *turn) press(token string) {
	what, arg := token, ""
	if i := strings.IndexByte(token, ':'); i >= 0 {
		what, arg = token[:i+1], token[i+1:]
	}
	t.p.Talk.Puzzled = 0
	switch what {
	case tokenBack:
		t.back()
	case tokenWord:
		t.obey(arg, "")
	case tokenGrp:
		f := t.form()
		f.Group, f.Service = arg, ""
		t.proceed()
	case tokenSvc:
		t.choose(arg)
	case tokenTGrp:
		t.termsOf(arg)
	case tokenTSvc:
		t.terms(arg)
	case tokenDay:
		t.chooseDay(arg)
	case tokenFile:
		if t.current(arg) {
			t.file()
		}
	case tokenMend:
		if t.current(arg) {
			t.mend()
		}
	case tokenFix:
		number, field, _ := strings.Cut(arg, ":")
		if t.current(number) {
			t.fix(field)
		}
	case tokenSee:
		t.seekRef(arg, "status")
	case tokenAsk:
		t.seekRef(arg, "cancel")
	case tokenDrop:
		t.seekRef(arg, "drop")
	case tokenDo:
		ref, why, _ := strings.Cut(arg, ":")
		t.seekRef(ref, why)
	case tokenTake:
		t.seek("take/"+arg, "", "", "")
	case tokenPass:
		t.seek("pass/"+arg, "", "", "")
	case tokenPlace:
		if place, ok := t.placeOf(arg); ok && t.p.Talk.Form != nil {
			t.p.Talk.Form.Place = place
			t.proceed()
			return
		}
		t.say("button.old", nil)
	case tokenKeep:
		t.p.Talk.Offer = nil
		notice, isNotice := strings.CutPrefix(arg, tokenSteer)
		switch {
		case strings.HasPrefix(arg, keepSlot):
			t.p.Talk.Ask = nil
			t.say("slots.kept", nil)
		case isNotice:
			t.say("staff.done.kept", catalog.Args{"n": notice})
		case arg == "data":
			t.say("erase.kept", nil)
		case arg == "ties":
			t.say("part.kept", nil)
		default:
			t.say("cancel.kept", nil)
		}
	case tokenWipe:
		t.erase()
	case tokenPart:
		id, _ := strconv.ParseInt(arg, 10, 64) // of none there is nothing to part
		t.p.Talk.Offer = nil
		t.do(Part{id})
	case tokenLang:
		t.speakIn(arg)
	case tokenSteer:
		t.steer(arg)
	case tokenShow:
		t.show(arg)
	case tokenAmend:
		t.begun, t.settled = true, true
		t.correct(arg)
	case tokenSend:
		t.send(arg)
	case tokenNotice:
		t.pressNotice(arg)
	case tokenAgree:
		t.agreed(arg)
	case tokenDecline:
		t.declined(arg)
	case tokenUnready:
		t.moveUnready(arg)
	default:
		t.say("button.old", nil)
	}
}

// current tells whether a button belongs to the form at hand, and says so if it does not.
func (t *turn) current(number string) bool {
	n, err := strconv.Atoi(number)
	if f := t.p.Talk.Form; err == nil && f != nil && f.Serial == n {
		return true
	}
	t.say("button.old", nil)
	return false
}

// offered finds the choice that a text picks from the last list: by its number or its label.
func (t *turn) offered(text string) (token string, ok bool) {
	offer := t.p.Talk.Offer
	if n, is := t.words.number(text); is && len(offer) > 0 {
		i := 0
		for _, c := range offer {
			if c.Token == tokenBack {
				if n == 0 {
					return c.Token, true
				}
				continue
			}
			if i++; i == n {
				return c.Token, true
			}
		}
		return "", false
	}
	if len(offer) > 0 && t.p.Talk.Stale && t.shortAnswer(text) {
		return "", false // something else was said since
	}
	for _, c := range offer {
		if plain(c.Label) == plain(text) {
			return c.Token, true
		}
	}
	return "", false
}

// shortAnswer tells whether a text is a yes or a no.
func (t *turn) shortAnswer(text string) bool {
	s, n := t.words.lead(tokens(text))
	return n > 0 && (s.verb == "yes" || s.verb == "no")
}

// answering finds the choice that a yes or a no picks from the last list.
func (t *turn) answering(yes bool) (token string, ok bool) {
	if t.p.Talk.Stale {
		return "", false
	}
	means := []string{tokenMend, tokenKeep, tokenPass, tokenDecline}
	if yes {
		means = []string{tokenFile, tokenTake, tokenDrop, tokenDay, tokenWipe, tokenSend, tokenAgree, tokenSteer + string(core.Withdraw)}
	}
	for _, c := range t.p.Talk.Offer {
		if yes && c.Token == tokenWord+"wait" {
			return "", false // to wait, or tomorrow?
		}
		for _, kind := range means {
			if strings.HasPrefix(c.Token, kind) {
				return c.Token, true
			}
		}
	}
	return "", false
}
