package web

import (
	"net/url"
	"slices"
	"strings"

	"loket/core"
)

// readAudience reads who is to get an announcement: what is chosen of each kind must hold, and nothing chosen is everybody; or else
// the words of `announce send --to`, for what the form has no field for.
func (v *visit) readAudience(f url.Values) (a core.Audience, err error) {
	words, not := strings.TrimSpace(f.Get("words")), strings.TrimSpace(f.Get("not"))
	if words != "" {
		if a, err = v.office.Audience(words, ""); err != nil {
			return a, err
		}
	}
	some, err := v.readSelectors(f, "")
	if err != nil {
		return a, err
	}
	if words == "" {
		a.To = some
	} else if !slices.ContainsFunc(some, func(s core.Selector) bool { return isAll(s) }) {
		return a, v.invalid("compose.words.both")
	}
	except, err := v.readSelectors(f, "not.")
	if err != nil {
		return a, err
	}
	if !isAll(except[0]) {
		a.Not = append(a.Not, except...)
	}
	if not != "" {
		more, err := v.office.Audience(not, "")
		if err != nil {
			return a, err
		}
		if len(more.Not) > 0 {
			return a, v.invalid("compose.not.twice")
		}
		a.Not = append(a.Not, more.To...)
	}
	return a, nil
}

func isAll(s core.Selector) bool {
	return s.Channel == "" && s.Lang == "" && s.Kecamatan == "" && s.Kelurahan == "" && s.Role == "" && s.Person == 0 && !s.Requests()
}

// readSelectors reads the fields of one part of the form. Of channels and kecamatan several may be chosen: one of each must hold.
func (v *visit) readSelectors(f url.Values, part string) (all []core.Selector, err error) {
	s := core.Selector{Lang: f.Get(part + "lang"), Service: f.Get(part + "service")}
	if f.Get(part+"waiting") != "" {
		s.Statuses = slices.Clone(core.Fetching)
	}
	for _, text := range f[part+"status"] {
		status, err := core.ParseStatus(text)
		if err != nil {
			return nil, v.invalid("compose.choice.wrong")
		}
		if !slices.Contains(s.Statuses, status) {
			s.Statuses = append(s.Statuses, status)
		}
	}
	for name, day := range map[string]*core.Date{"from": &s.From, "to": &s.To} {
		if text := strings.TrimSpace(f.Get(part + name)); text != "" {
			if *day, err = core.ParseDate(text); err != nil {
				return nil, v.invalid("error.date")
			}
		}
	}
	for _, channel := range or(f[part+"channel"]) {
		for _, kecamatan := range or(f[part+"kecamatan"]) {
			if _, on := v.office.Channels[channel]; channel != "" && !on || kecamatan != "" && !slices.Contains(v.office.Kecamatan, kecamatan) {
				return nil, v.invalid("compose.choice.wrong")
			}
			one := s
			one.Channel, one.Kecamatan = channel, kecamatan
			all = append(all, one)
		}
	}
	return all, nil
}

// or is what was chosen, or the choice of none.
func or(chosen []string) []string {
	if len(chosen) == 0 {
		return []string{""}
	}
	return chosen
}
