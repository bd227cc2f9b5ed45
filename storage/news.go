package storage

import (
	"fmt"

	"loket/core"
)

// NewsVersion is the core.Tx's. It was read with the clock.
func (t *tx) NewsVersion() (int64, error) {
	_, err := t.clock()
	return t.news, err
}

// changeNews makes the news another version's, if a condition holds.
func (t *tx) changeNews(condition string, args ...any) error {
	if _, err := t.clock(); err != nil {
		return err
	}
	n, err := t.change(nil, "UPDATE meta SET news_version = news_version + 1 WHERE "+condition, args...)
	if err != nil {
		return fmt.Errorf("change the version of the news: %w", err)
	}
	t.news += n
	return nil
}

// replacing is that the notice c stands in its parent's place.
const replacing = "c.kind IN ('correction', 'withdrawal') AND c.state NOT IN ('draft', 'awaiting', 'scheduled')"

// News is the core.Tx's. A correction stands in the place of what it corrects, also of what was repeated meanwhile. A repetition
// is no news, nor is the correction of a second try, which says the same as that of the first.
func (t *tx) News(limit int) (all []core.News, err error) {
	now, err := t.micro()
	if err != nil {
		return nil, err
	}
	rows, err := read[noticeRow](t, nil, selectNotices+` n WHERE n.public AND (n.kind = 'notice' OR n.kind = 'correction'
			AND NOT EXISTS (SELECT 1 FROM notices p WHERE p.id = n.parent AND p.kind IN ('resend', 'forward')))
		AND (n.state IN ('preparing', 'sending', 'attention', 'finished') OR n.state = 'paused' AND n.open_at > 0)
		AND (n.expires_at = 0 OR n.expires_at > ?)
		AND NOT EXISTS (SELECT 1 FROM notices c WHERE c.parent = n.id AND `+replacing+`)
		AND NOT EXISTS (SELECT 1 FROM notices r JOIN notices c ON c.parent = r.id WHERE r.parent = n.id AND r.kind = 'repeat' AND `+replacing+`)
		ORDER BY n.id DESC LIMIT ?`, now, limit)
	if err != nil {
		return nil, fmt.Errorf("read the news: %w", err)
	}
	for _, r := range rows {
		n, err := t.notice(r)
		if err != nil {
			return nil, err
		}
		news := core.News{Notice: n.ID, Texts: n.Texts, Since: n.Made, Expires: n.Expires}
		if n.At.After(n.Made) {
			news.Since = n.At
		}
		all = append(all, news)
	}
	return all, nil
}
