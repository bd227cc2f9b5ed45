package telegram

import (
	"context"
	"regexp"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

// isGroup tells whether a chat is one of many people.
func isGroup(c tgbotapi.Chat) bool {
	return c.ID < 0 && (c.IsGroup() || c.IsSuperGroup() || c.IsChannel())
}

// command is what a text begins with that is one. A group with several bots says which is meant.
var command = regexp.MustCompile(`^/[A-Za-z0-9_]+(?:@([A-Za-z0-9_]+))?(?:\s|$)`)

// ofGroup reads a command in a group or channel. What is posted in a channel, and what a group itself says, an admin wrote
// who is not named. A channel's post that Telegram copies into the channel's group was heard in the channel.
func ofGroup(m *tgbotapi.Message) (news, string) {
	is := command.FindStringSubmatch(m.Text)
	if is == nil || m.IsAutomaticForward || m.ForwardDate != 0 {
		return news{}, group
	}
	n := news{bot: is[1], in: core.Inbound{From: address(m.Chat.ID), Text: withoutBot(m.Text), Group: true, At: at(m.Date)}}
	switch {
	case m.Chat.IsChannel(), m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID:
		n.in.Admin = true
	case m.SenderChat != nil: // somebody speaks as a channel of theirs
	case m.From == nil:
		return news{}, senderless
	case m.From.IsBot:
		return news{}, fromBot
	default:
		n.writer = m.From.ID
	}
	return n, ""
}

// ask finds out what only Telegram knows of a command in a group: whether it is for this bot, and whether an admin wrote
// it. After an error the update has to come again. Who Telegram does not want to speak of is no admin.
func (c *Channel) ask(ctx context.Context, n *news) (ours bool, err error) {
	if n.bot != "" {
		name, err := c.itself(ctx)
		if err != nil {
			return false, later(err)
		}
		if !strings.EqualFold(n.bot, name) {
			c.count(group)
			return false, nil
		}
	}
	if n.writer == 0 {
		return true, nil
	}
	var member struct {
		Status string `json:"status"`
	}
	err = c.api.within(ctx, courtesy, "getChatMember", params{"chat_id": n.in.From.ID, "user_id": n.writer}, &member)
	switch core.KindOf(err) {
	case core.Away, core.Busy, core.Doubt, core.Operator:
		return false, later(err)
	}
	n.in.Admin = member.Status == "creator" || member.Status == "administrator"
	return true, nil
}

// later makes of a wish to wait that nobody was there, which is what brings an update again for as long as it takes.
func later(err error) error {
	if core.KindOf(err) == core.Busy {
		return core.Errorf(core.Away, "%w", err)
	}
	return err
}

// itself is the bot's @name. It is asked for once, and not before somebody says a name.
func (c *Channel) itself(ctx context.Context) (string, error) {
	if name := c.name.Load(); name != nil {
		return *name, nil
	}
	var me struct {
		Name string `json:"username"`
	}
	if err := c.api.within(ctx, courtesy, "getMe", nil, &me); err != nil {
		return "", err
	}
	c.name.Store(&me.Name)
	return me.Name, nil
}
