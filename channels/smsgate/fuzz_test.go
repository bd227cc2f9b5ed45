package smsgate

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/minismsgate"
	"loket/core"
)

// Whatever comes, signed or not, the hook answers 200, 401 or 413.
func FuzzHook(f *testing.F) {
	o := open(f, two)
	mux := http.NewServeMux()
	for pattern, handler := range o.Routes(o.receive, o.report) {
		mux.Handle(pattern, handler)
	}
	f.Add(`{"id":"Ey6ECgOkVVFjz3CL48B8C","event":"sms:received","deviceId":"hp-1","payload":{"sender":"+6281234567890","message":"DAFTAR","simNumber":1}}`, true)
	f.Add(`{"id":7,"event":"sms:received","payload":{"phoneNumber":6281234567890,"message":null,"simNumber":"2"}}`, true)
	f.Add(`{"event":"sms:failed","payload":{"messageId":"L-1-1-0123456789","reason":{}}}`, true)
	f.Add(`{"event":"sms:received","payload":[]}`, true)
	f.Add("\x00", true)
	f.Add("", false)
	f.Fuzz(func(t *testing.T, body string, ours bool) {
		at, signature := fmt.Sprint(time.Now().Unix()), strings.Repeat("0", 64)
		if ours {
			signature = minismsgate.Sign(o.gw.SigningKey, []byte(body), at)
		}
		r := httptest.NewRequest(http.MethodPost, "http://loket/hooks/smsgate", strings.NewReader(body))
		r.Header.Set("X-Timestamp", at)
		r.Header.Set("X-Signature", signature)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		want := map[bool]int{true: 200, false: 401}[ours]
		if len(body) > 1<<20 {
			want = 413
		}
		if w.Code != want {
			t.Errorf("%d, want %d", w.Code, want)
		}
		o.Lock()
		defer o.Unlock()
		for _, in := range o.ins {
			if in.ID == "" || in.From.Channel != core.SMSChannel || !e164.MatchString(in.From.ID) || !strings.HasPrefix(in.Account, "sms:gate/") {
				t.Errorf("heard %+v", in)
			}
		}
		for _, rep := range o.reports {
			if rep.Letter <= 0 || rep.Attempt <= 0 {
				t.Errorf("reported %+v", rep)
			}
		}
		o.ins, o.reports = nil, nil
	})
}
