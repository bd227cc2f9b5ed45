package storagetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/core"
	"loket/storage"
)

// Run runs the suite. address gives the URL of an empty database of the kind under test.
func Run(t *testing.T, address func(testing.TB) string) {
	for _, noun := range []struct {
		name string
		test func(*office)
	}{
		{"clock", clock}, {"inbox", inbox}, {"people", people}, {"follow", follow}, {"overrides", overrides}, {"days", days},
		{"book", book}, {"book in one tray", bookTray}, {"a NIK twice", bookTwice}, {"move", move}, {"requests", requests},
		{"slots", slots}, {"begun slots", begun}, {"reslot", reslot}, {"pickups", pickups}, {"weights", weights}, {"shares", shares},
		{"released", released}, {"the end of the line", lineEnd}, {"aside", aside}, {"a withdrawn offer", withdrawnOffer}, {"hours", hours},
		{"holidays", holidays}, {"recap", recap}, {"shift", shift}, {"a request's life", life},
		{"queued", queued}, {"answers", answers}, {"no slot for an offer", strandedOffer}, {"passed over", passedOver}, {"divided later", dividedLater}, {"carry", carry},
		{"amend", amend}, {"amend refused", amendRefused}, {"calls", calls}, {"post", post}, {"claim", claim}, {"claim in order", claimOrder}, {"settle", settle}, {"report", report},
		{"doubt", doubt}, {"shut", shut}, {"leases", leases}, {"acts", acts}, {"due", due}, {"subscribers", subscribers}, {"half imported", halfImported},
		{"contacts", contacts}, {"unite", unites}, {"unite followers", unitesFollowers}, {"unite conversations", unitesCalls}, {"staff stay apart", staffStayApart}, {"part", parted}, {"part with all", partedWithAll},
		{"notices", notices}, {"fan-out", fanOut}, {"several addresses", several},
		{"under way", underWay}, {"spread", spread}, {"lanes", lanes}, {"stopped", stopped}, {"given up", givenUp}, {"put back", putBack},
		{"resend", resend}, {"resend twice", resendTwice}, {"correct", correct}, {"withdraw", withdraw}, {"edit", edit},
		{"parts", parts}, {"phones", phones}, {"phones and announcements", phonesOfNotices}, {"moved", moved}, {"ceilings", ceilings}, {"lost", lost}, {"staff", staff}, {"codes", codes}, {"links", links}, {"forward", forward}, {"sessions", sessions}, {"sweep", sweep},
		{"trail", trail}, {"takes", takes}, {"tally", tally}, {"search", search}, {"search by pages", searchPages}, {"tokens", tokens}, {"slot moves", slotMoves}, {"letters to", lettersTo}, {"news", news},
		{"prune messages", pruneMessages}, {"prune acts", pruneActs}, {"prune letters", pruneLetters}, {"prune notices", pruneNotices}, {"prune tries", pruneTries}, {"prune papers", prunePapers},
		{"attach", attach}, {"tries", tries}, {"uploads", uploads}, {"files", keepFiles}, {"unreadable files", unreadable}, {"sweep files", sweepFiles},
		{"heard", heardOf}, {"detour", detour}, {"detour of a closed address", detourShut}, {"detour in vain", detourVain},
		{"detour of an announcement", detourNotice}, {"detour that is over", detourOver}, {"detour of what was replaced", detourReplaced}, {"detours that meet", detourMeet},
		{"view", view}, {"contention", contention}, {"large trays", large}, {"silence", silence},
	} {
		t.Run(noun.name, func(t *testing.T) {
			t.Parallel()
			url := address(t)
			noun.test(&office{T: t, address: url, s: Open(t, url)})
		})
	}
}

// office is an office under test; its methods fail the test rather than return an error.
type office struct {
	*testing.T
	address string
	s       *storage.Store
}

// tx runs fn in one transaction.
func (o *office) tx(fn func(core.Tx)) {
	o.Helper()
	if err := o.s.Tx(context.Background(), func(tx core.Tx) error { fn(tx); return nil }); err != nil {
		o.Fatal(err)
	}
}

// got insists on success: got[T](o)(tx.Days(ds)).
func got[T any](o *office) func(T, error) T {
	return func(v T, err error) T {
		o.Helper()
		if err != nil {
			o.Fatal(err)
		}
		return v
	}
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// same compares everything, personal data included.
func (o *office) same(about string, got, want any) {
	o.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		o.Errorf("%s (-want +got):\n%s", about, diff)
	}
}

// begin makes it the morning of the 17th of March 2020, unless it is later already, or somebody has written.
func (o *office) begin() {
	o.Helper()
	o.ok(o.s.SetClock(context.Background(), tuesday.At(8*60, Zone)))
}

var tuesday = core.Date{Year: 2020, Month: time.March, Day: 17}

func phone(n int) core.Address {
	return core.Address{Channel: core.SMSChannel, ID: fmt.Sprintf("+62812555%05d", n)}
}

func nik(n int) core.NIK { return core.NIK(fmt.Sprintf("327401%010d", n)) }

// person makes, or finds, the person behind phone n.
func (o *office) person(n int) (p core.Person) {
	o.Helper()
	o.tx(func(tx core.Tx) { p = got[[]core.Person](o)(tx.People([]core.Address{phone(n)}))[0] })
	return p
}

// draft is a form of the person behind phone n, for NIK n, on a day of 3 places.
func (o *office) draft(n int) core.Draft {
	o.Helper()
	return draftOf(o.person(n).ID, n)
}

func draftOf(person int64, n int) core.Draft {
	return core.Draft{Person: person, Via: "chat", Channel: core.SMSChannel, Service: "akta-lahir", NIK: nik(n),
		Name: core.Name(fmt.Sprintf("SITI AMINAH %d", n)), Day: tuesday, Cap: 3, Letter: "C", Earliest: core.Date{Year: 2020, Month: time.April, Day: 1}}
}

func (o *office) book(ds ...core.Draft) (bs []core.Booking) {
	o.Helper()
	o.begin()
	o.tx(func(tx core.Tx) { bs = got[[]core.Booking](o)(tx.Book(ds, Calendar())) })
	return bs
}

func (o *office) move(ms ...core.Move) (moved []core.Moved) {
	o.Helper()
	o.tx(func(tx core.Tx) { moved = got[[]core.Moved](o)(tx.Move(ms)) })
	return moved
}

func (o *office) day(d core.Date) (day core.Day) {
	o.Helper()
	o.tx(func(tx core.Tx) { day = got[[]core.Day](o)(tx.Days([]core.Date{d}))[0] })
	return day
}

// letter is one to the person behind phone n.
func (o *office) letter(n int, cause string) core.Letter {
	o.Helper()
	p := o.person(n)
	return core.Letter{Cause: cause, Person: p.ID, AddressID: p.AddressID, Account: "sms", Lane: core.ServiceLane,
		Message: core.Message{Text: "Permohonan Anda siap diambil", Choices: []core.Choice{{Token: "ok", Label: "Baik"}}}}
}

func (o *office) post(ls ...core.Letter) {
	o.Helper()
	o.tx(func(tx core.Tx) { o.ok(tx.Post(ls)) })
}

func (o *office) claim(n int) []core.Letter {
	o.Helper()
	return got[[]core.Letter](o)(o.s.Claim(context.Background(), "sms", n))
}

func (o *office) settle(outcomes ...core.Outcome) {
	o.Helper()
	o.ok(o.s.Settle(context.Background(), outcomes))
}

func (o *office) report(reports ...core.Report) {
	o.Helper()
	o.ok(o.s.Report(context.Background(), reports))
}

// owing compares how many letters stand in which state.
func (o *office) owing(want map[core.State]int) {
	o.Helper()
	o.same("letters by state", got[map[core.State]int](o)(o.s.Owing(context.Background(), "sms")), want)
}

func causes(ls []core.Letter) (all []string) {
	for _, l := range ls {
		all = append(all, l.Cause)
	}
	return all
}
