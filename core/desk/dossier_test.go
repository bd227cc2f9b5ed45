package desk_test

import (
	"slices"
	"strings"
	"testing"

	"loket/core"
	"loket/core/desk"
)

func TestDossier(t *testing.T) {
	both(t, func(o *office) {
		rina := o.member(1, "Rina", core.Admin)
		who := o.call(1)
		o.hear(message(1, "filing", "DAFTAR#"+nik(1)+"#SITI AMINAH#AKTA LAHIR"), message(1, "other", "DAFTAR#"+nik(5)+"#BUDI AMIN#KTP HILANG"))
		if _, err := o.Advance(o.Context(), core.Advance{To: core.Incomplete, Tickets: []string{"C200317-001"}, Reason: "NIK ayah " + nik(9) + " tidak terbaca"}, dewi); err != nil {
			o.Fatal(err)
		}
		if err := o.SendLink(o.Context(), "Rina", "https://x.example/"); err != nil {
			o.Fatal(err)
		}
		o.catchUp()
		r := o.requests()[0]
		d, err := o.Dossier(o.Context(), r.ID)
		if err != nil {
			o.Fatal(err)
		}
		if d.Request.Ticket != "C200317-001" || len(d.Steps) != 2 || len(d.Others) != 1 || len(d.Letters) == 0 || r.Person != who {
			o.Errorf("%d steps, %d others, %d letters", len(d.Steps), len(d.Others), len(d.Letters))
		}
		for _, l := range d.Letters {
			if strings.Contains(l.Message.Text, "x.example") {
				o.Error("a login link is shown to whoever looks at the request")
			}
			if strings.Contains(l.Message.Text, nik(9)) {
				o.Error("a NIK stands in a letter")
			}
		}
		for _, s := range d.Steps {
			if strings.Contains(s.Reason, nik(9)) {
				o.Error("a NIK stands in the history")
			}
		}
		_, err = o.Dossier(o.Context(), r.ID+999)
		o.key(err, core.Missing, "request")
		_, err = o.Dossier(o.Context(), 0)
		o.key(err, core.Missing, "request")
		_, err = o.Reveal(o.Context(), r.ID, core.Actor{Name: "Adi", Role: core.Viewer})
		o.key(err, core.Conflict, "role")
		if full, err := o.Reveal(o.Context(), r.ID, rina.Actor()); err != nil || full.NIK.Digits() != nik(1) {
			o.Errorf("%v", err)
		}
		trail, err := o.Trail(o.Context(), core.TrailQuery{What: "reveal"}, dewi)
		if err != nil || len(trail) != 1 || trail[0].About != "C200317-001" || trail[0].By != "Rina" {
			o.Errorf("%v, %v", trail, err)
		}
	})
}

func TestBoard(t *testing.T) {
	both(t, func(o *office) {
		for n := range 3 {
			o.hear(filing(n))
		}
		b, err := o.Board(o.Context())
		if err != nil {
			o.Fatal(err)
		}
		filed := 0
		for _, y := range b.Tallies {
			filed += y.Requests
		}
		if b.Day.Date != tuesday || b.Day.Held != 3 || filed != 3 || b.Owing[gateway][core.Owed] == 0 {
			o.Errorf("%+v", b)
		}
		o.letters()
		if b, err = o.Board(o.Context()); err != nil || len(b.Owing) != 0 {
			o.Errorf("%v, %v", b.Owing, err)
		}
	})
}

func TestList(t *testing.T) {
	both(t, func(o *office) {
		for n := range 3 {
			o.hear(filing(n))
		}
		rina := core.Actor{Name: "Rina", Role: core.Officer}
		list := func(day core.Date, pickup, reveal bool) (all []core.Request) {
			o.Helper()
			err := o.List(o.Context(), day, pickup, reveal, rina, func(r core.Request) error { all = append(all, r); return nil })
			if err != nil {
				o.Error(err)
			}
			return all
		}
		for _, pickup := range []bool{false, true} {
			day := tuesday
			if pickup {
				day = core.DateOf(o.requests()[0].From.In(catalogue().Office.Zone))
			}
			for _, reveal := range []bool{false, true} {
				all := list(day, pickup, reveal)
				if len(all) != 3 {
					o.Fatalf("%d requests of %v", len(all), day)
				}
				for i, r := range all {
					if r.Number != i+1 || r.Name != "SITI AMINAH" {
						o.Errorf("place %d is the %d. of the list", r.Number, i+1)
					}
					if whole := strings.Contains(r.NIK.Digits(), "3274"); whole != reveal || (r.Address.ID == phone(i).ID) != reveal {
						o.Errorf("reveal %v: whole NIK %v", reveal, whole)
					}
					if r.NIK.Last4() != nik(i)[12:] {
						o.Errorf("the NIK cannot be told: %s", r.NIK.Masked())
					}
				}
			}
		}
		err := o.List(o.Context(), tuesday, false, false, core.Actor{Name: "Adi", Role: core.Viewer}, func(core.Request) error { t.Error("handed over"); return nil })
		o.key(err, core.Conflict, "role")
		trail, err := o.Trail(o.Context(), core.TrailQuery{What: "export"}, dewi)
		if err != nil || len(trail) != 4 || !strings.Contains(trail[0].About, "in full") || strings.Contains(trail[1].About, "in full") {
			o.Errorf("%v, %v", trail, err)
		}
	})
}

// Who waits in line stands behind those who have a place, on the list of the day too.
func TestListOfALine(t *testing.T) {
	both(t, func(o *office) {
		day := tuesday.Add(1)
		if err := o.SetQuota(o.Context(), 1, "", day, day, operator); err != nil {
			o.Fatal(err)
		}
		for n := range 2 {
			f := desk.Staff{Via: "loket", Service: "kk-hilang", NIK: nik(n), Name: "SITI AMINAH", Phone: phone(n).ID, Day: day, Wait: true}
			if _, err := o.Register(o.Context(), f, operator); err != nil {
				o.Fatal(err)
			}
		}
		var got []core.Status
		err := o.List(o.Context(), day, false, false, operator, func(r core.Request) error { got = append(got, r.Status); return nil })
		if err != nil || !slices.Equal(got, []core.Status{core.Submitted, core.Waiting}) {
			o.Errorf("%v, %v", got, err)
		}
	})
}

func TestTryNotice(t *testing.T) {
	both(t, func(o *office) {
		rina, adi := o.member(1, "Rina", core.Broadcaster), o.member(2, "Adi", core.Officer)
		n := core.Notice{Texts: map[string]string{"id": "Loket tutup besok.", "en": "Closed tomorrow."}}
		if err := o.TryNotice(o.Context(), n, rina.Actor()); err != nil {
			o.Fatal(err)
		}
		ls := o.letters()
		if len(ls) != 2 || ls[0].To != phone(1) || !strings.Contains(ls[0].Message.Text, "Loket tutup besok.") || !strings.Contains(ls[1].Message.Text, "Closed tomorrow.") {
			o.Errorf("%v", ls)
		}
		o.key(o.TryNotice(o.Context(), n, adi.Actor()), core.Conflict, "role")
		o.key(o.TryNotice(o.Context(), core.Notice{}, rina.Actor()), core.Invalid, "empty")
		o.key(o.TryNotice(o.Context(), n, core.Actor{Name: "Tanpa", Role: core.Admin}), core.Conflict, "unlinked")
		if len(o.letters()) != 0 {
			o.Error("something was sent all the same")
		}
	})
}
