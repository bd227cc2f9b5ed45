package smsgate

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest"
	"loket/channels/channeltest/minismsgate"
	"loket/core"
)

func TestSuite(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Subject {
		o := open(t)
		n := 0
		hook := func(key string) func(string) *http.Request {
			return func(text string) *http.Request {
				n++
				body, err := json.Marshal(map[string]any{"id": fmt.Sprint("event-", n), "event": "sms:received", "deviceId": "hp-1", "webhookId": "w",
					"payload": map[string]any{"sender": citizen, "message": text, "messageId": "abc", "simNumber": 1}})
				if err != nil {
					t.Fatal(err)
				}
				r := httptest.NewRequest("POST", "http://10.0.0.7:8080/hooks/smsgate", strings.NewReader(string(body)))
				at := fmt.Sprint(time.Now().Unix())
				r.Header.Set("X-Timestamp", at)
				r.Header.Set("X-Signature", minismsgate.Sign(key, body, at))
				return r
			}
		}
		fault := func(f minismsgate.Fault) func() { return func() { o.gw.Fail(f) } }
		return channeltest.Subject{
			Channel: o.Channel,
			To:      core.Address{Channel: core.SMSChannel, ID: citizen},
			Secrets: []string{o.gw.Password, o.gw.SigningKey},
			Shown: func() (texts []string) {
				for _, m := range o.gw.Sent(citizen) {
					texts = append(texts, m.Text)
				}
				return texts
			},
			Fail: map[core.Kind]func(){
				core.Busy:     fault(minismsgate.TooMany),
				core.Gone:     fault(minismsgate.BadNumber),
				core.Refused:  fault(minismsgate.Refused),
				core.Operator: fault(minismsgate.NoPhone),
				core.Doubt:    fault(minismsgate.BadGateway),
			},
			Stall: fault(minismsgate.Hang),
			Hook:  hook(o.gw.SigningKey),
			Forge: hook("another key"),
		}
	})
}
