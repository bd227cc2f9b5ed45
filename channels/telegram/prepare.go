package telegram

import (
	"context"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

// hookPath is where the webhook is mounted.
const hookPath = "/hooks/telegram"

// maxConnections is how many updates Telegram may bring at once, its own maximum: they share a tray.
const maxConnections = 100

// updates are the kinds asked for, always: Telegram remembers the last list it was given.
var updates = []string{"message", "edited_message", "callback_query", "my_chat_member", "channel_post"}

// Knock asks whether the token is a bot's, and changes nothing: who may not speak for the bot yet may ask too.
func (c *Channel) Knock(ctx context.Context) error {
	return c.api.call(ctx, "getMe", nil, nil)
}

// Prepare registers the webhook, or ends it, and sets the menus of commands, without which an office can open too.
func (c *Channel) Prepare(ctx context.Context) error {
	var err error
	if c.mode == ByWebhook {
		err = c.api.call(ctx, "setWebhook", params{"url": c.publicURL + hookPath, "secret_token": c.secret,
			"allowed_updates": updates, "max_connections": maxConnections}, nil)
		if core.KindOf(err) == core.Refused {
			err = core.Errorf(core.Operator, "LOKET_PUBLIC_URL: %w", err)
		}
	} else {
		err = c.endWebhook(ctx)
	}
	if err != nil {
		return err
	}
	c.setMenu(ctx, c.commands, nil)
	c.setMenu(ctx, c.groups, map[string]string{"type": "all_group_chats"})
	return nil
}

// setMenu sets the menu where a scope says; nil is everywhere else.
func (c *Channel) setMenu(ctx context.Context, list []Command, scope any) {
	if len(list) == 0 {
		return
	}
	menu := make([]tgbotapi.BotCommand, len(list))
	for i, one := range list {
		menu[i] = tgbotapi.BotCommand{Command: one.Word, Description: one.Text}
	}
	if err := c.api.call(ctx, "setMyCommands", params{"commands": menu, "scope": scope}, nil); err != nil {
		c.log.WarnContext(ctx, "the menu of commands stays as it was", "account", c.account, "cause", err)
	}
}

// endWebhook lets the bot be polled. What waits is kept.
func (c *Channel) endWebhook(ctx context.Context) error {
	return c.api.call(ctx, "deleteWebhook", params{"drop_pending_updates": false}, nil)
}
