package twilio

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"loket/core"
)

const (
	window = 24 * time.Hour // after a person's last message, in which free text may be sent

	// bodyMax is what WhatsApp shows above buttons, in UTF-16 units. All texts are cut into parts of that length, so that the last part, which
	// has the buttons, is never too long for them.
	bodyMax = 1024
)

// Send makes one call; two if Twilio says no to the first in a way that leaves another form to try. Its errors hold neither number nor text.
func (c *WhatsApp) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	t := l.Message.Template
	// What has a template and comes in parts was free when it was cut, a moment ago.
	free := l.Free(window, c.now()) || t != nil && l.Parts > 1
	switch err := c.addressed(l); {
	case err != nil:
		return "", err
	case !free && t == nil:
		return "", core.Errorf(core.Window, "twilio: nothing but a template may be sent, and the letter has none")
	case !free:
		return c.sendTemplate(ctx, l)
	}
	receipt, err = c.sendFree(ctx, l)
	if core.KindOf(err) == core.Window && t != nil && l.Parts <= 1 { // its clock, or what it heard, is not ours
		return c.sendTemplate(ctx, l)
	}
	return receipt, err
}

// sendFree sends a text, with buttons if it can have them, else with its choices numbered.
func (c *WhatsApp) sendFree(ctx context.Context, l core.Letter) (receipt string, err error) {
	text := freeText(l.Message)
	switch {
	case text == "":
		return "", core.Errorf(core.Refused, "twilio: the letter is empty")
	case core.UTF16Len(text) > bodyMax:
		return "", core.Errorf(core.Refused, "twilio: the letter is longer than %d characters", bodyMax)
	}
	if f, ok := formOf(text, l.Message.Choices); ok {
		if sid := c.contents.sid(ctx, f); sid != "" {
			receipt, err = c.post(ctx, l, withContent(sid, f.values(c.contents.choose)))
			if !c.contents.unfit(f, err) {
				return receipt, err
			}
		}
	}
	return c.post(ctx, l, new(openapi.CreateMessageParams).SetBody(numberedText(text, l.Message.Choices)))
}

func (c *WhatsApp) sendTemplate(ctx context.Context, l core.Letter) (receipt string, err error) {
	t := l.Message.Template
	values := make(map[string]string, len(t.Vars))
	for i, v := range t.Vars {
		values[strconv.Itoa(i+1)] = v
	}
	return c.post(ctx, l, withContent(t.ID, values))
}

func withContent(sid string, values map[string]string) *openapi.CreateMessageParams {
	p := new(openapi.CreateMessageParams).SetContentSid(sid)
	if len(values) > 0 {
		json, _ := json.Marshal(values) // strings always can be
		p.SetContentVariables(string(json))
	}
	return p
}

// freeText is what a letter says by WhatsApp. A link worth sending is part of it.
func freeText(m core.Message) string {
	text := strings.TrimSpace(strings.ToValidUTF8(m.Text, "?"))
	if m.URL != "" && !strings.Contains(text, m.URL) {
		text = strings.TrimSpace(text + "\n" + m.URL)
	}
	return text
}

// numberedText is a text with its choices, cut as far as Twilio's limit asks for.
func numberedText(text string, choices []core.Choice) string {
	if len(choices) == 0 {
		return text
	}
	for most := textMax; ; most /= 2 {
		short := slices.Clone(choices)
		for i := range short {
			short[i].Label = head(short[i].Label, max(most, 8))
		}
		all := text + core.Numbered(short, "\n")
		if core.UTF16Len(all) <= textMax {
			return all
		}
		if most < 8 { // a hundred choices and more
			return text
		}
	}
}

// Resolve does what the SMS channel's does. What Twilio tells of a Content that was sent is not always its text.
func (c *WhatsApp) Resolve(ctx context.Context, l core.Letter) (core.State, string, error) {
	text := freeText(l.Message)
	forms := []string{squeezed(text), squeezed(numberedText(text, l.Message.Choices))}
	return c.resolve(ctx, l, func(body string) bool {
		body = squeezed(body)
		if slices.Contains(forms, body) {
			return true
		}
		if t := l.Message.Template; t != nil {
			return !slices.ContainsFunc(t.Vars, func(v string) bool { return !strings.Contains(body, squeezed(v)) }) || body == ""
		}
		return body == "" && len(l.Message.Choices) > 0
	})
}

// squeezed is what stays of a text whatever becomes of its blanks and apostrophes on the way.
func squeezed(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "'", apostrophe)), " ")
}
