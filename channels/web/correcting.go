package web

import (
	"crypto/rand"
	"net/url"

	"loket/core"
)

// correctPage is the form in which other words take the place of an announcement's.
func correctPage(v *visit) error {
	c, err := v.correction(url.Values{"key": {rand.Text()}})
	if err != nil {
		return err
	}
	for lang, text := range c.Parent.Notice.Texts {
		c.Set("text."+lang, text)
	}
	return v.show("compose", c)
}

func (v *visit) correction(values url.Values) (*compose, error) {
	id, err := v.noticeID()
	if err != nil {
		return nil, err
	}
	c := v.compose(values)
	c.To, c.Send = noticePath(id)+"/correct", noticePath(id)+"/correction"
	n, _, err := v.desk.Notice(v.r.Context(), id)
	c.Parent = &n
	return c, err
}

// corrected is the form as it was posted, and what it says.
func (v *visit) corrected() (c *compose, n core.Notice, err error) {
	if c, err = v.correction(v.composed().Values); err != nil {
		return nil, n, err
	}
	texts := url.Values{}
	for _, lang := range v.office.Languages {
		texts["text."+lang] = c.Values["text."+lang]
	}
	n, err = v.readNotice(texts)
	n.Kind, n.Parent = core.Correction, c.Parent.Notice.ID
	return c, n, err
}

// previewCorrection shows what a correction would be.
func previewCorrection(v *visit) error {
	c, n, err := v.corrected()
	if c == nil {
		return err
	}
	if err == nil {
		err = v.preview(c, n)
	}
	if err != nil {
		return v.unsent(c, err)
	}
	return v.show("compose", c)
}

// sendCorrection sends it, once.
func sendCorrection(v *visit) error {
	c, n, err := v.corrected()
	if c == nil {
		return err
	}
	if err != nil {
		return v.unsent(c, err)
	}
	id, err := v.onePress(c.Get("key"), func() (int64, error) {
		if err := v.preview(c, n); err != nil {
			return 0, err
		}
		if c.Get("shown") != c.Shown.Print {
			return 0, v.invalid("compose.changed")
		}
		made, err := v.desk.Correct(v.r.Context(), n.Parent, n.Texts, v.by())
		return made.ID, err
	})
	if err != nil {
		return v.unsent(c, err)
	}
	return v.done(noticePath(id), "compose.corrected")
}
