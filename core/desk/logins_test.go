package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"loket/core"
)

// member links the phone of citizen n to a member of staff of some role, and takes what was said.
func (o *office) member(n int, name string, role core.Role) core.Staff {
	o.Helper()
	code, err := o.AddStaff(o.Context(), name, role, operator)
	if err != nil {
		o.Fatal(err)
	}
	err = o.store.Tx(o.Context(), func(tx core.Tx) error {
		people, err := tx.People([]core.Address{phone(n)})
		if err != nil {
			return err
		}
		_, _, err = tx.LinkStaff(code, people[0].ID, people[0].AddressID)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	all, err := o.Members(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	for _, s := range all {
		if s.Name == name && s.Address != 0 {
			return s
		}
	}
	o.Fatalf("%s is not linked: %v", name, all)
	return core.Staff{}
}

// key is a text that a refusal is told by.
func (o *office) key(err error, kind core.Kind, key string) {
	o.Helper()
	var e *core.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != "bad."+key {
		o.Errorf("bad.%s wanted: %v", key, err)
		return
	}
	for _, lang := range []string{"id", "en"} {
		if text := catalogue().Text(lang, e.Key, false, e.Args); text == e.Key || strings.Contains(text, "{") {
			o.Errorf("%s in %s: %q", e.Key, lang, text)
		}
	}
}

func TestSendLink(t *testing.T) {
	both(t, func(o *office) {
		s := o.member(1, "Rina Wati", core.Officer)
		const base = "https://loket.example.go.id/login/"
		var tokens []string
		var all sync.WaitGroup
		for range 5 { // at once
			all.Go(func() {
				if err := o.SendLink(o.Context(), " rina  WATI", base); err != nil {
					o.Error(err)
				}
			})
		}
		all.Wait()
		o.catchUp()
		ls := o.letters()
		if len(ls) != 3 {
			o.Fatalf("%d letters, not 3", len(ls))
		}
		for _, l := range ls {
			text := l.Message.Text
			if l.To != phone(1) || l.Lane != core.ReplyLane || core.CountSMS(text).Segments != 1 || !strings.Contains(text, base) ||
				strings.Contains(text, "{") {
				o.Errorf("%v: %s", l, text)
			}
			_, token, _ := strings.Cut(strings.Fields(text[strings.Index(text, "https"):])[0], "/login/")
			tokens = append(tokens, token)
			if len(token) != 20 || strings.Contains(l.Cause, token) {
				o.Errorf("a token stands in a cause, or is none: %d characters", len(token))
			}
		}
		works := 0
		var who core.Staff
		for _, token := range tokens {
			if _, ok, err := o.Linked(o.Context(), token); err != nil {
				o.Fatal(err)
			} else if !ok {
				continue
			}
			works++
			var ok bool
			var err error
			if who, ok, err = o.LogIn(o.Context(), token); err != nil || !ok || who.ID != s.ID {
				o.Errorf("%v %v %v", who.Name, ok, err)
			}
			if _, ok, err := o.LogIn(o.Context(), token); err != nil || ok {
				o.Errorf("a link works twice: %v", err)
			}
		}
		if works != 1 {
			o.Errorf("%d of the links work, not the last one alone", works)
		}
		for _, name := range []string{"Tidak Ada", "", "Rina", "Rina Wati"} { // for each of them the same is done before it is answered
			before := o.acts("login")
			if err := o.SendLink(o.Context(), name, base); err != nil {
				o.Errorf("%q: %v", name, err)
			}
			if after := o.acts("login"); after != before+1 {
				o.Errorf("%q defers %d acts", name, after-before)
			}
		}
		o.catchUp()
		if _, err := o.AddStaff(o.Context(), "Belum", core.Viewer, operator); err != nil {
			o.Fatal(err)
		}
		if err := o.SendLink(o.Context(), "Belum", base); err != nil {
			o.Fatal(err)
		}
		if o.catchUp(); len(o.letters()) != 0 {
			o.Error("somebody was written to who has no chat, is nobody, or has asked too often")
		}
		if err := o.store.SetClock(o.Context(), tuesday.At(8*60+41, catalogue().Office.Zone)); err != nil {
			o.Fatal(err)
		}
		if err := o.SendLink(o.Context(), "Rina Wati", base); err != nil {
			o.Fatal(err)
		}
		if o.catchUp(); len(o.letters()) != 1 {
			o.Error("ten minutes later there is no other")
		}
		trail, err := o.Trail(o.Context(), core.TrailQuery{By: "Rina Wati"}, dewi)
		if err != nil || len(trail) < 5 {
			o.Errorf("%v, %v", trail, err)
		}
		for _, line := range trail {
			for _, token := range tokens {
				if strings.Contains(fmt.Sprint(line), token) {
					o.Error("a token stands in the audit")
				}
			}
		}
		_, err = o.Trail(o.Context(), core.TrailQuery{}, s.Actor())
		o.key(err, core.Conflict, "role")
	})
}

// The link stands whole in one of the parts of a long SMS, and is said in the member's language.
func TestLinkWhole(t *testing.T) {
	link := "https://loket.disdukcapil.kabupaten-kepulauan-yang-panjang.go.id/console/login/ABCDEFGHIJKLMNOPQRST"
	for _, lang := range []string{"id", "en"} {
		text := engine().LoginLink(lang, core.Limits{Short: true}, link).Text
		whole := false
		for _, part := range core.SplitSMS(text, 153) {
			whole = whole || strings.Contains(part, link)
		}
		if !whole {
			t.Errorf("%s: %q", lang, text)
		}
		if full := engine().LoginLink(lang, core.Limits{}, link).Text; !strings.Contains(full, link) || !strings.Contains(full, "10 ") {
			t.Errorf("%s: %q", lang, full)
		}
	}
}

func TestLink(t *testing.T) {
	both(t, func(o *office) {
		rina, admin := o.member(1, "Rina", core.Officer), o.member(2, "Tuti", core.Admin)
		_, err := o.Link(o.Context(), "Rina", rina.Actor())
		o.key(err, core.Conflict, "role")
		_, err = o.Link(o.Context(), "Nobody", operator)
		o.key(err, core.Missing, "member")
		first, err := o.Link(o.Context(), "rina", operator)
		if err != nil {
			o.Fatal(err)
		}
		second, err := o.Link(o.Context(), "Rina", admin.Actor())
		if err != nil {
			o.Fatal(err)
		}
		if _, ok, err := o.LogIn(o.Context(), first); ok || err != nil {
			o.Errorf("an earlier link works: %v", err)
		}
		if s, ok, err := o.Linked(o.Context(), second); !ok || err != nil || s.ID != rina.ID {
			o.Errorf("%v, %v", ok, err)
		}
		if s, ok, err := o.Worker(o.Context(), rina.ID); !ok || err != nil || s.Role != core.Officer {
			o.Errorf("%v, %v", ok, err)
		}
		if err := o.RemoveStaff(o.Context(), "Rina", operator); err != nil {
			o.Fatal(err)
		}
		if _, ok, err := o.LogIn(o.Context(), second); ok || err != nil {
			o.Errorf("a removed member logs in: %v", err)
		}
		if _, ok, err := o.Worker(o.Context(), rina.ID); ok || err != nil {
			o.Errorf("a removed member works here: %v", err)
		}
	})
}

// TestStaffNames: however a name is typed, it is one member's, to whom the link leads that is made for it.
func TestStaffNames(t *testing.T) {
	both(t, func(o *office) {
		for _, typed := range []string{"Rina Wati", " rina  WATI "} {
			if _, err := o.AddStaff(o.Context(), typed, core.Officer, operator); err != nil {
				o.Fatal(err)
			}
		}
		all, err := o.Members(o.Context())
		if err != nil || len(all) != 1 || all[0].Name != "Rina Wati" {
			o.Errorf("%v, %v", all, err)
		}
		if by, err := o.Member(o.Context(), "rina   wati"); err != nil || by.Name != "Rina Wati" {
			o.Errorf("%v, %v", by, err)
		}
		if _, err := o.StaffCode(o.Context(), "RINA  wati", operator); err != nil {
			o.Error(err)
		}
		if err := o.RemoveStaff(o.Context(), "rina wati", operator); err != nil {
			o.Error(err)
		}
		o.audited("remove staff", operator.Name+": Rina Wati")
		o.key(o.RemoveStaff(o.Context(), "Rina Wati", operator), core.Missing, "member")
	})
}

func TestSessions(t *testing.T) {
	both(t, func(o *office) {
		rina, tuti := o.member(1, "Rina", core.Officer), o.member(2, "Tuti", core.Admin)
		keep := func(token string, s core.Staff) {
			if err := o.KeepSession(o.Context(), token, s.ID, "Firefox", []byte("data "+token), core.SessionIdle); err != nil {
				o.Fatal(err)
			}
		}
		keep("a", rina)
		keep("b", rina)
		keep("c", tuti)
		lives := func(token string, want bool) {
			o.Helper()
			data, ok, err := o.FindSession(o.Context(), token)
			if err != nil || ok != want || ok && string(data) != "data "+token {
				o.Errorf("session %s: %v, %v", token, ok, err)
			}
		}
		lives("a", true)
		own, err := o.Sessions(o.Context(), rina.ID, rina.Actor())
		if err != nil || len(own) != 2 {
			o.Fatalf("%v, %v", own, err)
		}
		_, err = o.Sessions(o.Context(), tuti.ID, rina.Actor())
		o.key(err, core.Conflict, "role")
		_, err = o.Sessions(o.Context(), 0, rina.Actor())
		o.key(err, core.Conflict, "role")
		all, err := o.Sessions(o.Context(), 0, tuti.Actor())
		if err != nil || len(all) != 3 {
			o.Errorf("%v, %v", all, err)
		}
		_, err = o.EndSessions(o.Context(), tuti.ID, 0, rina.Actor())
		o.key(err, core.Conflict, "role")
		theirs, err := o.Sessions(o.Context(), tuti.ID, tuti.Actor())
		if err != nil || len(theirs) != 1 {
			o.Fatalf("%v, %v", theirs, err)
		}
		if n, err := o.EndSessions(o.Context(), rina.ID, theirs[0].ID, rina.Actor()); err != nil || n != 0 {
			o.Errorf("somebody else's session was ended: %d, %v", n, err)
		}
		lives("c", true)
		if n, err := o.EndSessions(o.Context(), rina.ID, own[0].ID, rina.Actor()); err != nil || n != 1 {
			o.Errorf("%d, %v", n, err)
		}
		if n, err := o.EndSessions(o.Context(), rina.ID, 0, tuti.Actor()); err != nil || n != 1 {
			o.Errorf("%d, %v", n, err)
		}
		lives("a", false)
		lives("b", false)
		if err := o.EndSession(o.Context(), "c"); err != nil {
			o.Fatal(err)
		}
		lives("c", false)
		o.audited("end sessions", "Tuti: Rina", "Rina: Rina")
	})
}
