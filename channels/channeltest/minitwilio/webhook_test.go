package minitwilio

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const public = "https://office.example"

// office is the least that a hook does: it checks the signature for the public address and remembers what came.
type office struct {
	sync.Mutex
	token    string
	forms    []url.Values
	tokens   []string // idempotency tokens
	statuses []string // as they arrived
	answer   func(n int64, w http.ResponseWriter)
	calls    atomic.Int64
}

func open(t *testing.T, s *Server) *office {
	o := &office{token: s.AuthToken}
	local := httptest.NewServer(o)
	t.Cleanup(local.Close)
	s.Set(func(k *Knobs) {
		k.Webhook, k.Rewrite, k.RetryPause = public+"/hooks/twilio", Behind(public, local.URL), time.Millisecond
	})
	return o
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.ParseForm()
	n := o.calls.Add(1)
	if r.Header.Get("X-Twilio-Signature") != Sign(o.token, public+r.URL.RequestURI(), r.PostForm) || r.Host != "office.example" {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	o.Lock()
	o.forms = append(o.forms, r.PostForm)
	o.tokens = append(o.tokens, r.Header.Get("I-Twilio-Idempotency-Token"))
	if status := r.PostForm.Get("MessageStatus"); status != "" {
		o.statuses = append(o.statuses, status)
	}
	o.Unlock()
	if o.answer != nil {
		o.answer(n, w)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Write([]byte("<Response/>"))
}

func (o *office) last() url.Values {
	o.Lock()
	defer o.Unlock()
	return o.forms[len(o.forms)-1]
}

func TestTextIsSignedForThePublicAddress(t *testing.T) {
	s := New(t)
	o := open(t, s)
	r := s.Text(citizen, "DAFTAR")
	if r.Status != 200 || r.Body != "<Response/>" || r.Attempts != 1 {
		t.Fatalf("%+v", r)
	}
	got := o.last()
	for name, want := range map[string]string{
		"MessageSid": r.SID, "SmsSid": r.SID, "AccountSid": s.AccountSID, "From": citizen, "To": "+12025550100", "Body": "DAFTAR",
		"NumMedia": "0", "NumSegments": "1", "ApiVersion": "2010-04-01", "FromCountry": "ID", "ToCountry": "US", "OptOutType": "",
	} {
		if got.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.Get(name), want)
		}
	}
	if again := s.Redeliver(r.SID); again.SID != r.SID || again.Status != 200 || o.last().Encode() != got.Encode() {
		t.Errorf("redelivered otherwise: %+v", again)
	}
	if other := s.Text(citizen, "DAFTAR"); other.SID == r.SID {
		t.Error("two messages with one sid")
	}
	a, b := s.DeliverTwice(Inbound{From: citizen, Body: "STATUS"})
	if a.SID != b.SID || a.Status != 200 || b.Status != 200 {
		t.Errorf("twice: %+v %+v", a, b)
	}
	if got, _ := bodies(t, s, "From="+url.QueryEscape(citizen)); len(got) != 3 {
		t.Errorf("inbound messages in the listing: %v", got)
	}
	if len(s.Sent("")) != 0 || s.Counts().Inbound != 5 {
		t.Errorf("sent %v, %+v", s.Sent(""), s.Counts())
	}
}

func TestForgeriesAreRefused(t *testing.T) {
	s := New(t)
	o := open(t, s)
	for _, f := range []Forgery{Unsigned, WrongKey, Tampered, OtherURL} {
		if r := s.Deliver(Inbound{From: citizen, Body: "halo", Forgery: f}); r.Status != 403 {
			t.Errorf("forgery %d: %+v", f, r)
		}
	}
	o.Lock()
	defer o.Unlock()
	if len(o.forms) != 0 {
		t.Errorf("%d got through", len(o.forms))
	}
}

func TestKindsOfInbound(t *testing.T) {
	s := New(t)
	o := open(t, s)
	s.Set(func(k *Knobs) { k.Service = "MG00000000000000000000000000000001" })

	s.Deliver(Inbound{From: "whatsapp:" + citizen, Body: "halo", Profile: "Siti"})
	if v := o.last(); v.Get("WaId") != "6281200000001" || v.Get("ProfileName") != "Siti" || v.Get("To") != "whatsapp:+12025550101" || v.Has("FromCountry") {
		t.Errorf("whatsapp: %v", v)
	}
	s.Deliver(Inbound{From: "whatsapp:" + citizen, Button: "Akta lahir", Payload: "svc:akta"})
	if v := o.last(); v.Get("ButtonPayload") != "svc:akta" || v.Get("ButtonText") != "Akta lahir" || v.Get("Body") != "Akta lahir" {
		t.Errorf("button: %v", v)
	}
	s.Deliver(Inbound{From: "TELKOMSEL", Body: "Promo"})
	if v := o.last(); v.Get("From") != "TELKOMSEL" || v.Get("MessagingServiceSid") == "" {
		t.Errorf("alphanumeric: %v", v)
	}
	s.Deliver(Inbound{From: citizen, Extra: url.Values{"Body": {"a", "b"}, "FromCity": {}}})
	if v := o.last(); len(v["Body"]) != 2 || v.Has("FromCity") {
		t.Errorf("extra: %v", v)
	}
	s.Deliver(Inbound{From: citizen, Media: []Media{{"image/jpeg", []byte("\xff\xd8")}}})
	v := o.last()
	if v.Get("NumMedia") != "1" || v.Get("MediaContentType0") != "image/jpeg" || !strings.HasPrefix(v.Get("MessageSid"), "MM") {
		t.Errorf("media: %v", v)
	}
	path := strings.TrimPrefix(v.Get("MediaUrl0"), s.URL)
	if status, body, header, err := try(s, "GET", path, nil, s.AccountSID, s.AuthToken); err != nil || status != 200 || string(body) != "\xff\xd8" || header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("picture: %d %q %v", status, body, err) // net/http brings no credentials to the other host
	}
	if status, _, _, _ := try(s, "GET", path, nil, "", ""); status != 401 {
		t.Errorf("picture without credentials: %d", status)
	}
}

func TestOptOut(t *testing.T) {
	tests := []struct {
		mode   OptOut
		kind   string
		status int // of a message after STOP
	}{{OptOutOff, "", 201}, {OptOutBasic, "", 400}, {OptOutAdvanced, "STOP", 400}}
	for _, tt := range tests {
		s := New(t)
		o := open(t, s)
		s.Set(func(k *Knobs) { k.OptOut = tt.mode })
		s.Text(citizen, " stop ")
		if got := o.last().Get("OptOutType"); got != tt.kind {
			t.Errorf("mode %d: OptOutType %q", tt.mode, got)
		}
		if status, _, _ := call(t, s, "POST", "/Messages.json", sms(citizen, "halo")); status != tt.status {
			t.Errorf("mode %d: after STOP %d", tt.mode, status)
		}
		s.Text(citizen, "START")
		if status, _, _ := call(t, s, "POST", "/Messages.json", sms(citizen, "halo")); status != 201 {
			t.Errorf("mode %d: after START %d", tt.mode, status)
		}
	}
}

func TestConnectionOverrides(t *testing.T) {
	tests := []struct {
		fragment string
		fail     func(w http.ResponseWriter)
		attempts int
	}{
		{"", func(w http.ResponseWriter) { w.WriteHeader(503) }, 1},
		{"#rc=3&rp=all", func(w http.ResponseWriter) { w.WriteHeader(503) }, 4},
		{"#rc=2&rp=5xx", func(w http.ResponseWriter) { w.WriteHeader(403) }, 1},
		{"#rc=2&rp=4xx,5xx", func(w http.ResponseWriter) { w.WriteHeader(403) }, 3},
		{"#rc=2&rp=rt", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, 3},
		{"#rc=2&rp=ct", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, 1},
		{"#rc=9", func(w http.ResponseWriter) { w.WriteHeader(503) }, 1},
	}
	for _, tt := range tests {
		s := New(t)
		o := open(t, s)
		o.answer = func(_ int64, w http.ResponseWriter) { tt.fail(w) }
		s.Set(func(k *Knobs) { k.Webhook += tt.fragment })
		if r := s.Text(citizen, "halo"); r.Attempts != tt.attempts {
			t.Errorf("%s: %d attempts, want %d", tt.fragment, r.Attempts, tt.attempts)
		}
		o.Lock()
		if len(slices.Compact(slices.Clone(o.tokens))) != 1 {
			t.Errorf("%s: the idempotency token changes between attempts", tt.fragment)
		}
		o.Unlock()
	}
	s := New(t)
	o := open(t, s)
	o.answer = func(n int64, w http.ResponseWriter) {
		if n < 3 {
			w.WriteHeader(503)
		}
	}
	s.Set(func(k *Knobs) { k.Webhook += "#rc=3&rp=all" })
	if r := s.Text(citizen, "halo"); r.Status != 200 || r.Attempts != 3 {
		t.Errorf("healed at the third: %+v", r)
	}
}

func TestAnswersThatTwilioWouldNotUnderstand(t *testing.T) {
	for body, kind := range map[string]string{
		"OK": "text/plain", "<Response>": "text/xml", "<Response><Message>hi</Message></Response>": "text/xml",
	} {
		s := New(t)
		o := open(t, s)
		o.answer = func(_ int64, w http.ResponseWriter) {
			w.Header().Set("Content-Type", kind)
			w.Write([]byte(body))
		}
		s.Text(citizen, "halo")
		if got := s.TakeViolations(); len(got) != 1 {
			t.Errorf("%q: %q", body, got)
		}
	}
}
