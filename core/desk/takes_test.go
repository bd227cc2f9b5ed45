package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/core"
)

// call lets citizen n ask for an officer, and returns their number.
func (o *office) call(n int) int64 {
	o.Helper()
	o.hear(message(n, "call", "PETUGAS"), message(n, "call-2", "NIK saya "+nik(n)+", mohon dicek ibu"))
	o.letters()
	calls, err := o.Calls(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range calls {
		if c.Address == phone(n) {
			return c.Person
		}
	}
	o.Fatal("nobody called")
	return 0
}

// audited looks for the lines of a deed in the audit, the latest first: who, and about what.
func (o *office) audited(what string, want ...string) {
	o.Helper()
	trail, err := o.Trail(o.Context(), core.TrailQuery{What: what}, operator)
	if err != nil {
		o.Fatal(err)
	}
	var got []string
	for _, l := range trail {
		got = append(got, l.By+": "+l.About)
	}
	if !slices.Equal(got, want) {
		o.Errorf("the audit of %q: %q, not %q", what, got, want)
	}
}

// One officer at a time has a conversation; the office's own words are kept out of it; who is handed back is told.
func TestTake(t *testing.T) {
	both(t, func(o *office) {
		rina, tuti, look := core.Actor{Name: "Rina", Role: core.Officer}, core.Actor{Name: "Tuti", Role: core.Officer}, core.Actor{Name: "Adi", Role: core.Viewer}
		who := o.call(1)
		taker := func() string {
			o.Helper()
			calls, err := o.Calls(o.Context())
			if err != nil || len(calls) != 1 {
				o.Fatal(calls, err)
			}
			return calls[0].Taker
		}
		o.key(o.Take(o.Context(), who, true, look), core.Conflict, "role")
		o.key(o.Answer(o.Context(), who, "Ya?", look), core.Conflict, "role")
		o.key(o.HandBack(o.Context(), who, look), core.Conflict, "role")
		o.key(o.Take(o.Context(), who+99, false, rina), core.Missing, "hung")
		if err := o.Take(o.Context(), who, false, rina); err != nil || taker() != "Rina" {
			o.Fatal(err)
		}
		if err := o.Take(o.Context(), who, false, rina); err != nil {
			o.Errorf("one's own: %v", err)
		}
		for _, err := range []error{o.Take(o.Context(), who, false, tuti), o.Answer(o.Context(), who, "Ya?", tuti), o.Leave(o.Context(), who, tuti),
			o.HandBack(o.Context(), who, tuti)} {
			o.key(err, core.Conflict, "taken")
			if err != nil && !strings.Contains(err.Error(), "Rina") {
				o.Error(err)
			}
		}
		o.hear(message(1, "more", "apakah bisa dibantu ibu"))
		if ls := o.letters(); len(ls) != 0 {
			o.Errorf("the office speaks while an officer does: %s", ls[0].Message.Text)
		}
		if err := o.Answer(o.Context(), who, "Sebentar, saya operator.", operator); err != nil || taker() != "Rina" {
			o.Errorf("the operator: %v, %s", err, taker())
		}
		if err := o.Take(o.Context(), who, true, tuti); err != nil || taker() != "Tuti" {
			o.Errorf("over: %v", err)
		}
		if err := o.Leave(o.Context(), who, tuti); err != nil || taker() != "" {
			o.Errorf("left: %v", err)
		}
		if err := o.Answer(o.Context(), who, "Silakan datang.", rina); err != nil || taker() != "Rina" {
			o.Errorf("who answers takes it: %v", err)
		}
		o.letters()
		calls, err := o.Calls(o.Context())
		if err != nil || strings.Contains(calls[0].Lines[0].Text, nik(1)) {
			o.Errorf("a NIK is shown: %v", err)
		}
		if c, err := o.ReadCall(o.Context(), who, rina); err != nil || !strings.Contains(c.Lines[0].Text, nik(1)) {
			o.Errorf("in full: %v", err)
		}
		_, err = o.ReadCall(o.Context(), who, look)
		o.key(err, core.Conflict, "role")
		if err := o.HandBack(o.Context(), who, rina); err != nil {
			o.Fatal(err)
		}
		if ls := o.letters(); len(ls) != 1 || ls[0].To != phone(1) || !strings.Contains(ls[0].Message.Text, "PETUGAS") {
			o.Errorf("the citizen is not told: %v", ls)
		}
		o.hear(message(1, "after", "KUOTA"))
		if ls := o.letters(); len(ls) != 1 {
			o.Errorf("the office does not answer again: %v", ls)
		}
		trail, err := o.Trail(o.Context(), core.TrailQuery{What: "take over conversation"}, dewi)
		if err != nil || len(trail) != 1 || trail[0].By != "Tuti" || !strings.Contains(trail[0].About, "Rina") {
			o.Errorf("%v, %v", trail, err)
		}
		o.audited("take conversation", "Rina: conversation 1", "Rina: conversation 1")
		o.audited("leave conversation", "Tuti: conversation 1")
		o.audited("read conversation", fmt.Sprintf("Rina: person %d", who))
		o.audited("hand back", "Rina: conversation 1")
		o.hear(message(1, "again", "PETUGAS"), message(1, "again-2", "halo ibu petugas, ada lagi"))
		if ls := o.letters(); len(ls) != 2 {
			o.Errorf("the next conversation begins anew: %v", ls)
		}
	})
}

// Who is being answered hears nothing of the office's own on the next day either; once nobody answers, it says again that it has noted.
func TestTakenOvernight(t *testing.T) {
	both(t, func(o *office) {
		rina := core.Actor{Name: "Rina", Role: core.Officer}
		who := o.call(1)
		if err := o.Take(o.Context(), who, false, rina); err != nil {
			o.Fatal(err)
		}
		if err := o.store.SetClock(o.Context(), tuesday.Add(1).At(9*60, catalogue().Office.Zone)); err != nil {
			o.Fatal(err)
		}
		o.hear(message(1, "next day", "apakah sudah ada kabar ibu"))
		if ls := o.letters(); len(ls) != 0 {
			o.Errorf("the office speaks while an officer does: %s", ls[0].Message.Text)
		}
		if err := o.Leave(o.Context(), who, rina); err != nil {
			o.Fatal(err)
		}
		o.hear(message(1, "left", "halo ibu petugas"))
		if ls := o.letters(); len(ls) == 0 || !strings.Contains(ls[len(ls)-1].Message.Text, "teruskan ke petugas") {
			o.Errorf("nobody says that it is noted: %v", ls)
		}
	})
}

// Who answers is shown beside the words what the citizen has filed and what was sent to them.
func TestCaller(t *testing.T) {
	both(t, func(o *office) {
		o.hear(filing(1), filing(2), message(1, "en", "ENGLISH"))
		who := o.call(1)
		f, err := o.Caller(o.Context(), who)
		if err != nil {
			o.Fatal(err)
		}
		if len(f.Requests) != 1 || f.Requests[0].Person != who || len(f.Letters) == 0 || f.Lang != "en" {
			o.Errorf("%+v", f)
		}
		for _, l := range f.Lines {
			if strings.Contains(l.Text, nik(1)) {
				o.Errorf("a NIK is shown: %s", l.Text)
			}
		}
		_, err = o.Caller(o.Context(), who+99)
		o.key(err, core.Missing, "hung")
	})
}
