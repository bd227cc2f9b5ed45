package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// compose is an announcement, or a correction of one, as it stands in its form: what was typed comes back with every answer.
type compose struct {
	url.Values
	To     string // where its preview is asked for
	Send   string // where it is sent
	Parent *core.Noticed
	Shown  *shown
	Wrong  string // why it cannot be sent as it is
	Done   string // what was done with it
	Ask    bool   // the same was sent within a day: again?
}

// composePage is an empty form, or the office's own words about a closure.
func composePage(v *visit) error {
	c := v.compose(url.Values{"key": {rand.Text()}})
	id, err := strconv.ParseInt(v.form("closure"), 10, 64)
	if err != nil {
		return v.show("compose", c)
	}
	overrides, err := v.desk.Overrides(v.r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(overrides, func(o core.Override) bool { return o.ID == id && o.Kind == core.ClosureOverride })
	if i < 0 {
		return v.show("compose", c)
	}
	n, err := v.desk.ClosureNotice(v.r.Context(), overrides[i])
	if err != nil {
		return err
	}
	for lang, text := range n.Texts {
		c.Set("text."+lang, text)
	}
	if !n.Expires.IsZero() {
		c.Set("expires", n.Expires.In(v.office.Zone).Format(fieldTime))
	}
	if n, err = v.readNotice(c.Values); err == nil {
		err = v.preview(c, n)
	}
	if err != nil {
		return v.unsent(c, err)
	}
	return v.show("compose", c)
}

// previewed reads the form, and sees what it would send.
func (v *visit) previewed() (c *compose, n core.Notice, err error) {
	c = v.composed()
	if n, err = v.readNotice(c.Values); err == nil {
		err = v.preview(c, n)
	}
	return c, n, err
}

// previewAnnouncement shows what the form would send.
func previewAnnouncement(v *visit) error {
	c, _, err := v.previewed()
	if err != nil {
		return v.unsent(c, err)
	}
	return v.show("compose", c)
}

// tryAnnouncement sends it to the one who writes it.
func tryAnnouncement(v *visit) error {
	c, n, err := v.previewed()
	if err != nil {
		return v.unsent(c, err)
	}
	if err := v.desk.TryNotice(v.r.Context(), n, v.by()); err != nil {
		return v.unsent(c, err)
	}
	c.Done = v.say("compose.tried")
	return v.show("compose", c)
}

// sendAnnouncement sends it, if it is what its author was shown. However often one form is posted, it is sent once.
func sendAnnouncement(v *visit) error {
	c := v.composed()
	n, err := v.readNotice(c.Values)
	if err != nil {
		return v.unsent(c, err)
	}
	id, err := v.onePress(c.Get("key"), func() (int64, error) {
		if err := v.preview(c, n); err != nil {
			return 0, err
		}
		if c.Get("shown") != c.Shown.Print || !about(c.Get("expected"), c.Shown.Letters) {
			return 0, v.invalid("compose.changed")
		}
		again := c.Shown.Preview.Again
		if c.Ask = again != nil && c.Get("again") != strconv.FormatInt(again.ID, 10); c.Ask {
			return 0, v.invalid("compose.again")
		}
		made, err := v.desk.Announce(v.r.Context(), c.Shown.Preview.Notice, v.by(), again != nil)
		return made.ID, err
	})
	if err != nil {
		return v.unsent(c, err)
	}
	return v.done(noticePath(id), "compose.sent")
}

// about tells whether a number that was shown still holds: in a large audience somebody always comes and goes.
func about(shown string, now int) bool {
	n, err := strconv.Atoi(shown)
	return err == nil && max(n-now, now-n) <= n/100
}

// unsent shows the form again with what is wrong with it.
func (v *visit) unsent(c *compose, err error) error {
	text, status, ok := v.explain(err)
	if f, own := err.(*formError); own {
		text, status, ok = f.text, http.StatusUnprocessableEntity, true
	}
	if !ok {
		return err
	}
	c.Wrong = text
	return v.showAs(status, "compose", c, "")
}

func (v *visit) compose(values url.Values) *compose {
	return &compose{Values: values, To: "/announcements/new", Send: "/announcements"}
}

// composed is the form as it was posted.
func (v *visit) composed() *compose {
	values := url.Values{}
	for name, all := range v.r.PostForm {
		for _, text := range all {
			values.Add(name, typeable(strings.ReplaceAll(text, "\r\n", "\n")))
		}
	}
	return v.compose(values)
}

// Has tells whether a choice of the form was made.
func (c *compose) Has(name, value string) bool { return slices.Contains(c.Values[name], value) }

// Empty tells whether nothing is written yet.
func (c *compose) Empty() bool { return strings.TrimSpace(c.Get("text.id")) == "" }

// Filtered tells whether a part of the form says anything beside its default, so that it stands open.
func (c *compose) Filtered(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return c.Get(name) != "" })
}

// fieldTime is a point of time as the field of a form has it.
const fieldTime = "2006-01-02T15:04"

// readNotice reads the form. What is wrong with an announcement as such is the desk's to say.
func (v *visit) readNotice(f url.Values) (n core.Notice, err error) {
	n = core.Notice{Texts: map[string]string{}, Urgent: f.Get("urgent") != "", Hold: f.Get("hold") != ""}
	for _, lang := range v.office.Languages {
		if text := strings.TrimSpace(f.Get("text." + lang)); text != "" {
			n.Texts[lang] = text
		}
	}
	if n.Audience, err = v.readAudience(f); err != nil {
		return n, err
	}
	if n.At, err = v.readTime(f.Get("at"), "compose.at.wrong"); err != nil {
		return n, err
	}
	if n.Expires, err = v.readTime(f.Get("expires"), "compose.expires.wrong"); err != nil {
		return n, err
	}
	for name, set := range map[string]func(int){"spread": func(i int) { n.Spread = time.Duration(i) * time.Minute }, "every": func(i int) { n.Every = i }} {
		if text := strings.TrimSpace(f.Get(name)); text != "" {
			i, err := strconv.Atoi(text)
			if err != nil || i < 0 || i > 1_000_000 {
				return n, v.invalid("compose.number.wrong")
			}
			set(i)
		}
	}
	return n, nil
}

func (v *visit) readTime(text, key string) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{fieldTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02 15.04"} {
		if at, err := time.ParseInLocation(layout, text, v.office.Zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, v.invalid(key)
}

// onePress does something for a form, however often that is posted: the first time it is done, after that its answer is known. What was
// refused is not done.
func (v *visit) onePress(key string, do func() (int64, error)) (int64, error) {
	if key == "" {
		return do()
	}
	return v.presses.once(v.staff.Name+"/"+key, do)
}

// printed tells one announcement that was shown from another.
func printed(p core.Preview) string {
	p.Notice.Expected, p.Notice.Made = 0, time.Time{} // the first is compared by about
	b, _ := json.Marshal([]any{p.Notice, p.Second})   // plain structs always encode
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}
