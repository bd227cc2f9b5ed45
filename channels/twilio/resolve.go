package twilio

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"loket/core"
)

const (
	skew     = 5 * time.Second  // how far Twilio's clock may be behind the database's; it also cuts to whole seconds
	patience = 60 * time.Second // until Twilio's listing certainly shows what it took
)

// Resolve asks Twilio what it sent to the letter's number since the attempt. It serves when no report has come: that
// names the letter and needs no search. What is found is the earliest message of the same sender and text that is not
// known to be another letter's; what is not found a minute after the attempt was not taken.
func (c *Channel) Resolve(ctx context.Context, l core.Letter) (core.State, string, error) {
	sids, err := c.sentSince(ctx, l, l.AttemptAt.Add(-skew))
	if err != nil {
		return core.Doubtful, "", err
	}
	if sid, ok := c.receipts.claim(sids, l.ID); ok {
		return core.Sent, sid, nil
	}
	if c.now().Sub(l.AttemptAt) < patience {
		return core.Doubtful, "", nil
	}
	return core.Owed, "", nil
}

// sentSince lists the messages that may be the letter, the earliest first. Twenty messages are enough but for a number
// that was written to without pause; then a thousand, which is the most that one page holds.
func (c *Channel) sentSince(ctx context.Context, l core.Letter, since time.Time) (sids []string, err error) {
	for _, size := range []int{20, 1000} {
		p := new(openapi.ListMessageParams).SetTo(l.To.ID).SetPageSize(size)
		page, err := c.rest(ctx).PageMessage(p, "", "")
		if err := understood(err); err != nil {
			return nil, err
		}
		sids = nil
		oldest := time.Time{}
		for _, m := range page.Messages { // the newest first
			created, err := time.Parse(time.RFC1123Z, deref(m.DateCreated))
			if err != nil {
				continue
			}
			oldest = created
			if !created.Before(since) && c.is(m, l) {
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

// is says whether a message looks like the letter. The messaging service chooses the number, so it is compared instead.
func (c *Channel) is(m openapi.ApiV2010Message, l core.Letter) bool {
	from := m.From
	if c.from.service() {
		from = m.MessagingServiceSid
	}
	return deref(m.To) == l.To.ID && deref(from) == string(c.from) && deref(m.Sid) != "" &&
		plain(deref(m.Body)) == plain(smsText(l.Message))
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

// receipts remembers for a while which letter a message of Twilio's is, so that of two letters with the same text one
// is not taken for the other. It is a memory, not a ledger: what it forgets, or never knew after a restart, makes the
// search less sharp and nothing else.
type receipts struct {
	sync.Mutex
	young, old map[string]int64
}

const receiptsMax = 1 << 13 // of each generation

func (r *receipts) note(sid string, letter int64) {
	r.Lock()
	defer r.Unlock()
	r.keep(sid, letter)
}

func (r *receipts) keep(sid string, letter int64) {
	if r.young == nil || len(r.young) >= receiptsMax {
		r.young, r.old = map[string]int64{}, r.young
	}
	r.young[sid] = letter
}

// claim takes the message that is the letter's, else the first that is nobody's.
func (r *receipts) claim(sids []string, letter int64) (string, bool) {
	r.Lock()
	defer r.Unlock()
	free := ""
	for _, sid := range sids {
		owner, known := r.young[sid]
		if !known {
			owner, known = r.old[sid]
		}
		if known && owner == letter {
			return sid, true
		}
		if !known && free == "" {
			free = sid
		}
	}
	if free != "" {
		r.keep(free, letter)
	}
	return free, free != ""
}
