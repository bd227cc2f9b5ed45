package twilio

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"loket/channels/channeltest/minitwilio"
)

// Whatever comes, signed or not, a hook answers 200, 403 or 413.
func FuzzHook(f *testing.F) {
	o := open(f, func(c *Config) { c.WhatsAppFrom = "+12025550101" })
	mux := http.NewServeMux()
	for pattern, handler := range o.Routes(o.receive, o.report) {
		mux.Handle(pattern, handler)
	}
	f.Add("From=%2B6281234567890&Body=DAFTAR&MessageSid=SM1&NumMedia=2&MediaUrl0=x", "letter=17", true)
	f.Add("MessageStatus=undelivered&ErrorCode=30005&From=%2B12025550100&SmsSid=SM1", "letter=-1&letter=2", true)
	f.Add("From=whatsapp:%2B62812&OptOutType=STOP&ButtonPayload=x", "", true)
	f.Add("From=whatsapp:%2B6281234567890&MessageSid=SM2&ListId=svc:KTP&ListTitle=KTP&Body=KTP&MessageType=interactive", "", true)
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
			if in.ID == "" || !strings.HasPrefix(in.Account, in.From.Channel+":") || in.Choice != "" && in.Text != "" || len(in.Media) > mediaMax {
				t.Errorf("heard %+v", in)
			}
		}
		o.ins, o.reports = nil, nil
	})
}
