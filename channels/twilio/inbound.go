package twilio

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loket/core"
)

const mediaMax = 10 // files of one message

// inbound reads what someone wrote. why says, when it is not for the desk, what to count it as: nobody can be answered
// who has a name or a short code for an address, and what comes for a channel that is not on waits for nobody.
//
// The words for STOP and START are Twilio's signals about the address, with the text kept. For HELP Twilio has sent its own
// answer, but INFO counts as HELP too and is a question to the office, so the text goes on as any other.
func (c *line) inbound(r *http.Request, form url.Values) (in core.Inbound, why string) {
	from, ok := address(form.Get("From"))
	account, on := c.accounts[from.Channel]
	switch {
	case !ok:
		return in, "unanswerable sender"
	case !on:
		return in, "channel off"
	case from.Channel+":"+from.ID == account:
		return in, "own message"
	}
	in = core.Inbound{
		ID: messageID(form), Account: account, From: from, Text: decoded(form.Get("Body")), Media: media(form), At: c.now(),
	}
	if len(in.Media) > 0 && from.Channel == core.WhatsAppChannel {
		in.Album = together(in.At)
	}
	if token := cmp.Or(form.Get("ButtonPayload"), form.Get("ListId")); token != "" {
		in.Choice, in.Text = token, "" // the text is the label, or what there was room for of it
	}
	if in.ID == "" {
		// Twilio always sends one. Should it not, the signature is a name that a redelivery shares and nobody can guess.
		in.ID = r.Header.Get("X-Twilio-Signature")
	}
	switch strings.ToUpper(form.Get("OptOutType")) {
	case "STOP":
		in.Signal = core.Closed
	case "START":
		in.Signal = core.Reachable
	}
	return in, ""
}

// together names the stretch of time in which pictures came. WhatsApp sends those of one go as a message each, and Twilio does not say that
// they belong together: what one person sends within the same ten seconds is taken for one go.
func together(at time.Time) string { return "t" + strconv.FormatInt(at.Unix()/10, 10) }

// proper is an Indonesian mobile number as it is kept, which is what nearly all senders here have: there is nothing to read.
var proper = regexp.MustCompile(`^\+628[0-9]{8,11}$`)

// address reads a sender as Twilio writes it. A number in proper form that the office's rules for Indonesian numbers do
// not know is taken as it is: it did reach us.
func address(from string) (a core.Address, ok bool) {
	a.Channel = core.SMSChannel
	if number, found := strings.CutPrefix(from, whatsAppPrefix); found {
		a.Channel, from = core.WhatsAppChannel, number
	}
	if !proper.MatchString(from) {
		if number, err := core.ParsePhone(from); err == nil {
			from = number
		}
	}
	a.ID = from
	return a, e164.MatchString(from)
}

var sid = regexp.MustCompile(`^[0-9A-Za-z]{1,64}$`)

// messageID is Twilio's id of the message that a webhook is about, under its present or an older name.
func messageID(form url.Values) string {
	for _, name := range []string{"MessageSid", "SmsMessageSid", "SmsSid"} {
		if id := form.Get(name); sid.MatchString(id) {
			return id
		}
	}
	return ""
}

func media(form url.Values) (files []core.Media) {
	n, err := strconv.Atoi(form.Get("NumMedia"))
	if err != nil {
		return nil
	}
	for i := range min(n, mediaMax) {
		at := strconv.Itoa(i)
		if handle := form.Get("MediaUrl" + at); handle != "" {
			files = append(files, core.Media{Kind: form.Get("MediaContentType" + at), Handle: handle})
		}
	}
	return files
}

// decoded undoes the base64 in which long texts may come. Nothing announces it, so only what is base64 from end to end,
// at least 60 characters of it, and turns out to be words with spaces between them is taken for it.
func decoded(body string) string {
	if len(body) < 60 || len(body)%4 != 0 {
		return body
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(body)
	text := string(raw)
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) }
	if err != nil || strings.ContainsAny(body, "\r\n") || !utf8.ValidString(text) ||
		!strings.Contains(text, " ") || strings.ContainsFunc(text, unprintable) {
		return body
	}
	return text
}
