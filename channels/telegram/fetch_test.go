package telegram

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"loket/channels/channeltest/badly"
	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

// sent has a person send a photograph, and returns its handle.
func sent(t *testing.T, o *office, data []byte) string {
	t.Helper()
	o.tg.Photo(siti, data, "")
	stop := o.polling(t)
	in := o.desk.wait(t, 1)[0]
	if err := stop(); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return in.Media[0].Handle
}

// fetch reads a file to its end, or to a tenth megabyte more than is kept.
func fetch(ctx context.Context, from core.Fetcher, handle string) (n int64, err error) {
	r, err := from.Fetch(ctx, handle)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(io.Discard, io.LimitReader(r, core.PaperMost+100_000))
	return n, errors.Join(err, r.Close())
}

// TestFetch: what was sent comes as it was; of what does not, the error says what to do next, and never the address.
func TestFetch(t *testing.T) {
	o := newOffice(t)
	picture := bytes.Repeat([]byte("rahasia "), 40_000)
	handle := sent(t, o, picture)
	r, err := o.Fetch(t.Context(), handle)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	for how, want := range map[badly.How]core.Kind{badly.Missing: core.Doubt, badly.Denied: core.Doubt, badly.Broken: core.Away, badly.CutOff: core.Doubt,
		badly.Quietly: core.Doubt, badly.Longer: core.Doubt, badly.Empty: core.Doubt} {
		o.tg.Serve(func(string) badly.How { return how })
		_, err := fetch(t.Context(), o, handle)
		if err == nil || core.KindOf(err) != want {
			t.Errorf("%s: %v", how, err)
		}
		discreetly(t, o, handle, err)
	}
	o.tg.Serve(func(string) badly.How { return badly.Unsized })
	if n, err := fetch(t.Context(), o, handle); err != nil || n != int64(len(picture)) {
		t.Errorf("without a length: %d bytes, %v", n, err)
	}
	o.tg.Serve(func(string) badly.How { return badly.Endless })
	if n, err := fetch(t.Context(), o, handle); err != nil || n != core.PaperMost+100_000 {
		t.Errorf("without an end: %d bytes, %v", n, err)
	}
	for how, want := range map[badly.How]core.Kind{badly.Silent: core.Away, badly.Stuck: core.Doubt} {
		o.tg.Serve(func(string) badly.How { return how })
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := fetch(ctx, o, handle)
		cancel()
		if err == nil || core.KindOf(err) != want {
			t.Errorf("%s: %v", how, err)
		}
		discreetly(t, o, handle, err)
	}
}

func discreetly(t *testing.T, o *office, handle string, err error) {
	t.Helper()
	if err != nil {
		discreet(t, "the error", err.Error(), o.tg.Token, handle, "file_", o.tg.URL)
	}
}

// TestFetchRefused: what Telegram says instead of where a file is.
func TestFetchRefused(t *testing.T) {
	o := newOffice(t)
	large := sent(t, o, make([]byte, core.PaperMost+1))
	_, err := o.Fetch(t.Context(), large)
	var e *core.Error
	if !errors.As(err, &e) || e.Kind != core.Refused || e.Key != core.PaperLarge {
		t.Errorf("too large for us: %v", err)
	}
	o.tg.Document(siti, "a.pdf", "application/pdf", make([]byte, 20<<20+1), "")
	o.polling(t)
	if _, err = o.Fetch(t.Context(), o.desk.wait(t, 2)[1].Media[0].Handle); !errors.As(err, &e) || e.Kind != core.Refused || e.Key != core.PaperLarge {
		t.Errorf("too large for a bot: %v", err)
	}
	if _, err := o.Fetch(t.Context(), "nobody's"); core.KindOf(err) != core.Gone {
		t.Errorf("nobody's: %v", err)
	}
	for about, c := range map[string]struct {
		fault minitelegram.Fault
		want  core.Kind
	}{"429": {minitelegram.TooManyRequests(3), core.Busy}, "502": {minitelegram.BadGateway(), core.Away}, "500": {minitelegram.ServerError(500), core.Away},
		"a reset": {minitelegram.ResetBefore(), core.Away}, "garbage": {minitelegram.Garbage(), core.Away}} {
		o.tg.Next("getFile", c.fault)
		if _, err := o.Fetch(t.Context(), large); core.KindOf(err) != c.want {
			t.Errorf("%s: %v", about, err)
		}
	}
	o.tg.Down()
	if _, err := o.Fetch(t.Context(), large); core.KindOf(err) != core.Away {
		t.Errorf("down: %v", err)
	}
	stranger := newBot(t, minitelegram.New(t), func(c *Config) { c.Token = "110201543:a_token-that-was_revoked_long_ago__" })
	if _, err := stranger.Fetch(t.Context(), large); core.KindOf(err) != core.Operator {
		t.Errorf("a revoked token: %v", err)
	}
}
