package minitelegram

import (
	"encoding/json"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// What people do must reach a bot in the shape Telegram gives it: a client library nobody here wrote reads it.
func TestActsAsALibraryReadsThem(t *testing.T) {
	s := New(t)
	s.User(7, func(u *User) { u.FirstName, u.Language = "Siti", "en" })
	s.Group(-1009, Supergroup, "RW 05", 7)
	s.Group(-1008, Channel, "Pengumuman")
	call(t, s, "sendMessage", "chat_id", "7", "text", "Setuju?", "reply_markup",
		`{"inline_keyboard":[[{"text":"Ya","callback_data":"y"}]]}`)

	type check func(tgbotapi.Update) bool
	message := func(ok func(*tgbotapi.Message) bool) check {
		return func(u tgbotapi.Update) bool { return u.Message != nil && ok(u.Message) }
	}
	first := s.Say(7, "DAFTAR")
	wants := []check{message(func(m *tgbotapi.Message) bool {
		return m.Text == "DAFTAR" && m.From.ID == 7 && m.From.LanguageCode == "en" && m.Chat.IsPrivate() && m.Date > 0
	})}
	did := func(w check) { wants = append(wants, w) }

	s.Say(7, "/start@loket_bot poster-1")
	did(message(func(m *tgbotapi.Message) bool {
		return m.Command() == "start" && m.CommandWithAt() == "start@loket_bot" && m.CommandArguments() == "poster-1"
	}))
	s.Edit(7, first, "DAFTAR KTP")
	did(func(u tgbotapi.Update) bool {
		return u.EditedMessage != nil && u.EditedMessage.Text == "DAFTAR KTP" && u.EditedMessage.MessageID == int(first)
	})
	query := s.Press(7, 1, "y")
	did(func(u tgbotapi.Update) bool {
		q := u.CallbackQuery
		return q != nil && q.ID == query && q.Data == "y" && q.Message.Date > 0 && q.Message.From.IsBot && q.Message.ReplyMarkup != nil
	})
	s.PressOld(7, 1, "y")
	did(func(u tgbotapi.Update) bool {
		return u.CallbackQuery.Message.Date == 0 && u.CallbackQuery.Message.Chat.ID == 7
	})
	s.Sticker(7)
	did(message(func(m *tgbotapi.Message) bool { return m.Sticker != nil && m.Sticker.Thumbnail == nil }))
	s.Photo(7, []byte("jpeg"), "KK")
	did(message(func(m *tgbotapi.Message) bool { return len(m.Photo) == 2 && m.Caption == "KK" }))
	s.Document(7, "kk.pdf", "application/pdf", []byte("pdf!"), "")
	did(message(func(m *tgbotapi.Message) bool { return m.Document.FileName == "kk.pdf" && m.Document.FileSize == 4 }))
	s.ShareContact(7, "+628123", 7)
	did(message(func(m *tgbotapi.Message) bool { return m.Contact.UserID == m.From.ID }))
	s.SayIn(-1009, 8, "halo")
	did(message(func(m *tgbotapi.Message) bool { return m.Chat.IsSuperGroup() && m.From.ID == 8 }))
	s.PostIn(-1008, "tutup")
	did(func(u tgbotapi.Update) bool { return u.ChannelPost != nil && u.ChannelPost.From == nil })
	s.Post(-1009, 0, M{"pinned_message": M{"message_id": 3, "date": 0, "chat": M{"id": -1009, "type": "supergroup"}}})
	did(message(func(m *tgbotapi.Message) bool { return m.From == nil && m.PinnedMessage != nil }))
	s.User(99, func(u *User) { u.IsBot = true })
	s.SayIn(-1009, 99, "beep")
	did(message(func(m *tgbotapi.Message) bool { return m.From.IsBot }))
	s.Block(7)
	did(func(u tgbotapi.Update) bool {
		return u.MyChatMember != nil && u.MyChatMember.NewChatMember.WasKicked() && u.MyChatMember.From.ID == 7
	})
	s.Say(7, "lagi") // opens the chat again first
	did(func(u tgbotapi.Update) bool {
		return u.MyChatMember.NewChatMember.Status == "member" && u.MyChatMember.OldChatMember.Status == "kicked"
	})
	did(message(func(m *tgbotapi.Message) bool { return m.Text == "lagi" }))
	s.Kick(-1009)
	did(func(u tgbotapi.Update) bool { return u.MyChatMember.Chat.ID == -1009 })
	s.Raw(`{"tomorrow": {"a": ["}"]}}`)
	did(func(u tgbotapi.Update) bool { return u.UpdateID > 0 && u.Message == nil })

	updates := accepted[[]json.RawMessage](t, s, "getUpdates")
	if len(updates) != len(wants) {
		t.Fatalf("%d updates, want %d", len(updates), len(wants))
	}
	last := 0
	for i, raw := range updates {
		var u tgbotapi.Update
		if err := json.Unmarshal(raw, &u); err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if u.UpdateID <= last || !wants[i](u) {
			t.Errorf("update %d is not as it should be: %s", i, raw)
		}
		last = u.UpdateID
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
