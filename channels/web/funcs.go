package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"loket/core"
)

// funcs is what templates may call, in the language of the look.
//
//	t KEY [NAME VALUE]…   a sentence
//	n NUMBER              a number as people read it
//	day DATE              Selasa, 17 Maret 2020
//	date DATE             17 Mar 2020
//	clock TIME            08.00 WIB; hour TIME without the zone
//	moment TIME           17 Mar 2020, 08.00 WIB; "–" if it is not (yet)
//	size BYTES            1,2 MB
//	nth INDEX             1 of the first
//	hours HOURS           08.00–14.00; week HOURS BY WEEKDAY  Sen–Kam 08.00–14.00
//	span FROM TO          1 Apr 2020 – 14 Apr 2020; without an end if TO is none
//	seen FORESIGHT        what of it a yes is said to
//	daysOfWeek            their numbers, from Monday
//	lasting DURATION      2 jam 5 menit
//	status STATUS, lost REASON, service CODE, phrase TEXTS
//	channel NAME          Telegram, SMS, WhatsApp, or how staff filed it
//	masked ADDRESS        its last three characters
//	browser AGENT         what people call it, and the machine on which it is
//	who NAME              who did something: a member, or the operator of the server
//	deed WHAT             what stands in the audit, in words
//	asset NAME            the address of a file of assets
//	dict NAME VALUE …     several values for a part of a template
func (l *look) funcs(o Office) template.FuncMap {
	services := map[string]Service{}
	for _, s := range o.Services {
		services[s.Code] = s
	}
	return template.FuncMap{
		"t":          func(key string, args ...any) string { return l.words.say(key, args...) },
		"n":          l.words.number,
		"day":        l.day,
		"date":       l.date,
		"clock":      func(t time.Time) string { return l.clock(t.In(o.Zone)) + " " + o.ZoneLabel },
		"hour":       func(t time.Time) string { return l.clock(t.In(o.Zone)) },
		"moment":     func(t time.Time) string { return l.moment(t, o) },
		"size":       l.size,
		"nth":        func(i int) int { return i + 1 },
		"hours":      l.hours,
		"week":       l.week,
		"span":       l.span,
		"seen":       seen,
		"daysOfWeek": func() []int { return []int{1, 2, 3, 4, 5, 6, 0} },
		"local":      func(t time.Time) time.Time { return t.In(o.Zone) },
		"dateof":     func(t time.Time) core.Date { return core.DateOf(t.In(o.Zone)) },
		"status":     func(s core.Status) string { return o.Status(l.lang, s) },
		"lost":       func(reason string) string { return o.Lost(l.lang, reason) },
		"phrase":     func(texts map[string]string) string { return phrase(texts, l.lang, o) },
		"service": func(code string) string {
			if s, ok := services[code]; ok {
				return phrase(s.Name, l.lang, o)
			}
			return code
		},
		"channel": func(name string) string {
			if text, ok := l.words["channel."+name]; ok {
				return text
			}
			return name
		},
		"masked":  func(a core.Address) string { return strings.TrimPrefix(core.Address{ID: a.ID}.Masked(), ":") },
		"browser": browserName,
		"who":     l.who,
		"deed":    func(what string) string { return l.deed(what, o) },
		"about":   func(text string) string { return l.about(text, o) },
		"asset":   assetPath,
		"dict":    dict,
		"lasting": l.lasting,
	}
}

// who is the name of who did something, as it stands in the audit; of the operator, that of the account on the server behind it.
func (l *look) who(name string) string {
	if account, ok := strings.CutPrefix(name, "command:"); ok {
		return l.words.say("deeds.operator", "account", account)
	}
	if name == "" {
		return l.words.say("request.citizen") // who did it for themselves
	}
	return name
}

// deed is what stands in the audit, in words; what has none is shown as it stands.
func (l *look) deed(what string, o Office) string {
	if status, ok := strings.CutPrefix(what, advanced); ok {
		return l.words.say("deeds.advance", "status", o.Status(l.lang, core.Status(status)))
	}
	if text, ok := l.words["deed."+what]; ok {
		return text
	}
	return what
}

// phrase is a text of the office's files in a language, or in the office's first one.
func phrase(texts map[string]string, lang string, o Office) string {
	if text := texts[lang]; text != "" {
		return text
	}
	return texts[o.Languages[0]]
}

func (l *look) day(d core.Date) string {
	return l.words[fmt.Sprintf("weekday.%d", d.Weekday())] + ", " + l.words.say("date.long", "day", fmt.Sprint(d.Day), "month", l.words[fmt.Sprintf("month.%d", d.Month)], "year", fmt.Sprint(d.Year))
}

func (l *look) date(d core.Date) string {
	if d.IsZero() {
		return "–"
	}
	return l.words.say("date.short", "day", fmt.Sprint(d.Day), "month", l.words[fmt.Sprintf("mon.%d", d.Month)], "year", fmt.Sprint(d.Year))
}

// size is how large a file is.
func (l *look) size(bytes int64) string {
	if bytes < 100_000 {
		return l.words.number(int((bytes+999)/1000)) + " kB"
	}
	tenths := int((bytes + 50_000) / 100_000)
	return l.words.number(tenths/10) + l.words["number.decimal"] + fmt.Sprint(tenths%10) + " MB"
}

func (l *look) clock(t time.Time) string { return t.Format(l.words["date.clock"]) }

func (l *look) moment(t time.Time, o Office) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(o.Zone)
	return l.date(core.DateOf(t)) + ", " + l.clock(t) + " " + o.ZoneLabel
}

// lasting is a length of time in its two greatest units.
func (l *look) lasting(d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	join := func(a, b string, more int) string {
		if more == 0 {
			return a
		}
		return a + " " + b
	}
	switch {
	case days > 0:
		return join(l.words.say("lasting.days", "n", days), l.words.say("lasting.hours", "n", hours), hours)
	case hours > 0:
		return join(l.words.say("lasting.hours", "n", hours), l.words.say("lasting.minutes", "n", minutes), minutes)
	}
	return l.words.say("lasting.minutes", "n", minutes)
}

// dict is several values for a part of a template.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d values are no pairs", len(pairs))
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m, nil
}
