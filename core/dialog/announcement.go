package dialog

import (
	"maps"
	"slices"
	"strings"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// Freeze makes the messages of a notice for every channel that the office has, by version: the office's name and how to
// stop around the words of staff.
func (e *Engine) Freeze(n core.Notice, limits map[string]core.Limits) core.Frozen {
	frozen := core.Frozen{}
	for channel, l := range limits {
		frozen[channel] = map[string]core.Message{}
		for _, lang := range e.versions(n) {
			frozen[channel][lang] = e.frozen(n, n.Kind, lang, l)
			if n.Kind == core.Correction {
				frozen[channel][lang+core.Fresh] = e.frozen(n, core.Announcement, lang, l)
			}
		}
	}
	return frozen
}

// versions are the languages in which a notice is written, Indonesian first.
func (e *Engine) versions(n core.Notice) []string {
	all := []string{"id"}
	for _, lang := range e.cat.Office.Languages {
		if lang != "id" && n.Texts[lang] != "" {
			all = append(all, lang)
		}
	}
	return all
}

// frozen is one message of a notice.
func (e *Engine) frozen(n core.Notice, kind core.NoticeKind, lang string, l core.Limits) core.Message {
	key, args := "announcement", catalog.Args{"text": n.Texts[lang]}
	switch kind {
	case core.Forwarding:
		key = "announcement.forward"
		if args["write_to"] = e.writeTo(lang); !n.Expires.IsZero() {
			key, args["until"] = "announcement.forward.until", e.moment(lang, n.Expires, l.Short)
		}
	case core.Correction:
		key = "correction"
	case core.Withdrawal:
		key = "withdrawal"
		if l.Short {
			args["text"] = excerpt(n.Texts[lang])
		}
	}
	if l.Short && e.cat.Office.SMS.OneWay() && e.cat.Has(key+".oneway") {
		key, args["write_to"] = key+".oneway", e.cat.Office.WriteTo[core.SMSChannel]
	}
	m := e.letter(lang, l, key, args)
	m.Erase = kind == core.Withdrawal && l.Edits
	m.Template = e.Template(catalog.AnnouncementTemplate, lang, l, nil, func(lang string) string {
		if n.Texts[lang] == "" {
			return m.Text // it was not written in the template's language
		}
		args := maps.Clone(args)
		args["text"] = n.Texts[lang]
		return e.letter(lang, l, key, args).Text
	})
	return m
}

// writeTo is where people can write to the office, as something to press or to copy.
func (e *Engine) writeTo(lang string) string {
	var all []string
	for _, channel := range []string{core.TelegramChannel, core.SMSChannel, core.WhatsAppChannel} {
		switch to := e.cat.Office.WriteTo[channel]; {
		case to == "":
		case channel == core.TelegramChannel:
			all = append(all, strings.Replace(to, "@", "https://t.me/", 1))
		default:
			all = append(all, e.channel(lang, channel)+" "+to)
		}
	}
	return strings.Join(all, ", ")
}

// channel is what people call a channel.
func (e *Engine) channel(lang, channel string) string {
	if key := "channel." + channel; e.cat.Has(key) {
		return e.cat.Text(lang, key, false, nil)
	}
	return channel
}

// tongue is what a language is called in another.
func (e *Engine) tongue(lang, of string) string {
	if key := "tongue." + of; e.cat.Has(key) {
		return e.cat.Text(lang, key, false, nil)
	}
	return e.cat.Text(of, "say.language", false, nil)
}

// moment is a point of time as people say it. Midnight is the end of the day before.
func (e *Engine) moment(lang string, t time.Time, short bool) string {
	t = t.In(e.cat.Office.Zone)
	day, clock := core.DateOf(t), e.cat.Clock(t)
	if clock == "00.00" {
		day, clock = day.Add(-1), "24.00"
	}
	if short {
		return e.cat.Date(lang, day, true) + " " + clock
	}
	return e.cat.Text(lang, "moment.at", false, catalog.Args{"date": e.cat.Date(lang, day, false), "time": clock})
}

// span is a length of time as people say it.
func (e *Engine) span(lang string, d time.Duration) string {
	key, n := "minutes", int(d/time.Minute)
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) == 0:
		key, n = "days", int(d/(24*time.Hour))
	case d%time.Hour == 0:
		key, n = "hours", int(d/time.Hour)
	}
	return e.cat.Text(lang, "span."+key, false, catalog.Args{"n": e.cat.Number(lang, n)})
}

// excerpt is the beginning of a text, by which it is recognised.
func excerpt(text string) string {
	const most, more = 60, "..."
	words := strings.Fields(text)
	for n := range words {
		if head := strings.Join(words[:n+1], " "); core.UTF16Len(head) > most {
			if n == 0 {
				return core.SplitSMS(core.CleanSMS(head), most)[0] + more
			}
			return strings.TrimRight(strings.Join(words[:n], " "), ".,;:!?") + more
		}
	}
	return strings.Join(words, " ")
}

// Draft is an announcement of a closure in the office's words, for all who follow, at once, until the closure is over.
// The closure need not be in the calendar yet.
func (e *Engine) Draft(f core.Facts, o core.Override) core.Notice {
	calendar := f.Calendar
	if !slices.ContainsFunc(calendar.Closures, func(k core.Closure) bool { return k.From == o.From && k.To == o.To }) {
		calendar = calendar.With([]core.Override{o})
	}
	key := "closure.notice"
	if o.From == o.To {
		key += ".day"
	}
	if o.Intake {
		key += ".all"
	}
	n := core.Notice{Kind: core.Announcement, Texts: map[string]string{}, Audience: core.Audience{To: []core.Selector{{}}},
		Expires: o.To.At(24*60, e.cat.Office.Zone)}
	reopen := calendar.NextCounter(calendar.ClosedUntil(o.To).Add(1))
	for _, lang := range e.cat.Office.Languages {
		t := &turn{Engine: e, p: core.Person{Lang: lang}}
		n.Texts[lang] = t.text(key, catalog.Args{"from": t.date(o.From), "until": t.date(o.To), "reason": o.Reason, "reopen": t.date(reopen)})
	}
	return n
}

// ToStaff is a sentence of the catalog for a member of staff.
func (e *Engine) ToStaff(lang string, l core.Limits, key string, a catalog.Args) core.Message {
	return e.letter(lang, l, key, a)
}
