package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"loket/core"
	"loket/core/desk"
	"loket/storage/storagetest"
)

const bot = "bot-1"

var operator = core.Actor{Name: "command:root", Role: core.Operating}

// hall is an office that announces: due acts are done when a test says so, and a second yes is needed beyond three letters.
type hall struct{ *office }

// halls runs a test on a hall on each kind of database.
func halls(t *testing.T, test func(h *hall)) {
	storagetest.Both(t, func(t *testing.T, address string) { test(newHall(t, address)) })
}

func newHall(t *testing.T, address string) *hall {
	cat := *catalogue()
	cat.Office.Announce.Second = 3
	return &hall{openAs(t, &cat, address, func(o *desk.Options, _ *desk.Engine) {
		o.Still = true
		o.Limits[core.TelegramChannel] = core.Limits{Buttons: 100, Edits: true}
		o.Accounts[core.TelegramChannel] = bot
	})}
}

func chat(n int) core.Address {
	return core.Address{Channel: core.TelegramChannel, ID: fmt.Sprint(1000 + n)}
}

// follow imports people who follow: the addresses, each with a consent of two weeks ago.
func (h *hall) follow(as ...core.Address) {
	h.Helper()
	var b strings.Builder
	b.WriteString("channel,address,lang,kecamatan,consent,role\n")
	for _, a := range as {
		fmt.Fprintf(&b, "%s,%s,,Kesambi,2020-03-02 formulir,\n", a.Channel, a.ID)
	}
	if _, err := h.ImportSubscribers(h.Context(), strings.NewReader(b.String()), false, "Dewi"); err != nil {
		h.Fatal(err)
	}
}

func (h *hall) catchUp() {
	h.Helper()
	if err := h.CatchUp(h.Context()); err != nil {
		h.Fatal(err)
	}
}

// at moves the office's clock and does what became due.
func (h *hall) at(hour, minute int) {
	h.Helper()
	if err := h.store.SetClock(h.Context(), tuesday.At(hour*60+minute, catalogue().Office.Zone)); err != nil {
		h.Fatal(err)
	}
	h.catchUp()
}

func all() core.Audience { return core.Audience{To: []core.Selector{{}}} }

func words(text string) core.Notice {
	return core.Notice{Texts: map[string]string{"id": text}, Audience: all()}
}

// announce sends a notice for the operator, with yes to every question, and makes its letters.
func (h *hall) announce(n core.Notice) core.Notice {
	h.Helper()
	by := operator
	by.Yes = true
	made, err := h.Announce(h.Context(), n, by, true)
	if err != nil {
		h.Fatal(err)
	}
	h.catchUp()
	return made
}

// leave lets up to n letters of an account leave, and returns them.
func (h *hall) leave(account string, n int) []core.Letter {
	h.Helper()
	ls, err := h.store.Claim(h.Context(), account, n)
	if err != nil {
		h.Fatal(err)
	}
	var outcomes []core.Outcome
	for _, l := range ls {
		outcomes = append(outcomes, core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint("r", l.ID)})
	}
	if err := h.store.Settle(h.Context(), outcomes); err != nil {
		h.Fatal(err)
	}
	return ls
}

// stands is how a notice stands.
func (h *hall) stands(id int64) core.Noticed {
	h.Helper()
	n, _, err := h.Notice(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	l := n.Ledger
	if l.Owed+l.Sending+l.Sent+l.Delivered+l.Failed+l.Skipped+l.Doubt != l.Audience {
		h.Errorf("the counts do not add up: %+v", l)
	}
	return n
}

func (h *hall) is(id int64, state core.NoticeState) core.Ledger {
	h.Helper()
	n := h.stands(id)
	if n.Notice.State != state {
		h.Errorf("announcement %d is %s, not %s: %+v", id, n.Notice.State, state, n.Ledger)
	}
	return n.Ledger
}
