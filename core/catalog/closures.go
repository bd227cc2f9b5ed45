package catalog

import (
	"fmt"

	"github.com/pelletier/go-toml/v2"

	"loket/core"
)

type closure struct {
	From   toml.LocalDate `toml:"from"`
	To     toml.LocalDate `toml:"to"`
	Intake bool           `toml:"intake"`
	Reason Localized      `toml:"reason"`
}

// closures checks the days on which the counter is shut.
func (l *load) closures(f *file, raw []closure, langs []string) []core.Closure {
	var all []core.Closure
	for i, r := range raw {
		key := fmt.Sprintf("closure.%d", i)
		c := core.Closure{From: dateOf(r.From), To: dateOf(r.To), Intake: r.Intake, Reason: r.Reason}
		switch {
		case c.From.IsZero():
			l.fault(f, key, "the closure has no first day: write from = 2020-03-17")
		case c.To.IsZero():
			l.fault(f, key, "the closure has no last day: write to = 2020-03-31")
		case c.To.Before(c.From):
			l.fault(f, key+".to", "the closure ends on %v, before it begins on %v: swap them", c.To, c.From)
		}
		l.translated(f, key+".reason", c.Reason, langs)
		l.sendable(f, key+".reason", c.Reason)
		all = append(all, c)
	}
	return all
}
