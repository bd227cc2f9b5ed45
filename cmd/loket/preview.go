package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"loket/core"
)

// priced is what an announcement is as SMS in one language.
type priced struct {
	Version  string        `json:"version"`
	Letters  int           `json:"letters"`
	Segments int           `json:"segments"`
	Encoding core.Encoding `json:"encoding"`
	Odd      string        `json:"odd,omitempty"`
	Price    int           `json:"price"`
}

// prices counts the SMS of a preview. The text is measured as it leaves: cleaned where cleaning makes it cheaper.
func (o *counter) prices(p core.Preview) (all []priced) {
	letters := map[string]int{}
	for _, r := range p.Reach {
		if r.Channel == core.SMSChannel && r.Skip == "" {
			letters[r.Version] += r.Letters
		}
	}
	for _, version := range slices.Sorted(maps.Keys(letters)) {
		sms := core.CountSMS(core.CleanSMS(p.Notice.Frozen[core.SMSChannel][version].Text))
		all = append(all, priced{version, letters[version], sms.Segments, sms.Encoding, string(sms.Odd),
			letters[version] * sms.Segments * o.cat.Office.Announce.Price})
	}
	return all
}

// previewLine is a preview as scripts read it.
func (o *counter) previewLine(p core.Preview) any {
	all, skipped := p.Letters()
	reasons := map[string]int{}
	channels := map[string]int{}
	for _, r := range p.Reach {
		if r.Skip != "" {
			reasons[r.Skip] += r.Letters
		} else {
			channels[r.Channel] += r.Letters
		}
	}
	return struct {
		Audience int            `json:"audience"`
		Channels map[string]int `json:"channels"`
		Skipped  int            `json:"skipped"`
		Reasons  map[string]int `json:"reasons"`
		Contacts int            `json:"contacts"`
		SMS      []priced       `json:"sms"`
		Second   bool           `json:"second"`
		Again    bool           `json:"again"`
	}{all, channels, skipped, reasons, p.Contacts, o.prices(p), p.Second, p.Again != nil}
}

// show prints a preview for people.
func (o *counter) show(w io.Writer, p core.Preview) {
	n := p.Notice
	for _, lang := range slices.Sorted(maps.Keys(n.Texts)) {
		fmt.Fprintf(w, "%s\n%s\n\n", lang, indent(n.Texts[lang]))
	}
	all, skipped := p.Letters()
	fmt.Fprintf(w, "to %s: %d, of whom %d are skipped\n", o.cat.Describe("en", n.Audience), all, skipped)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range p.Reach {
		why := ""
		if r.Skip != "" {
			why = "skipped: " + o.why(r.Skip)
		}
		fmt.Fprintf(table, "  %s\t%s\t%d\t%s\n", r.Channel, r.Version, r.Letters, why)
	}
	_ = table.Flush()
	for _, s := range o.prices(p) {
		fmt.Fprintf(w, "SMS (%s): %s each, %s", s.Version, plural(s.Segments, "part"), s.Encoding)
		if s.Odd != "" {
			fmt.Fprintf(w, " because of %q: without it one part holds 160 characters instead of 70", s.Odd)
		}
		if s.Price > 0 {
			fmt.Fprintf(w, "; about %s %s", o.cat.Office.Announce.Currency, o.cat.Number("id", s.Price))
		}
		fmt.Fprintln(w)
	}
	if p.Contacts > 0 {
		fmt.Fprintf(w, "to hand on: a version of their own for %s\n", plural(p.Contacts, "contact"))
	}
	if !p.Begins.IsZero() {
		fmt.Fprintf(w, "begins %s\n", o.at(p.Begins))
	}
	if !n.Expires.IsZero() {
		fmt.Fprintf(w, "is over %s\n", o.at(n.Expires))
	}
	if n.Spread > 0 {
		fmt.Fprintf(w, "leaves over %s\n", n.Spread)
	}
	if p.Second {
		fmt.Fprintf(w, "more than %d letters: a second member of staff must say yes\n", o.cat.Office.Announce.Second)
	}
	if p.Again != nil {
		fmt.Fprintf(w, "the same was announced by %s at %s (%d)\n", p.Again.By, o.at(p.Again.Made), p.Again.ID)
	}
}

// at is a time as the operator reads it, in the office's zone.
func (o *counter) at(t time.Time) string {
	return t.In(o.cat.Office.Zone).Format("2006-01-02 15:04 ") + o.cat.Office.ZoneLabel
}

// why is the reason of a letter's end in words.
func (o *counter) why(reason string) string {
	if key := "reason." + reason; o.cat.Has(key) {
		return o.cat.Text("en", key, false, nil)
	}
	return reason
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
