package dialog

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// slotsShown is how many slots are offered at a time: as many as fit an SMS.
const slotsShown = 3

// slotsAhead is how many days ahead somebody may ask for: whoever writes a later year has mistyped it.
const slotsAhead = 366

// otherSlot is UBAH JADWAL: another slot for the request of the ticket named, or the person's own, on the day named.
func (t *turn) otherSlot(rest string) {
	day, others := t.cutDay(rest)
	if day.IsZero() && t.ticketOf(rest) == "" && t.noDay(rest) {
		t.sayNoDay()
		return
	}
	if ticket := t.ticketOf(rest); ticket == "" && digitsIn(others) > 2 {
		t.say("status.ticket", nil)
		return
	}
	t.seek("slots/0/"+day.String(), t.ticketOf(rest), t.nikIn(others), "")
}

// cutDay takes the first day named in a text out of it; none if there is none.
func (t *turn) cutDay(text string) (d core.Date, rest string) {
	words := strings.Fields(text)
	for i := range words {
		day, n, ok := t.dayIn(words[i:])
		if _, named := t.cat.Month(strings.Trim(words[i], ",;:.()!?")); !ok && named && i+1 < len(words) { // June 10
			day, n, ok = t.dayIn(append([]string{words[i+1], words[i]}, words[i+2:]...))
		}
		if !ok {
			day, ok = t.looseDay(words[i])
			n = 1
		}
		if !ok {
			switch t.words.when[plain(words[i])] {
			case "today":
				day, n, ok = t.f.Today(), 1, true
			case "tomorrow":
				day, n, ok = t.f.Today().Add(1), 1, true
			case "after":
				day, n, ok = t.f.Today().Add(2), 1, true
			}
		}
		if ok {
			return day, strings.Join(append(words[:i:i], words[i+n:]...), " ")
		}
	}
	return core.Date{}, text
}

// looseDate is a day as people write it in a hurry: 10/4, 10-4-20.
var looseDate = regexp.MustCompile(`^([0-9]{1,2})[-/]([0-9]{1,2})(?:[-/]([0-9]{2}))?$`)

// looseDay reads a day without its year, the next such day then, or with two digits of it.
func (t *turn) looseDay(word string) (d core.Date, ok bool) {
	m := looseDate.FindStringSubmatch(strings.Trim(word, ",;:.()!?"))
	if m == nil {
		return d, false
	}
	year := m[3]
	if year == "" {
		year = strconv.Itoa(t.f.Today().Year)
	} else {
		year = "20" + year
	}
	d, err := core.ParseDate(m[1] + "-" + m[2] + "-" + year)
	if err == nil && m[3] == "" && d.Before(t.f.Today()) {
		d, err = core.ParseDate(m[1] + "-" + m[2] + "-" + strconv.Itoa(t.f.Today().Year+1))
	}
	return d, err == nil
}

// dayLike is what is meant for a day, whether there is such a day or not.
var dayLike = regexp.MustCompile(`^(?:[0-9]{1,2}[-/.][0-9]{1,2}(?:[-/.][0-9]{2,4})?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})$`)

// noDay tells whether a text names a day that is none, like the 31st of February.
func (t *turn) noDay(text string) bool {
	words := strings.Fields(text)
	for i, w := range words {
		if _, n, ok := t.dayIn(words[i:]); n > 0 && !ok || dayLike.MatchString(strings.Trim(w, ",;:.()!?")) {
			return true
		}
	}
	return false
}

func (t *turn) sayNoDay() {
	t.say("slots.date", catalog.Args{"date": typed(t.f.Calendar.NextCounter(t.f.Today().Add(1)))})
}

// slotStays is why a request keeps the slot it has, as a text; "" if it may have another. Whoever did not come may choose once
// more; papers that are ready and whose time has passed are for an officer, and so are those missed twice.
func (t *turn) slotStays(r core.Request) string {
	switch {
	case r.Status == core.Waiting:
		return "slots.line"
	case !r.Status.Active():
		return "late"
	case r.IsZero() && r.Earliest.IsZero():
		return "slots.unfetched"
	case r.Status == core.NoShow && r.Missed > 1:
		return "slots.missed"
	case r.Status == core.Ready && !r.To.After(t.now()):
		return "slots.over"
	}
	return ""
}

// offerSlots looks for slots behind those shown before, on a day or after it: the details are "AFTER/DAY".
func (t *turn) offerSlots(r core.Request, args catalog.Args, details string) {
	if key := t.slotStays(r); key != "" {
		t.p.Talk.Ask = nil
		t.say(key, args, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
		return
	}
	after, date, _ := strings.Cut(details, "/")
	day, _ := core.ParseDate(date)
	if day.After(t.f.Today().Add(slotsAhead)) {
		t.say("slots.far", catalog.Args{"date": typed(t.f.Calendar.NextCounter(t.f.Today().Add(1)))})
		return
	}
	t.freeSlots(r, day, instantOf(after), "slots/"+details)
}

// freeSlots asks for the next slots that are free.
func (t *turn) freeSlots(r core.Request, day core.Date, after time.Time, why string) {
	if after.Before(t.now()) {
		after = t.now()
	}
	t.do(FreeSlots{Request: r, Day: day, After: after.UTC(), N: slotsShown, Why: why})
}

// instantOf reads an instant of a token, in seconds since 1970.
func instantOf(s string) time.Time {
	n, _ := strconv.ParseInt(s, 10, 64)
	return time.Unix(n, 0).UTC()
}

// slotsFree offers what is free. The slot at hand can be kept while it is ahead.
func (t *turn) slotsFree(ev SlotsFree) {
	r := ev.Asked.Request
	args := t.argsOf(r)
	t.owns(r, "slots/0/")
	if len(ev.Free) == 0 {
		t.say("slots.none", args, t.extras(t.button(tokenWord+"officer", "officer", nil))...)
		return
	}
	var offer []core.Choice
	was := strconv.FormatInt(r.From.Unix(), 10)
	for _, s := range ev.Free {
		offer = append(offer, core.Choice{Token: tokenDo + ref(r) + ":pick/" + strconv.FormatInt(s.From.Unix(), 10) + "/" + was,
			Label: t.slotLabel(s), Wide: true})
	}
	if len(ev.Free) == slotsShown {
		last := strconv.FormatInt(ev.Free[slotsShown-1].From.Unix(), 10)
		offer = append(offer, t.button(tokenDo+ref(r)+":slots/"+last+"/"+dateOrNone(ev.Asked.Day), "others", nil))
	}
	key := "slots.ask"
	if ahead := r.To.After(t.now()) && r.Status != core.NoShow; ahead {
		offer = append(offer, t.button(tokenKeep+keepSlot+ref(r), "keep", nil))
	} else {
		key = "slots.renew"
	}
	first := core.DateOf(ev.Free[0].From.In(t.cat.Office.Zone))
	switch day := ev.Asked.Day; {
	case ev.Asked.Why == gone:
		key = "slots.gone"
	case !day.IsZero() && first != day && !strings.HasPrefix(ev.Asked.Why, "slots/0/"):
	case !day.IsZero() && day.Before(t.f.Today()):
		key = "slots.past"
		args["day"] = t.date(day)
	case !day.IsZero() && first != day:
		key = "slots.later"
		args["day"] = t.date(day)
	}
	t.say(key, args, offer...)
}

// gone is why slots are looked for when the one wanted was given to somebody else meanwhile.
const gone = "gone"

// keepSlot stands before the request that keeps its slot.
const keepSlot = "slot/"

// dateOrNone is a day of a token.
func dateOrNone(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// slotLabel is a slot as one of a list: by SMS its beginning.
func (t *turn) slotLabel(s core.Slot) string {
	from := s.From.In(t.cat.Office.Zone)
	if t.f.Limits.Short {
		return t.date(core.DateOf(from)) + " " + t.cat.Clock(from)
	}
	return t.date(core.DateOf(from)) + ", " + t.cat.Clock(from) + "-" + t.cat.Clock(s.To.In(t.cat.Office.Zone))
}

// pickSlot takes the slot that was chosen: the details are "PICK/WAS".
func (t *turn) pickSlot(r core.Request, args catalog.Args, details string) {
	chosen, had, _ := strings.Cut(details, "/")
	pick, was := instantOf(chosen), instantOf(had)
	switch key := t.slotStays(r); {
	case r.From.Equal(pick):
		t.slotChanged(args)
	case key != "":
		t.say(key, args)
	case !pick.After(t.now()):
		t.freeSlots(r, core.Date{}, t.now(), gone)
	default:
		if r.IsZero() {
			was = time.Time{}
		}
		t.do(Reslot{core.Reslot{Request: r.ID, Was: was, Pick: pick, Ready: r.Status == core.NoShow}})
	}
}

// reslotted tells the new slot, or offers others when it was given away in the same moment.
func (t *turn) reslotted(ev core.Reslotted) {
	r := ev.Request
	args := t.argsOf(r)
	switch key := t.slotStays(r); {
	case ev.OK && ev.Was.Place != "" && r.Place == "": // another service, which is fetched at the office
		t.settled = true
		t.say("amend.done", args)
	case ev.OK:
		t.slotChanged(args)
	case r.ID == 0:
		t.say("button.old", nil)
	case key != "":
		t.say(key, args)
	default:
		t.freeSlots(r, core.Date{}, t.now(), gone)
	}
}

func (t *turn) slotChanged(args catalog.Args) {
	t.settled = true
	t.p.Talk.Ask, t.p.Talk.Offer = nil, nil
	t.say("slots.done", args)
}
