package twilio

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

func TestInbound(t *testing.T) {
	long := strings.Repeat("DAFTAR#3274010101900001#SITI AMINAH#AKTA LAHIR ", 4)
	for _, c := range []struct {
		about string
		in    minitwilio.Inbound
		want  core.Inbound
	}{
		{"text", minitwilio.Inbound{Body: "DAFTAR"}, core.Inbound{Text: "DAFTAR"}},
		{"nothing", minitwilio.Inbound{}, core.Inbound{}},
		{"any bytes", minitwilio.Inbound{Body: "\x00\xff🙏\r\n"}, core.Inbound{Text: "\x00\xff🙏\r\n"}},
		{"base64", minitwilio.Inbound{Body: base64.StdEncoding.EncodeToString([]byte(long))}, core.Inbound{Text: long}},
		{"base64 of no words", minitwilio.Inbound{Body: "YWJj" + strings.Repeat("YWJj", 20)}, core.Inbound{Text: "YWJj" + strings.Repeat("YWJj", 20)}},
		{"looks like base64", minitwilio.Inbound{Body: strings.Repeat("abcd", 20)}, core.Inbound{Text: strings.Repeat("abcd", 20)}},
		{"stop", minitwilio.Inbound{Body: "STOP"}, core.Inbound{Text: "STOP", Signal: core.Closed}},
		{"start", minitwilio.Inbound{Body: "start"}, core.Inbound{Text: "start", Signal: core.Reachable}},
		{"info", minitwilio.Inbound{Body: "INFO"}, core.Inbound{Text: "INFO"}},
		{"media that is not there", minitwilio.Inbound{Extra: url.Values{"NumMedia": {"99999999"}}}, core.Inbound{}},
		{"repeated", minitwilio.Inbound{Body: "b", Extra: url.Values{"Tag": {"b", "a", "b"}}}, core.Inbound{Text: "b"}},
	} {
		t.Run(c.about, func(t *testing.T) {
			o := open(t)
			o.tw.Set(func(k *minitwilio.Knobs) { k.OptOut = minitwilio.OptOutAdvanced })
			c.in.From = citizen
			reply := o.tw.Deliver(c.in)
			if reply.Status != 200 || reply.Body != "<Response/>" {
				t.Fatalf("%+v", reply)
			}
			got := o.heard(t)
			c.want.ID, c.want.Account, c.want.From, c.want.At = reply.SID, "sms:+12025550100", core.Address{Channel: "sms", ID: citizen}, got.At
			if diff := cmp.Diff(c.want, got); diff != "" || got.At.IsZero() {
				t.Error(diff)
			}
		})
	}
}

func TestMedia(t *testing.T) {
	o := open(t)
	o.tw.Deliver(minitwilio.Inbound{From: citizen, Media: []minitwilio.Media{{Type: "image/jpeg"}, {Type: "application/pdf"}}})
	in := o.heard(t)
	if len(in.Media) != 2 || in.Media[1].Kind != "application/pdf" || !strings.HasPrefix(in.Media[0].Handle, o.tw.URL) {
		t.Errorf("%+v", in.Media)
	}
	many := minitwilio.Inbound{From: citizen, Media: make([]minitwilio.Media, 30)}
	if o.tw.Deliver(many); len(o.ins[1].Media) != 10 {
		t.Errorf("%d files", len(o.ins[1].Media))
	}
}

func TestSenderAsWritten(t *testing.T) {
	for from, want := range map[string]string{
		"+6281234567890": "+6281234567890", "+62081234567890": "+6281234567890", "+622312345678": "+622312345678", "+12025550123": "+12025550123",
	} {
		o := open(t)
		if r := o.tw.Text(from, "halo"); r.Status != 200 {
			t.Fatalf("%+v", r)
		}
		if got := o.heard(t).From.ID; got != want {
			t.Errorf("%s became %s", from, got)
		}
	}
}

func TestAcknowledgedAndIgnored(t *testing.T) {
	o := open(t)
	for _, in := range []minitwilio.Inbound{
		{From: "TELKOMSEL", Body: "Promo!"}, {From: "2222"}, {From: "+12025550100", Body: "echo"}, {From: "whatsapp:" + citizen, Body: "halo"},
		{From: citizen, Extra: url.Values{"From": nil}},
	} {
		if r := o.tw.Deliver(in); r.Status != 200 || r.Attempts != 1 {
			t.Errorf("%+v", r)
		}
	}
	want := map[string]int{"unanswerable sender": 3, "own message": 1, "channel off": 1}
	if diff := cmp.Diff(want, o.counts); diff != "" || len(o.ins) != 0 {
		t.Errorf("%d heard, %s", len(o.ins), diff)
	}
}

func TestRedelivery(t *testing.T) {
	o := open(t)
	a, b := o.tw.DeliverTwice(minitwilio.Inbound{From: citizen, Body: "1"})
	o.tw.Redeliver(a.SID)
	if a.Status != 200 || b.Status != 200 || len(o.ins) != 3 || o.ins[0].ID != o.ins[1].ID || o.ins[1].ID != o.ins[2].ID {
		t.Errorf("%+v %+v %d", a, b, len(o.ins))
	}
	// Without an id of the message, a redelivery still has the name of the first, and nobody else's.
	nameless := func(body string) {
		o.tw.Deliver(minitwilio.Inbound{From: citizen, Body: body, SID: "x", Extra: url.Values{"MessageSid": {"-"}, "SmsSid": nil, "SmsMessageSid": nil}})
	}
	nameless("a")
	nameless("a")
	nameless("b")
	if id := o.ins[3].ID; id == "" || id != o.ins[4].ID || id == o.ins[5].ID {
		t.Errorf("%q %q %q", id, o.ins[4].ID, o.ins[5].ID)
	}
}

func TestAway503(t *testing.T) {
	o := open(t)
	o.answer = core.Errorf(core.Away, "postgres://loket:rahasia@db is away")
	o.tw.Set(func(k *minitwilio.Knobs) { k.Webhook += "#rc=2&rp=all" })
	if r := o.tw.Text(citizen, "halo"); r.Status != 503 || r.Body != "" || r.Attempts != 3 {
		t.Errorf("%+v", r)
	}
	o.answer = nil
	if r := o.tw.Text(citizen, "halo"); r.Status != 200 {
		t.Errorf("%+v", r)
	}
}

func TestNotTwilio(t *testing.T) {
	o := open(t)
	for _, f := range []minitwilio.Forgery{minitwilio.Unsigned, minitwilio.WrongKey, minitwilio.Tampered, minitwilio.OtherURL} {
		for range 2 {
			if r := o.tw.Deliver(minitwilio.Inbound{From: citizen, Body: "halo", Forgery: f}); r.Status != 403 || r.Body != "" {
				t.Errorf("%v: %+v", f, r)
			}
		}
	}
	r := o.tw.Deliver(minitwilio.Inbound{From: citizen, Extra: url.Values{"AccountSid": {"AC" + strings.Repeat("0", 32)}}})
	if r.Status != 403 {
		t.Errorf("another account: %+v", r)
	}
	if len(o.ins) != 0 || o.counts["not signed"] != 8 || o.counts["other account"] != 1 {
		t.Errorf("%d heard, %v", len(o.ins), o.counts)
	}
	if n := strings.Count(o.log.String(), "\n"); n != 2 {
		t.Errorf("logged %d times:\n%s", n, o.log.String())
	}
}

func TestNoPublicAddress(t *testing.T) {
	o := open(t, func(c *Config) { c.PublicURL = "" })
	for range 3 {
		if r := o.tw.Text(citizen, "halo"); r.Status != 403 {
			t.Errorf("%+v", r)
		}
	}
	if n := strings.Count(o.log.String(), "LOKET_PUBLIC_URL"); n != 1 {
		t.Errorf("said %d times", n)
	}
}

// post gives the hooks a signed request whose every byte the test chooses.
func (o *office) post(t testing.TB, path, body, signature string, change ...func(*http.Request)) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Twilio-Signature", signature)
	for _, c := range change {
		c(r)
	}
	res, err := o.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// The address is signed byte for byte, and proxies may say of it what they like.
func TestAddressAsSigned(t *testing.T) {
	o := open(t)
	form := url.Values{"MessageSid": {"SM1"}, "AccountSid": {o.tw.AccountSID}, "From": {citizen}, "Body": {"halo"}}
	proxied := func(r *http.Request) {
		r.Host = "10.0.0.7:8080"
		r.Header.Set("X-Forwarded-Host", "jahat.example.com")
		r.Header.Set("X-Forwarded-Proto", "http")
	}
	for _, path := range []string{
		"/hooks/twilio", "/hooks/twilio?", "/hooks/twilio?a=1&a=2", "/hooks/twilio?b=%2f+%20&a", "/hooks/twilio?x=%zz&;", "/hooks/%74wilio",
	} {
		for _, base := range []string{public, public + ":443"} {
			if got := o.post(t, path, form.Encode(), minitwilio.Sign(o.tw.AuthToken, base+path, form), proxied); got != 200 {
				t.Errorf("%s%s: %d", base, path, got)
			}
		}
		if got := o.post(t, path, form.Encode(), minitwilio.Sign(o.tw.AuthToken, "https://10.0.0.7:8080"+path, form), proxied); got != 403 {
			t.Errorf("signed for another address: %s: %d", path, got)
		}
	}
}

func TestAddressUnderAPath(t *testing.T) {
	o := open(t, func(c *Config) { c.PublicURL = "https://kota.example.go.id/loket/" })
	form := url.Values{"MessageSid": {"SM1"}, "AccountSid": {o.tw.AccountSID}, "From": {citizen}}
	signature := minitwilio.Sign(o.tw.AuthToken, "https://kota.example.go.id/loket/hooks/twilio", form)
	if got := o.post(t, "/hooks/twilio", form.Encode(), signature); got != 200 {
		t.Error(got)
	}
}

func TestLargeBodies(t *testing.T) {
	o := open(t)
	form := url.Values{"MessageSid": {"SM1"}, "AccountSid": {o.tw.AccountSID}, "From": {citizen}, "Body": {strings.Repeat("a", 1<<20-200)}}
	if got := o.post(t, "/hooks/twilio", form.Encode(), minitwilio.Sign(o.tw.AuthToken, public+"/hooks/twilio", form)); got != 200 {
		t.Errorf("just under the limit: %d", got)
	}
	form.Set("Body", strings.Repeat("a", 1<<20))
	if got := o.post(t, "/hooks/twilio", form.Encode(), minitwilio.Sign(o.tw.AuthToken, public+"/hooks/twilio", form)); got != 413 {
		t.Errorf("above it: %d", got)
	}
	if got := o.post(t, "/hooks/twilio", strings.Repeat("&a=%41", 100_000), "x"); got != 403 {
		t.Errorf("too many parameters: %d", got)
	}
}

func TestHooksAtOnce(t *testing.T) {
	o := open(t)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if a, b := o.tw.DeliverTwice(minitwilio.Inbound{From: citizen, Body: "DAFTAR"}); a.Status != 200 || b.Status != 200 {
				t.Errorf("%+v %+v", a, b)
			}
		})
	}
	all.Wait()
	ids := map[string]int{}
	for _, in := range o.ins {
		ids[in.ID]++
	}
	if len(ids) != 50 || len(o.ins) != 100 {
		t.Errorf("%d ids, %d messages", len(ids), len(o.ins))
	}
}
