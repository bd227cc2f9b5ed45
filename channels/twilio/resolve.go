package twilio

import (
	"context"
	"slices"
	"strings"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"loket/core"
)

const (
	skew     = 5 * time.Second  // Twilio cuts its times to whole seconds, and its machines do not quite agree
	apart    = 10 * time.Minute // how far its clock may be from ours when it does not tell it
	patience = 60 * time.Second // until Twilio's listing certainly shows what it took
)

// Resolve asks Twilio what it sent to the letter's number since the attempt. It serves when no report has come: that
// names the letter and needs no search. What is found is the earliest message of the same sender and text that is not
// known to be another letter's; what is not found a minute after the attempt was not taken.
func (c *Channel) Resolve(ctx context.Context, l core.Letter) (core.State, string, error) {
	sent := plain(smsText(l.Message))
	return c.resolve(ctx, l, func(body string) bool { return plain(body) == sent })
}

// resolve does so with a rule for which text may be the letter's.
func (c *line) resolve(ctx context.Context, l core.Letter, says func(body string) bool) (core.State, string, error) {
	age := c.now().Sub(l.AttemptAt) // before the listing, which is to show all that is older than patience
	sids, err := c.sentSince(ctx, l, says)
	if err != nil {
		return core.Doubtful, "", err
	}
	for _, sid := range sids {
		if !slices.Contains(l.Known, sid) {
			return core.Sent, sid, nil
		}
	}
	if age < patience {
		return core.Doubtful, "", nil
	}
	return core.Owed, "", nil
}

// sentSince lists the messages that may be the letter, the earliest first. Twenty messages are enough but for a number
// that was written to without pause; then a thousand, which is the most that one page holds.
func (c *line) sentSince(ctx context.Context, l core.Letter, says func(string) bool) (sids []string, err error) {
	for _, size := range []int{20, 1000} {
		var date time.Time
		p := new(openapi.ListMessageParams).SetTo(c.prefix + l.To.ID).SetPageSize(size)
		page, err := call{c.wire, ctx, &date}.service().PageMessage(p, "", "")
		if err := understood(err); err != nil {
			return nil, err
		}
		since := c.attempted(l, date)
		sids = nil
		oldest := time.Time{}
		for _, m := range page.Messages { // the newest first
			created, err := time.Parse(time.RFC1123Z, deref(m.DateCreated))
			if err != nil {
				continue
			}
			oldest = created
			if !created.Before(since) && c.is(m, l, says) {
				sids = append(sids, deref(m.Sid))
			}
		}
		if len(page.Messages) < size || oldest.Before(since) {
			break
		}
	}
	slices.Reverse(sids)
	return sids, nil
}

// attempted is the earliest time at which the attempt may have been made, by Twilio's clock, which said date just now.
func (c *line) attempted(l core.Letter, date time.Time) time.Time {
	if date.IsZero() {
		return l.AttemptAt.Add(-apart)
	}
	return date.Add(-c.now().Sub(l.AttemptAt)).Add(-skew)
}

// is says whether a message looks like the letter. The messaging service chooses the number, so it is compared instead.
func (c *line) is(m openapi.ApiV2010Message, l core.Letter, says func(string) bool) bool {
	from, ours := m.From, c.prefix+string(c.from)
	if c.from.service() {
		from, ours = m.MessagingServiceSid, string(c.from)
	}
	return deref(m.To) == c.prefix+l.To.ID && deref(from) == ours && deref(m.Sid) != "" && says(deref(m.Body))
}

// plain undoes what Twilio may do to a text on the way: smart encoding, and a trial account's own words in front.
func plain(text string) string {
	text = strings.TrimPrefix(text, "Sent from your Twilio trial account - ")
	return core.CleanSMS(strings.TrimSpace(text))
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
