package minitwilio

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Message is one message as Twilio knows it, sent or received.
type Message struct {
	SID            string
	To, From       string
	Service        string // messaging service
	Body           string
	Segments       int
	Media          int
	StatusCallback string
	Status         string
	ErrorCode      int
	Direction      string
	Created        time.Time
	Updated        time.Time
	Sent           time.Time  // zero while queued
	Shown          Rich       // of a Content: what it looks like, filled
	Content        string     // sid of it
	Outside        bool       // a WhatsApp message that will fail, for only a template could have been sent
	Again          bool       // the same text had been accepted for the same number before
	Form           url.Values // all parameters as they came; nil when Lean
}

var (
	phone  = regexp.MustCompile(`^(whatsapp:)?\+[1-9][0-9]{6,14}$`)
	sender = regexp.MustCompile(`^((whatsapp:)?\+[1-9][0-9]{6,14}|[0-9]{3,8}|[A-Za-z0-9 _&+-]{0,10}[A-Za-z][A-Za-z0-9 _&+-]{0,10})$`)
)

const alphanumericMax = 11 // characters of a sender's name

// create accepts a message or says why not, in the order in which Twilio looks.
func (s *Server) create(k *Knobs, r *http.Request) answer {
	for _, v := range s.spec.check(r.PostForm) {
		s.violate("create: %s", v)
	}
	if len(r.URL.RawQuery) > 0 {
		s.violate("create: parameters in the URL")
	}
	form := r.PostForm
	if code, about := s.judge(k, form); code != 0 {
		return refuse(code, about)
	}
	content, shown, code := s.shown(form)
	if code != 0 {
		return refuse(code)
	}
	outside := s.outside(k, form.Get("To"), content)
	if outside && k.WindowAtOnce {
		return refuse(63016)
	}
	now := k.Now()
	m := Message{
		SID: newID("SM"), To: form.Get("To"), From: form.Get("From"), Service: form.Get("MessagingServiceSid"),
		Body: form.Get("Body"), Segments: Segments(form.Get("Body")), Media: len(form["MediaUrl"]),
		StatusCallback: form.Get("StatusCallback"), Status: "queued", Direction: "outbound-api",
		Created: now, Updated: now, Form: form, Shown: shown, Content: content.SID, Outside: outside,
	}
	if m.Content != "" && !k.Wordless {
		m.Body = shown.Body
	}
	if m.Media > 0 {
		m.SID = newID("MM")
	}
	if m.Service != "" {
		m.Status = "accepted"
	}
	if code := s.ledger.accept(k, m); code != 0 {
		return limited(k, code)
	}
	s.schedule(k, m)
	return answer{status: http.StatusCreated, sid: m.SID, body: s.resource(m)}
}

// shown is the Content that a message is made of, filled, or Twilio's objection to it.
func (s *Server) shown(form url.Values) (c Content, shown Rich, code int) {
	sid := form.Get("ContentSid")
	if sid == "" {
		return c, shown, 0
	}
	if form.Get("Body") != "" || form.Get("MediaUrl") != "" {
		s.violate("create: a ContentSid beside a Body or MediaUrl")
	}
	c, found := s.findContent(sid)
	if !found {
		return c, shown, 21655
	}
	kind, shown, code := c.fill(form.Get("ContentVariables"))
	if code == 0 && kind != textType && !strings.HasPrefix(form.Get("To"), "whatsapp:") {
		code = 21657
	}
	return c, shown, code
}

// judge finds Twilio's first objection to a message, and what it is about.
func (s *Server) judge(k *Knobs, form url.Values) (code int, about string) {
	to, from, service, body := form.Get("To"), form.Get("From"), form.Get("MessagingServiceSid"), form.Get("Body")
	switch {
	case to == "":
		return 21604, ""
	case !phone.MatchString(to):
		return 21211, to
	case from == "" && service == "":
		return 21603, ""
	case from != "" && !knownSender(from):
		return 21212, from
	case from != "" && strings.HasPrefix(to, "whatsapp:") != strings.HasPrefix(from, "whatsapp:"):
		return 63007, ""
	case from != "" && len(k.Senders) > 0 && !slices.Contains(k.Senders, from):
		return 21606, from
	case body == "" && form.Get("MediaUrl") == "" && form.Get("ContentSid") == "":
		return 21602, ""
	case len(utf16.Encode([]rune(body))) > 1600:
		return 21617, ""
	}
	if back := form.Get("StatusCallback"); back != "" && !absolute(back) {
		return 21609, back
	}
	if k.Numbers != nil {
		if code := k.Numbers(to); atOnce(code) {
			return code, to
		}
	}
	return s.ledger.objection(to), to
}

func knownSender(from string) bool {
	if from[0] != '+' && !strings.HasPrefix(from, "whatsapp:") && len(from) > alphanumericMax {
		return false
	}
	return sender.MatchString(from)
}

func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

// resource is the JSON of a message. Twilio writes numbers as strings and what it does not know yet as null.
type resource struct {
	AccountSID   string            `json:"account_sid"`
	APIVersion   string            `json:"api_version"`
	Body         string            `json:"body"`
	DateCreated  string            `json:"date_created"`
	DateSent     *string           `json:"date_sent"`
	DateUpdated  string            `json:"date_updated"`
	Direction    string            `json:"direction"`
	ErrorCode    *int              `json:"error_code"`
	ErrorMessage *string           `json:"error_message"`
	From         *string           `json:"from"`
	Service      *string           `json:"messaging_service_sid"`
	NumMedia     string            `json:"num_media"`
	NumSegments  string            `json:"num_segments"`
	Price        *string           `json:"price"`
	PriceUnit    *string           `json:"price_unit"`
	SID          string            `json:"sid"`
	Status       string            `json:"status"`
	Subresources map[string]string `json:"subresource_uris"`
	To           string            `json:"to"`
	URI          string            `json:"uri"`
}

func (s *Server) resource(m Message) resource {
	base := "/2010-04-01/Accounts/" + s.AccountSID + "/Messages/" + m.SID
	r := resource{
		AccountSID: s.AccountSID, APIVersion: "2010-04-01", SID: m.SID, To: m.To, Body: m.Body, Status: m.Status, Direction: m.Direction,
		From: known(m.From), Service: known(m.Service), NumMedia: strconv.Itoa(m.Media), NumSegments: strconv.Itoa(m.Segments),
		DateCreated: date(m.Created), DateUpdated: date(m.Updated),
		URI: base + ".json", Subresources: map[string]string{"media": base + "/Media.json"},
	}
	if m.Status == "accepted" {
		r.NumSegments = "0" // a service chooses the sender later, and counts then
	}
	if !m.Sent.IsZero() {
		r.DateSent = known(date(m.Sent))
		r.Price, r.PriceUnit = known(fmt.Sprintf("-%.5f", 0.04*float64(m.Segments))), known("USD")
	}
	if m.ErrorCode != 0 {
		r.ErrorCode, r.ErrorMessage = &m.ErrorCode, known(carrierWords(m.ErrorCode))
	}
	return r
}

// date is RFC 2822, in whole seconds: a message may seem older than the call that made it.
func date(t time.Time) string { return t.UTC().Format(time.RFC1123Z) }

func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
