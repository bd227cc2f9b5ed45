package outbox

import (
	"testing"
	"time"

	"loket/core"
)

// What the end of a call means, where that hangs on what the letter has met before.
func TestJudge(t *testing.T) {
	now := time.Date(2020, 3, 17, 9, 0, 0, 0, time.UTC)
	old, young := now.Add(-25*time.Hour), now.Add(-23*time.Hour)
	there := core.Address{Channel: core.TelegramChannel, ID: "-1001"}
	moved := &core.Error{Kind: core.Gone, Moved: there}
	for _, c := range []struct {
		name   string
		letter core.Letter
		err    error
		before luck
		state  core.State
		reason string
	}{
		{"sent", core.Letter{Parts: 1}, nil, luck{}, core.Sent, ""},
		{"the second of three parts", core.Letter{Part: 1, Parts: 3}, nil, luck{}, core.Sending, ""},
		{"the last of three parts", core.Letter{Part: 2, Parts: 3}, nil, luck{}, core.Sent, ""},
		{"closed", core.Letter{}, core.Errorf(core.Stopped, "x"), luck{}, core.Failed, "blocked"},
		{"gone", core.Letter{}, core.Errorf(core.Gone, "x"), luck{}, core.Failed, "gone"},
		{"moved", core.Letter{}, moved, luck{}, core.Owed, ""},
		{"moved again", core.Letter{}, moved, luck{moved: true}, core.Failed, "gone"},
		{"away for a day", core.Letter{Since: old}, core.Errorf(core.Away, "x"), luck{tries: fewest}, core.Failed, "unreachable"},
		{"away for less", core.Letter{Since: young}, core.Errorf(core.Away, "x"), luck{tries: fewest}, core.Owed, ""},
		{"away now, laid aside for a day", core.Letter{Since: old}, core.Errorf(core.Away, "x"), luck{tries: 1}, core.Owed, ""},
		{"the account is at fault for a day", core.Letter{Since: old}, core.Errorf(core.Operator, "x"), luck{tries: 99}, core.Owed, ""},
		{"in doubt for a day", core.Letter{Since: old, Unclear: fewest}, core.Errorf(core.Doubt, "x"), luck{}, core.Failed, "unreachable"},
		{"in doubt for less", core.Letter{Since: young, Unclear: fewest}, core.Errorf(core.Doubt, "x"), luck{}, core.Doubtful, ""},
		{"in doubt after a day", core.Letter{Since: old}, core.Errorf(core.Doubt, "x"), luck{}, core.Doubtful, ""},
		{"in doubt too often", core.Letter{Unclear: doubles}, core.Errorf(core.Doubt, "x"), luck{}, core.Failed, "unreachable"},
	} {
		o := judge(c.letter, "r", c.err, c.before, now, 0).outcome
		if o.State != c.state || o.Reason != c.reason {
			t.Errorf("%s: %s %q instead of %s %q", c.name, o.State, o.Reason, c.state, c.reason)
		}
		if to := map[bool]core.Address{true: there}[c.name == "moved"]; o.Moved != to {
			t.Errorf("%s: moved to %v", c.name, o.Moved)
		}
	}
}
