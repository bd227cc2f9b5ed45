package main

import (
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"sync"

	"loket/channels/channeltest/minitwilio"
)

const (
	publicURL = "https://loket.example"
	hookPath  = "/hooks/twilio"
	ours      = "+15005550006" // the office's number
)

// wrote is what somebody writes to the office by SMS.
type wrote struct {
	from, text string
}

// webhooks are signed requests, byte for byte as they go over the wire: made before anything is measured.
func (a Accounts) webhooks(n int, message func(i int) wrote) [][]byte {
	all := make([][]byte, n)
	var parts sync.WaitGroup
	cpus := runtime.NumCPU()
	for part := range cpus {
		parts.Go(func() {
			for i := part; i < n; i += cpus {
				all[i] = a.webhook(message(i))
			}
		})
	}
	parts.Wait()
	return all
}

// webhook is one message in the form that Twilio gives it.
func (a Accounts) webhook(m wrote) []byte {
	id := newSID()
	form := url.Values{
		"MessageSid": {id}, "SmsSid": {id}, "SmsMessageSid": {id}, "SmsStatus": {"received"}, "AccountSid": {a.AccountSID},
		"ApiVersion": {"2010-04-01"}, "From": {m.from}, "To": {ours}, "Body": {m.text}, "NumMedia": {"0"}, "NumSegments": {"1"},
		"FromCountry": {"ID"}, "FromCity": {""}, "FromState": {""}, "FromZip": {""},
		"ToCountry": {"US"}, "ToCity": {""}, "ToState": {""}, "ToZip": {""},
	}
	body := form.Encode()
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: loket.example\r\nUser-Agent: TwilioProxy/1.1\r\n"+
		"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: %d\r\nX-Twilio-Signature: %s\r\n"+
		"I-Twilio-Idempotency-Token: %s\r\n\r\n%s", hookPath, len(body), minitwilio.Sign(a.AuthToken, publicURL+hookPath, form), id, body)
}

// phone is the number of a citizen.
func phone(n int) string { return fmt.Sprintf("+62813%08d", n) }

// nik is a citizen's identity number: grown up, and nobody else's.
func nik(n int) string {
	day, n := n%28+1, n/28
	month, n := n%12+1, n/12
	year, n := n%40+60, n/40
	return "327401" + two(day) + two(month) + two(year) + fmt.Sprintf("%04d", n+1)
}

func two(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
