package telegram

import (
	"context"
	"encoding/json"
	"errors"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

// news is an update that concerns somebody: what they said, and the press it came by, if it did. What is left to ask about
// a command in a group is asked when it is handed on.
type news struct {
	id     int64 // of the update
	in     core.Inbound
	press  *press
	bot    string // the bot that a command names; "": none
	writer int64  // whoever wrote it, if they are an admin only perhaps; 0: that is known
}

// read decodes and translates an update; false if it is nobody's business, which is counted.
func (c *Channel) read(raw []byte) (news, bool) {
	u, err := decode(raw)
	if err != nil {
		c.count(undecodable)
		return news{}, false
	}
	n, why := translate(u)
	if why != "" {
		c.count(why)
		return news{}, false
	}
	n.in.Account = c.account
	if n.in.At.IsZero() {
		n.in.At = c.now().UTC()
	}
	return n, true
}

// decode reads an update. What the library knows in another shape is left out, and the rest of the update is heard.
func decode(raw []byte) (*tgbotapi.Update, error) {
	var u tgbotapi.Update
	err := json.Unmarshal(raw, &u)
	var shape *json.UnmarshalTypeError
	if errors.As(err, &shape) && u.UpdateID > 0 {
		err = nil
	}
	return &u, err
}

// hand gives the news to the receiver, and when they are on disk tells the one who pressed a button that it was felt.
func (c *Channel) hand(ctx context.Context, n news, receive core.Receiver) error {
	if ours, err := c.ask(ctx, &n); !ours || err != nil {
		return err
	}
	if err := receive(ctx, n.in); err != nil {
		return err
	}
	if n.press != nil {
		c.acknowledge(ctx, *n.press)
	}
	return nil
}
