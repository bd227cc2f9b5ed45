package twilio

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"loket/channels/channeltest"
	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

func TestSuite(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Subject {
		o := open(t)
		sids := 0
		hook := func(token string) func(string) *http.Request {
			return func(text string) *http.Request {
				sids++
				form := url.Values{
					"MessageSid": {"SM" + strings.Repeat("0", sids)}, "AccountSid": {o.tw.AccountSID},
					"From": {citizen}, "To": {"+12025550100"}, "Body": {text}, "NumMedia": {"0"},
				}
				r := httptest.NewRequest("POST", "http://10.0.0.7:8080/hooks/twilio", strings.NewReader(form.Encode()))
				r.Header.Set("X-Twilio-Signature", minitwilio.Sign(token, public+"/hooks/twilio", form))
				return r
			}
		}
		fault := func(f minitwilio.Fault) func() { return func() { o.tw.Fail(f) } }
		// refuse refuses the number for one call: the fault hook sees each call before it is judged.
		refuse := func(code int) func() {
			return func() {
				left := 1
				o.tw.Refuse(citizen, code)
				o.tw.Set(func(k *minitwilio.Knobs) {
					k.Hook = func(minitwilio.Call) minitwilio.Fault {
						if left--; left < 0 {
							o.tw.Refuse(citizen, 0)
						}
						return minitwilio.None
					}
				})
			}
		}
		return channeltest.Subject{
			Channel: o.Channel,
			To:      core.Address{Channel: core.SMSChannel, ID: citizen},
			Secrets: []string{o.tw.AuthToken},
			Shown: func() (texts []string) {
				for _, m := range o.tw.Sent(citizen) {
					texts = append(texts, m.Body)
				}
				return texts
			},
			Fail: map[core.Kind]func(){
				core.Busy:     fault(minitwilio.TooMany),
				core.BusyChat: refuse(14107),
				core.Stopped:  refuse(21610),
				core.Gone:     refuse(21211),
				core.Refused:  refuse(21408),
				core.Window:   refuse(63016),
				core.Operator: refuse(21606),
				core.Doubt:    fault(minitwilio.BadGateway),
			},
			Stall: fault(minitwilio.Hang),
			Hook:  hook(o.tw.AuthToken),
			Forge: hook("another token"),
		}
	})
}
