package catalog

import (
	"reflect"
	"strings"

	"loket/core"
)

// Audience reads who is to get an announcement, as staff write it. The error is a *core.Error with a text for them.
func (c *Catalog) Audience(words string) (core.Audience, error) {
	r := &audienceReader{lexicon: c.whom(), c: c}
	r.rest = r.lexicon.lexemes(words)
	if len(r.rest) == 0 {
		e := core.Errorf(core.Invalid, "the audience is empty: write all, a channel, or kecamatan:NAME")
		e.Key = "bad.audience"
		return core.Audience{}, e
	}
	r.end = r.rest[len(r.rest)-1].text
	a := core.Audience{}
	var err error
	if !r.rest[0].is("except") {
		if a.To, err = r.terms(); err != nil {
			return core.Audience{}, err
		}
	} else {
		a.To = []core.Selector{{}} // all but …
	}
	for len(r.rest) > 0 && err == nil {
		var not []core.Selector
		r.rest = r.rest[1:] // except
		not, err = r.terms()
		a.Not = append(a.Not, not...)
	}
	if err != nil {
		return core.Audience{}, err
	}
	return a, nil
}

// audienceReader is an audience being read.
type audienceReader struct {
	lexicon *audienceLexicon
	c       *Catalog
	rest    []lexeme
	end     string // the last of all
}

// terms reads terms up to the end or to what is excluded.
func (r *audienceReader) terms() (all []core.Selector, err error) {
	for {
		s, err := r.term()
		if err != nil {
			return nil, err
		}
		all = append(all, s)
		if len(r.rest) == 0 || r.rest[0].is("except") {
			return all, nil
		}
		r.rest = r.rest[1:] // "," or "atau"
	}
}

// term reads what must hold together.
func (r *audienceReader) term() (s core.Selector, err error) {
	for n := 0; ; n++ {
		switch {
		case len(r.rest) > 0 && r.rest[0].is("and") && n > 0:
			r.rest = r.rest[1:]
		case len(r.rest) == 0 || r.rest[0].join:
			if n == 0 {
				return s, r.odd(r.last(), nil)
			}
			return s, nil
		}
		if err := r.part(&s); err != nil {
			return s, err
		}
	}
}

// part reads one condition into a selector.
func (r *audienceReader) part(s *core.Selector) error {
	if len(r.rest) == 0 || r.rest[0].join {
		return r.odd(r.last(), nil)
	}
	found := r.lexicon.criterionAt(r.rest)
	if found == nil {
		return r.odd(r.rest[0].text, r.lexicon.near(r.c, r.rest[0].text))
	}
	word := r.rest[0].text
	r.rest = r.rest[found.lexemes:]
	more := core.Selector{}
	if found.read == nil {
		found.set(&more)
	} else if err := r.value(found.criterion, word, &more); err != nil {
		return err
	}
	if !unite(s, more) {
		e := core.Errorf(core.Invalid, "audience: %q cannot hold together with what stands before it: put a comma between them if either is meant", word)
		e.Key, e.Args = "bad.audience.both", map[string]any{"word": word}
		return e
	}
	return nil
}

// value reads the longest beginning of what follows that is a value of the criterion.
func (r *audienceReader) value(of criterion, word string, s *core.Selector) error {
	run := 0
	for run < len(r.rest) && !r.rest[run].join && (run == 0 || r.rest[run].quoted || r.lexicon.criterionAt(r.rest[run:]) == nil) {
		run++
	}
	for n := run; n > 0; n-- {
		words := make([]string, n)
		for i, l := range r.rest[:n] {
			words[i] = l.text
		}
		if of.read(r.c, strings.Join(words, " "), s) {
			r.rest = r.rest[n:]
			return nil
		}
	}
	if run == 0 {
		return r.odd(word, nil)
	}
	return r.odd(word+" "+r.rest[0].text, r.lexicon.nearValue(r.c, of.name, word, r.rest[0].text))
}

// last is the word to blame when something is missing.
func (r *audienceReader) last() string {
	if len(r.rest) > 0 {
		return r.rest[0].text
	}
	return r.end
}

// odd is the error about a word that is not understood.
func (r *audienceReader) odd(word string, near []string) error {
	mend := "use all, telegram, sms, kecamatan:NAME, group, contact, or join several by commas"
	if len(near) > 0 {
		mend = "did you mean " + strings.Join(near, " or ") + "?"
	}
	e := core.Errorf(core.Invalid, "audience: %q is not understood: %s", word, mend)
	e.Key, e.Args = "bad.audience.word", map[string]any{"word": word}
	if len(near) > 0 {
		e.Key, e.Args["near"] = "bad.audience.near", strings.Join(near, ", ")
	}
	return e
}

// unite adds what one selector names to another; false if both name the same thing differently.
func unite(into *core.Selector, more core.Selector) bool {
	to, from := reflect.ValueOf(into).Elem(), reflect.ValueOf(more)
	for i := range from.NumField() {
		switch f := from.Field(i); {
		case f.IsZero():
		case !to.Field(i).IsZero() && !reflect.DeepEqual(to.Field(i).Interface(), f.Interface()):
			return false
		default:
			to.Field(i).Set(f)
		}
	}
	return true
}
