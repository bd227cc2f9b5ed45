package telegram

import (
	"slices"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

// A button that asks for the number of the writer's account can only stand in the place of their keyboard, and only there can it stand
// beside others: those then send their label, which means the same as a press.

// markup is the keyboard of some choices.
func markup(choices []core.Choice) any {
	if !slices.ContainsFunc(choices, func(c core.Choice) bool { return c.Contact }) {
		return keyboard(choices)
	}
	var rows [][]tgbotapi.KeyboardButton
	for _, c := range choices {
		rows = append(rows, []tgbotapi.KeyboardButton{{Text: c.Label, RequestContact: c.Contact}})
	}
	return tgbotapi.ReplyKeyboardMarkup{Keyboard: rows, ResizeKeyboard: true, OneTimeKeyboard: true}
}

// proved is the number that Telegram vouches for as the writer's own: that of a card which names their account. A card that was
// handed on, or of somebody else, proves nothing.
func proved(m *tgbotapi.Message) core.Address {
	c := m.Contact
	if c == nil || c.UserID == 0 || c.UserID != m.From.ID || m.ForwardDate != 0 || m.ForwardFrom != nil {
		return core.Address{}
	}
	number := strings.TrimSpace(c.PhoneNumber)
	if !strings.HasPrefix(number, "+") {
		number = "+" + number // apps tell it with and without
	}
	number, err := core.ParsePhone(number)
	if err != nil {
		return core.Address{}
	}
	return core.Address{Channel: core.SMSChannel, ID: number}
}
