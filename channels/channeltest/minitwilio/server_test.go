package minitwilio

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const citizen = "+6281200000001"

// call speaks to the API as an office does.
func call(t *testing.T, s *Server, method, path string, form url.Values) (int, map[string]any, http.Header) {
	t.Helper()
	status, body, header, err := try(s, method, path, form, s.AccountSID, s.AuthToken)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(body, &object); err != nil {
		t.Fatalf("%s %s: %d %q: %v", method, path, status, body, err)
	}
	return status, object, header
}

func try(s *Server, method, path string, form url.Values, user, password string) (int, []byte, http.Header, error) {
	return tryFor(10*time.Second, s, method, path, form, user, password)
}

// tryFor is try by a client with so much patience.
func tryFor(patience time.Duration, s *Server, method, path string, form url.Values, user, password string) (int, []byte, http.Header, error) {
	if !strings.HasPrefix(path, "/2010-04-01") {
		path = "/2010-04-01/Accounts/" + s.AccountSID + path
	}
	req, _ := http.NewRequest(method, s.URL+path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(user, password)
	client := http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, body, res.Header, err
}

func sms(to, body string) url.Values {
	return url.Values{"To": {to}, "From": {"+12025550100"}, "Body": {body}}
}

func TestCreateAndFetch(t *testing.T) {
	s := New(t)
	status, made, _ := call(t, s, "POST", "/Messages.json", sms(citizen, "Tiket C200317-042"))
	if status != 201 {
		t.Fatalf("status %d: %v", status, made)
	}
	sid := made["sid"].(string)
	want := map[string]any{
		"account_sid": s.AccountSID, "api_version": "2010-04-01", "body": "Tiket C200317-042", "direction": "outbound-api",
		"from": "+12025550100", "to": citizen, "status": "queued", "num_segments": "1", "num_media": "0",
		"date_sent": nil, "error_code": nil, "error_message": nil, "messaging_service_sid": nil, "price": nil, "price_unit": nil,
		"uri": "/2010-04-01/Accounts/" + s.AccountSID + "/Messages/" + sid + ".json",
	}
	for name, value := range want {
		if got, ok := made[name]; !ok || got != value {
			t.Errorf("%s = %v, want %v", name, got, value)
		}
	}
	if len(sid) != 34 || sid[:2] != "SM" {
		t.Errorf("sid %q", sid)
	}
	if _, err := time.Parse(time.RFC1123Z, made["date_created"].(string)); err != nil {
		t.Error(err)
	}

	s.Advance(sid, "sent", 0)
	_, shown, _ := call(t, s, "GET", "/Messages/"+sid+".json", nil)
	if shown["status"] != "sent" || shown["date_sent"] == nil || shown["price"] != "-0.04000" {
		t.Errorf("after sending: %v", shown)
	}
	if status, gone, _ := call(t, s, "GET", "/Messages/SM0.json", nil); status != 404 || gone["code"] != 20404.0 {
		t.Errorf("unknown message: %d %v", status, gone)
	}

	by := sms(citizen, "lewat layanan")
	by.Del("From")
	by.Set("MessagingServiceSid", "MG00000000000000000000000000000001")
	if _, made, _ := call(t, s, "POST", "/Messages.json", by); made["status"] != "accepted" || made["num_segments"] != "0" || made["from"] != nil {
		t.Errorf("by a messaging service: %v", made)
	}
	if got := len(s.WaitSent(t, citizen, 2, time.Second)); got != 2 || len(s.Calls()) != 4 {
		t.Errorf("%d sent, %d calls", got, len(s.Calls()))
	}
}

func TestCredentials(t *testing.T) {
	s := New(t)
	tests := []struct {
		user, password string
		want           int
	}{
		{s.AccountSID, s.AuthToken, 200}, {s.APIKey, s.APISecret, 200},
		{s.AccountSID, s.APISecret, 401}, {s.APIKey, s.AuthToken, 401}, {"", "", 401},
	}
	for i, tt := range tests {
		status, body, _, err := try(s, "GET", "/Messages.json", nil, tt.user, tt.password)
		if err != nil || status != tt.want {
			t.Errorf("%d: status %d, %v, want %d", i, status, err, tt.want)
		}
		if status == 401 && !strings.Contains(string(body), `"code":20003`) {
			t.Errorf("%d: %s", i, body)
		}
	}
	other := "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"
	if status, _, _ := call(t, s, "GET", other, nil); status != 404 {
		t.Errorf("another account: %d", status)
	}
}

func TestRefusals(t *testing.T) {
	s := New(t)
	s.Set(func(k *Knobs) { k.Senders = []string{"+12025550100", "DUKCAPIL", "whatsapp:+12025550101"} })
	s.Refuse("+6281200000010", 21610)
	s.Refuse("+6281200000011", 21408)
	s.Refuse("+6281200000012", 21614)
	s.Refuse("+6281200000013", 21211)
	change := func(pairs ...string) url.Values {
		v := sms(citizen, "halo")
		for i := 0; i < len(pairs); i += 2 {
			if v.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
				v.Del(pairs[i])
			}
		}
		return v
	}
	tests := []struct {
		name string
		form url.Values
		code int
	}{
		{"no receiver", change("To", ""), 21604},
		{"not a number", change("To", "0812"), 21211},
		{"no sender", change("From", ""), 21603},
		{"name too long", change("From", "DINASDUKCAPIL"), 21212},
		{"another's number", change("From", "+12025550199"), 21606},
		{"no text", change("Body", ""), 21602},
		{"too long", change("Body", strings.Repeat("x", 1601)), 21617},
		{"callback", change("StatusCallback", "/hooks/twilio/status"), 21609},
		{"channels mixed", change("To", "whatsapp:"+citizen), 63007},
		{"stopped", change("To", "+6281200000010"), 21610},
		{"region", change("To", "+6281200000011"), 21408},
		{"landline", change("To", "+6281200000012"), 21614},
		{"invalid", change("To", "+6281200000013"), 21211},
		{"as long as may be", change("Body", strings.Repeat("é", 1600)), 0},
		{"by name", change("From", "DUKCAPIL"), 0},
		{"whatsapp", change("From", "whatsapp:+12025550101", "To", "whatsapp:"+citizen), 0},
	}
	for _, tt := range tests {
		status, got, _ := call(t, s, "POST", "/Messages.json", tt.form)
		if tt.code == 0 {
			if status != 201 {
				t.Errorf("%s: %d %v", tt.name, status, got)
			}
			continue
		}
		if status != 400 || got["code"] != float64(tt.code) || got["status"] != 400.0 || got["message"] == "" {
			t.Errorf("%s: %d %v, want %d", tt.name, status, got, tt.code)
		}
	}
	if got := s.Counts(); got.Created != 3 || got.Refused != 13 {
		t.Errorf("%+v", got)
	}
	if got := s.TakeViolations(); len(got) != 6 { // what the description forbids as well; the rest only the account knows
		t.Errorf("%d violations: %q", len(got), got)
	}
}

func TestLimits(t *testing.T) {
	s := New(t)
	now := time.Date(2020, 3, 17, 1, 0, 0, 0, time.UTC)
	clock := func(d time.Duration) {
		now = now.Add(d)
		at := now
		s.Set(func(k *Knobs) { k.Now = func() time.Time { return at } })
	}
	send := func() (int, any, string) {
		status, got, header := call(t, s, "POST", "/Messages.json", sms(citizen, "halo"))
		return status, got["code"], header.Get("Retry-After")
	}
	clock(0)
	s.Set(func(k *Knobs) { k.Rate, k.RetryAfter = 2, 3 })
	send()
	clock(600 * time.Millisecond)
	send()
	if status, code, after := send(); status != 429 || code != 20429.0 || after != "3" {
		t.Errorf("third in a second: %d %v %q", status, code, after)
	}
	clock(500 * time.Millisecond)
	if status, _, _ := send(); status != 201 {
		t.Errorf("the window does not slide: %d", status)
	}
	if status, _, _ := send(); status != 429 {
		t.Errorf("the window is not full: %d", status)
	}

	s.Set(func(k *Knobs) { k.Rate, k.LoopGuard = 0, true })
	for range 30 {
		send()
	}
	if status, code, _ := send(); status != 400 || code != 14107.0 {
		t.Errorf("31st in 30 s: %d %v", status, code)
	}
	clock(31 * time.Second)
	if status, _, _ := send(); status != 201 {
		t.Errorf("after 31 s: %d", status)
	}
	if c := s.Counts(); c.Created != 34 || c.Limited != 2 || c.Refused != 1 || c.Duplicates != 33 || len(s.Duplicates()) != 33 {
		t.Errorf("%+v", c)
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		fault    Fault
		recorded bool
		status   int // 0: the call fails
	}{
		{TooMany, false, 429}, {ServerError, false, 500}, {Unavailable, false, 503}, {BadGateway, false, 502},
		{Reset, false, 0}, {Stall, false, 0},
		{Slow, true, 201}, {Hang, true, 0}, {LateReset, true, 0}, {LateError, true, 500}, {Garbage, true, 201}, {Truncated, true, 0},
	}
	for _, tt := range tests {
		t.Run(string(tt.fault), func(t *testing.T) {
			s := New(t)
			s.Set(func(k *Knobs) { k.SlowBy = time.Millisecond })
			s.Fail(tt.fault)
			patience := 10 * time.Second
			if tt.fault == Stall || tt.fault == Hang {
				patience = 500 * time.Millisecond // no answer will come
			}
			status, body, header, err := tryFor(patience, s, "POST", "/Messages.json", sms(citizen, "halo"), s.AccountSID, s.AuthToken)
			if tt.status == 0 && err == nil || tt.status != 0 && (err != nil || status != tt.status) {
				t.Errorf("status %d, %v", status, err)
			}
			if tt.fault == Truncated && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("truncated: %v", err)
			}
			if valid := json.Valid(body); err == nil && valid == (tt.fault == BadGateway || tt.fault == Garbage) {
				t.Errorf("body %q", body)
			}
			if got := header.Get("Retry-After"); (got != "") != (tt.fault == TooMany) {
				t.Errorf("Retry-After %q", got)
			}
			if got := len(s.Sent(citizen)); (got == 1) != tt.recorded {
				t.Errorf("%d recorded", got)
			}
			if c := s.Counts(); c.Faults != 1 || s.Calls()[0].Fault != tt.fault {
				t.Errorf("%+v", c)
			}
			if status, _, _ := call(t, s, "POST", "/Messages.json", sms(citizen, "lagi")); status != 201 {
				t.Errorf("the next call: %d", status)
			}
		})
	}
}

func TestChanceIsSeededAndHookSeesAll(t *testing.T) {
	play := func() (met []Fault) {
		s := New(t)
		s.Seed(7)
		s.Set(func(k *Knobs) { k.Chance = map[Fault]float64{TooMany: 0.3, ServerError: 0.3} })
		for range 40 {
			call(t, s, "POST", "/Messages.json", sms(citizen, "halo"))
		}
		for _, c := range s.Calls() {
			met = append(met, c.Fault)
		}
		return met
	}
	seen := map[Fault]int{}
	first, second := play(), play()
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("call %d: %q and %q", i, first[i], second[i])
		}
		seen[first[i]]++
	}
	if seen[None] == 0 || seen[TooMany] == 0 || seen[ServerError] == 0 {
		t.Errorf("%v", seen)
	}

	s := New(t)
	s.Set(func(k *Knobs) {
		k.Hook = func(c Call) Fault {
			if c.Method == "GET" {
				return Unavailable
			}
			return None
		}
	})
	if status, _, _ := call(t, s, "GET", "/Messages.json", nil); status != 503 {
		t.Errorf("listing: %d", status)
	}
}
