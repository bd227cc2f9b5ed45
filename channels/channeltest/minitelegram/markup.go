package minitelegram

import (
	"encoding/json"
	"errors"
	"net/url"
)

// maxButtonData is the most a button may carry, in bytes.
const maxButtonData = 64

// Button is one button of a keyboard.
type Button struct {
	Text string
	Data string // callback_data; empty on a button that opens a URL and on one of a reply keyboard
	URL  string

	Contact bool // of a reply keyboard: asks for the number of the account
}

// parseMarkup reads reply_markup. The error is what Telegram says after "Bad Request: ".
func parseMarkup(markup string) (buttons [][]Button, inline bool, err error) {
	if markup == "" {
		return nil, false, nil
	}
	var m struct {
		Inline [][]map[string]json.RawMessage `json:"inline_keyboard"`
		Reply  [][]json.RawMessage            `json:"keyboard"`
	}
	if json.Unmarshal([]byte(markup), &m) != nil {
		return nil, false, errors.New("can't parse reply keyboard markup JSON object")
	}
	for _, row := range m.Inline {
		var out []Button
		for _, b := range row {
			button, err := inlineButton(b)
			if err != nil {
				return nil, false, err
			}
			out = append(out, button)
		}
		if len(out) > 0 {
			buttons = append(buttons, out)
		}
	}
	for _, row := range m.Reply {
		var out []Button
		for _, raw := range row { // a plain string is short for {"text": …}
			var b struct {
				Text    string
				Contact bool `json:"request_contact"`
			}
			if json.Unmarshal(raw, &b.Text) != nil && json.Unmarshal(raw, &b) != nil || b.Text == "" {
				return nil, false, errors.New("can't parse keyboard button: Field \"text\" must be of type String")
			}
			out = append(out, Button{Text: b.Text, Contact: b.Contact})
		}
		buttons = append(buttons, out)
	}
	return buttons, len(m.Inline) > 0, nil
}

func inlineButton(b map[string]json.RawMessage) (Button, error) {
	field := func(name string) (text string) {
		_ = json.Unmarshal(b[name], &text)
		return text
	}
	out := Button{Text: field("text"), Data: field("callback_data"), URL: field("url")}
	_, carries := b["callback_data"]
	_, opens := b["url"]
	switch {
	case out.Text == "":
		return out, errors.New(`can't parse inline keyboard button: Field "text" must be of type String`)
	case len(b) == 1:
		return out, errors.New("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case carries && (len(out.Data) < 1 || len(out.Data) > maxButtonData):
		return out, errors.New("BUTTON_DATA_INVALID")
	}
	if opens {
		u, err := url.Parse(out.URL)
		if err != nil || u.Scheme == "" {
			return out, errors.New("BUTTON_URL_INVALID")
		}
	}
	return out, nil
}
