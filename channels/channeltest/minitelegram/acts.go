package minitelegram

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Why a bot cannot write to a chat, as Telegram words it.
const (
	blocked     = "bot was blocked by the user"
	deactivated = "user is deactivated"
	unopened    = "bot can't initiate conversation with a user"
	kicked      = "bot was kicked from the group chat"
)

// anonymous is the sender that Telegram names for an admin who writes as the group.
const anonymous = 1087968824

// Say makes a person write to the bot and returns the message's id. A leading /word is marked as a command, as the apps do.
func (s *Server) Say(user int64, text string) int64 { return s.Post(user, user, textContent(text)) }

// SayIn makes a person write in a group.
func (s *Server) SayIn(group, user int64, text string) int64 {
	return s.Post(group, user, textContent(text))
}

// SayAsGroup makes an admin of a group write who keeps their name to themselves.
func (s *Server) SayAsGroup(group int64, text string) int64 {
	s.User(anonymous, func(u *User) { u.IsBot, u.FirstName, u.Username, u.Language = true, "Group", "GroupAnonymousBot", "" })
	return s.Post(group, anonymous, s.as(group, text))
}

// PostIn publishes in a channel; such a post has no sender but the channel.
func (s *Server) PostIn(channel int64, text string) int64 {
	return s.Post(channel, 0, s.as(channel, text))
}

// as is a text that a chat says itself.
func (s *Server) as(chatID int64, text string) M {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	content := textContent(text)
	if c := s.world.chats[chatID]; c != nil {
		content["sender_chat"] = c.wire()
	}
	return content
}

// ShareContact makes a person send a contact card: their own when owner is their id, 0 for a number without account.
func (s *Server) ShareContact(user int64, phone string, owner int64) int64 {
	card := M{"phone_number": phone, "first_name": "Kontak"}
	if owner != 0 {
		card["user_id"] = owner
	}
	return s.Post(user, user, M{"contact": card})
}

// Sticker makes a person send a sticker, whose preview is called thumbnail as it is since Bot API 6.6.
func (s *Server) Sticker(user int64) int64 {
	preview := M{"file_id": "AAMCBQ", "file_unique_id": "AQAD", "width": 128, "height": 128, "file_size": 4012}
	return s.Post(user, user, M{"sticker": M{"file_id": "CAACAgUAAxkB", "file_unique_id": "AgADKgAD", "type": "regular",
		"width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": "👍", "thumbnail": preview}})
}

// Post makes a message with any content appear in a chat and returns its id: the way for kinds that have no function of
// their own ({"location": …}, {"new_chat_members": …}). from 0 means a message without sender.
func (s *Server) Post(chatID, from int64, content M) int64 {
	w := &s.world
	w.mu.Lock()
	if chatID > 0 {
		w.private(chatID)
	}
	c := w.chats[chatID]
	if c == nil {
		w.mu.Unlock()
		panic(fmt.Sprintf("minitelegram: no chat %d: make it with Group", chatID))
	}
	if c.kind == Private && c.shut == blocked && from == chatID {
		w.mu.Unlock()
		s.Unblock(from) // the app asks for it before it lets anybody write
		w.mu.Lock()
	}
	if c.kind == Private && c.shut == unopened {
		c.shut = ""
	}
	m := &Message{At: s.now(), content: content}
	if from != 0 {
		sender := w.person(from)
		m.from = &sender
	}
	w.place(c, m, !s.lean)
	wire := w.wire(c, m)
	w.mu.Unlock()
	if c.kind == Channel {
		s.happen("channel_post", chatID, wire)
	} else {
		s.happen("message", chatID, wire)
	}
	return m.ID
}

// Edit makes a person change a message they wrote.
func (s *Server) Edit(user, message int64, text string) {
	w := &s.world
	w.mu.Lock()
	c := w.private(user)
	m := c.message(message)
	if m == nil {
		m = &Message{ID: message, Chat: user, At: s.now(), from: &c.user}
	}
	m.content, m.EditedAt = textContent(text), s.now()
	wire := w.wire(c, m)
	w.mu.Unlock()
	s.happen("edited_message", user, wire)
}

// Block makes a person stop the bot; Unblock, start it again without a word.
func (s *Server) Block(user int64) { s.member(user, blocked, "member", "kicked") }

// Unblock see Block.
func (s *Server) Unblock(user int64) { s.member(user, "", "kicked", "member") }

// Kick puts the bot out of a group; Invite takes it in, into a channel as an admin; Promote makes it one in a group.
func (s *Server) Kick(group int64) { s.member(group, kicked, "member", "kicked") }

// Invite see Kick.
func (s *Server) Invite(group int64) { s.member(group, "", "left", "member") }

// Promote see Kick.
func (s *Server) Promote(group int64) { s.member(group, "", "member", "administrator") }

// Deactivate deletes a person's account. The bot is not told; it finds out when it writes.
func (s *Server) Deactivate(user int64) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.private(user).shut = deactivated
}

// member changes whether the bot may write to a chat, and tells it.
func (s *Server) member(chatID int64, shut, before, after string) {
	w := &s.world
	w.mu.Lock()
	c := w.chats[chatID]
	if c == nil {
		c = w.private(chatID)
	}
	c.shut = shut
	by := c.user
	if c.kind != Private {
		by = User{ID: 777000, FirstName: "Admin"}
	}
	if c.kind == Channel && after == "member" {
		after = "administrator" // bots are nothing else there
	}
	state := func(status string) M {
		m := M{"user": w.bot, "status": status}
		switch status {
		case "kicked":
			m["until_date"] = 0
		case "administrator":
			for _, right := range []string{"can_manage_chat", "can_delete_messages", "can_invite_users", "can_post_messages"} {
				m[right] = true
			}
			m["can_be_edited"], m["is_anonymous"], m["can_promote_members"] = false, false, false
		}
		return m
	}
	content := M{"chat": c.wire(), "from": by, "date": s.now().Unix(),
		"old_chat_member": state(before), "new_chat_member": state(after)}
	w.mu.Unlock()
	s.happen("my_chat_member", chatID, content)
}

// Raw hands the bot an update as written, {"kind": content}, with the next update_id put in front, whether or not the bot
// asked for such: Telegram may invent kinds tomorrow, and sends unasked ones for a while after allowed_updates changed.
func (s *Server) Raw(update string) int64 {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(update), &fields); err != nil || len(fields) != 1 {
		panic("minitelegram: an update is an object with one field: " + update)
	}
	for kind, content := range fields {
		return s.inbox.add(kind, 0, content, true)
	}
	return 0
}

// happen tells the bot of something.
func (s *Server) happen(kind string, lane int64, content M) int64 {
	b, err := json.Marshal(content)
	if err != nil {
		panic("minitelegram: " + kind + ": " + err.Error())
	}
	return s.inbox.add(kind, lane, b, false)
}

func textContent(text string) M {
	content := M{"text": text}
	if word, _, _ := strings.Cut(text, " "); strings.HasPrefix(word, "/") && len(word) > 1 {
		content["entities"] = []M{{"type": "bot_command", "offset": 0, "length": units(word)}}
	}
	return content
}

// units counts text as Telegram does: in UTF-16.
func units(text string) (n int) {
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
