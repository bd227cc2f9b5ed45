package twilio

import (
	"strconv"
	"strings"

	"loket/core"
)

// What WhatsApp shows of choices.
const (
	choicesMax = 10 // rows of a list
	buttonsMax = 3  // buttons under a message
	buttonMax  = 20 // characters of a button
	rowMax     = 24 // characters of a row
	belowMax   = 72 // characters of what stands below a row
	tokenMax   = 200
	linesMax   = 60 // a Content has at most 100 variables

	// apostrophe stands for the plain one, over which Twilio's reading of variables has been seen to stumble.
	apostrophe = "’"
)

// form is a message with choices, taken apart: what is the same in all messages of its form makes a Content, the rest fills it.
type form struct {
	list  bool
	lines []string // "" is a blank one
	rows  []row
}

// row is a choice as it is shown.
type row struct{ title, token, below string }

// formOf takes a message apart; false if WhatsApp could not show it with buttons.
func formOf(text string, choices []core.Choice) (f form, ok bool) {
	if len(choices) == 0 || len(choices) > choicesMax || core.UTF16Len(text) > bodyMax || strings.Contains(text, "{{") {
		return f, false
	}
	f.list = len(choices) > buttonsMax
	tokens := map[string]bool{}
	for _, c := range choices {
		f.list = f.list || core.UTF16Len(line1(c.Label)) > buttonMax
		if tokens[c.Token] || c.Token == "" || len(c.Token) > tokenMax || line1(c.Label) == "" || strings.Contains(c.Token+c.Label, "{{") {
			return f, false
		}
		tokens[c.Token] = true
	}
	for line := range strings.Lines(text) {
		f.lines = append(f.lines, line1(line))
	}
	f.rows = rows(choices)
	titles := map[string]bool{}
	for _, r := range f.rows {
		titles[r.title] = true
	}
	return f, len(f.lines) <= linesMax && (f.list || len(titles) == len(f.rows)) // two buttons may not look the same
}

// rows are choices as they are shown. A label that is too long for its row stands below it as a whole. If the beginnings of two would be
// the same, their ends are shown: of times of one day the hours.
func rows(choices []core.Choice) []row {
	all, seen, twice := make([]row, len(choices)), map[string]bool{}, false
	for i, c := range choices {
		label := line1(c.Label)
		all[i] = row{title: label, token: c.Token}
		if core.UTF16Len(label) > rowMax {
			all[i] = row{title: head(label, rowMax), token: c.Token, below: head(label, belowMax)}
		}
		twice = twice || seen[all[i].title]
		seen[all[i].title] = true
	}
	for i, c := range choices {
		if twice && all[i].below != "" {
			all[i].title = tail(line1(c.Label), rowMax)
		}
	}
	return all
}

// name is what the Content of the form is called at Twilio: "loket list 1.4.1 sslss" has a line, a blank one, four lines, a blank one
// and a line, and five rows of which the third has its label below it.
func (f form) name() string {
	kind, items := "buttons", ""
	if f.list {
		kind = "list"
	}
	for _, r := range f.rows {
		if r.below != "" {
			items += "l"
		} else {
			items += "s"
		}
	}
	stretches, n := "", 0
	for _, l := range f.lines {
		if l != "" {
			n++
			continue
		}
		stretches, n = stretches+strconv.Itoa(n)+".", 0
	}
	return namesBegin + kind + " " + stretches + strconv.Itoa(n) + " " + items
}

// namesBegin tells the office's Contents from those that people have made.
const namesBegin = "loket "

// variables numbers what fills a Content, in the order of a form.
type variables map[string]string

func (v variables) next(value string) (placeholder string) {
	n := strconv.Itoa(len(v) + 1)
	v[n] = strings.ReplaceAll(value, "'", apostrophe)
	return "{{" + n + "}}"
}

// values fill the form's Content.
func (f form) values(choose string) map[string]string {
	v := variables{}
	f.content(v, choose)
	return v
}

// content is the form as the Content API has it; v takes the values in passing.
func (f form) content(v variables, choose string) map[string]any {
	var body []string
	for _, l := range f.lines {
		if l != "" {
			l = v.next(l)
		}
		body = append(body, l)
	}
	said := map[string]any{"body": strings.Join(body, "\n")}
	var rows []map[string]string
	for _, r := range f.rows {
		one := map[string]string{"id": v.next(r.token)}
		switch {
		case !f.list:
			one["type"], one["title"] = "QUICK_REPLY", v.next(r.title)
		case r.below == "":
			one["item"] = v.next(r.title)
		default:
			one["item"], one["description"] = v.next(r.title), v.next(r.below)
		}
		rows = append(rows, one)
	}
	if f.list {
		said["button"], said["items"] = v.next(choose), rows
		return map[string]any{"twilio/list-picker": said}
	}
	said["actions"] = rows
	return map[string]any{"twilio/quick-reply": said}
}

// line1 is a line without what no variable may hold: tabs and rows of spaces.
func line1(line string) string {
	line = strings.TrimSpace(line)
	if strings.ContainsAny(line, "\t\r\n\v\f\u0085\u2028\u2029") || strings.Contains(line, "    ") {
		return strings.Join(strings.Fields(line), " ")
	}
	return line
}

// head is a text cut to so many UTF-16 units at its end, tail at its beginning, with dots there; between words where one ends in the
// far half.
func head(text string, units int) string {
	if core.UTF16Len(text) <= units {
		return text
	}
	parts := core.SplitText(text, units-1)
	return strings.TrimRight(parts[0], " ,;:-") + "…"
}

func tail(text string, units int) string {
	if core.UTF16Len(text) <= units {
		return text
	}
	words := strings.Fields(text)
	end := ""
	for len(words) > 0 {
		longer := strings.TrimSpace(words[len(words)-1] + " " + end)
		if core.UTF16Len(longer) > units-1 {
			break
		}
		end, words = longer, words[:len(words)-1]
	}
	if end == "" {
		return head(text, units)
	}
	return "…" + end
}
