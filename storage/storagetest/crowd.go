package storagetest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/core"
)

// contention: a failure that the function keeps silent about is not committed.
func contention(o *office) {
	err := o.s.Tx(context.Background(), func(tx core.Tx) error {
		if err := tx.Audit("Dewi", "did", "something"); err != nil {
			return err
		}
		if err := tx.Follow([]core.Following{{Person: 4711, On: true}}); err == nil {
			o.Error("a person follows who does not exist")
		}
		return nil
	})
	if err == nil {
		o.Error("a broken transaction was committed")
	}
}

// large: trays beyond what one statement can carry.
func large(o *office) {
	o.begin()
	const n = 6000
	as, ins := make([]core.Address, n), make([]core.Inbound, n)
	for i := range n {
		as[i] = phone(i)
		ins[i] = core.Inbound{Account: "sms", ID: fmt.Sprint(i)}
	}
	o.tx(func(tx core.Tx) {
		for i, id := range got[[]int64](o)(tx.Admit(ins)) {
			if id == 0 {
				o.Fatalf("message %d was not admitted", i)
			}
		}
		people := got[[]core.Person](o)(tx.People(as))
		drafts, letters := make([]core.Draft, n), make([]core.Letter, n)
		for i, p := range people {
			drafts[i] = draftOf(p.ID, i)
			drafts[i].Cap = n
			letters[i] = core.Letter{Cause: fmt.Sprint("in:", i), Person: p.ID, AddressID: p.AddressID, Account: "sms"}
		}
		for i, b := range got[[]core.Booking](o)(tx.Book(drafts, Calendar())) {
			if b.Request.Number != i+1 || b.Request.ID == 0 {
				o.Fatalf("booking %d: %v", i, b)
			}
		}
		o.ok(tx.Post(letters))
	})
	claimed := o.claim(n)
	for i, l := range claimed {
		if l.To != phone(i) {
			o.Fatalf("letter %d goes to %v", i, l.To)
		}
	}
	o.same("claimed", len(claimed), n)
}

// silence: nothing personal is found in an SQLite file after use. (A PostgreSQL's files are out of reach; the columns are
// the same.)
func silence(o *office) {
	const text, code = "rahasia sekali", "kode-4711"
	p := o.person(1)
	p.Talk.Form = &core.Form{NIK: nik(1), Name: "SITI AMINAH"}
	l := o.letter(1, "in:1#0")
	l.Message.Text = text
	d := o.draft(1)
	d.Note = text
	r := o.book(d)[0].Request
	o.move(core.Move{Request: r.ID, To: core.Incomplete, Reason: text, Note: text})
	o.reslot(Calendar(), core.Reslot{Request: r.ID, Day: april.Add(1), Reason: text})
	o.post(l)
	o.tx(func(tx core.Tx) {
		got[[]int64](o)(tx.Admit([]core.Inbound{{Account: "sms", ID: "1", From: phone(1), Text: text}}))
		o.ok(tx.Keep([]core.Person{p}))
		o.ok(tx.Call([]core.Call{{Person: p.ID, AddressID: p.AddressID, Text: text}}))
		o.ok(tx.Defer([]core.Act{{Cause: "a", Body: []byte(text)}}))
		o.subscribe(tx, core.Subscriber{Address: phone(1)})
		id := got[int64](o)(tx.AddNotice(core.Notice{Kind: core.Announcement, State: core.Running, Audience: core.Audience{To: []core.Selector{{}}},
			Texts: map[string]string{"id": text}, Frozen: frozen(text)}))
		_, _, err := tx.FanOut(id, accounts, 9)
		o.ok(err)
		o.ok(tx.StaffCode(got[int64](o)(tx.AddStaff(core.Staff{Name: "Dewi", Role: core.Viewer})), code, time.Now()))
	})
	for _, file := range o.files() {
		b, err := os.ReadFile(file)
		o.ok(err)
		for _, secret := range []string{text, code, nik(1).Digits(), "SITI", phone(1).ID, phone(1).ID[1:]} {
			if bytes.Contains(b, []byte(secret)) {
				o.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
}

// files are those of the SQLite database under test, none for a PostgreSQL.
func (o *office) files() []string {
	path, ok := strings.CutPrefix(o.address, "sqlite:")
	if !ok {
		return nil
	}
	all, err := filepath.Glob(path + "*")
	o.ok(err)
	if len(all) == 0 {
		o.Fatal("the database has no files")
	}
	return all
}
