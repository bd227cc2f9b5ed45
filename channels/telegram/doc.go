// Package telegram is the office's Telegram bot: updates of the Bot API become core.Inbound, letters become sendMessage,
// or editMessageText and deleteMessage when they replace an earlier one. It decides nothing and says nothing of its own; what
// is answered is the dialog's affair, when it is sent the outbox's.
//
// A call to Telegram takes one way only, api.go, and its failures are sorted in one place, errors.go. Updates come by
// polling (poll.go) or by webhook (hook.go); both read them by update.go and translate.go and hand them to the receiver,
// and only what the receiver has on disk is acknowledged: by moving the offset, or by 200. Besides letters (send.go,
// edit.go) the bot sets itself up (prepare.go), takes pressed keyboards away (press.go) and fetches what people have sent (fetch.go).
//
// Groups and channels are followers as a whole (group.go): of all that is written there, only commands for this bot are
// heard, as the group's, and whether an admin wrote them. No button is ever put there.
//
// The library's own ways of polling and listening may not enter: they acknowledge before anything is stored, know no
// context, and print the token and what people write. Nor may text for people: menu commands come by Config.
//
// To hear one more kind of update: its name in updates (prepare.go), a case in translate, a line in its test.
package telegram
