package catalog

import (
	"strings"

	"loket/core"
)

// longest is the longest value each placeholder may take in a short text. A value that follows from the office's own
// files is computed by Longest.
var longest = Args{
	"ticket":  "C200317-0042",          // 11 characters, 12 when a day has a thousand places
	"name":    strings.Repeat("M", 24), // longer names are cut
	"nik":     "************0001",
	"nik4":    "0001",
	"whose":   strings.Repeat("m", shortWhose),
	"service": strings.Repeat("M", shortName), "group": strings.Repeat("M", shortName),
	"office": strings.Repeat("M", shortOffice), "phone": strings.Repeat("0", shortPhone), "zone": strings.Repeat("M", shortZone),
	"reason": strings.Repeat("m", shortReason), // longer reasons are cut
	"text":   strings.Repeat("m", 60),
	"words":  strings.Repeat("m", 24),
	"place":  strings.Repeat("M", 14), // longer ones are cut

	"time": "08.00", "open": "08.00", "close": "08.00", "hours": "08.00-15.00", "was_hours": "08.00-15.00",
	"n": "9999", "count": "9999", "left": "9999", "quota": "9999", "places": "9999", "number": "9999", "waiting": "9999",
	"most": "9999", "limit": "9999", "page": "99", "pages": "99", "minutes": "999", "seconds": "999", "days": "99", "digits": "9999",
	"ahead": "30", "year": "2020", "age": "120",
	"reference": "0123456789AB",
	"command":   "LANGGANAN",
	"paper":     strings.Repeat("m", shortPaper),
	"language":  "Bahasa Indonesia",
	"follow":    "LANGGANAN",
	"channel":   "WhatsApp",
	"tie":       "WhatsApp *789",
	"code":      strings.Repeat("M", 6),
	"link":      strings.Repeat("m", 60), // of a longer one the SMS has a second part

	// In paged and full texts only, where no length matters.
	"terms": "", "notes": "", "forms": "", "applicant": "", "requests": "", "way": "", "papers": "", "then": "",

	// In what staff read, where no length matters either.
	"role": "", "commands": "", "units": "", "encoding": "", "list": "", "word": "", "price": "", "sum": "", "audience": "", "span": "",
	"by": "", "when": "", "gone": "", "letters": "", "parent": "", "kind": "", "bar": "", "percent": "", "held": "", "near": "", "account": "",
}

// dates are the placeholders that stand for a day.
var dates = []string{"date", "day", "today", "tomorrow", "next", "from", "to", "until", "pickup", "opens", "reopen", "later", "was",
	"birth", "holiday"}

// Longest is the longest value of every placeholder in the short texts of a language.
func (c *Catalog) Longest(lang string) Args {
	all := Args{}
	for k, v := range longest {
		all[k] = v
	}
	date := ""
	for d := 0; d < 7; d++ {
		date = longer(date, c.Date(lang, core.Date{Year: 2020, Month: 12, Day: 20 + d}, true))
	}
	for _, name := range dates {
		all[name] = date
	}
	menu, status, writeTo := "", "", ""
	for i, g := range c.groups {
		menu += " " + c.Number(lang, i+1) + " " + g.ShortIn(lang)
	}
	for _, s := range core.Statuses {
		status = longer(status, c.Status(lang, s, true))
	}
	for _, w := range c.Office.WriteTo {
		writeTo = longer(writeTo, w)
	}
	o := c.Office
	for name, value := range map[string]string{
		"menu": strings.TrimSpace(menu), "status": status, "write_to": writeTo,
		"office_name": o.Name.In(lang), "address": o.Address.In(lang), "officer_hours": o.Officer.Hours.In(lang),
		"dpo": o.DPO.Name.In(lang), "contact": o.DPO.Contact,
		"counter": c.Hours(lang, o.Calendar.Counter, true), "intake": c.Hours(lang, o.Calendar.Intake, true),
	} {
		all[name] = value
	}
	fetch := ""
	for key := range c.messages {
		if strings.HasPrefix(key, "fetch.") {
			fetch = longer(fetch, c.Text(lang, key, true, all))
		}
	}
	all["fetch"] = fetch
	return all
}

// longer is the one of two texts that takes more room in an SMS.
func longer(a, b string) string {
	if core.CountSMS(b).Units > core.CountSMS(a).Units {
		return b
	}
	return a
}
