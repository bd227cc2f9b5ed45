package telegram

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"loket/core"
)

// Why an update is nobody's business: the words of Config.Count.
const (
	undecodable = "undecodable"
	edited      = "edited"     // an edited message makes no second request
	group       = "group"      // a citizen's data has no place in a group or channel: only commands are heard there
	fromBot     = "bot"        // bots are no citizens
	senderless  = "sender"     // nobody to answer
	service     = "service"    // the app speaks: pinned, joined, a new title, a kind of content not known here
	unknown     = "unknown"    // a kind of update that was not asked for, or one without what it must have
	unstorable  = "unstorable" // the receiver failed with it again and again
	unpressed   = "pressed"    // a press that could not be acknowledged: too many at once
	kept        = "kept"       // no update: a part of a text that was replaced, which Telegram would not delete
)

// translate reads an update as what a person said; otherwise it says why not.
func translate(u *tgbotapi.Update) (n news, why string) {
	switch {
	case u.UpdateID <= 0:
		return news{}, unknown
	case u.Message != nil:
		n, why = ofMessage(u.Message)
	case u.CallbackQuery != nil:
		n, why = ofPress(u.CallbackQuery)
	case u.MyChatMember != nil:
		n, why = ofMember(u.MyChatMember)
	case u.ChannelPost != nil:
		n, why = ofMessage(u.ChannelPost)
	case u.EditedMessage != nil:
		return news{}, edited
	case u.EditedChannelPost != nil:
		return news{}, group
	default:
		return news{}, unknown
	}
	n.in.ID = strconv.Itoa(u.UpdateID)
	return n, why
}

func ofMessage(m *tgbotapi.Message) (news, string) {
	switch {
	case m.Chat == nil:
		return news{}, unknown
	case isGroup(*m.Chat):
		return ofGroup(m)
	case !m.Chat.IsPrivate() || m.Chat.ID <= 0:
		return news{}, unknown
	case m.From == nil:
		return news{}, senderless
	case m.From.IsBot:
		return news{}, fromBot
	case !hasContent(m):
		return news{}, service
	}
	return news{in: core.Inbound{
		From:  address(m.Chat.ID),
		Text:  withoutBot(cmp.Or(m.Text, m.Caption)),
		Lang:  m.From.LanguageCode,
		Media: media(m),
		Album: m.MediaGroupID,
		At:    at(m.Date),

		Proves: proved(m),
	}}, ""
}

// hasContent tells what a person sent from what the app reports. Of content without words the dialog hears an empty text.
func hasContent(m *tgbotapi.Message) bool {
	return m.Text != "" || m.Photo != nil || m.Document != nil || m.Sticker != nil || m.Voice != nil || m.Video != nil ||
		m.VideoNote != nil || m.Audio != nil || m.Animation != nil || m.Contact != nil || m.Location != nil ||
		m.Venue != nil || m.Poll != nil || m.Dice != nil || m.Game != nil
}

// withoutBot takes the bot's name off a command: groups need it, and apps sometimes leave it there.
func withoutBot(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	end := strings.IndexAny(text, " \n\t")
	if end < 0 {
		end = len(text)
	}
	word, _, _ := strings.Cut(text[:end], "@")
	return word + text[end:]
}

// media are the files that came with a message. (An animation comes as a document too, for old bots.)
func media(m *tgbotapi.Message) (list []core.Media) {
	add := func(kind string, size int, handle string) {
		list = append(list, core.Media{Kind: kind, Size: int64(max(0, size)), Handle: handle})
	}
	if len(m.Photo) > 0 { // the same picture in several sizes
		largest := slices.MaxFunc(m.Photo, func(a, b tgbotapi.PhotoSize) int { return cmp.Compare(a.Width, b.Width) })
		add("image/jpeg", largest.FileSize, largest.FileID)
	}
	if d := m.Document; d != nil {
		add(cmp.Or(d.MimeType, "application/octet-stream"), d.FileSize, d.FileID)
	}
	if v := m.Voice; v != nil {
		add(cmp.Or(v.MimeType, "audio/ogg"), v.FileSize, v.FileID)
	}
	if v := m.Video; v != nil {
		add(cmp.Or(v.MimeType, "video/mp4"), v.FileSize, v.FileID)
	}
	return list
}

// ofPress reads the press of a button. In groups stands none of the bot's.
func ofPress(q *tgbotapi.CallbackQuery) (news, string) {
	switch {
	case q.From == nil || q.From.ID <= 0:
		return news{}, senderless
	case q.From.IsBot:
		return news{}, fromBot
	case q.Message != nil && q.Message.Chat != nil && isGroup(*q.Message.Chat):
		return news{}, group
	case q.Data == "":
		return news{}, unknown
	}
	p := &press{query: q.ID}
	if m := q.Message; m != nil && m.Chat != nil && m.Chat.IsPrivate() && m.Date != 0 {
		p.chat, p.message = m.Chat.ID, m.MessageID
	}
	return news{in: core.Inbound{From: address(q.From.ID), Choice: q.Data, Lang: q.From.LanguageCode}, press: p}, ""
}

// ofMember reads that a person stopped the bot or started it again, or that a group put it out or took it in.
func ofMember(m *tgbotapi.ChatMemberUpdated) (news, string) {
	in := core.Inbound{From: address(m.Chat.ID), Group: isGroup(m.Chat), At: at(m.Date)}
	if !in.Group {
		in.Lang = m.From.LanguageCode
	}
	switch status := m.NewChatMember.Status; {
	case !in.Group && (!m.Chat.IsPrivate() || m.Chat.ID <= 0):
		return news{}, unknown
	case status == "kicked" || status == "left":
		in.Signal = core.Closed
	case status == "member" || in.Group && status == "administrator":
		in.Signal = core.Reachable
	default:
		return news{}, unknown
	}
	return news{in: in}, ""
}

func at(unix int) time.Time {
	if unix <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(unix), 0).UTC()
}
