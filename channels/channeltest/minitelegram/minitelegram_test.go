package minitelegram

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const patience = 10 * time.Second

// reply is Telegram's envelope as a bot reads it.
type reply struct {
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		Migrated   int64 `json:"migrate_to_chat_id"`
	}
}

// call makes one call with form values given in pairs.
func call(t *testing.T, s *Server, method string, pairs ...string) reply {
	t.Helper()
	r, err := try(t.Context(), s, method, pairs...)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return r
}

func try(ctx context.Context, s *Server, method string, pairs ...string) (r reply, err error) {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/bot"+s.Token+"/"+method, strings.NewReader(form.Encode()))
	if err != nil {
		return r, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return r, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(body, &r)
}

// refused makes a call that must fail with this code and these words.
func refused(t *testing.T, s *Server, code int, words, method string, pairs ...string) reply {
	t.Helper()
	r := call(t, s, method, pairs...)
	if r.OK || r.Code != code || !strings.Contains(r.Description, words) {
		t.Errorf("%s %q: %d %q, want %d %q", method, pairs, r.Code, r.Description, code, words)
	}
	return r
}

// accepted makes a call that must succeed and decodes its result.
func accepted[T any](t *testing.T, s *Server, method string, pairs ...string) (out T) {
	t.Helper()
	r := call(t, s, method, pairs...)
	if !r.OK {
		t.Fatalf("%s %q: %d %s", method, pairs, r.Code, r.Description)
	}
	if err := json.Unmarshal(r.Result, &out); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return out
}

// heard is an update as these tests read it.
type heard struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		ID   int64 `json:"message_id"`
		Text string
	}
}

func TestWrongTokenAndUnknownMethod(t *testing.T) {
	s := New(nil)
	defer s.Close()
	for path, want := range map[string]int{"/bot1:wrong/getMe": 401, "/elsewhere": 404, "/bot" + s.Token + "/getLost": 404,
		"/bot" + s.Token + "/GETME": 200} {
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
	if v := s.Violations(); len(v) == 0 || !strings.Contains(v[0], "getLost") {
		t.Errorf("violations: %q", v)
	}
}

func TestAllWaysToPutAParameter(t *testing.T) {
	s := New(t)
	s.User(7)
	at := s.URL + "/bot" + s.Token + "/sendMessage"
	multi := "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nc\r\n--x--\r\n"
	for _, one := range []struct{ kind, query, body string }{
		{"", "?chat_id=7&text=a", ""},
		{"application/x-www-form-urlencoded", "", "chat_id=7&text=b"},
		{"multipart/form-data; boundary=x", "", multi},
		{"application/json; charset=utf-8", "", `{"chat_id":7,"text":"d","disable_notification":true}`},
	} {
		res, err := http.Post(at+one.query, one.kind, strings.NewReader(one.body))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	got := ""
	for _, m := range s.Sent(7) {
		got += m.Text
	}
	if got != "abcd" {
		t.Errorf("sent %q", got)
	}
}

func TestDownAndUp(t *testing.T) {
	s := New(t)
	s.User(7)
	s.Down()
	if _, err := try(t.Context(), s, "getMe"); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("while down: %v", err)
	}
	if err := s.Up(); err != nil {
		t.Fatal(err)
	}
	call(t, s, "sendMessage", "chat_id", "7", "text", "kembali")
	s.WaitSent(t, 7, 1, patience)
}
