package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

const (
	longestText = 4096 // UTF-16 units, as Telegram counts
	shortLabel  = 18   // letters of a label that may share its row
)

// address is where a chat is reached.
func address(chat int64) core.Address {
	return core.Address{Channel: core.TelegramChannel, ID: strconv.FormatInt(chat, 10)}
}

// Send makes a message of a letter, or of an earlier message another one (edit.go). The receipt is the message's id in
// its chat.
func (c *Channel) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	chat, err := strconv.ParseInt(l.To.ID, 10, 64)
	if err != nil || l.To.Channel != core.TelegramChannel {
		return "", core.Errorf(core.Gone, "telegram: %v is no chat", l.To)
	}
	text := fullText(l)
	if n := core.UTF16Len(text); n == 0 || n > longestText {
		return "", core.Errorf(core.Refused, "telegram: a text of %d UTF-16 units, 1 to %d are possible", n, longestText)
	}
	if wait := c.janitor.resting(chat); wait > 0 {
		busy := core.Errorf(core.BusyChat, "telegram: a keyboard of this chat was changed just now")
		busy.After = wait
		return "", busy
	}
	s := saying{c, l, chat, text}
	if ids := replaced(l); len(ids) > 0 && !c.anew.has(l.ID) {
		return s.instead(ctx, ids)
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	if err := s.call(ctx, "sendMessage", s.content(), &sent); err != nil {
		return "", err
	}
	c.anew.forget(l.ID)
	return strconv.FormatInt(sent.ID, 10), nil
}

// saying is a letter on its way into its chat.
type saying struct {
	*Channel
	letter core.Letter
	chat   int64
	text   string
}

// noPreview keeps Telegram from showing what stands behind a link.
const noPreview = `{"is_disabled":true}`

// content is what a message of the letter holds. Groups get no buttons: who presses one there is not who was asked.
func (s saying) content() params {
	p := params{"chat_id": s.letter.To.ID, "text": s.text, "link_preview_options": noPreview}
	if len(s.letter.Message.Choices) > 0 && !s.letter.To.Group() {
		p["reply_markup"] = markup(s.letter.Message.Choices)
	}
	return p
}

// call makes a call into the chat, while the janitor leaves the keyboards alone.
func (s saying) call(ctx context.Context, method string, p params, result any) error {
	s.janitor.hush(limitWindow)
	err := s.api.call(ctx, method, p, result)
	s.janitor.hush(max(limitWindow, core.After(err)))
	return ofChat(err, s.chat)
}

// ofChat reads a refusal to wait as the group's own: groups and channels, whose numbers are negative, have a limit far
// below the bot's. Of a private chat it cannot be told whose limit it was, and the bot's is likelier.
func ofChat(err error, chat int64) error {
	var e *core.Error
	if errors.As(err, &e) && e.Kind == core.Busy && chat < 0 {
		e.Kind = core.BusyChat
	}
	return err
}

// fullText is the letter's text, with the page that goes with it: at the end of the last part, if there is room.
func fullText(l core.Letter) string {
	text, url := strings.ToValidUTF8(l.Message.Text, "\uFFFD"), l.Message.URL
	if url == "" || strings.Contains(text, url) || l.Part+1 < l.Parts {
		return text
	}
	if full := strings.TrimSpace(text + "\n" + url); core.UTF16Len(full) <= longestText {
		return full
	}
	return text
}

// keyboard puts the choices under the message: two short ones share a row, others have one of their own.
func keyboard(choices []core.Choice) tgbotapi.InlineKeyboardMarkup {
	rows := make([][]tgbotapi.InlineKeyboardButton, 0, len(choices))
	half := false // the last row takes one more
	for _, ch := range choices {
		button := tgbotapi.NewInlineKeyboardButtonData(ch.Label, ch.Token)
		short := !ch.Wide && utf8.RuneCountInString(ch.Label) <= shortLabel
		if half && short {
			rows[len(rows)-1] = append(rows[len(rows)-1], button)
			half = false
			continue
		}
		rows = append(rows, tgbotapi.NewInlineKeyboardRow(button))
		half = short
	}
	return tgbotapi.NewInlineKeyboardMarkup(rows...)
}

// limitWindow is the second within which Telegram counts what is sent.
const limitWindow = time.Second
