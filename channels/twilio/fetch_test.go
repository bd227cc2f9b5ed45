package twilio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/badly"
	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

// sentFile has a citizen send a file, and returns its handle.
func sentFile(t *testing.T, o *office, data []byte) string {
	t.Helper()
	o.tw.Deliver(minitwilio.Inbound{From: chat, Media: []minitwilio.Media{{Type: "image/jpeg", Data: data}}})
	return o.ins[len(o.ins)-1].Media[0].Handle
}

// fetchFile reads a file to its end, or to a tenth megabyte more than is kept.
func fetchFile(ctx context.Context, from core.Fetcher, handle string) (n int64, err error) {
	r, err := from.Fetch(ctx, handle)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(io.Discard, io.LimitReader(r, core.PaperMost+100_000))
	return n, errors.Join(err, r.Close())
}

// silent fails the test if an error says where the file is, or who asks.
func silent(t *testing.T, o *office, handle string, err error) {
	t.Helper()
	for _, secret := range []string{o.tw.AuthToken, o.tw.APISecret, handle, "Media/ME", o.tw.URL, "twiliocdn"} {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds %q: %v", secret, err)
		}
	}
}

// TestFetch: a file is asked for with credentials and had where it lies without; of one that does not come the error says what to do next.
// (The miniature fails the test if credentials come to the other host.)
func TestFetch(t *testing.T) {
	o := openWhatsApp(t)
	picture := bytes.Repeat([]byte("rahasia "), 40_000)
	handle := sentFile(t, o, picture)
	r, err := o.wa.Fetch(t.Context(), handle)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	serve := func(how badly.How) {
		o.tw.Set(func(k *minitwilio.Knobs) { k.Files = func(string) badly.How { return how } })
	}
	for how, want := range map[badly.How]core.Kind{badly.Missing: core.Doubt, badly.Denied: core.Doubt, badly.Broken: core.Away,
		badly.CutOff: core.Doubt, badly.Longer: core.Doubt} {
		serve(how)
		_, err := fetchFile(t.Context(), o.wa, handle)
		if err == nil || core.KindOf(err) != want {
			t.Errorf("%s: %v", how, err)
		}
		silent(t, o, handle, err)
	}
	for how, want := range map[badly.How]int64{badly.Unsized: int64(len(picture)), badly.Empty: 0, badly.Endless: core.PaperMost + 100_000} {
		serve(how)
		if n, err := fetchFile(t.Context(), o.wa, handle); err != nil || n != want {
			t.Errorf("%s: %d bytes, %v", how, n, err)
		}
	}
	for how, want := range map[badly.How]core.Kind{badly.Silent: core.Away, badly.Stuck: core.Doubt} {
		serve(how)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := fetchFile(ctx, o.wa, handle)
		cancel()
		if err == nil || core.KindOf(err) != want {
			t.Errorf("%s: %v", how, err)
		}
		silent(t, o, handle, err)
	}
	serve(badly.Well)
	var e *core.Error
	if _, err := o.wa.Fetch(t.Context(), sentFile(t, o, make([]byte, core.PaperMost+1))); !errors.As(err, &e) || e.Kind != core.Refused || e.Key != core.PaperLarge {
		t.Errorf("too large: %v", err)
	}
}

// TestFetchRefused: what Twilio says instead of a file, and the addresses to which nobody's credentials are brought.
func TestFetchRefused(t *testing.T) {
	o := openWhatsApp(t)
	handle := sentFile(t, o, []byte("x"))
	for fault, want := range map[minitwilio.Fault]core.Kind{minitwilio.TooMany: core.Busy, minitwilio.ServerError: core.Away, minitwilio.BadGateway: core.Away,
		minitwilio.Reset: core.Away} {
		o.tw.Set(func(k *minitwilio.Knobs) { k.Hook = func(minitwilio.Call) minitwilio.Fault { return fault } })
		_, err := o.wa.Fetch(t.Context(), handle)
		if core.KindOf(err) != want {
			t.Errorf("%s: %v", fault, err)
		}
		silent(t, o, handle, err)
	}
	o.tw.Set(func(k *minitwilio.Knobs) { k.Hook = nil })
	if _, err := o.wa.Fetch(t.Context(), handle+"0"); core.KindOf(err) != core.Doubt {
		t.Errorf("not there, or not there yet: %v", err)
	}
	o.down.Store(true)
	if _, err := o.wa.Fetch(t.Context(), handle); core.KindOf(err) != core.Away {
		t.Errorf("not reached: %v", err)
	}
	o.down.Store(false)
	asked := false
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer stranger.Close()
	account := "/2010-04-01/Accounts/" + o.tw.AccountSID
	for _, where := range []string{"", "x", stranger.URL + account + "/Messages/MM1/Media/ME1", o.tw.URL + account + ".json", o.tw.URL + account + "/Messages/MM1/Media/../../..",
		o.tw.URL + "@" + strings.TrimPrefix(stranger.URL, "http://") + account + "/Messages/MM1/Media/ME1", o.tw.URL + "/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1"} {
		if _, err := o.wa.Fetch(t.Context(), where); core.KindOf(err) != core.Refused {
			t.Errorf("%q: %v", where, err)
		}
	}
	if asked {
		t.Error("a stranger was asked")
	}
	wrong := openWhatsApp(t, func(c *Config) { c.AuthToken, c.API = "wrong", o.tw.URL })
	wrong.wa.account = o.tw.AccountSID
	if _, err := wrong.wa.Fetch(t.Context(), handle); core.KindOf(err) != core.Operator {
		t.Errorf("with wrong credentials: %v", err)
	}
}

// TestOnward: from a sealed connection a file is sent on to no open one, and nowhere for ever.
func TestOnward(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"https://api.twilio.com/a", "https://mms.twiliocdn.com/b?c=d", "https://mms.twiliocdn.com/b?c=d"},
		{"https://api.twilio.com/a", "/b", "https://api.twilio.com/b"},
		{"https://api.twilio.com/a", "http://mms.twiliocdn.com/b", ""},
		{"http://127.0.0.1/a", "http://localhost/b", "http://localhost/b"},
		{"https://api.twilio.com/a", "file:///etc/passwd", ""},
		{"https://api.twilio.com/a", "https://%zz", ""},
	} {
		if got, ok := onward(c.from, c.to); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("from %s to %s: %q, %t", c.from, c.to, got, ok)
		}
	}
	round := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }))
	defer round.Close()
	o := openWhatsApp(t, func(c *Config) { c.API = round.URL })
	if _, err := o.wa.Fetch(t.Context(), round.URL+"/2010-04-01/Accounts/"+o.tw.AccountSID+"/Messages/MM1/Media/ME1"); core.KindOf(err) != core.Doubt {
		t.Errorf("round and round: %v", err)
	}
}
