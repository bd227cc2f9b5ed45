package telegram

import (
	"errors"
	"regexp"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

// longestPause bounds retry_after, in seconds: what asks for more is asked again after a day.
const longestPause = 24 * 60 * 60

// gone are Telegram's words, within a 400, for an address that does not exist.
var gone = []string{"chat not found", "user not found", "peer_id_invalid"}

// What a refusal says of the message that was to be changed.
var (
	errSame  = errors.New("it says so already")
	errLost  = errors.New("it is not there")
	errFixed = errors.New("it cannot be edited")
	errKept  = errors.New("it cannot be deleted any more")
)

// aboutMessages are Telegram's words for that, within a 400, some of them once within a 403.
var aboutMessages = []struct {
	words []string
	means error
}{
	{[]string{"message is not modified", "message_not_modified"}, errSame},
	{[]string{"message to edit not found", "message to delete not found", "message_id_invalid", "message identifier is not specified"}, errLost},
	{[]string{"message can't be edited", "no text in the message to edit", "message_author_required", "message_edit_time_expired"}, errFixed},
	{[]string{"message can't be deleted", "message_delete_forbidden"}, errKept}, // also "… for everyone"
}

// aboutMessage is nil if a refusal is about something else.
func aboutMessage(e *tgbotapi.Error) error {
	if e.Code != 400 && e.Code != 403 {
		return nil
	}
	for _, one := range aboutMessages {
		if containsAny(strings.ToLower(e.Message), one.words) {
			return one.means
		}
	}
	return nil
}

// sort says who must act on a refusal. Whatever Telegram has no word for here may have been carried out.
func (a *api) sort(method string, e *tgbotapi.Error) *core.Error {
	words := a.discreet(e.Message)
	if e.Code < 0 || e.Code > 999 { // no code at all: a number of many digits may be somebody's
		unlike := *e
		unlike.Code, e = 0, &unlike
	}
	if means := aboutMessage(e); means != nil {
		return core.Errorf(core.Refused, "telegram %s: %d %s: %w", method, e.Code, words, means)
	}
	switch is := strings.ToLower(e.Message); {
	case e.Code == 429 || e.RetryAfter > 0:
		err := core.Errorf(core.Busy, "telegram %s: %d %s", method, e.Code, words)
		err.After = time.Duration(min(max(1, e.RetryAfter), longestPause)) * time.Second
		return err
	case e.Code == 401 || e.Code == 404 || is == "logged out":
		return core.Errorf(core.Operator, "telegram %s: %d %s: LOKET_TELEGRAM_TOKEN is not (or no longer) a bot's token at LOKET_TELEGRAM_API",
			method, e.Code, words)
	case e.Code == 403:
		return core.Errorf(core.Stopped, "telegram %s: 403 %s", method, words)
	case e.Code == 409:
		return core.Errorf(core.Conflict, "telegram %s: 409 %s", method, words)
	case e.MigrateToChatID != 0:
		err := core.Errorf(core.Gone, "telegram %s: %d %s", method, e.Code, words)
		err.Moved = address(e.MigrateToChatID)
		return err
	case e.Code == 400 && containsAny(is, gone):
		return core.Errorf(core.Gone, "telegram %s: 400 %s", method, words)
	case e.Code == 400 || e.Code == 413:
		return core.Errorf(core.Refused, "telegram %s: %d %s", method, e.Code, words)
	}
	return core.Errorf(core.Doubt, "telegram %s: %d %s", method, e.Code, words)
}

func containsAny(s string, list []string) bool {
	for _, one := range list {
		if strings.Contains(s, one) {
			return true
		}
	}
	return false
}

// private is what Telegram's words may quote of a call: a piece of its text, or a number that may be a chat's.
var private = regexp.MustCompile(`(?s)".*"?|\d{4,}`)

// discreet are Telegram's words without what they quote, fit for a log.
func (a *api) discreet(words string) string {
	words = private.ReplaceAllString(strings.ReplaceAll(words, a.token, "…"), "…")
	if list := []rune(words); len(list) > 200 {
		words = string(list[:200]) + "…"
	}
	return words
}
