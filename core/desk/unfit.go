package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"loket/core"
)

// A citizen who has sent ten photographs of which three cannot be kept is asked once for the three: while others of the same requirement are
// still on their way, asking waits a little.
const (
	unfitWait = 5 * time.Second
	unfitMost = 2 * time.Minute
	unfitSeen = 200 // acts that are looked at for others of the same requirement
)

// unfitting is the body of an act that asks for a paper again.
type unfitting struct {
	Request int64
	Code    string
	Paper   int64
	Since   time.Time
}

// askAgainLater sees to it that whoever sent a paper that failed is asked for it again.
func (d *Desk) askAgainLater(tx core.Tx, now time.Time, p core.Paper) error {
	return tx.Defer([]core.Act{{Cause: fmt.Sprintf("unfit:%d", p.ID), Kind: "unfit", Due: now,
		Body: body(unfitting{p.Request, p.Code, p.ID, now})}})
}

// unfit asks for papers again that failed, those of one requirement at once.
func (d *Desk) unfit(x *doing) error {
	var u unfitting
	if err := x.read(&u); err != nil {
		return err
	}
	lists, err := x.tx.Papers([]int64{u.Request})
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(lists[u.Request], func(p core.Paper) bool { return p.Code != u.Code })
	if slices.ContainsFunc(all, func(p core.Paper) bool { return p.State == core.PaperOwed }) && x.now.Before(u.Since.Add(unfitMost)) {
		x.again = x.now.Add(unfitWait)
		return nil
	}
	meant, err := x.others(u)
	if err != nil {
		return err
	}
	failed := slices.DeleteFunc(all, func(p core.Paper) bool { return p.State != core.PaperFailed || !slices.Contains(meant, p.ID) })
	if len(failed) == 0 { // replaced meanwhile
		return nil
	}
	r, err := requestByID(x.tx, u.Request)
	if err != nil || !r.Status.Active() {
		return err
	}
	at, err := d.sender(x.tx, r.ID, failed[len(failed)-1].AddressID)
	if err != nil {
		return err
	}
	l, ok := d.letter(at, news{r, statusNews, fmt.Sprintf("unfit:%d", u.Paper), r.Ticket,
		always(func(lang string, l core.Limits) core.Message { return d.engine.Unfit(lang, l, r, failed) })})
	if !ok {
		return nil
	}
	letters := []core.Letter{l}
	x.woke(letters)
	return x.tx.Post(letters)
}

// others finishes the acts that ask for others of the same requirement again, and names the papers of all.
func (x *doing) others(u unfitting) (meant []int64, err error) {
	due, err := x.tx.DueActs(x.now, unfitSeen)
	if err != nil {
		return nil, err
	}
	var done []int64
	for _, a := range due {
		var other unfitting
		if a.Kind != x.act.Kind || json.Unmarshal(a.Body, &other) != nil || other.Request != u.Request || other.Code != u.Code {
			continue
		}
		meant = append(meant, other.Paper)
		if a.ID != x.act.ID {
			done = append(done, a.ID)
		}
	}
	if !slices.Contains(meant, u.Paper) { // more is due than was looked at
		meant = append(meant, u.Paper)
	}
	return meant, when(done, x.tx.Finish)()
}

// sender finds who sent a paper of a request, at that address first: there they have it at hand. If they have shut it, they are told where
// they are told of everything.
func (d *Desk) sender(tx core.Tx, request, address int64) ([]core.Person, error) {
	all, err := d.holders(tx, []int64{request})
	at := all[request]
	if i := slices.IndexFunc(at, func(p core.Person) bool { return p.AddressID == address && !p.Shut }); i > 0 {
		it := at[i]
		at = slices.Insert(slices.Delete(at, i, i+1), 0, it)
	}
	return at, err
}
