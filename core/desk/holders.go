package desk

import (
	"fmt"
	"slices"
	"time"

	"loket/core"
	"loket/core/catalog"
)

// holders finds where those who filed requests can be told what becomes of them, by request: at the address that they used last, at the
// others if that fails; at a closed one only if all are, for that the news reached nobody is then seen by staff. Requests of people to whom
// the office cannot write have no holder. Nobody is locked, so that this may come after what locks days and requests.
func (d *Desk) holders(tx core.Tx, requests []int64) (map[int64][]core.Person, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	all, err := tx.Holders(requests)
	if err != nil {
		return nil, err
	}
	for request, at := range all {
		if all[request] = d.reachable(at); len(all[request]) == 0 {
			delete(all, request)
		}
	}
	return all, nil
}

// reachable are the addresses of somebody that the office can write to, the first of them in any case, of the others those that are open.
func (d *Desk) reachable(at []core.Person) []core.Person {
	at = slices.DeleteFunc(at, func(p core.Person) bool { return d.account(p) == "" })
	for i := len(at) - 1; i > 0; i-- {
		if at[i].Shut {
			at = slices.Delete(at, i, i+1)
		}
	}
	return at
}

// The kinds of news that have templates of their own.
const (
	statusNews     = catalog.StatusTemplate
	rescheduleNews = catalog.RescheduleTemplate
	reminderNews   = catalog.ReminderTemplate
)

// news is one thing to tell somebody, most often the holder of a request.
type news struct {
	about  core.Request // none: ID 0
	kind   string       // of template, where free text may not be sent
	cause  string
	ticket string // if there is one: staff see it beside news that reached nobody
	say    func(lang string, l core.Limits) (core.Message, bool)
}

// tellHolders posts news of requests, one letter each, to those whom it can reach.
func (d *Desk) tellHolders(tx core.Tx, all []news) ([]core.Letter, error) {
	requests := make([]int64, len(all))
	for i, n := range all {
		requests[i] = n.about.ID
	}
	holders, err := d.holders(tx, requests)
	if err != nil {
		return nil, err
	}
	var letters []core.Letter
	for _, n := range all {
		if l, ok := d.letter(holders[n.about.ID], n); ok {
			letters = append(letters, l)
		}
	}
	if len(letters) == 0 {
		return nil, nil
	}
	return letters, tx.Post(letters)
}

// letter is news for somebody, at the first of their addresses, and in what forms it goes to the others should it fail.
func (d *Desk) letter(at []core.Person, n news) (l core.Letter, ok bool) {
	if n.ticket != "" {
		n.cause += "/" + n.ticket
	}
	for i, p := range at {
		m, ok := d.message(p, n)
		switch {
		case !ok:
			return l, false
		case i == 0:
			l = core.Letter{Cause: n.cause, Person: p.ID, AddressID: p.AddressID, Account: d.account(p), Message: m, Lane: core.ServiceLane}
		default:
			l.Detours = append(l.Detours, core.Detour{AddressID: p.AddressID, Account: d.account(p), Message: m})
		}
	}
	return l, len(at) > 0
}

// message is news in the form of an address's channel.
func (d *Desk) message(p core.Person, n news) (core.Message, bool) {
	limits := d.o.Limits[p.Address.Channel]
	m, ok := n.say(p.Lang, limits)
	if !ok || limits.Window == 0 {
		return m, ok
	}
	about := &n.about
	if about.ID == 0 {
		about = nil
	}
	m.Template = d.engine.Template(n.kind, p.Lang, limits, about, func(lang string) string {
		m, _ := n.say(lang, limits)
		return m.Text
	})
	return m, true
}

// tellMoved tells of moves, those that changed something of which there is something to tell.
func (d *Desk) tellMoved(tx core.Tx, moved []core.Moved, now time.Time) ([]core.Letter, error) {
	var all []news
	for _, m := range moved {
		if m.OK {
			all = append(all, news{m.Request, statusNews, fmt.Sprintf("move:%d", m.ID), m.Request.Ticket,
				func(lang string, l core.Limits) (core.Message, bool) {
					return d.engine.News(lang, l, m, now, d.o.Uploads != "")
				}})
		}
	}
	return d.tellHolders(tx, all)
}

// tellStaff posts a letter to each member of staff whose role allows a deed and whose chat is linked.
func (d *Desk) tellStaff(tx core.Tx, deed core.Deed, cause string, say func(lang string, l core.Limits) core.Message) (letters []core.Letter, err error) {
	staff, err := tx.Staff()
	if err != nil {
		return nil, err
	}
	for _, s := range staff {
		if account := d.o.Accounts[s.To.Channel]; s.Address != 0 && account != "" && s.Role.May(deed) {
			letters = append(letters, core.Letter{Cause: fmt.Sprintf("%s#%d", cause, s.ID), Person: s.Person, AddressID: s.Address,
				Account: account, Message: say(s.Lang, d.o.Limits[s.To.Channel]), Lane: core.ServiceLane})
		}
	}
	return letters, when(letters, tx.Post)()
}

// woke notes that letters were owed, of which their senders are told after the commit.
func (x *doing) woke(letters []core.Letter) {
	for _, l := range letters {
		x.woken = append(x.woken, l.Account)
	}
}
