package telegram

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loket/channels/channeltest"
	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

func TestSuite(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Subject {
		o := newOffice(t, func(c *Config) { c.Mode, c.PublicURL = ByWebhook, "https://loket.example" })
		o.tg.User(siti)
		updates := 0
		hook := func(key string) func(string) *http.Request {
			return func(text string) *http.Request {
				updates++
				r := httptest.NewRequest("POST", "http://10.0.0.7:8080/hooks/telegram", strings.NewReader(fmt.Sprintf(
					`{"update_id": %d, "message": {"message_id": %[1]d, "date": 1584406500, "text": %q,
					"chat": {"id": %[3]d, "type": "private"}, "from": {"id": %[3]d}}}`, updates, text, int64(siti))))
				r.Header.Set("X-Telegram-Bot-Api-Secret-Token", key)
				return r
			}
		}
		fault := func(f minitelegram.Fault) func() { return func() { o.tg.Next("sendMessage", f) } }
		limit := minitelegram.TooManyRequests(1)
		limit.RetryAfter = 0 // says so, and lets the next pass
		return channeltest.Subject{
			Channel: o.Channel,
			To:      address(siti),
			Secrets: []string{o.tg.Token, secret},
			Shown:   o.shown,
			Fail: map[core.Kind]func(){
				core.Busy:    fault(limit),
				core.Stopped: fault(minitelegram.Forbidden("bot was blocked by the user")),
				core.Doubt:   fault(minitelegram.BadGateway()),
			},
			Stall: fault(minitelegram.SilentAfter()),
			Hook:  hook(secret),
			Forge: hook("another secret"),
		}
	})
}

func TestSuiteByPoll(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Subject {
		o := newOffice(t)
		o.tg.User(siti)
		return channeltest.Subject{
			Channel: o.Channel,
			To:      address(siti),
			Secrets: []string{o.tg.Token},
			Write:   func(text string) { o.tg.Say(siti, text) },
		}
	})
}
