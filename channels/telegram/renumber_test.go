package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

// After a quiet week Telegram numbers updates from a lower number on. What comes then is heard once, and confirmed.
func TestNumbersBeginAnew(t *testing.T) {
	for name, script := range map[string][]int{"after a pause": {900, 0, 100, 0}, "at once": {900, 100, 0}} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var offsets []string
			transport := answering(func() string {
				id := script[0]
				if script = script[1:]; len(script) == 0 {
					cancel()
				}
				if id == 0 {
					return `{"ok":true,"result":[]}`
				}
				return fmt.Sprintf(`{"ok":true,"result":[{"update_id":%d,"message":{"message_id":1,"date":1584406500,"text":"halo",
					"chat":{"id":7,"type":"private"},"from":{"id":7}}}]}`, id)
			})
			c, err := New(Config{Token: "1:a", Log: slog.New(slog.DiscardHandler), Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				offsets = append(offsets, r.FormValue("offset"))
				return transport.RoundTrip(r)
			})})
			if err != nil {
				t.Fatal(err)
			}
			c.tempo.pause = time.Millisecond
			heard := map[string]int{}
			if err := c.Poll(ctx, func(_ context.Context, in core.Inbound) error { heard[in.ID]++; return nil }); err != nil {
				t.Fatal(err)
			}
			if len(heard) != 2 || heard["900"] != 1 || heard["100"] != 1 {
				t.Errorf("heard %v", heard)
			}
			if last := offsets[len(offsets)-1]; last != "101" {
				t.Errorf("asked for %v", offsets)
			}
		})
	}
}

// An update that the desk can never store holds up nothing for ever; one that waits for the database is waited for.
func TestUpdateThatIsNeverStored(t *testing.T) {
	o := newOffice(t)
	o.desk.fail(func(in core.Inbound) error {
		if in.Text == "never" {
			return errors.New("it always breaks")
		}
		return nil
	})
	o.tg.Say(siti, "never")
	o.tg.Say(siti, "after it")
	o.polling(t)
	if heard := o.desk.wait(t, 1); heard[0].Text != "after it" {
		t.Errorf("heard %q", heard[0].Text)
	}
	eventually(t, func() bool { return o.tg.Pending() == 0 })
	if n := o.tally.ignored()[unstorable]; n != 1 {
		t.Errorf("counted %d times", n)
	}
}

// Knocking finds out whether the token is a bot's, and changes nothing.
func TestKnock(t *testing.T) {
	o := newOffice(t)
	if err := o.Knock(t.Context()); err != nil {
		t.Error(err)
	}
	stranger := newBot(t, minitelegram.New(t), func(c *Config) { c.Token, c.API = "110201543:wrong-wrong", o.tg.URL })
	if err := stranger.Knock(t.Context()); core.KindOf(err) != core.Operator {
		t.Errorf("a token that is none: %v", err)
	}
	for _, method := range []string{"deleteWebhook", "setWebhook", "setMyCommands"} {
		if n := o.tg.Count(method); n != 0 {
			t.Errorf("%d calls of %s", n, method)
		}
	}
}
