package storagetest

import (
	"context"
	"time"

	"loket/core"
)

// accounts send on two channels; nobody does on WhatsApp.
var accounts = core.Senders{core.SMSChannel: {"sms"}, core.TelegramChannel: {"bot"}}

func chat(n int) core.Address {
	return core.Address{Channel: core.TelegramChannel, ID: phone(n).ID[1:]}
}

func whatsapp(n int) core.Address {
	return core.Address{Channel: core.WhatsAppChannel, ID: phone(n).ID}
}

// frozen are the messages of a notice that says something, on both channels in two languages.
func frozen(text string) core.Frozen {
	f := core.Frozen{}
	for channel := range accounts {
		f[channel] = map[string]core.Message{}
		for _, version := range []string{"id", "en", "id" + core.Fresh, "en" + core.Fresh} {
			f[channel][version] = core.Message{Text: text + " " + version, Choices: []core.Choice{{Token: "stop", Label: "BERHENTI"}}}
		}
	}
	return f
}

// announcement is a notice to all who follow, under way.
func (o *office) announcement() core.Notice {
	o.Helper()
	return core.Notice{Kind: core.Announcement, State: core.Running, By: "Dewi", Texts: map[string]string{"id": "Kantor tutup", "en": "Closed"},
		Audience: core.Audience{To: []core.Selector{{}}}, Frozen: frozen("Kantor tutup"), OpenAt: o.now()}
}

func (o *office) now() (now time.Time) {
	o.Helper()
	o.tx(func(tx core.Tx) { now = got[time.Time](o)(tx.Now()) })
	return now
}

// follow makes people who follow, each with one address; the later are the later.
func (o *office) follow(as ...core.Address) (people []core.Person) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		people = got[[]core.Person](o)(tx.People(as))
		for _, p := range people {
			o.ok(tx.Follow([]core.Following{{Person: p.ID, On: true, Source: "chat"}}))
		}
	})
	return people
}

// add stores a notice.
func (o *office) add(n core.Notice) core.Notice {
	o.Helper()
	o.tx(func(tx core.Tx) { n.ID = got[int64](o)(tx.AddNotice(n)) })
	return n
}

// send stores a notice and makes its letters, a few at a time; it compares their number with what was foretold.
func (o *office) send(n core.Notice) core.Notice {
	o.Helper()
	foretold := 0
	for _, r := range o.reach(n) {
		foretold += r.Letters
	}
	n = o.add(n)
	o.same("letters made", o.fan(n.ID, 2), foretold)
	return n
}

func (o *office) fan(id int64, most int) (made int) {
	o.Helper()
	for more := true; more; {
		o.tx(func(tx core.Tx) {
			n, again, err := tx.FanOut(id, accounts, most)
			o.ok(err)
			made, more = made+n, again
		})
	}
	return made
}

func (o *office) reach(n core.Notice) (reach []core.Reach) {
	o.Helper()
	o.tx(func(tx core.Tx) { reach = got[[]core.Reach](o)(tx.CountAudience(n, accounts)) })
	return reach
}

func (o *office) ledger(id int64) (l core.Ledger) {
	o.Helper()
	o.tx(func(tx core.Tx) { l = got[map[int64]core.Ledger](o)(tx.CountNotices([]int64{id}))[id] })
	if sum := l.Owed + l.Sending + l.Sent + l.Delivered + l.Failed + l.Skipped + l.Doubt; sum != l.Audience {
		o.Errorf("the ledger does not add up: %+v", l)
	}
	return l
}

// keep changes a notice as the desk does, which has it locked.
func (o *office) keep(id int64, change func(*core.Notice)) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		n := got[[]core.Notice](o)(tx.FindNotices(core.NoticeQuery{ID: id}))[0]
		change(&n)
		o.ok(tx.KeepNotice(n))
	})
}

func (o *office) claimFor(account string, n int) []core.Letter {
	o.Helper()
	return got[[]core.Letter](o)(o.s.Claim(context.Background(), account, n))
}

// gone settles claimed letters as sent.
func (o *office) gone(ls ...core.Letter) {
	o.Helper()
	for _, l := range ls {
		o.settle(core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: "r" + l.Cause})
	}
}

func to(ls []core.Letter) (all []core.Address) {
	for _, l := range ls {
		all = append(all, l.To)
	}
	return all
}

// link gives the person behind phone n more addresses.
func (o *office) link(n int, as ...core.Address) {
	o.Helper()
	p := o.person(n)
	db, err := Raw(o.address)
	o.ok(err)
	defer db.Close()
	for _, a := range as {
		_, err := db.Exec("UPDATE addresses SET person_id = $1 WHERE id = $2", p.ID, o.find(a).AddressID)
		o.ok(err)
	}
}

func (o *office) find(a core.Address) (p core.Person) {
	o.Helper()
	o.tx(func(tx core.Tx) { p = o.findIn(tx, a) })
	return p
}

func (o *office) findIn(tx core.Tx, a core.Address) core.Person {
	o.Helper()
	return got[[]core.Person](o)(tx.People([]core.Address{a}))[0]
}
