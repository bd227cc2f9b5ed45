package desk

import (
	"slices"
	"time"

	"loket/core"
)

// knownNews is the announcements that INFO repeats, kept until they change.
type knownNews struct {
	version int64
	news    []core.News
}

// mostNews is how many announcements INFO repeats.
const mostNews = 5

// inForce reads the announcements in force, from memory unless they have changed since; what is over is left out. What a
// transaction has changed itself is not committed, and may never be: it is not kept in memory.
func (d *Desk) inForce(tx core.Tx, changed bool) ([]core.News, error) {
	now, err := tx.Now()
	if err != nil {
		return nil, err
	}
	version, err := tx.NewsVersion()
	if err != nil {
		return nil, err
	}
	known := d.known.Load()
	over := func(n core.News) bool { return !n.Expires.IsZero() && !n.Expires.After(now) }
	if known == nil || known.version != version || slices.ContainsFunc(known.news, over) { // then there may be room for earlier ones
		all, err := tx.News(mostNews)
		if err != nil {
			return nil, err
		}
		known = &knownNews{version, all}
		if !changed {
			d.known.Store(known)
		}
	}
	var news []core.News
	for _, n := range known.news {
		if n.Expires.IsZero() && now.Sub(n.Since) < lasting || n.Expires.After(now) {
			news = append(news, n)
		}
	}
	return news, nil
}

// lasting is how long an announcement without an end is news.
const lasting = 14 * 24 * time.Hour
