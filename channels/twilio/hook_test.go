package twilio

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

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

func TestReports(t *testing.T) {
	for _, c := range []struct {
		status string
		code   int
		want   core.Report
	}{
		{"accepted", 0, core.Report{State: core.Sent}},
		{"scheduled", 0, core.Report{State: core.Sent}},
		{"queued", 0, core.Report{State: core.Sent}},
		{"sending", 0, core.Report{State: core.Sent}},
		{"sent", 0, core.Report{State: core.Sent}},
		{"delivered", 0, core.Report{State: core.Delivered}},
		{"read", 0, core.Report{State: core.Delivered}},
		{"undelivered", 30003, core.Report{State: core.Failed, Reason: "unreachable"}},
		{"undelivered", 30005, core.Report{State: core.Failed, Reason: "no such number"}},
		{"undelivered", 30007, core.Report{State: core.Failed, Reason: "refused"}},
		{"failed", 30004, core.Report{State: core.Failed, Reason: "blocked"}},
		{"failed", 63016, core.Report{State: core.Failed, Reason: "window"}},
		{"failed", 21610, core.Report{State: core.Failed, Reason: "stopped", Shut: true}},
		{"failed", 0, core.Report{State: core.Failed, Reason: "refused"}},
		{"canceled", 0, core.Report{State: core.Failed, Reason: "cancelled"}},
	} {
		o := open(t)
		receipt, _ := o.send(t, t.Context(), letter(17))
		if r := o.tw.Report(receipt, c.status, c.code); r.Status != 200 || r.Body != "<Response/>" {
			t.Fatalf("%s: %+v", c.status, r)
		}
		c.want.Letter, c.want.Account, c.want.Receipt = 17, "sms:+12025550100", receipt
		if diff := cmp.Diff([]core.Report{c.want}, o.reports); diff != "" {
			t.Errorf("%s %d: %s", c.status, c.code, diff)
		}
	}
}

// The report of a letter whose call was not answered is what ends the doubt soonest.
func TestReportEndsDoubt(t *testing.T) {
	o := open(t)
	o.tw.Fail(minitwilio.LateReset)
	o.send(t, t.Context(), letter(17))
	sent := o.tw.WaitSent(t, citizen, 1, 5*time.Second)
	o.tw.ReportAll(sent[0].SID)
	if first := o.reports[0]; len(o.reports) != 4 || first.Letter != 17 || first.Receipt != sent[0].SID || first.State != core.Sent {
		t.Errorf("%+v", o.reports)
	}
	if state, _, _ := o.Resolve(t.Context(), letter(18)); state != core.Doubtful {
		t.Errorf("letter 18 is taken for the one reported: %s", state)
	}
}

func TestOddReports(t *testing.T) {
	o := open(t)
	status := func(query string, pairs ...string) int {
		form := url.Values{"AccountSid": {o.tw.AccountSID}, "From": {"+12025550100"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		path := "/hooks/twilio/status" + query
		return o.post(t, path, form.Encode(), minitwilio.Sign(o.tw.AuthToken, public+path, form))
	}
	for _, got := range []int{
		status("?letter=abc", "MessageSid", "SM1", "MessageStatus", "sent"),     // by its receipt
		status("?letter=-5", "SmsSid", "SM2", "SmsStatus", "DELIVERED"),         // the old names
		status("?letter=7", "MessageStatus", "sent"),                            // by the letter
		status("", "MessageStatus", "sent"),                                     // about nothing
		status("?letter=7", "MessageSid", "SM3", "MessageStatus", "teleported"), // a status of the future
		status("?letter=7"), // no status
		status("?letter=7", "MessageStatus", "sent", "From", "whatsapp:+12025550100"),        // a channel that is off
		status("?letter=99999999999999999999", "MessageSid", "SM4", "MessageStatus", "read"), // too large
	} {
		if got != 200 {
			t.Errorf("status %d", got)
		}
	}
	want := []core.Report{
		{Account: o.Account(), Receipt: "SM1", State: core.Sent}, {Account: o.Account(), Receipt: "SM2", State: core.Delivered},
		{Account: o.Account(), Letter: 7, State: core.Sent}, {Account: o.Account(), Receipt: "SM4", State: core.Delivered},
	}
	if diff := cmp.Diff(want, o.reports); diff != "" {
		t.Error(diff)
	}
	o.answer = errors.New("away")
	if got := status("?letter=7", "MessageStatus", "sent"); got != 503 {
		t.Errorf("status %d", got)
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

// Whatever comes, signed or not, a hook answers 200, 403 or 413.
func FuzzHook(f *testing.F) {
	o := open(f)
	mux := http.NewServeMux()
	for pattern, handler := range o.Routes(o.receive, o.report) {
		mux.Handle(pattern, handler)
	}
	f.Add("From=%2B6281234567890&Body=DAFTAR&MessageSid=SM1&NumMedia=2&MediaUrl0=x", "letter=17", true)
	f.Add("MessageStatus=undelivered&ErrorCode=30005&From=%2B12025550100&SmsSid=SM1", "letter=-1&letter=2", true)
	f.Add("From=whatsapp:%2B62812&OptOutType=STOP&ButtonPayload=x", "", true)
	f.Add("NumMedia=-1&From=\x00%ff;", "%zz;", true)
	f.Add("", "", false)
	f.Fuzz(func(t *testing.T, body, query string, ours bool) {
		if strings.ContainsAny(query, "#\r\n \x00") {
			return // no server would hand it on
		}
		for _, path := range []string{"/hooks/twilio", "/hooks/twilio/status"} {
			address := &url.URL{Path: path, RawQuery: query}
			sent, signature := body, "x"
			if ours {
				sent = "AccountSid=" + o.tw.AccountSID + "&" + body
				form, _ := url.ParseQuery(sent)
				signature = minitwilio.Sign(o.tw.AuthToken, public+address.String(), form)
			}
			r := httptest.NewRequest(http.MethodPost, "http://loket/", strings.NewReader(sent))
			r.URL = address
			r.Header.Set("X-Twilio-Signature", signature)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r)
			if w.Code != 200 && w.Code != 403 && w.Code != 413 {
				t.Errorf("%s: %d", path, w.Code)
			}
			if _, err := url.ParseQuery(sent); ours && err == nil && len(sent) <= 1<<20 && w.Code != 200 {
				t.Errorf("%s: %d for what Twilio signed", path, w.Code)
			}
			if !ours && w.Code == 200 {
				t.Errorf("%s: taken without a signature", path)
			}
		}
		o.Lock()
		defer o.Unlock()
		for _, in := range o.ins {
			if in.ID == "" || in.From.Channel != core.SMSChannel || len(in.Media) > mediaMax {
				t.Errorf("heard %+v", in)
			}
		}
		o.ins, o.reports = nil, nil
	})
}
