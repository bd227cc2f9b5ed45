package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

const words = "Ibu Siti, tiket C200317-042 <ambil> & \"bawa\" KK"

func TestSend(t *testing.T) {
	o := newOffice(t)
	o.tg.User(siti)
	receipt, err := o.Send(t.Context(), letter(siti, words,
		core.Choice{Token: "a", Label: "Ya"}, core.Choice{Token: "b", Label: "Tidak"},
		core.Choice{Token: "c", Label: "Pendek", Wide: true},
		core.Choice{Token: "d", Label: "Lain"}, core.Choice{Token: "e", Label: "Perekaman KTP elektronik"},
		core.Choice{Token: "f", Label: "Batal"}))
	if err != nil {
		t.Fatal(err)
	}
	sent := o.tg.Sent(siti)
	if len(sent) != 1 || sent[0].Text != words || receipt != fmt.Sprint(sent[0].ID) {
		t.Fatalf("receipt %q of %+v", receipt, sent)
	}
	var rows [][]string
	for _, r := range sent[0].Buttons {
		var row []string
		for _, b := range r {
			row = append(row, b.Data)
		}
		rows = append(rows, row)
	}
	want := [][]string{{"a", "b"}, {"c"}, {"d"}, {"e"}, {"f"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error("rows of buttons", diff)
	}
	for name, value := range o.tg.Calls("sendMessage")[0].Params {
		if value == "null" || name == "parse_mode" {
			t.Errorf("%s=%s was sent", name, value)
		}
	}
}

func TestSendTextOddly(t *testing.T) {
	o := newOffice(t)
	o.tg.User(siti)
	for _, c := range []struct{ text, url, want string }{
		{"null", "", "null"},
		{"a\xffb", "", "a\uFFFDb"},
		{"*b* _i_ <b>", "", "*b* _i_ <b>"},
		{"lihat", "https://kota.example/x", "lihat\nhttps://kota.example/x"},
		{"", "https://kota.example/x", "https://kota.example/x"},
		{"di https://kota.example/x saja", "https://kota.example/x", "di https://kota.example/x saja"},
		{strings.Repeat("🪪", 2048), "", strings.Repeat("🪪", 2048)},
	} {
		l := letter(siti, c.text)
		l.Message.URL = c.url
		if _, err := o.Send(t.Context(), l); err != nil {
			t.Errorf("%.20q: %v", c.text, err)
			continue
		}
		sent := o.tg.Sent(siti)
		if got := sent[len(sent)-1].Text; got != c.want {
			t.Errorf("%.20q came as %.20q", c.text, got)
		}
	}
	for part, want := range []string{"satu", "dua\nhttps://kota.example/x"} {
		l := letter(siti, []string{"satu", "dua"}[part])
		l.Part, l.Parts, l.Message.URL = part, 2, "https://kota.example/x"
		if _, err := o.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if sent := o.tg.Sent(siti); sent[len(sent)-1].Text != want {
			t.Errorf("part %d came as %q", part, sent[len(sent)-1].Text)
		}
	}
	full := letter(siti, strings.Repeat("a", 4096))
	full.Message.URL = "https://kota.example/x"
	if _, err := o.Send(t.Context(), full); err != nil {
		t.Errorf("a page for which there is no room: %v", err)
	}
	for _, l := range []core.Letter{letter(siti, ""), letter(siti, strings.Repeat("🪪", 2049)),
		letter(siti, "x", core.Choice{Token: strings.Repeat("x", 65), Label: "x"})} {
		if _, err := o.Send(t.Context(), l); core.KindOf(err) != core.Refused {
			t.Errorf("a text that cannot be sent: %v", err)
		}
	}
	for _, to := range []core.Address{{}, {Channel: "sms", ID: "+628123400017"}, {Channel: "telegram", ID: "@siti"}} {
		if _, err := o.Send(t.Context(), core.Letter{To: to, Message: core.Message{Text: "x"}}); core.KindOf(err) != core.Gone {
			t.Errorf("an address that is no chat: %v", err)
		}
	}
}

// What Telegram can answer to a sendMessage, and what it means.
func TestSendFails(t *testing.T) {
	for name, c := range map[string]struct {
		setup func(*minitelegram.Server)
		to    int64
		kind  core.Kind
		after time.Duration
		moved core.Address
	}{
		"blocked":        {setup: func(s *minitelegram.Server) { s.Block(siti) }, kind: core.Stopped},
		"deactivated":    {setup: func(s *minitelegram.Server) { s.Deactivate(siti) }, kind: core.Stopped},
		"never opened":   {setup: next(minitelegram.Forbidden("bot can't initiate conversation with a user")), kind: core.Stopped},
		"kicked":         {setup: func(s *minitelegram.Server) { s.Kick(-100777000) }, to: -100777000, kind: core.Stopped},
		"no such chat":   {setup: func(s *minitelegram.Server) { s.Forget(siti) }, kind: core.Gone},
		"supergroup":     {setup: func(s *minitelegram.Server) { s.Migrate(-100777000, -100777001) }, to: -100777000, kind: core.Gone, moved: address(-100777001)},
		"429":            {setup: next(minitelegram.TooManyRequests(17)), kind: core.Busy, after: 17 * time.Second},
		"429 of a group": {setup: next(minitelegram.TooManyRequests(17)), to: -100777000, kind: core.BusyChat, after: 17 * time.Second},
		"500":            {setup: next(minitelegram.ServerError(500)), kind: core.Doubt},
		"502 in HTML":    {setup: next(minitelegram.BadGateway()), kind: core.Doubt},
		"reset before":   {setup: next(minitelegram.ResetBefore()), kind: core.Doubt},
		"reset after":    {setup: next(minitelegram.ResetAfter()), kind: core.Doubt},
		"silence":        {setup: next(minitelegram.SilentAfter()), kind: core.Doubt},
		"garbage":        {setup: next(minitelegram.Garbage()), kind: core.Doubt},
		"truncated":      {setup: next(minitelegram.Truncated()), kind: core.Doubt},
		"down":           {setup: (*minitelegram.Server).Down, kind: core.Away},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.tg.User(siti)
			o.tg.Group(-100777000, minitelegram.Basic, "RT 05")
			c.setup(o.tg)
			if c.to == 0 {
				c.to = siti
			}
			within := soon
			if name == "silence" {
				within = 200 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			_, err := o.Send(ctx, letter(c.to, words))
			if core.KindOf(err) != c.kind || core.After(err) != c.after {
				t.Fatalf("%v after %v: %v", core.KindOf(err), core.After(err), err)
			}
			var e *core.Error
			if errors.As(err, &e); e.Moved != c.moved {
				t.Errorf("moved to %v", e.Moved)
			}
			discreet(t, "the error", fmt.Sprintf("%v %+v %#v", err, err, e.Cause), o.tg.Token, "Siti", "ambil")
		})
	}
}

func next(f minitelegram.Fault) func(*minitelegram.Server) {
	return func(s *minitelegram.Server) { s.Next("sendMessage", f) }
}

func TestSendWithAWrongToken(t *testing.T) {
	o := newOffice(t)
	c := newBot(t, o.tg, func(c *Config) { c.Token = "110201543:wrong-wrong" })
	_, err := c.Send(t.Context(), letter(siti, words))
	if core.KindOf(err) != core.Operator || !strings.Contains(err.Error(), "LOKET_TELEGRAM_TOKEN") {
		t.Error(err)
	}
	discreet(t, "the error", err.Error(), "wrong-wrong")
}

// Answers in other words than the small Telegram's: whatever they quote stays in the house.
func TestAnswersOfAllSorts(t *testing.T) {
	for body, want := range map[string]core.Kind{
		`{"ok":false,"error_code":400,"description":"Bad Request: can't read \"Ibu Siti\" of 8123400017"}`: core.Refused,
		`{"ok":false,"error_code":400,"description":"Bad Request: PEER_ID_INVALID"}`:                       core.Gone,
		`{"ok":false,"error_code":400,"description":"Bad Request: user not found"}`:                        core.Gone,
		`{"ok":false,"error_code":400,"description":"Logged out"}`:                                         core.Operator,
		`{"ok":false,"error_code":404,"description":"Not Found"}`:                                          core.Operator,
		`{"ok":false,"error_code":413,"description":"Request Entity Too Large"}`:                           core.Refused,
		`{"ok":false,"error_code":429,"description":"Too Many Requests"}`:                                  core.Busy,
		`{"ok":false,"error_code":420,"description":"Flood","parameters":{"retry_after":5}}`:               core.Busy,
		`{"ok":false,"error_code":409,"description":"Conflict"}`:                                           core.Conflict,
		`{"ok":false}`:                    core.Doubt,
		`{}`:                              core.Doubt,
		`[]`:                              core.Doubt,
		``:                                core.Doubt,
		`null`:                            core.Doubt,
		`{"ok":true,"result":8123400017}`: core.Doubt,
		`{"ok":8123400017}`:               core.Doubt,
		`{"ok":false,"error_code":81234000170000000000}`: core.Doubt,
		`<html>Ibu Siti 8123400017</html>`:               core.Doubt,
	} {
		c, err := New(Config{Token: "1:abcdefgh", Transport: answering(func() string { return body })})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Send(t.Context(), letter(siti, words))
		if core.KindOf(err) != want || want == core.Busy && core.After(err) == 0 {
			t.Errorf("%s: %v: %v", body, core.KindOf(err), err)
		}
		discreet(t, "the error", fmt.Sprintf("%+v", err), "abcdefgh", "Siti")
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("followed") }))
	defer other.Close()
	first := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer first.Close()
	transport := newTransport()
	defer transport.CloseIdleConnections()
	c, err := New(Config{Token: "1:abcdefgh", API: first.URL + "/%41/", Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = c.Send(t.Context(), letter(siti, words)); core.KindOf(err) != core.Doubt {
		t.Error(err)
	}
}

func TestNothingIsSentAfterTheEnd(t *testing.T) {
	o := newOffice(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := o.Send(ctx, letter(siti, words)); core.KindOf(err) != core.Away {
		t.Error(err)
	}
	if n := o.tg.Count("sendMessage"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// A connection kept open that Telegram has closed meanwhile is no doubt: nothing was written on it.
func TestTelegramComesBack(t *testing.T) {
	o := newOffice(t)
	o.tg.User(siti)
	for range 5 {
		if _, err := o.Send(t.Context(), letter(siti, words)); err != nil {
			t.Fatal(err)
		}
		o.tg.Down()
		for range 3 {
			if _, err := o.Send(t.Context(), letter(siti, words)); core.KindOf(err) != core.Away && core.KindOf(err) != core.Doubt {
				t.Errorf("%v: %v", core.KindOf(err), err)
			}
		}
		if err := o.tg.Up(); err != nil {
			t.Fatal(err)
		}
	}
	if n := o.tg.Total(); n != 5 {
		t.Errorf("%d sent", n)
	}
}

func TestManySendAtOnce(t *testing.T) {
	o := newOffice(t)
	o.tg.Users(1000, 20)
	var all sync.WaitGroup
	for i := range int64(20) {
		all.Go(func() {
			for n := range 5 {
				if _, err := o.Send(t.Context(), letter(1000+i, fmt.Sprint(n))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for i := range int64(20) {
		if sent := o.tg.Sent(1000 + i); len(sent) != 5 || sent[4].Text != "4" {
			t.Errorf("chat %d: %+v", i, sent)
		}
	}
}
