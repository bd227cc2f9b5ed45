package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"loket/core"
)

// lexeme is a word of an audience, or a mark.
type lexeme struct {
	text   string
	plain  string // small letters, dashes as spaces
	quoted bool
	join   bool // it joins, or excludes
	means  string
}

func (l lexeme) is(what string) bool { return l.join && l.means == what }

// audienceLexicon is the words of audiences, of every language.
type audienceLexicon struct {
	criteria map[string]criterion // by plain words
	joins    map[string]string    // and, or, except, by plain word
	longest  int                  // most lexemes of a criterion
}

func newAudienceLexicon(c *Catalog) *audienceLexicon {
	x := &audienceLexicon{criteria: map[string]criterion{}, joins: map[string]string{}}
	each := func(name string, do func(word string)) {
		for _, lang := range c.Office.Languages {
			for w := range strings.SplitSeq(c.Text(lang, "words.to_"+name, false, nil), ",") {
				do(plainWord(w))
			}
		}
	}
	for _, s := range criteria {
		each(s.name, func(w string) {
			if _, taken := x.criteria[w]; !taken {
				x.criteria[w] = s
			}
			x.longest = max(x.longest, strings.Count(w, " ")+1)
		})
	}
	for _, name := range []string{"and", "or", "except"} {
		each(name, func(w string) { x.joins[w] = name })
	}
	return x
}

// plainWord is a word as words are compared.
func plainWord(w string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(w))), " ")
}

// found is a criterion at the head of some lexemes.
type found struct {
	criterion
	lexemes int
}

// criterionAt finds the criterion whose words come next, the longest if several do.
func (x *audienceLexicon) criterionAt(rest []lexeme) *found {
	for n := min(x.longest, len(rest)); n > 0; n-- {
		var words []string
		for _, l := range rest[:n] {
			if l.quoted || l.join {
				words = nil
				break
			}
			words = append(words, l.plain)
		}
		if s, ok := x.criteria[strings.Join(words, " ")]; ok {
			return &found{s, n}
		}
	}
	return nil
}

// lexemes takes words apart. A colon stands for a space; what is between quotation marks is one word.
func (x *audienceLexicon) lexemes(words string) (all []lexeme) {
	quote, word := false, strings.Builder{}
	end := func(quoted bool) {
		text := word.String()
		word.Reset()
		if !quoted && !strings.HasSuffix(text, "..") { // an open range of days
			text = strings.TrimRight(text, ".!?")
		}
		if text == "" {
			return
		}
		l := lexeme{text: text, plain: plainWord(text), quoted: quoted}
		if !quoted {
			l.means, l.join = x.joins[l.plain], x.joins[l.plain] != ""
		}
		all = append(all, l)
	}
	for _, r := range strings.ToValidUTF8(words, "") {
		switch {
		case r == '"' || r == '“' || r == '”':
			end(quote)
			quote = !quote
		case quote:
			word.WriteRune(r)
		case r == ',' || r == ';':
			end(false)
			all = append(all, lexeme{text: ",", join: true, means: "or"})
		case r == '+' || r == '&':
			end(false)
			all = append(all, lexeme{text: "+", join: true, means: "and"})
		case r == ':' || unicode.IsSpace(r):
			end(false)
		default:
			word.WriteRune(r)
		}
	}
	end(quote)
	return slices.Clip(all)
}

// near lists what a word that begins no condition may have been meant as.
func (x *audienceLexicon) near(c *Catalog, word string) (near []string) {
	for _, name := range []string{"kecamatan", "kelurahan"} {
		s := core.Selector{}
		if name == "kecamatan" && c.readKecamatan(word, &s) || name == "kelurahan" && c.readKelurahan(word, &s) {
			near = append(near, fmt.Sprintf("%s %s", name, s.Kecamatan+s.Kelurahan))
		}
	}
	for w := range x.criteria {
		if d := distance(plainWord(word), w); d <= max(1, len(w)/4) && len(word) > 2 && len(word) <= 60 {
			near = append(near, w)
		}
	}
	slices.Sort(near)
	return near[:min(3, len(near))]
}

// nearValue lists the regions that a mistyped one may have been meant as.
func (x *audienceLexicon) nearValue(c *Catalog, name, word, value string) (near []string) {
	for _, k := range c.Office.Regions {
		names := k.Kelurahan
		if name == "kecamatan" {
			names = []string{k.Name}
		} else if name != "kelurahan" {
			return nil
		}
		for _, n := range names {
			if d := distance(squash(value), squash(n)); d <= max(2, len(n)/4) && len(value) <= 60 {
				near = append(near, word+" "+n)
			}
		}
	}
	slices.Sort(near)
	return near[:min(3, len(near))]
}
