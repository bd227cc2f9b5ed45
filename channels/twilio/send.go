package twilio

import (
	"context"
	"fmt"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"loket/core"
)

const (
	textMax = 1600 // UTF-16 units of one message, whatever its segments

	// An answer that Twilio could not hand on for four hours finds a person who has asked again or gone home, and
	// reads as the answer to something else. News of a request and announcements keep Twilio's own limit of ten hours:
	// the evening's closure is still worth knowing in the morning.
	replyValid = 4 * time.Hour
	validMax   = 10 * time.Hour
)

// Send makes one call. Its errors hold neither number nor text.
func (c *Channel) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	text := smsText(l.Message)
	switch err := c.addressed(l); {
	case err != nil:
		return "", err
	case text == "":
		return "", core.Errorf(core.Refused, "twilio: the letter is empty")
	case core.UTF16Len(text) > textMax:
		return "", core.Errorf(core.Refused, "twilio: the letter is longer than %d characters", textMax)
	}
	return c.post(ctx, l, new(openapi.CreateMessageParams).SetBody(text))
}

// addressed refuses letters that are not this channel's to send.
func (c *line) addressed(l core.Letter) error {
	switch {
	case l.To.Channel != c.name:
		return core.Errorf(core.Refused, "twilio: the letter goes to another channel (%s)", l.To.Channel)
	case !e164.MatchString(l.To.ID):
		return core.Errorf(core.Gone, "twilio: the address is no phone number")
	}
	return nil
}

// post sends what the parameters say to a letter's recipient.
func (c *line) post(ctx context.Context, l core.Letter, p *openapi.CreateMessageParams) (receipt string, err error) {
	p.SetTo(c.prefix + l.To.ID)
	if c.from.service() {
		p.SetMessagingServiceSid(string(c.from))
	} else {
		p.SetFrom(c.prefix + string(c.from))
	}
	if len(c.public) > 0 {
		p.SetStatusCallback(c.public[0] + statusPath + about(l))
	}
	if valid := c.valid(l); valid < validMax {
		p.SetValidityPeriod(max(1, int(valid.Seconds())))
	}
	made, err := c.rest(ctx).CreateMessage(p)
	if err := understood(err); err != nil {
		return "", err
	}
	if made.Sid == nil || *made.Sid == "" {
		return "", core.Errorf(core.Doubt, "twilio: %w", errUnreadable)
	}
	return *made.Sid, nil
}

// about is what the address for reports says: whose they are, and of a text in parts, which part's.
func about(l core.Letter) string {
	query := fmt.Sprintf("?letter=%d&attempt=%d", l.ID, l.Attempt)
	if l.Parts > 1 {
		query += fmt.Sprintf("&part=%d&parts=%d", l.Part, l.Parts)
	}
	return query
}

// valid is for how long Twilio may try to hand a letter on: as long as it is of use.
func (c *line) valid(l core.Letter) time.Duration {
	valid := validMax
	if l.Lane == core.ReplyLane {
		valid = replyValid
	}
	if !l.Until.IsZero() {
		valid = min(valid, l.Until.Sub(c.now()))
	}
	return valid
}

// smsText is what a letter says by SMS, which carries no picture: a link worth sending is part of the text.
func smsText(m core.Message) string { return core.SMSText(m.Text) }
