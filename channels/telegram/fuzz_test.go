package telegram

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/core"
)

var seeds = []string{
	``, `{`, `null`, `7`, `{"update_id":1}`,
	`{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":7,"type":"private"},"from":{"id":7,"language_code":"id"},"text":"/start@b x"}}`,
	`{"update_id":1,"message":{"chat":{"id":7,"type":"private"},"from":{"id":7},"photo":[],"caption":"x"}}`,
	`{"update_id":1,"message":{"chat":{"id":7,"type":"private"},"from":{"id":7},"photo":[{"file_id":"a"}],"sticker":{"thumbnail":{}}}}`,
	`{"update_id":1,"message":{"chat":{"id":-7,"type":"supergroup"},"text":"x"}}`,
	`{"update_id":1,"callback_query":{"id":"9","from":{"id":7},"data":"x","message":{"message_id":2,"date":0,"chat":{"id":7,"type":"private"}}}}`,
	`{"update_id":1,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7},"new_chat_member":{"status":"kicked"}}}`,
	`{"update_id":1,"message":{"chat":{"id":-7,"type":"supergroup"},"from":{"id":7},"text":"/langganan@b"}}`,
	`{"update_id":1,"message":{"chat":{"id":-7,"type":"group"},"sender_chat":{"id":-7},"from":{"id":7,"is_bot":true},"text":"/berhenti"}}`,
	`{"update_id":1,"channel_post":{"chat":{"id":-7,"type":"channel"},"text":"/langganan x"}}`,
	`{"update_id":1,"my_chat_member":{"chat":{"id":-7,"type":"channel"},"from":{"id":7},"new_chat_member":{"status":"administrator"}}}`,
	`{"update_id":1,"edited_message":{}}`, `{"update_id":"1","message":{}}`, `{"update_id":1e30}`,
}

// Whatever an update holds, it is heard from a chat under its number, from a group only as a group's, or counted.
func FuzzUpdate(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c, counted := quiet(t, ByPoll)
		n, wanted := c.read([]byte(raw))
		if !wanted {
			if len(counted.ignored()) != 1 {
				t.Errorf("ignored %v", counted.ignored())
			}
			return
		}
		if id, err := strconv.ParseInt(n.in.From.ID, 10, 64); err != nil || id == 0 || n.in.Group != (id < 0) || n.in.From.Channel != "telegram" {
			t.Errorf("from %s", n.in.From.ID)
		}
		if id, err := strconv.ParseInt(n.in.ID, 10, 64); err != nil || id <= 0 || n.in.Account == "" || n.in.At.IsZero() {
			t.Errorf("%+v", n.in)
		}
		if n.in.Group && (n.in.Lang != "" || n.press != nil || len(n.in.Media) > 0 || n.in.Signal == core.NoSignal && !strings.HasPrefix(n.in.Text, "/")) {
			t.Errorf("too much is heard of a group: %+v", n.in)
		}
		if (n.press != nil) != (n.in.Choice != "") {
			t.Errorf("a press that is none: %+v", n.in)
		}
	})
}

// The hook answers what is authentic with 200 (or, if large, 413) as long as everything can be stored, and the rest
// with 401.
func FuzzHook(f *testing.F) {
	for _, s := range seeds {
		f.Add(secret, s)
		f.Add("", s)
	}
	f.Fuzz(func(t *testing.T, key, body string) {
		c, _ := quiet(t, ByWebhook)
		h := c.Routes(func(context.Context, core.Inbound) error { return nil }, nil)["POST /hooks/telegram"]
		r := httptest.NewRequest(http.MethodPost, "/hooks/telegram", strings.NewReader(body))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", key)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		want := http.StatusUnauthorized
		if key == secret {
			want = http.StatusOK
		}
		if w.Code != want || w.Body.Len() > 0 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		c.janitor.tasks.Wait()
	})
}

// Whatever Telegram answers, Send says sent only if it says so, and repeats no word of it that may be somebody's.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{``, `{`, `<html>`, `{"ok":true,"result":{"message_id":5}}`, `{"ok":true}`, `{"ok":true,"result":5}`,
		`{"ok":false,"error_code":400,"description":"Bad Request: \"8123400017\""}`, `{"ok":false,"error_code":429,"parameters":{"retry_after":-5}}`,
		`{"ok":false,"error_code":429,"parameters":{"retry_after":9000000000000000000}}`,
		`{"ok":false,"error_code":400,"parameters":{"migrate_to_chat_id":-8123400017}}`, `{"ok":false,"error_code":181234000170}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		c, err := New(Config{Token: "1:a", Transport: answering(func() string { return body })})
		if err != nil {
			t.Fatal(err)
		}
		receipt, err := c.Send(t.Context(), letter(siti, words))
		if err == nil && (!strings.Contains(body, "rue") && !strings.Contains(body, "RUE") || receipt == "") {
			t.Errorf("%q was taken as sent", body)
		}
		if err != nil && core.KindOf(err) == core.Internal {
			t.Error(err)
		}
		if core.KindOf(err) == core.Busy && (core.After(err) <= 0 || core.After(err) > 24*time.Hour) {
			t.Errorf("wait %v", core.After(err))
		}
		if err != nil {
			discreet(t, "the error", err.Error())
		}
	})
}

// quiet is a bot whose Telegram says yes to everything.
func quiet(t *testing.T, mode string) (*Channel, *tally) {
	counted := &tally{}
	c, err := New(Config{Token: "1:a", Mode: mode, Count: counted.add, Secret: secret, PublicURL: "https://loket.example",
		Transport: answering(func() string { return `{"ok":true,"result":{"username":"b","status":"member"}}` })})
	if err != nil {
		t.Fatal(err)
	}
	c.janitor.delay = 0
	return c, counted
}
