package minitelegram

import (
	"fmt"
	"strings"
	"testing"
)

// look finds a value in an update by its path, "message.from.id"; "" where there is nothing.
func look(update M, path string) string {
	var v any = update
	for _, name := range strings.Split(path, ".") {
		switch in := v.(type) {
		case M:
			v = in[name]
		case []any:
			v = in[0].(M)[name]
		}
	}
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return fmt.Sprintf("%.0f", v)
	default:
		return fmt.Sprint(v)
	}
}

// What people do must reach the bot in the shape Telegram gives it.
func TestActs(t *testing.T) {
	s := New(t)
	s.User(7, func(u *User) { u.FirstName, u.Language = "Siti", "en" })
	s.User(99, func(u *User) { u.IsBot = true })
	s.Group(-1009, Supergroup, "RW 05", 7)
	s.Group(-1008, Channel, "Pengumuman")
	call(t, s, "sendMessage", "chat_id", "7", "text", "Setuju?", "reply_markup",
		`{"inline_keyboard":[[{"text":"Ya","callback_data":"y"}]]}`)

	var wants [][]string // of every update: path, value, path, value, …
	want := func(pairs ...string) { wants = append(wants, pairs) }

	first := s.Say(7, "DAFTAR")
	want("message.text", "DAFTAR", "message.from.id", "7", "message.from.first_name", "Siti", "message.from.language_code", "en",
		"message.from.is_bot", "false", "message.chat.type", "private", "message.chat.id", "7", "message.entities", "")
	s.Say(7, "/start@loket_bot poster-1")
	want("message.text", "/start@loket_bot poster-1", "message.entities.type", "bot_command", "message.entities.length", "16")
	s.Edit(7, first, "DAFTAR KTP")
	want("edited_message.text", "DAFTAR KTP", "edited_message.message_id", fmt.Sprint(first), "edited_message.from.id", "7")
	query := s.Press(7, 1, "y")
	want("callback_query.id", query, "callback_query.data", "y", "callback_query.from.id", "7",
		"callback_query.message.text", "Setuju?", "callback_query.message.from.is_bot", "true")
	s.PressOld(7, 1, "y")
	want("callback_query.message.date", "0", "callback_query.message.chat.id", "7", "callback_query.message.message_id", "1",
		"callback_query.message.text", "")
	s.Sticker(7)
	want("message.sticker.thumbnail.width", "128", "message.sticker.thumb", "")
	s.Photo(7, []byte("jpeg"), "KK")
	want("message.photo.width", "90", "message.caption", "KK")
	s.Document(7, "kk.pdf", "application/pdf", []byte("pdf!"), "")
	want("message.document.file_name", "kk.pdf", "message.document.file_size", "4", "message.caption", "")
	s.ShareContact(7, "+628123", 7)
	want("message.contact.user_id", "7")
	s.SayIn(-1009, 8, "halo")
	want("message.chat.type", "supergroup", "message.from.id", "8", "message.chat.id", "-1009")
	s.PostIn(-1008, "tutup")
	want("channel_post.text", "tutup", "channel_post.from", "", "channel_post.sender_chat.id", "-1008")
	s.SayAsGroup(-1009, "/langganan")
	want("message.from.username", "GroupAnonymousBot", "message.from.is_bot", "true", "message.sender_chat.id", "-1009")
	s.Post(-1009, 0, M{"new_chat_title": "RW 06"})
	want("message.new_chat_title", "RW 06", "message.from", "")
	s.SayIn(-1009, 99, "beep")
	want("message.from.is_bot", "true")
	s.Block(7)
	want("my_chat_member.new_chat_member.status", "kicked", "my_chat_member.old_chat_member.status", "member", "my_chat_member.from.id", "7")
	s.Say(7, "lagi") // opens the chat again first
	want("my_chat_member.new_chat_member.status", "member", "my_chat_member.old_chat_member.status", "kicked")
	want("message.text", "lagi")
	s.Kick(-1009)
	want("my_chat_member.chat.id", "-1009", "my_chat_member.new_chat_member.status", "kicked")
	s.Promote(-1009)
	want("my_chat_member.new_chat_member.status", "administrator", "my_chat_member.new_chat_member.can_be_edited", "false")
	s.Invite(-1008)
	want("my_chat_member.chat.type", "channel", "my_chat_member.new_chat_member.status", "administrator")
	s.Raw(`{"tomorrow": {"a": "}"}}`)
	want("tomorrow.a", "}", "message", "")

	updates := accepted[[]M](t, s, "getUpdates")
	if len(updates) != len(wants) {
		t.Fatalf("%d updates, want %d", len(updates), len(wants))
	}
	last := ""
	for i, u := range updates {
		for j := 0; j < len(wants[i]); j += 2 {
			if path, value := wants[i][j], wants[i][j+1]; look(u, path) != value {
				t.Errorf("%s is %q, want %q, in %v", path, look(u, path), value, u)
			}
		}
		if id := look(u, "update_id"); id <= last {
			t.Errorf("update_id %s after %s", id, last)
		} else {
			last = id
		}
	}
	refused(t, s, 400, "chat not found", "sendMessage", "chat_id", "10", "text", "a")
	refused(t, s, 403, "can't initiate conversation", "sendMessage", "chat_id", "8", "text", "a")
	if got := accepted[M](t, s, "getMe"); got["username"] != "loket_bot" {
		t.Errorf("getMe %v", got)
	}
}

func TestGroupAdmins(t *testing.T) {
	s := New(t)
	s.Group(-1009, Supergroup, "RW 05", 7)
	for user, want := range map[string]string{"7": "administrator", "8": "member"} {
		if got := accepted[M](t, s, "getChatMember", "chat_id", "-1009", "user_id", user); got["status"] != want {
			t.Errorf("%s is %v, want %s", user, got["status"], want)
		}
	}
}
