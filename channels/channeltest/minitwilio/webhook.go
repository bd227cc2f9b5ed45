package minitwilio

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/url"
	"strconv"
	"strings"
)

// Inbound is a message that someone writes to the office.
type Inbound struct {
	From    string // a number, a name, or whatsapp: and a number
	Body    string
	To      string // the office's number unless set
	SID     string // new unless set; the same again is a redelivery
	Profile string // WhatsApp: the name shown
	Button  string // WhatsApp: text of the button pressed, with Payload
	Payload string
	Media   []Media
	Extra   url.Values // more parameters, or others than Twilio's own; an empty list removes one
	Forgery Forgery
}

// Media is a picture or document that a message carries. Its URL opens with the account's credentials.
type Media struct {
	Type string
	Data []byte
}

// Forgery is how a webhook is not Twilio's.
type Forgery int

const (
	Genuine  Forgery = iota
	Unsigned         // no signature at all
	WrongKey         // signed with another account's token
	Tampered         // the text changed after signing
	OtherURL         // signed for the address dialled, not for the public one
)

// Text delivers a text from a citizen.
func (s *Server) Text(from, body string) Reply { return s.Deliver(Inbound{From: from, Body: body}) }

// Deliver posts a message to the hook as Twilio would, and returns the answer, after the repeats that the hook's
// connection overrides ask for.
func (s *Server) Deliver(in Inbound) Reply {
	k := s.knobs.Load()
	if k.Webhook == "" {
		return Reply{Err: errors.New("Knobs.Webhook is not set")}
	}
	in = s.ledger.receive(k, in)
	form := s.inboundForm(k, in)
	signature, form := s.forge(k, in.Forgery, form)
	r := s.post(k, k.Webhook, signature, form, func(c *Counts) { c.Inbound++ })
	r.SID = in.SID
	if in.Forgery == Genuine && r.Err == nil && r.Status < 300 {
		if err := understand(r); err != nil {
			s.violate("answer of the hook: %v", err)
		}
	}
	return r
}

// Redeliver posts a message once more, the same in every byte but the idempotency token.
func (s *Server) Redeliver(sid string) Reply {
	s.ledger.Lock()
	in, ok := s.ledger.inbound[sid]
	s.ledger.Unlock()
	if !ok {
		return Reply{SID: sid, Err: errors.New("no such message was delivered, or the server is Lean")}
	}
	return s.Deliver(in)
}

// DeliverTwice posts one message twice at the same time.
func (s *Server) DeliverTwice(in Inbound) (a, b Reply) {
	if in.SID == "" {
		in.SID = newID("SM")
	}
	done := make(chan Reply)
	go func() { done <- s.Deliver(in) }()
	a = s.Deliver(in)
	return a, <-done
}

func (s *Server) forge(k *Knobs, f Forgery, form url.Values) (signature string, sent url.Values) {
	signature, sent = Sign(s.AuthToken, k.Webhook, form), form
	switch f {
	case Unsigned:
		signature = ""
	case WrongKey:
		signature = Sign(newID(""), k.Webhook, form)
	case OtherURL:
		signature = Sign(s.AuthToken, k.Rewrite(k.Webhook)+"?", form) // differs even where nothing is rewritten
	case Tampered:
		sent = maps.Clone(form)
		sent.Set("Body", form.Get("Body")+" ")
	}
	return signature, sent
}

func (s *Server) inboundForm(k *Knobs, in Inbound) url.Values {
	v := url.Values{}
	set := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	set("MessageSid", in.SID, "SmsSid", in.SID, "SmsMessageSid", in.SID, "SmsStatus", "received", "AccountSid", s.AccountSID,
		"ApiVersion", "2010-04-01", "From", in.From, "To", in.To, "Body", in.Body,
		"NumMedia", strconv.Itoa(len(in.Media)), "NumSegments", strconv.Itoa(Segments(in.Body)))
	if k.Service != "" {
		set("MessagingServiceSid", k.Service)
	}
	if number, ok := strings.CutPrefix(in.From, "whatsapp:"); ok {
		set("WaId", strings.TrimPrefix(number, "+"), "ProfileName", in.Profile, "ReferralNumMedia", "0", "MessageType", "text")
		if in.Button != "" {
			set("MessageType", "button", "ButtonText", in.Button, "ButtonPayload", in.Payload, "Body", in.Button)
		}
	} else {
		set("FromCountry", country(in.From), "FromCity", "", "FromState", "", "FromZip", "",
			"ToCountry", country(in.To), "ToCity", "", "ToState", "", "ToZip", "")
		if kind := optOut(in.Body); kind != "" && k.OptOut == OptOutAdvanced {
			set("OptOutType", kind)
		}
	}
	for i, m := range in.Media {
		set(fmt.Sprintf("MediaContentType%d", i), m.Type, fmt.Sprintf("MediaUrl%d", i), s.URL+"/2010-04-01/Accounts/"+s.AccountSID+mediaKey(in.SID, i))
	}
	for name, values := range in.Extra {
		v[name] = values
		if len(values) == 0 {
			delete(v, name)
		}
	}
	return v
}

func country(number string) string {
	for prefix, code := range map[string]string{"+62": "ID", "+1": "US", "+65": "SG", "+60": "MY"} {
		if strings.HasPrefix(number, prefix) {
			return code
		}
	}
	return ""
}

// understand reads the answer of a hook as Twilio does: nothing, or TwiML. A verb in it would send a message behind
// the back of the outbox, so it is an error here.
func understand(r Reply) error {
	if r.Body == "" {
		return nil
	}
	if kind, _, _ := mime.ParseMediaType(r.Type); kind != "text/xml" && kind != "application/xml" {
		return fmt.Errorf("content type %q is not TwiML (12300)", r.Type)
	}
	decoder := xml.NewDecoder(strings.NewReader(r.Body))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("unreadable TwiML (12100): %w", err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local != "Response" {
			return fmt.Errorf("unexpected <%s> in TwiML", start.Name.Local)
		}
	}
}
