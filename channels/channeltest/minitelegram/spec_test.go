package minitelegram

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// withoutSpecs makes a server that knows only known.txt, whatever the environment says.
func withoutSpecs(t *testing.T) *Server {
	t.Setenv("LOKET_SPECS", "")
	s := New(nil)
	t.Cleanup(s.Close)
	s.User(7)
	return s
}

func TestViolations(t *testing.T) {
	s := withoutSpecs(t)
	for _, c := range []struct {
		want string // "" for a call without fault
		args []string
	}{
		{"", []string{"chat_id", "7", "text", "null", "disable_notification", "true", "reply_markup", `{"remove_keyboard":true}`}},
		{"", []string{"chat_id", "7", "text", "a", "reply_markup", `{"keyboard":[[{"text":"Nomor","request_contact":true}]],"resize_keyboard":true}`}},
		{"sendMessage: text is missing", []string{"chat_id", "7"}},
		{"sendMessage: unknown field silent", []string{"chat_id", "7", "text", "a", "silent", "true"}},
		{"sendMessage: entities is null", []string{"chat_id", "7", "text", "a", "entities", "null"}},
		{"sendMessage: disable_notification is not Boolean: yes", []string{"chat_id", "7", "text", "a", "disable_notification", "yes"}},
		{"sendMessage: message_thread_id is not Integer", []string{"chat_id", "7", "text", "a", "message_thread_id", "1.5"}},
		{"sendMessage: link_preview_options.is_disabled is not Boolean", []string{"chat_id", "7", "text", "a", "link_preview_options", `{"is_disabled":1}`}},
		{"sendMessage: link_preview_options.disabled is unknown to LinkPreviewOptions", []string{"chat_id", "7", "text", "a", "link_preview_options", `{"disabled":true}`}},
		{"sendMessage: entities[1].length is missing", []string{"chat_id", "7", "text", "a", "entities", `[{"type":"b","offset":0,"length":1},{"type":"b","offset":0}]`}},
		{"sendMessage: reply_markup is none of", []string{"chat_id", "7", "text", "a", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback":"b"}]]}`}},
		{"sendMessage: reply_markup is none of", []string{"chat_id", "7", "text", "a", "reply_markup", "null"}},
	} {
		before := len(s.Violations())
		call(t, s, "sendMessage", c.args...)
		got := s.Violations()[before:]
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], c.want)) {
			t.Errorf("%q: %q, want %q", c.args, got, c.want)
		}
	}
}

func TestNestedPlacesAreNamed(t *testing.T) {
	s := withoutSpecs(t)
	call(t, s, "editMessageReplyMarkup", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"b"},{"url":"c"}]]}`)
	want := []string{"editMessageReplyMarkup: reply_markup.inline_keyboard[0][1].text is missing"}
	if got := s.Violations(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFilesAreCheckedAndKept(t *testing.T) {
	s := withoutSpecs(t)
	upload := func(field string) {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		_ = m.WriteField("chat_id", "7")
		_ = m.WriteField("caption", "Pengumuman")
		part, _ := m.CreateFormFile(field, "tutup.pdf")
		_, _ = part.Write([]byte("%PDF-1.7"))
		_ = m.Close()
		res, err := http.Post(s.URL+"/bot"+s.Token+"/sendDocument", m.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	upload("document")
	if v := s.Violations(); len(v) > 0 {
		t.Fatal(v)
	}
	sent := s.WaitSent(t, 7, 1, patience)[0]
	if sent.Text != "Pengumuman" || sent.File == "" {
		t.Errorf("sent %+v", sent)
	}
	path := accepted[M](t, s, "getFile", "file_id", sent.File)["file_path"].(string)
	res, err := http.Get(s.URL + "/file/bot" + s.Token + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	_, _ = data.ReadFrom(res.Body)
	_ = res.Body.Close()
	if data.String() != "%PDF-1.7" {
		t.Errorf("downloaded %q", data.String())
	}
	call(t, s, "sendDocument", "chat_id", "7", "document", sent.File)
	if n := len(s.Sent(7)); n != 2 {
		t.Errorf("%d messages, want the second by file_id", n)
	}
	upload("paper")
	if v := s.Violations(); !slices.Contains(v, "sendDocument: a file as paper") || !slices.Contains(v, "sendDocument: document is missing") {
		t.Errorf("violations %q", v)
	}
}

// The table must have a line for each method, and must not promise what the published description does not have.
func TestKnownIsTrue(t *testing.T) {
	published, err := loadSpec()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("LOKET_SPECS", "")
	ours, err := loadSpec()
	if err != nil {
		t.Fatal(err)
	}
	for name := range methods {
		if _, found := ours.Methods[name]; !found {
			t.Errorf("%s is missing in known.txt", name)
		}
	}
	compare := func(a, b shape) {
		for _, f := range a.Fields {
			theirs, found := b.index[f.Name]
			if a.Name == "BotCommandScope" { // one line for its seven kinds
				continue
			}
			if !found || theirs.Required != f.Required || !slices.Equal(theirs.Types, f.Types) {
				t.Errorf("%s.%s: known %v, published %v", a.Name, f.Name, f, theirs)
			}
		}
	}
	for name, m := range ours.Methods {
		compare(m, published.Methods[name])
	}
	for name, o := range ours.Types {
		compare(o, published.Types[name])
	}
}
