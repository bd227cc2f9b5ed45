package dialog

import (
	"strconv"
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// previewed shows the author what their yes would mean. A preview of the form as it was before it changed is passed over.
func (t *turn) previewed(ev Previewed) {
	f := t.p.Talk.Notice
	if f == nil || f.Serial != ev.Serial {
		return
	}
	t.begun, t.settled = true, true
	if ev.Err != nil {
		t.blame(ev.Err)
		return
	}
	p := ev.Preview
	f.Notice.Expected, f.Skip = p.Letters()
	f.Shown = true
	head := t.text("staff.preview.head", nil)
	if t.corrects() {
		head += "\n" + t.text("staff.preview.correction", catalog.Args{"n": strconv.FormatInt(f.Notice.Parent, 10)})
	}
	parts := append([]string{head}, t.asRead(p.Notice)...)
	parts = append(parts, t.asSMS(p)...)
	parts = append(parts, strings.Join(append(t.reach(p), t.timing(p)...), "\n"))
	label, yes := "send", tokenSend+strconv.Itoa(f.Serial)
	if p.Again != nil {
		label, yes = "again", yes+":again"
		parts = append(parts, t.text("staff.preview.again", catalog.Args{"by": p.Again.By, "when": t.moment(t.lang(), p.Again.Made, false)}))
	}
	if p.Second {
		label = "second"
		parts = append(parts, t.text("staff.preview.second", catalog.Args{"limit": t.figure(t.cat.Office.Announce.Second)}))
	}
	offer := []core.Choice{t.button(yes, label, nil), t.noticeButton("sample", "sample", nil), t.noticeButton("text", "text", nil)}
	if !t.corrects() {
		offer = append(offer, t.noticeButton("audience", "audience", nil), t.noticeButton("time", "time", nil))
	}
	t.speak(strings.Join(parts, "\n\n"), append(offer, t.noticeButton("drop", "drop", nil)))
}

// asSMS is what the announcement reads and costs as SMS, in the languages in which somebody gets it so.
func (t *turn) asSMS(p core.Preview) (parts []string) {
	letters := map[string]int{}
	for _, r := range p.Reach {
		if r.Channel == core.SMSChannel && r.Skip == "" {
			letters[strings.TrimSuffix(r.Version, core.Fresh)] += r.Letters
		}
	}
	segments := 0
	for _, lang := range t.versions(p.Notice) {
		if letters[lang] == 0 {
			continue
		}
		text := t.frozen(p.Notice, p.Notice.Kind, lang, bySMS).Text
		sms := core.CountSMS(text)
		segments += sms.Segments * letters[lang]
		block := []string{t.text("staff.preview.sms", catalog.Args{"language": t.tongue(t.lang(), lang), "n": sms.Segments,
			"units": t.figure(sms.Units), "text": text})}
		parts = append(parts, strings.Join(append(block, t.odd(p.Notice.Texts[lang])...), "\n"))
	}
	if rules := t.cat.Office.Announce; segments > 0 && rules.Price > 0 {
		price := func(n int) string { return rules.Currency + t.figure(n) }
		parts = append(parts, t.text("staff.preview.price", catalog.Args{"n": t.figure(segments), "price": price(rules.Price), "sum": price(segments * rules.Price)}))
	}
	return parts
}

// odd names the characters of a text that SMS cannot carry cheaply: those that were replaced, and those that cannot be.
func (t *turn) odd(text string) (lines []string) {
	var replaced, costly []string
	for _, r := range core.CountSMS(text).Odd {
		switch plain := core.CleanSMS(string(r)); {
		case plain == string(r):
			costly = append(costly, plain)
		case strings.TrimSpace(plain) != "":
			replaced = append(replaced, t.text("staff.preview.becomes", catalog.Args{"word": string(r), "text": plain}))
		}
	}
	if len(replaced) > 0 {
		lines = append(lines, t.text("staff.preview.replaced", catalog.Args{"list": strings.Join(replaced, ", ")}))
	}
	if len(costly) > 0 {
		lines = append(lines, t.text("staff.preview.costly", catalog.Args{"list": strings.Join(costly, ", ")}))
	}
	return lines
}
