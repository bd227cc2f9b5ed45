package phones

import (
	"cmp"
	"embed"
	"fmt"
	"hash/fnv"
	"html/template"
	"io/fs"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"loket/core"
)

//go:embed page.html words.toml assets
var files embed.FS

// languages of the page, the first one of whoever has not chosen.
var languages = []string{"id", "en"}

// words are the page's, by key and language.
var words = func() (all map[string]map[string]string) {
	text, err := files.ReadFile("words.toml")
	if err == nil {
		err = toml.Unmarshal(text, &all)
	}
	if err != nil {
		panic(fmt.Sprintf("phones: words.toml: %v", err)) // it is part of the program
	}
	return all
}()

var pages = template.Must(template.ParseFS(files, "page.html"))

// build tells one version of the page and its assets from another: a page of an earlier one loads anew.
var build = func() string {
	h := fnv.New64a()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := files.ReadFile(name)
		_, _ = h.Write(b)
		return err
	})
	if err != nil {
		panic(fmt.Sprintf("phones: %v", err)) // they are part of the program
	}
	return fmt.Sprintf("%x", h.Sum64())
}()

// view is what the page is made from, in one language.
type view struct {
	d     *Demo
	Lang  string
	Said  string // key of what came of what was done, where there is no JavaScript to say it
	Build string
	day   Day
	count Count
}

func (d *Demo) view(lang string) view {
	v := view{d: d, Lang: languages[0], Build: build, count: d.counts()}
	for _, l := range languages {
		if l == lang {
			v.Lang = l
		}
	}
	v.day, _ = d.seen()
	return v
}

// T is a word of the page.
func (v view) T(key string) string { return cmp.Or(words[key][v.Lang], words["other"][v.Lang]) }

// Other is the language to switch to.
func (v view) Other() string {
	if v.Lang == languages[0] {
		return languages[1]
	}
	return languages[0]
}

func (v view) Name() string { return cmp.Or(v.d.cfg.Name[v.Lang], v.d.cfg.Name["id"]) }
func (v view) Zone() string { return v.d.cfg.Zone }
func (v view) Day() Day     { return v.day }
func (v view) Count() Count { return v.count }

// Unix is a time in milliseconds, and Offset the zone's in minutes: what the page's clock runs by.
func (v view) Unix(t time.Time) int64 { return t.UnixMilli() }
func (v view) Offset() int {
	_, seconds := v.day.Now.Zone()
	return seconds / 60
}

func (v view) clock(t time.Time, layout string) string {
	text := t.Format(layout)
	if v.Lang == "id" {
		text = strings.ReplaceAll(text, ":", ".")
	}
	return text
}

func (v view) Minute(t time.Time) string { return v.clock(t, "15:04") }
func (v view) Second(t time.Time) string { return v.clock(t, "15:04:05") }

// Date is a date in words.
func (v view) Date(t time.Time) string {
	weekdays, months := strings.Fields(v.T("weekdays")), strings.Fields(v.T("months"))
	return fmt.Sprintf("%s, %d %s %d", weekdays[t.Weekday()], t.Day(), months[t.Month()-1], t.Year())
}

// Opening is when requests are taken again.
func (v view) Opening() string {
	at := v.day.Opens
	if core.DateOf(at) == core.DateOf(v.day.Now) {
		return v.Minute(at)
	}
	return fmt.Sprintf("%s %s", strings.Fields(v.T("weekdays"))[at.Weekday()], v.Minute(at))
}

// Full is how much of the day's bar is given, of a hundred.
func (v view) Full() int {
	if v.day.Places == 0 {
		return 0
	}
	return min(100, 100*v.day.Given/v.day.Places)
}

// Of is what a request asks for.
func (v view) Of(t Ticket) string { return cmp.Or(t.Service[v.Lang], t.Service["id"]) }

// Phones are those of the page.
func (v view) Phones() (all []phoneView) {
	for _, c := range v.d.cfg.Carriers {
		all = append(all, v.phone(c))
	}
	return all
}

// phoneView is what a phone is drawn from.
type phoneView struct {
	view
	Channel string
	Citizen Citizen
	Number  string
	Media   bool // pictures can be sent from it
	Bubbles []Bubble
}

func (v view) phone(c *Carrier) phoneView {
	bubbles, _ := c.shown()
	return phoneView{v, c.as, c.citizen, v.d.cfg.Numbers[c.as], c.limits.Media, bubbles}
}

// Initials stand in the place of a picture.
func (p phoneView) Initials() string {
	var b strings.Builder
	for _, word := range strings.Fields(p.Citizen.Name) {
		b.WriteString(word[:1])
	}
	return b.String()
}

// Sheet tells that the choices of a message are a list to be opened: WhatsApp has three buttons at most.
func (p phoneView) Sheet(b Bubble) bool {
	return p.Channel == core.WhatsAppChannel && len(b.Choices) > 3
}

// Piece is a stretch of a message; Link is where it leads on this machine, "" if nowhere.
type Piece struct{ Text, Link string }

// Pieces are those of a text: the addresses of the page for papers can be pressed.
func (p phoneView) Pieces(text string) (all []Piece) {
	base := p.d.cfg.Uploads
	for base != "" {
		before, after, found := strings.Cut(text, base)
		if !found {
			break
		}
		token := after[:len(after)-len(strings.TrimLeft(after, secrets))]
		all = append(all, Piece{Text: before}, Piece{Text: base + token, Link: "/u/" + token})
		text = after[len(token):]
	}
	return append(all, Piece{Text: text})
}

// secrets are what the secret part of such an address is made of.
const secrets = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// Counted tells that a phone shows how many parts a message takes.
func (p phoneView) Counted() bool { return p.Channel == core.SMSChannel }

func (d *Demo) render(name string, data any) (string, error) {
	var b strings.Builder
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("draw the demonstration: %w", err)
	}
	return b.String(), nil
}
