package minitelegram

import (
	"strings"
	"testing"
	"time"
)

func TestSendRefusals(t *testing.T) {
	s := New(t)
	s.User(7)
	s.User(8)
	s.Block(8)
	s.Deactivate(9)
	s.Group(-5, Basic, "RT 03")
	s.Migrate(-5, -1005)
	long := strings.Repeat("😀", maxText/2)
	for _, c := range []struct {
		code  int
		words string
		args  []string
	}{
		{400, "Bad Request: chat not found", []string{"chat_id", "404", "text", "a"}},
		{400, "Bad Request: message text is empty", []string{"chat_id", "7", "text", " \n "}},
		{400, "Bad Request: message is too long", []string{"chat_id", "7", "text", long + "a"}},
		{403, "Forbidden: bot was blocked by the user", []string{"chat_id", "8", "text", "a"}},
		{403, "Forbidden: user is deactivated", []string{"chat_id", "9", "text", "a"}},
		{400, "Bad Request: can't parse entities: Unsupported start tag \"h1\" at byte offset 2", []string{"chat_id", "7", "text", "a <h1>b</h1>", "parse_mode", "HTML"}},
		{400, "Can't find end tag corresponding to start tag \"b\"", []string{"chat_id", "7", "text", "<b>a", "parse_mode", "HTML"}},
		{400, "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"", []string{"chat_id", "7", "text", "<b><i>a</b>", "parse_mode", "HTML"}},
		{400, "Unsupported start tag", []string{"chat_id", "7", "text", "a < b > c", "parse_mode", "HTML"}},
		{400, "unsupported parse_mode", []string{"chat_id", "7", "text", "*a*", "parse_mode", "MarkdownV3"}},
		{400, "BUTTON_DATA_INVALID", []string{"chat_id", "7", "text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"` + strings.Repeat("é", 33) + `"}]]}`}},
		{400, "Text buttons are unallowed", []string{"chat_id", "7", "text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"a"}]]}`}},
		{400, "message to be replied not found", []string{"chat_id", "7", "text", "a", "reply_parameters", `{"message_id":99999}`}},
	} {
		refused(t, s, c.code, c.words, "sendMessage", c.args...)
	}
	r := refused(t, s, 400, "group chat was upgraded to a supergroup chat", "sendMessage", "chat_id", "-5", "text", "a")
	if r.Parameters.Migrated != -1005 {
		t.Errorf("migrate_to_chat_id %d", r.Parameters.Migrated)
	}
	if n := s.Total(); n != 0 {
		t.Errorf("%d messages of refused calls", n)
	}
	call(t, s, "sendMessage", "chat_id", "7", "text", long)
	call(t, s, "sendMessage", "chat_id", "-1005", "text", "halo")
	if n := s.Total(); n != 2 {
		t.Errorf("%d messages, want the longest and the group's", n)
	}
}

func TestHTMLBecomesText(t *testing.T) {
	s := New(t)
	s.User(7)
	type message struct {
		Text     string
		Entities []Entity
	}
	got := accepted[message](t, s, "sendMessage", "chat_id", "7", "parse_mode", "HTML",
		"text", " 😀 <b>Tiket</b> &lt;C&gt; &copy; <a href=\"https://x.id/?a=1&amp;b\">peta</a>")
	if got.Text != "😀 Tiket <C> &copy; peta" || len(got.Entities) != 2 || got.Entities[0] != (Entity{"bold", 3, 5, ""}) ||
		got.Entities[1] != (Entity{"text_link", 20, 4, "https://x.id/?a=1&b"}) {
		t.Errorf("got %+v", got)
	}
}

func TestButtonsLiveAndDie(t *testing.T) {
	s := New(t)
	s.User(7)
	keyboard := `{"inline_keyboard":[[{"text":"Ya","callback_data":"y"},{"text":"Peta","url":"https://x.id"}]]}`
	call(t, s, "sendMessage", "chat_id", "7", "text", "Setuju?", "reply_markup", keyboard)
	sent := s.WaitSent(t, 7, 1, patience)[0]
	if len(sent.Buttons) != 1 || sent.Buttons[0][0] != (Button{Text: "Ya", Data: "y"}) {
		t.Fatalf("buttons %+v", sent.Buttons)
	}
	if s.Tap(7, "Tidak") || s.Tap(7, "Peta") || !s.Tap(7, "Ya") {
		t.Error("only Ya can be pressed")
	}
	query := s.Press(7, sent.ID, "y")
	call(t, s, "answerCallbackQuery", "callback_query_id", query, "text", "Baik")
	if text, done := s.Answered(query); !done || text != "Baik" {
		t.Errorf("answered %v %q", done, text)
	}
	id := []string{"chat_id", "7", "message_id", "1"}
	call(t, s, "editMessageReplyMarkup", id...)
	refused(t, s, 400, "message is not modified", "editMessageReplyMarkup", id...)
	if sent = s.Sent(7)[0]; sent.Buttons != nil || sent.Edits != 1 {
		t.Errorf("after the edit: %+v", sent)
	}
	call(t, s, "editMessageText", append(id, "text", "Sudah")...)
	refused(t, s, 400, "message is not modified", "editMessageText", append(id, "text", "Sudah")...)
	call(t, s, "deleteMessage", id...)
	refused(t, s, 400, "message to edit not found", "editMessageText", append(id, "text", "Lagi")...)
	refused(t, s, 400, "message to delete not found", "deleteMessage", id...)
	if sent = s.Sent(7)[0]; sent.Text != "Sudah" || !sent.Deleted {
		t.Errorf("at last: %+v", sent)
	}
}

func TestOldThings(t *testing.T) {
	now := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	s := New(t, Clock(func() time.Time { return now }))
	s.User(7)
	call(t, s, "sendMessage", "chat_id", "7", "text", "a")
	query := s.Press(7, 1, "y")
	now = now.Add(queryLife + time.Second)
	refused(t, s, 400, "query is too old", "answerCallbackQuery", "callback_query_id", query)
	now = now.Add(48 * time.Hour)
	refused(t, s, 400, "message can't be deleted", "deleteMessage", "chat_id", "7", "message_id", "1")
	call(t, s, "editMessageText", "chat_id", "7", "message_id", "1", "text", "b")
}

func TestCommandsAndActions(t *testing.T) {
	s := New(t)
	s.User(7)
	refused(t, s, 400, "BOT_COMMAND_INVALID", "setMyCommands", "commands", `[{"command":"Daftar","description":"x"}]`)
	call(t, s, "setMyCommands", "commands", `[{"command":"daftar","description":"Daftar"}]`)
	if list := accepted[[]M](t, s, "getMyCommands"); len(list) != 1 || list[0]["command"] != "daftar" {
		t.Errorf("commands %v", list)
	}
	call(t, s, "sendChatAction", "chat_id", "7", "action", "typing")
	refused(t, s, 400, "wrong parameter action", "sendChatAction", "chat_id", "7", "action", "sleeping")
}

func TestLeanKeepsCountsAndFingerprints(t *testing.T) {
	s := New(t, Lean())
	s.User(7)
	for _, text := range []string{"a", "b", "a"} {
		call(t, s, "sendMessage", "chat_id", "7", "text", text)
	}
	m := s.Sent(7)
	if len(m) != 3 || m[0].Text != "" || m[0].Sum != m[2].Sum || m[0].Sum == m[1].Sum {
		t.Errorf("sent %+v", m)
	}
	if len(s.Calls()) != 0 || s.Count("sendMessage") != 3 {
		t.Errorf("%d calls kept, %d counted", len(s.Calls()), s.Count("sendMessage"))
	}
}
