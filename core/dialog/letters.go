package dialog

import (
	"strconv"

	"loket/core"
	"loket/core/catalog"
)

// What citizens and staff are told of their own accord: each is one letter, and answers nothing.

// Why is the reason of a change by language; what is empty is told without one.
type Why map[string]string

// Why is a reason of the catalog in all languages.
func (e *Engine) Why(key string) Why {
	why := Why{}
	for _, lang := range e.cat.Office.Languages {
		why[lang] = e.cat.Text(lang, key, false, nil)
	}
	return why
}

// Reslotted tells the holder of a request that its pickup was given another time.
func (e *Engine) Reslotted(lang string, l core.Limits, r core.Reslotted, why Why) core.Message {
	return e.letter(lang, l, "letter.reslotted", e.requestArgs(lang, l, r.Request))
}

// Shifted tells the holder of a request that its service day, and with it perhaps its pickup, is another one.
func (e *Engine) Shifted(lang string, l core.Limits, s core.Shifted, was core.Slot, why Why) core.Message {
	return e.letter(lang, l, "letter.shifted", e.requestArgs(lang, l, s.Request))
}

// Remind reminds the holder of a request of its pickup.
func (e *Engine) Remind(lang string, l core.Limits, r core.Request) core.Message {
	return e.letter(lang, l, "letter.remind", e.requestArgs(lang, l, r))
}

// RemindCorrection reminds the holder of a request that an answer is due.
func (e *Engine) RemindCorrection(lang string, l core.Limits, r core.Request) core.Message {
	return e.letter(lang, l, "letter.correction", e.requestArgs(lang, l, r))
}

// Offered offers a place to somebody in line.
func (e *Engine) Offered(lang string, l core.Limits, o core.Offer) core.Message {
	return e.letter(lang, l, "letter.offer", e.requestArgs(lang, l, o.Request))
}

// Lapsed tells somebody in line that the place which was theirs to take went to the next: left, when they are out of the line.
func (e *Engine) Lapsed(lang string, l core.Limits, r core.Request, left bool) core.Message {
	return e.letter(lang, l, "letter.lapsed", e.requestArgs(lang, l, r))
}

// Earlier tells the holder of a request that it could be fetched earlier than it is to be.
func (e *Engine) Earlier(lang string, l core.Limits, r core.Request, from core.Slot) core.Message {
	return e.letter(lang, l, "letter.earlier", e.requestArgs(lang, l, r))
}

// Unready tells a member of staff how many papers that are to be fetched on a day are not ready, and offers to move those.
func (e *Engine) Unready(lang string, l core.Limits, day core.Date, unready, coming int) core.Message {
	t := &turn{Engine: e, p: core.Person{Lang: lang}, f: core.Facts{Limits: l}}
	m := e.letter(lang, l, "staff.letter.unready", catalog.Args{"day": t.date(day), "n": t.figure(unready), "count": t.figure(coming)})
	m.Choices = []core.Choice{t.button(tokenUnready+day.String(), "unready", nil)}
	return m
}

// NoHolidays tells a member of staff that no holidays of a year are known.
func (e *Engine) NoHolidays(lang string, l core.Limits, year int) core.Message {
	return e.letter(lang, l, "staff.letter.holidays", catalog.Args{"year": strconv.Itoa(year)})
}
