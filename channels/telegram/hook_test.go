package telegram

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

const public = "https://loket.example/office"

// hooked is an office that Telegram brings updates to.
func hooked(t *testing.T) (*office, *httptest.Server) {
	o := newOffice(t, func(c *Config) { c.Mode, c.PublicURL = ByWebhook, public+"/" })
	mux := http.NewServeMux()
	for pattern, h := range o.Routes(o.desk.receive, nil) {
		mux.Handle(pattern, h)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	o.tg.Route(public, server.URL)
	if err := o.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o, server
}

func TestWebhook(t *testing.T) {
	o, _ := hooked(t)
	o.tg.Redeliver(2, true)
	for range 20 {
		o.tg.Say(siti, "DAFTAR")
		o.tg.Say(budi, "STATUS")
	}
	o.desk.wait(t, 80)
	eventually(t, func() bool { return o.tg.Pending() == 0 })
	if len(o.desk.times) != 40 {
		t.Errorf("%d different ids", len(o.desk.times))
	}
	set := o.tg.Calls("setWebhook")
	if p := set[0].Params; len(set) != 1 || p["url"] != public+"/hooks/telegram" || p["secret_token"] != secret ||
		p["max_connections"] != "100" || p["allowed_updates"] == "" {
		t.Errorf("setWebhook %v", p)
	}
}

// An update that is not on disk is refused, and so comes again.
func TestWebhookWhileTheDatabaseIsAway(t *testing.T) {
	o, _ := hooked(t)
	tries := 0
	o.desk.fail(func(core.Inbound) error {
		if tries++; tries < 3 {
			return []error{core.Errorf(core.Away, "no"), errors.New("some other")}[tries-1]
		}
		return nil
	})
	o.tg.Say(siti, "DAFTAR")
	o.desk.wait(t, 1)
	eventually(t, func() bool { return o.tg.Pending() == 0 })
	if ok, refused := o.tg.Deliveries(); ok != 1 || refused != 2 {
		t.Errorf("%d accepted, %d refused", ok, refused)
	}
}

func TestHookAnswers(t *testing.T) {
	o, server := hooked(t)
	good := `{"update_id":1,"message":{"chat":{"id":7,"type":"private"},"from":{"id":7},"text":"x"}}`
	for name, c := range map[string]struct {
		method, secret, body string
		want                 int
	}{
		"good":           {"POST", secret, good, 200},
		"no secret":      {"POST", "", good, 401},
		"wrong secret":   {"POST", secret + "x", good, 401},
		"garbage":        {"POST", secret, "{", 200},
		"nothing":        {"POST", secret, "", 200},
		"unknown kind":   {"POST", secret, `{"update_id":2,"tomorrow":{}}`, 200},
		"large":          {"POST", secret, `"` + strings.Repeat("x", 1<<20) + `"`, 413},
		"large, foreign": {"POST", "", `"` + strings.Repeat("x", 1<<20) + `"`, 401},
		"GET":            {"GET", secret, "", 405},
	} {
		req, _ := http.NewRequest(c.method, server.URL+"/hooks/telegram", strings.NewReader(c.body))
		if c.secret != "" {
			req.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
		}
		res, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s: %s", name, res.Status)
		}
	}
	if heard := o.desk.all(); len(heard) != 1 {
		t.Errorf("heard %+v", heard)
	}
}

func TestPrepareForPolling(t *testing.T) {
	o := newOffice(t, func(c *Config) {
		c.Commands = []Command{{"DAFTAR", "Daftar layanan"}, {"status", "Lihat permohonan"}}
		c.GroupCommands = []Command{{"langganan", "Ikuti pengumuman"}}
	})
	if err := o.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := o.tg.Calls("deleteWebhook"); len(c) != 1 || c[0].Params["drop_pending_updates"] == "true" {
		t.Errorf("deleteWebhook %+v", c)
	}
	if c := o.tg.Calls("setMyCommands"); len(c) != 2 || c[0].Params["scope"] != "" ||
		c[0].Params["commands"] != `[{"command":"daftar","description":"Daftar layanan"},{"command":"status","description":"Lihat permohonan"}]` ||
		c[1].Params["scope"] != `{"type":"all_group_chats"}` || c[1].Params["commands"] != `[{"command":"langganan","description":"Ikuti pengumuman"}]` {
		t.Errorf("setMyCommands %+v", c)
	}
	if o.Routes(o.desk.receive, nil) != nil {
		t.Error("a hook while polling")
	}
	o.tg.Next("setMyCommands", minitelegram.ServerError(500))
	if err := o.Prepare(t.Context()); err != nil || !strings.Contains(o.log.String(), "menu of commands") {
		t.Errorf("an office without a new menu: %v\n%s", err, o.log)
	}
}

func TestPrepareFails(t *testing.T) {
	o := newOffice(t, func(c *Config) { c.Mode, c.PublicURL = ByWebhook, "https://loket.example" })
	o.tg.FaultWhen(func(minitelegram.Call) *minitelegram.Fault { f := minitelegram.ServerError(503); return &f })
	if err := o.Prepare(t.Context()); core.KindOf(err) != core.Doubt {
		t.Error(err)
	}
	o.tg.Down()
	o.api.transport.(*http.Transport).CloseIdleConnections()
	if err := o.Prepare(t.Context()); core.KindOf(err) != core.Away {
		t.Error(err)
	}
	c := newBot(t, o.tg, func(c *Config) {
		c.Mode, c.PublicURL = ByWebhook, "https://loket.example"
		c.Transport = answering(func() string {
			return `{"ok":false,"error_code":400,"description":"Bad Request: bad webhook: Failed to resolve host"}`
		})
	})
	if err := c.Prepare(t.Context()); core.KindOf(err) != core.Operator || !strings.Contains(err.Error(), "LOKET_PUBLIC_URL") {
		t.Error(err)
	}
}

func TestPress(t *testing.T) {
	for _, mode := range []string{ByPoll, ByWebhook} {
		t.Run(mode, func(t *testing.T) {
			var o *office
			if mode == ByWebhook {
				o, _ = hooked(t)
			} else {
				o = newOffice(t)
				o.polling(t)
			}
			o.tg.User(siti)
			if _, err := o.Send(t.Context(), letter(siti, words, core.Choice{Token: "m:1", Label: "Ya"})); err != nil {
				t.Fatal(err)
			}
			o.janitor.calm()
			sent := o.tg.Sent(siti)[0]
			var query string
			known := make(chan bool)
			o.desk.fail(func(core.Inbound) error { // not before it is stored
				<-known
				if _, answered := o.tg.Answered(query); answered {
					t.Error("acknowledged before it was stored")
				}
				return nil
			})
			query = o.tg.Press(siti, sent.ID, "m:1")
			close(known)
			if in := o.desk.wait(t, 1)[0]; in.Choice != "m:1" || in.Text != "" || in.From != address(siti) {
				t.Errorf("heard %+v", in)
			}
			eventually(t, func() bool { _, answered := o.tg.Answered(query); return answered })
			eventually(t, func() bool { return len(o.tg.Sent(siti)[0].Buttons) == 0 })
			_, err := o.Send(t.Context(), letter(siti, "sudah"))
			if core.KindOf(err) != core.BusyChat || core.After(err) <= 0 || core.After(err) > time.Second {
				t.Errorf("within a second of the change: %v", err)
			}
			if _, err := o.Send(t.Context(), letter(budi, "x")); core.KindOf(err) != core.Gone {
				t.Errorf("to another chat: %v", err)
			}
		})
	}
}

// calm makes it long ago that anything was sent.
func (j *janitor) calm() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.until = time.Time{}
}

// settled waits until n presses are acknowledged and all is done that follows from it.
func (o *office) settled(t *testing.T, n int) {
	t.Helper()
	o.tg.WaitCount(t, "answerCallbackQuery", n, soon)
	o.janitor.tasks.Wait()
}

func TestPressesThatLeaveNothingToChange(t *testing.T) {
	o := newOffice(t)
	o.polling(t)
	o.tg.User(siti)
	if _, err := o.Send(t.Context(), letter(siti, words, core.Choice{Token: "m:1", Label: "Ya"})); err != nil {
		t.Fatal(err)
	}
	message := o.tg.Sent(siti)[0].ID
	busy := o.tg.Press(siti, message, "m:1") // something was sent just now
	o.settled(t, 1)
	o.janitor.calm()
	old := o.tg.PressOld(siti, message, "m:1")
	o.settled(t, 2)
	for _, q := range []string{busy, old} {
		if _, answered := o.tg.Answered(q); !answered {
			t.Error("not acknowledged")
		}
	}
	if n := o.tg.Count("editMessageReplyMarkup"); n != 0 {
		t.Errorf("%d keyboards were changed", n)
	}
}

// A crowd of presses costs no letter its turn: with Telegram's own limits on, nothing is refused.
func TestPressesInACrowd(t *testing.T) {
	o := newOffice(t)
	o.polling(t)
	o.tg.Users(1000, 25)
	for i := range int64(25) {
		if _, err := o.Send(t.Context(), letter(1000+i, words, core.Choice{Token: "m:1", Label: "Ya"})); err != nil {
			t.Fatal(err)
		}
	}
	o.janitor.calm()
	o.tg.Limit(minitelegram.Telegrams)
	for i := range int64(25) {
		o.tg.Press(1000+i, o.tg.Sent(1000 + i)[0].ID, "m:1")
	}
	o.settled(t, 25)
	if n := o.tg.Count("editMessageReplyMarkup"); n != 1 {
		t.Errorf("%d keyboards changed within a second", n)
	}
	if all, _ := o.tg.TooMany(); all != 0 {
		t.Errorf("%d calls too many", all)
	}
}
