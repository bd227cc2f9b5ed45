package desk

import (
	"maps"
	"time"

	"loket/core"
)

// correction is what takes the place of a notice.
func (d *Desk) correction(n core.Notice, texts map[string]string, now time.Time, by core.Actor) (core.Notice, error) {
	c := child(n, core.Correction, now, by)
	c.Texts, c.AnyHour = maps.Clone(texts), true
	if bad := c.Check(now, d.cat.Office.Announce); bad != nil {
		return c, bad
	}
	return c, nil
}

// correct sends a correction that a member of staff wrote in their chat, and was shown.
func (d *Desk) correct(tx core.Tx, now time.Time, wrote core.Notice, by core.Actor) (core.Notice, error) {
	if err := may(by, core.Announce); err != nil {
		return wrote, err
	}
	n, err := noticeByID(tx, wrote.Parent)
	if err != nil {
		return wrote, err
	}
	c, err := d.correction(n, wrote.Texts, now, by)
	if err != nil {
		return wrote, err
	}
	c.Expected = wrote.Expected
	err = d.replace(tx, now, &n, c)
	return n, err
}

// previewCorrection says what sending a correction would mean.
func (d *Desk) previewCorrection(tx core.Tx, now time.Time, wrote core.Notice, by core.Actor) (p core.Preview, err error) {
	n, err := noticeByID(tx, wrote.Parent)
	if err != nil {
		return p, err
	}
	if err := d.replaceable(tx, n); err != nil {
		return p, err
	}
	if p.Notice, err = d.correction(n, wrote.Texts, now, by); err != nil {
		return p, err
	}
	p.Notice.Frozen = d.engine.Freeze(p.Notice, d.o.Limits)
	if p.Reach, err = tx.CountAudience(p.Notice, d.announcers()); err != nil {
		return p, err
	}
	letters, _ := p.Letters()
	if letters == 0 {
		return p, refuse(core.Conflict, "uncorrected", nil, "nobody has got announcement %d, so there is nobody to correct it for", n.ID)
	}
	return p, nil
}
