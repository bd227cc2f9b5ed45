package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitwilio"
	"loket/channels/twilio"
	"loket/core"
	"loket/core/catalog"
	"loket/core/dialog"
	"loket/core/transcript"
)

// chatting is an office whose WhatsApp letters go through the channel to a miniature Twilio, and come from there: each is shown to the
// citizen there as the office said it, each message and press arrives as its webhook.
type chatting struct {
	transcript.Office
	t    *testing.T
	tw   *minitwilio.Server
	wa   *twilio.WhatsApp
	form catalog.Template

	now    time.Time
	heard  map[core.Address]time.Time
	sids   map[string]string // Twilio's, of what was delivered
	came   []core.Inbound    // by webhook
	sent   int64
	counts map[string]int
}

const whatsAppNumber = "+15005550007"

// throughTwilio makes one of an office.
func throughTwilio(t *testing.T, o transcript.Office, tw *minitwilio.Server, form catalog.Template, pool http.RoundTripper) *chatting {
	c := &chatting{Office: o, t: t, tw: tw, form: form, heard: map[core.Address]time.Time{}, sids: map[string]string{}, counts: map[string]int{}}
	wa, err := twilio.NewWhatsApp(twilio.Config{AccountSID: tw.AccountSID, AuthToken: tw.AuthToken, API: tw.URL, ContentAPI: tw.URL,
		WhatsAppFrom: whatsAppNumber, PublicURL: publicURL, Choose: "Pilih / Choose", Transport: pool, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Now: func() time.Time { return c.now }})
	if err != nil {
		t.Fatal(err)
	}
	if err := wa.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.wa = wa
	mux := http.NewServeMux()
	for pattern, handler := range wa.Routes(func(_ context.Context, in core.Inbound) error { c.came = append(c.came, in); return nil }, nil) {
		mux.Handle(pattern, handler)
	}
	hooks := httptest.NewServer(mux)
	t.Cleanup(hooks.Close)
	tw.Set(func(k *minitwilio.Knobs) {
		k.WhatsApp, k.Webhook = "whatsapp:"+whatsAppNumber, publicURL+"/hooks/twilio"
		k.Rewrite, k.WindowAtOnce = minitwilio.Behind(publicURL, hooks.URL), true
		k.Now = func() time.Time { return c.now }
	})
	return c
}

func (c *chatting) Clock(at time.Time) error {
	c.now = at
	return c.Office.Clock(at)
}

// Hear lets Twilio tell what somebody wrote, and hands on what came of it.
func (c *chatting) Hear(in core.Inbound) error {
	if in.From.Channel != core.WhatsAppChannel || in.Signal != core.NoSignal {
		return c.Office.Hear(in)
	}
	c.came = nil
	var r minitwilio.Reply
	to := "whatsapp:" + in.From.ID
	switch sid := c.sids[in.ID]; {
	case sid != "":
		r = c.tw.Redeliver(sid)
	case in.Choice != "":
		sent := c.tw.Sent(to)
		at := slices.IndexFunc(sent, func(m minitwilio.Message) bool { return m.Shown.Has(in.Choice) })
		if at < 0 {
			return fmt.Errorf("no button that means %s was shown by WhatsApp", in.Choice)
		}
		c.counts["presses"]++
		r = c.tw.PressOn(sent[at], in.Choice)
	default:
		said := minitwilio.Inbound{From: to, Body: in.Text}
		for _, m := range in.Media {
			said.Media = append(said.Media, minitwilio.Media{Type: m.Kind})
		}
		r = c.tw.Deliver(said)
	}
	if r.Status != 200 || len(c.came) != 1 {
		return fmt.Errorf("the hook answered %d, and handed on %d messages: %w", r.Status, len(c.came), r.Err)
	}
	c.sids[in.ID], c.heard[in.From] = r.SID, c.now
	got, want := c.came[0], in
	want.Media = slices.Clone(in.Media)
	want.ID, want.Account, want.At, want.Album = r.SID, c.wa.Account(), got.At, got.Album
	for i := range min(len(got.Media), len(want.Media)) {
		want.Media[i].Handle, got.Media[i].Size = got.Media[i].Handle, want.Media[i].Size // Twilio tells no size
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("something else came through Twilio:\n%s", diff)
	}
	got.ID, got.Account, got.At, got.Album, got.Media = in.ID, in.Account, in.At, in.Album, in.Media // whose handles say what is in them
	return c.Office.Hear(got)
}

// Said sends what was said by WhatsApp, and looks at what the citizen sees of it.
func (c *chatting) Said() ([]transcript.Said, error) {
	all, err := c.Office.Said()
	for _, s := range all {
		if s.To.Channel == core.WhatsAppChannel {
			if err := c.tell(s); err != nil {
				return nil, fmt.Errorf("%w, when this was said:\n%s", err, s.Message.Text)
			}
		}
	}
	return all, err
}

// tell sends a message as the outbox does: in parts, if it is free and too long for one.
func (c *chatting) tell(s transcript.Said) error {
	c.sent++
	l := core.Letter{ID: c.sent, To: s.To, Account: c.wa.Account(), Message: s.Message, Lane: core.ServiceLane, Attempt: 1, Parts: 1, Heard: c.heard[s.To]}
	limits, seen := c.wa.Limits(), ""
	if !l.Free(limits.Window, c.now) {
		l.Message.Template = c.form.Fill(catalog.Args{"text": l.Message.Text}, "")
		c.counts["templates"]++
		_, err := c.wa.Send(c.t.Context(), l)
		return err
	}
	parts := core.SplitText(l.Message.Text, limits.Text)
	for i, part := range parts {
		p := l
		if p.Message.Text, p.Part, p.Parts = part, i, len(parts); i < len(parts)-1 {
			p.Message.Choices = nil
		}
		receipt, err := c.wa.Send(c.t.Context(), p)
		if err != nil {
			return err
		}
		m, _ := c.tw.Message(receipt)
		seen += m.Body + " "
		if i < len(parts)-1 {
			continue
		}
		for _, choice := range l.Message.Choices {
			if !m.Shown.Has(choice.Token) {
				return fmt.Errorf("%q is shown without its button %q", m.Body, choice.Label)
			}
		}
	}
	c.counts["letters"]++
	if got, want := blankless(seen), blankless(s.Message.Text); got != want {
		return fmt.Errorf("by WhatsApp it is %q", got)
	}
	return nil
}

// blankless is a text whatever becomes of its blanks and apostrophes on the way.
func blankless(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "'", "’")), " ")
}

// TestTranscriptsThroughTwilio plays every transcript with citizens who write by WhatsApp, through the channel and a miniature Twilio.
func TestTranscriptsThroughTwilio(t *testing.T) {
	files, err := filepath.Glob("../../core/dialog/testdata/*.txt")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	pool := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(pool.CloseIdleConnections)
	counts, forms := map[string]int{}, map[string]bool{}
	for n, file := range files {
		written, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// Those with a window have stages of their own.
		name := filepath.Base(file)
		if transcript.Apart[name] != "" || bytes.Contains(written, []byte("\n= window ")) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			script, err := transcript.Parse(file, transcript.AsWhatsApp(written))
			if err != nil {
				t.Fatal(err)
			}
			var over []string
			if folder := script.Office(); folder != "" {
				over = append(over, "../../core/dialog/testdata/offices/"+folder)
			}
			cat := officeOf(t, over...)
			tw := minitwilio.New(t)
			form := catalog.Template{Kind: catalog.StatusTemplate, SID: tw.AddTemplate("Kabar dari loket: {{1}} Terima kasih.", "approved"), Variables: []string{"text"}}
			office := throughTwilio(t, &transcript.Pure{Engine: dialog.New(cat), Calendar: cat.Office.Calendar, Ahead: cat.Office.Limits.Ahead,
				Limits: chatLimits, Rules: cat.Office.Announce, Papers: cat.Office.Papers.Most, Secret: transcript.Secret()}, tw, form, pool)
			got, err := script.Play(office, cat.Office.Zone)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(transcript.Did(written), transcript.Did(got)); diff != "" {
				t.Errorf("by WhatsApp something else comes true:\n%s", diff)
			}
			if n%16 == 0 && script.Office() == "" { // the program itself, with its database, says the same
				replayed := filepath.Join(t.TempDir(), "whatsapp.txt")
				if err := os.WriteFile(replayed, got, 0o600); err != nil {
					t.Fatal(err)
				}
				loket(t, nil, "chat", "--replay", replayed)
			}
			for what, n := range office.counts {
				counts[what] += n
			}
			for _, c := range tw.Contents() {
				forms[c.Name] = true
			}
		})
	}
	t.Logf("%v, %d forms", counts, len(forms))
	if counts["letters"] < 1000 || counts["presses"] < 50 || counts["templates"] < 10 || len(forms) > 200 {
		t.Errorf("%v, %d forms", counts, len(forms))
	}
}

// chatLimits are those by which all stages play transcripts.
var chatLimits = map[string]core.Limits{
	core.SMSChannel: imitated[core.SMSChannel].limits, core.TelegramChannel: imitated[core.TelegramChannel].limits,
	core.WhatsAppChannel: imitated[core.WhatsAppChannel].limits,
}

// officeOf is the embedded office, or one beside the transcripts.
func officeOf(t *testing.T, folder ...string) *catalog.Catalog {
	t.Helper()
	if len(folder) == 0 {
		folder = []string{t.TempDir()}
	}
	cat, err := catalog.Load(os.DirFS(folder[0]))
	if err != nil {
		t.Fatal(err)
	}
	return cat
}
