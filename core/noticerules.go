package core

import (
	"strings"
	"time"
)

// NoticeRules are an office's rules for announcements.
type NoticeRules struct {
	Hours    Hours  // of a day, in which letters leave that are not urgent
	Second   int    // more letters than this need a second member's yes
	Text     int    // the longest text, in UTF-16 units
	SMSLimit int    // SMS parts that one account may send on a day; 0: no ceiling
	Price    int    // of one SMS part, in Currency; 0: unknown
	Currency string // Rp
}

// LongestSpread and LongestAhead bound what is surely a slip of the finger.
const (
	LongestSpread = 14 * 24 * time.Hour
	LongestAhead  = 366 * 24 * time.Hour
)

// Check says what is wrong with a notice that is to be sent at now; nil if nothing is. The error names a text of the
// catalog under bad.
func (n Notice) Check(now time.Time, rules NoticeRules) *Error {
	bad := func(key, operator string, args map[string]any) *Error {
		e := Errorf(Invalid, "%s", operator)
		e.Key, e.Args = "bad."+key, args
		return e
	}
	begins := n.At
	if begins.IsZero() {
		begins = now
	}
	for lang, text := range n.Texts {
		if units := UTF16Len(text); units > rules.Text {
			return bad("long", "a text is longer than the office file's announce.text allows: shorten it", map[string]any{"n": units, "limit": rules.Text, "language": lang})
		}
	}
	switch {
	case strings.TrimSpace(n.Texts["id"]) == "":
		return bad("empty", "the text is empty: write what is to be announced", nil)
	case len(n.Audience.To) == 0:
		return bad("audience", "no audience is named: say who is to get it, such as all", nil)
	case !n.At.IsZero() && n.At.Before(now.Add(-time.Minute)):
		return bad("past", "the time is past: name one to come, or leave it away to send now", nil)
	case n.At.After(now.Add(LongestAhead)):
		return bad("far", "the time is more than a year away: name a nearer one", nil)
	case !n.Expires.IsZero() && !n.Expires.After(now):
		return bad("over", "the announcement is over before it is sent: name an end that is still to come", nil)
	case !n.Expires.IsZero() && !n.Expires.After(begins):
		return bad("order", "the end is not after the start: name a later end", nil)
	case n.Spread < 0 || n.Spread > LongestSpread:
		return bad("spread.far", "the spread must be between nothing and 14 days", nil)
	case n.Spread > 0 && !n.Expires.IsZero() && begins.Add(n.Spread).After(n.Expires):
		return bad("spread", "the spread is longer than there is time until the end: shorten it, or name a later end", nil)
	case n.Every < 0 || n.Every > 366:
		return bad("every", "it is repeated after 1 to 366 days", nil)
	case n.Every > 0 && n.Expires.IsZero():
		return bad("every.end", "a repeated announcement needs an end: name when it is over", nil)
	}
	return nil
}
