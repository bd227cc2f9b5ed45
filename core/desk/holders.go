package desk

import (
	"fmt"
	"time"

	"loket/core"
)

// holders finds where those who filed requests are told what becomes of them, by request: at the address from which they filed,
// or at another if they have shut that. Who has shut all of them keeps the first: that the news reached nobody is then seen by
// staff. Requests of people to whom the office cannot write have no holder. Nobody is locked, so that this may come after what
// locks days and requests.
func (d *Desk) holders(tx core.Tx, requests []int64) (map[int64]core.Person, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	all, err := tx.Holders(requests)
	if err != nil {
		return nil, err
	}
	holders := make(map[int64]core.Person, len(all))
	for request, addresses := range all {
		for _, p := range addresses {
			if d.account(p) != "" {
				holders[request] = p
				break
			}
		}
	}
	return holders, nil
}

// news is one thing to tell the holder of a request.
type news struct {
	request int64
	cause   string
	ticket  string // if there is one: staff see it beside news that reached nobody
	say     func(lang string, l core.Limits) (core.Message, bool)
}

// tellHolders posts news of requests, one letter each, to those whom it can reach.
func (d *Desk) tellHolders(tx core.Tx, all []news) ([]core.Letter, error) {
	requests := make([]int64, len(all))
	for i, n := range all {
		requests[i] = n.request
	}
	holders, err := d.holders(tx, requests)
	if err != nil {
		return nil, err
	}
	var letters []core.Letter
	for _, n := range all {
		p, ok := holders[n.request]
		if !ok {
			continue
		}
		message, ok := n.say(p.Lang, d.o.Limits[p.Address.Channel])
		if !ok {
			continue
		}
		if n.ticket != "" {
			n.cause += "/" + n.ticket
		}
		letters = append(letters, core.Letter{Cause: n.cause, Person: p.ID, AddressID: p.AddressID,
			Account: d.account(p), Message: message, Lane: core.ServiceLane})
	}
	if len(letters) == 0 {
		return nil, nil
	}
	return letters, tx.Post(letters)
}

// tellMoved tells of moves, those that changed something of which there is something to tell.
func (d *Desk) tellMoved(tx core.Tx, moved []core.Moved, now time.Time) ([]core.Letter, error) {
	var all []news
	for _, m := range moved {
		if m.OK {
			all = append(all, news{m.Request.ID, fmt.Sprintf("move:%d", m.ID), m.Request.Ticket,
				func(lang string, l core.Limits) (core.Message, bool) { return d.engine.News(lang, l, m, now) }})
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
