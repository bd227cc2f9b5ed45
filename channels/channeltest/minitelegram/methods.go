package minitelegram

import (
	"context"
	"strings"
)

// methods lists what this server can do, by lower-case name (Telegram does not mind the case).
var methods = map[string]func(*Server, context.Context, *Call) answer{
	"getme":                  (*Server).getMe,
	"getupdates":             (*Server).getUpdates,
	"setwebhook":             (*Server).setWebhook,
	"deletewebhook":          (*Server).deleteWebhook,
	"getwebhookinfo":         (*Server).getWebhookInfo,
	"sendmessage":            (*Server).sendMessage,
	"sendphoto":              (*Server).sendPhoto,
	"senddocument":           (*Server).sendDocument,
	"sendchataction":         (*Server).sendChatAction,
	"editmessagetext":        (*Server).editMessageText,
	"editmessagereplymarkup": (*Server).editMessageReplyMarkup,
	"deletemessage":          (*Server).deleteMessage,
	"answercallbackquery":    (*Server).answerCallbackQuery,
	"setmycommands":          (*Server).setMyCommands,
	"getmycommands":          (*Server).getMyCommands,
	"getchatmember":          (*Server).getChatMember,
	"getfile":                (*Server).getFile,
}

func (s *Server) perform(ctx context.Context, c *Call) answer {
	run, known := methods[strings.ToLower(c.Method)]
	if !known {
		s.record.violate("%s: a method this server does not have", c.Method)
		return fail(404, "Not Found")
	}
	if c.sends() {
		if wait := s.limits.take(s.now, c.integer("chat_id", 0), c.boolean("allow_paid_broadcast")); wait > 0 {
			return tooMany(wait)
		}
	}
	return run(s, ctx, c)
}

func (s *Server) getMe(context.Context, *Call) answer {
	return ok(M{
		"id": s.world.bot.ID, "is_bot": true, "first_name": s.world.bot.FirstName, "username": s.world.bot.Username,
		"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
	})
}
