package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"loket/channels/channeltest"
	"loket/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const siti = "+628123400017"

func TestSuite(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Subject {
		in, keyboard := io.Pipe()
		t.Cleanup(func() { keyboard.Close() })
		var out bytes.Buffer
		return channeltest.Subject{
			Channel: New(in, &out, Config{As: core.SMSChannel, ID: siti, Limits: core.Limits{Short: true}, Width: 500}),
			Shown: func() (texts []string) {
				for line := range strings.Lines(out.String()) {
					texts = append(texts, strings.TrimSpace(strings.TrimLeft(line, " ▸✎")))
				}
				return texts
			},
			To:    core.Address{Channel: core.SMSChannel, ID: siti},
			Write: func(text string) { _, _ = io.WriteString(keyboard, text+"\n") },
		}
	})
}

func TestIdentity(t *testing.T) {
	c := New(nil, nil, Config{As: core.TelegramChannel, ID: "7", Limits: core.Limits{Buttons: 100, Rate: 30, Chat: 1, Workers: 30}})
	if c.Name() != "telegram" || c.Account() != "terminal" {
		t.Errorf("%s %s", c.Name(), c.Account())
	}
	if l := c.Limits(); l != (core.Limits{Buttons: 100, Workers: 1}) {
		t.Errorf("limits %+v", l)
	}
	if name := New(nil, nil, Config{}).Name(); name != "sms" {
		t.Errorf("by default it is %s", name)
	}
}

func TestBubble(t *testing.T) {
	segments := func(n int) string { return fmt.Sprintf("(%d)", n) }
	for name, c := range map[string]struct {
		cfg     Config
		message core.Message
		want    string
	}{
		"short": {Config{Limits: core.Limits{Short: true}, Segments: segments}, core.Message{Text: "Selamat pagi."}, `
  Loket ▸ Selamat pagi.
          (1)
`},
		"two segments": {Config{Limits: core.Limits{Short: true}, Segments: segments, Width: 500}, core.Message{Text: strings.Repeat("x", 161)}, `
  Loket ▸ ` + strings.Repeat("x", 161) + `
          (2)
`},
		"full, with choices": {Config{Segments: segments}, core.Message{
			Text:    "Layanan apa yang Bapak/Ibu perlukan?\n\nSilakan pilih.",
			Choices: []core.Choice{{Token: "a", Label: "KTP hilang"}, {Token: "b", Label: "Akta lahir"}},
			URL:     "https://kota.example/syarat",
		}, `
  Loket ▸ Layanan apa yang Bapak/Ibu perlukan?

          Silakan pilih.
          https://kota.example/syarat
          [1] KTP hilang
          [2] Akta lahir
`},
		"wrapped": {Config{Width: 40}, core.Message{Text: "Loket dibuka kembali pada Senin, 30 Maret 2020. Perpanjanganmasaberlakunyaotomatis 您好您好您好您好您好您好您好 您好您好您好"}, `
  Loket ▸ Loket dibuka kembali pada
          Senin, 30 Maret 2020.
          Perpanjanganmasaberlakunyaotomatis
          您好您好您好您好您好您好您好
          您好您好您好
`},
		"commands to the terminal": {Config{}, core.Message{Text: "a\x1b[2Jb\rc\td\x00\xff\u009be"}, `
  Loket ▸ a[2Jbc de
`},
		"with a prompt": {Config{Prompt: "Anda"}, core.Message{Text: "Selamat pagi."}, "\n\r\x1b[K" + `  Loket ▸ Selamat pagi.
  Anda ▸ `},
	} {
		var out bytes.Buffer
		c.cfg.As, c.cfg.ID, c.cfg.Office = core.SMSChannel, siti, "Loket"
		ch := New(nil, &out, c.cfg)
		if _, err := ch.Send(t.Context(), core.Letter{To: ch.address(), Message: c.message}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, "\n"+out.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A message that replaces another is marked, and so is one that takes another back.
func TestReplacingBubble(t *testing.T) {
	var out bytes.Buffer
	ch := New(nil, &out, Config{As: core.TelegramChannel, ID: "7", Office: "Loket"})
	for _, l := range []core.Letter{
		{Message: core.Message{Text: "Tutup Senin."}},
		{Message: core.Message{Text: "Tutup Selasa.\nMaaf."}, Edits: 1, Replaces: "a-1"},
		{Message: core.Message{Text: "Dicabut.", Erase: true}, Edits: 1, Replaces: "a-1"},
		{Message: core.Message{Text: "Baru."}, Edits: 1},
	} {
		l.To = ch.address()
		if _, err := ch.Send(t.Context(), l); err != nil {
			t.Error(err)
		}
	}
	want := "  Loket ▸ Tutup Senin.\n  Loket ✎ Tutup Selasa.\n          Maaf.\n  Loket ✎ Dicabut.\n  Loket ▸ Baru.\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// pen is an output that breaks after some bytes.
type pen struct{ ink int }

func (p *pen) Write(b []byte) (int, error) {
	n := min(p.ink, len(b))
	p.ink -= n
	if n < len(b) {
		return n, errors.New("no more ink")
	}
	return n, nil
}

func TestSendFails(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	to := core.Address{Channel: core.SMSChannel, ID: siti}
	for name, c := range map[string]struct {
		ctx  context.Context
		ink  int
		to   core.Address
		want core.Kind
	}{
		"ended":         {ended, 100, to, core.Away},
		"closed":        {t.Context(), 0, to, core.Away},
		"breaks off":    {t.Context(), 5, to, core.Doubt},
		"somebody else": {t.Context(), 100, core.Address{Channel: core.SMSChannel, ID: "+628123400018"}, core.Gone},
	} {
		ch := New(nil, &pen{c.ink}, Config{As: core.SMSChannel, ID: siti, Office: "Loket"})
		_, err := ch.Send(c.ctx, core.Letter{To: c.to, Message: core.Message{Text: "x"}})
		if core.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(fmt.Sprint(err), "62812") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPoll(t *testing.T) {
	at := time.Date(2020, 3, 17, 7, 55, 0, 0, time.FixedZone("WIB", 7*3600))
	long := strings.Repeat("x", longestLine)
	in := strings.NewReader("DAFTAR\r\n\n   \n1\n\xff\xfe\n" + long + "yyy\nSTATUS")
	var out bytes.Buffer
	c := New(in, &out, Config{As: core.TelegramChannel, ID: "7", Prompt: "Anda", Now: func() time.Time { return at }})
	var heard []core.Inbound
	if err := c.Poll(t.Context(), func(_ context.Context, in core.Inbound) error {
		heard = append(heard, in)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var want []core.Inbound
	for i, text := range []string{"DAFTAR", "1", "\xff\xfe", long, "STATUS"} {
		want = append(want, core.Inbound{ID: fmt.Sprintf("%s-%d", c.session, i+1), Account: "terminal",
			From: core.Address{Channel: "telegram", ID: "7"}, Text: text, At: at.UTC()})
	}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Error(diff)
	}
	if out.String() != "\r\x1b[K  Anda ▸ " {
		t.Errorf("out: %q", out.String())
	}
	if other := New(nil, nil, Config{}); other.session == c.session {
		t.Error("two runs have the same ids")
	}
}

// What was typed while the desk could not store it is offered again, under the same id, also by a later Poll.
func TestPollWhileTheDeskIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, keyboard := io.Pipe()
		c := New(in, io.Discard, Config{ID: siti})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { _, _ = io.WriteString(keyboard, "DAFTAR\nSTATUS\n") }()
		ids := map[string]int{}
		if err := c.Poll(ctx, func(_ context.Context, in core.Inbound) error {
			if ids[in.ID]++; ids[in.ID] == 3 {
				cancel()
			}
			return core.Errorf(core.Away, "no")
		}); err != nil {
			t.Fatal(err)
		}
		var heard []string
		over := make(chan error)
		ctx, cancel = context.WithCancel(t.Context())
		go func() {
			over <- c.Poll(ctx, func(_ context.Context, in core.Inbound) error {
				ids[in.ID]++
				heard = append(heard, in.Text)
				return nil
			})
		}()
		synctest.Wait()
		cancel()
		if err := <-over; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"DAFTAR", "STATUS"}, heard); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(map[string]int{c.session + "-1": 4, c.session + "-2": 1}, ids); diff != "" {
			t.Error(diff)
		}
		keyboard.Close()
	})
}
