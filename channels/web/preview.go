package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"loket/core"
)

// shown is what an announcement would be, as its author sees it before they say yes.
type shown struct {
	Preview  core.Preview
	Letters  int // how many there would be …
	Skipped  int // … of them skipped
	Cards    []card
	Channels []reached
	Skips    []reached
	Price    int    // of all SMS; 0: not known, or none
	Print    string // tells this preview from others
}

// card is a message as its channel shows it in one language.
type card struct {
	Channel string
	Version string // language
	Fresh   bool   // of a correction: for who had not got the first
	Letters int    // that leave
	Texts   []string
	Count   counted
}

// reached is a part of the audience: by a channel, or skipped for a reason.
type reached struct {
	Name    string
	Letters int
}

// Leave is how many letters would leave.
func (s *shown) Leave() int { return s.Letters - s.Skipped }

// channelOrder is that of the office's pages.
var channelOrder = []string{core.TelegramChannel, core.SMSChannel, core.WhatsAppChannel}

// preview asks what a notice would mean. What can be shown of one that is refused is shown, too.
func (v *visit) preview(c *compose, n core.Notice) error {
	p, err := v.desk.Preview(v.r.Context(), n, v.by())
	if len(p.Notice.Frozen) > 0 {
		c.Shown = v.shown(p)
	}
	return err
}

func (v *visit) shown(p core.Preview) *shown {
	s := &shown{Preview: p, Print: printed(p)}
	s.Letters, s.Skipped = p.Letters()
	channels, skips, letters := map[string]int{}, map[string]int{}, map[[2]string]int{}
	for _, r := range p.Reach {
		if r.Skip != "" {
			skips[r.Skip] += r.Letters
			continue
		}
		channels[r.Channel] += r.Letters
		letters[[2]string{r.Channel, r.Version}] += r.Letters
	}
	s.Channels, s.Skips = sorted(channels), sorted(skips)
	for _, channel := range slices.SortedFunc(maps.Keys(p.Notice.Frozen), byChannel) {
		for _, version := range slices.SortedFunc(maps.Keys(p.Notice.Frozen[channel]), byVersion) {
			card := v.card(channel, version, p.Notice.Frozen[channel][version].Text, letters[[2]string{channel, version}])
			s.Price += card.Count.Price
			s.Cards = append(s.Cards, card)
		}
	}
	return s
}

// card is a text as its channel shows it.
func (v *visit) card(channel, version, text string, letters int) card {
	c := card{Channel: channel, Letters: letters, Texts: []string{text}}
	c.Version, c.Fresh = strings.CutSuffix(version, core.Fresh)
	c.Count = v.office.measure(channel, text, letters)
	if channel == core.SMSChannel {
		c.Texts[0] = core.CleanSMS(text)
	} else if most := v.office.Channels[channel].Text; most > 0 {
		c.Texts = core.SplitText(text, most)
	}
	return c
}

func byChannel(a, b string) int {
	place := func(name string) int {
		if i := slices.Index(channelOrder, name); i >= 0 {
			return i
		}
		return len(channelOrder)
	}
	return cmp.Or(place(a)-place(b), cmp.Compare(a, b))
}

// byVersion puts Indonesian first.
func byVersion(a, b string) int {
	other := func(version string) int {
		if strings.HasPrefix(version, "id") {
			return 0
		}
		return 1
	}
	return cmp.Or(other(a)-other(b), cmp.Compare(a, b))
}

// sorted are parts, the largest first.
func sorted(parts map[string]int) (all []reached) {
	for name, letters := range parts {
		all = append(all, reached{name, letters})
	}
	slices.SortFunc(all, func(a, b reached) int { return cmp.Or(b.Letters-a.Letters, cmp.Compare(a.Name, b.Name)) })
	return all
}
