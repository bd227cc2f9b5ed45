package transcript

import (
	"fmt"
	"slices"

	"loket/core"
)

// most is how many letters are claimed at once.
const most = 1000

// uttered is a letter that had its turn.
type uttered struct {
	id   int64
	said Said
}

// Said is Office. A letter that fails may go on to another account: they are asked until none has anything more.
func (o *Live) Said() (said []Said, err error) {
	var all []uttered
	for more := true; more; {
		more = false
		for _, account := range o.Accounts {
			owing, err := o.Store.Owing(o.Context, account)
			if err != nil {
				return nil, err
			}
			if owing[core.Owed] == 0 {
				continue
			}
			letters, err := o.Store.Claim(o.Context, account, most)
			if err != nil {
				return nil, err
			}
			some, err := o.send(letters)
			if err != nil {
				return nil, err
			}
			all, more = append(all, some...), more || len(letters) > 0
		}
	}
	slices.SortStableFunc(all, func(a, b uttered) int { return int(a.id - b.id) })
	for _, u := range all {
		said = append(said, u.said)
	}
	return said, nil
}

// send settles letters as a provider would that takes free text within a window only, and tells what was said, and what was lost: what goes
// on to another address is neither yet.
func (o *Live) send(letters []core.Letter) (all []uttered, err error) {
	outcomes, failed := make([]core.Outcome, len(letters)), map[int64]bool{}
	for i, l := range letters {
		free := l.Free(o.Limits[l.To.Channel].Window, o.Now())
		u := uttered{l.ID, Said{To: l.To, Message: l.Message, Edit: l.Edits != 0 && o.Limits[l.To.Channel].Edits, Template: !free}}
		outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Sent, Receipt: fmt.Sprint("letter ", l.ID)}
		switch {
		case o.cut[l.To]:
			u.said = Said{To: l.To, Message: l.Message, Lost: unreachable}
		case !free && l.Message.Template == nil:
			u.said = Said{To: l.To, Message: l.Message, Lost: beyond}
		}
		if u.said.Lost != "" {
			failed[l.ID] = true
			outcomes[i] = core.Outcome{Letter: l.ID, Attempt: l.Attempt, State: core.Failed, Reason: u.said.Lost}
		}
		all = append(all, u)
	}
	if err := o.Store.Settle(o.Context, outcomes); err != nil || len(failed) == 0 {
		return all, err
	}
	err = o.Store.View(o.Context, func(tx core.Tx) error {
		for _, l := range letters {
			if !failed[l.ID] {
				continue
			}
			_, state, err := tx.FindLetter(l.Cause)
			if err != nil {
				return err
			}
			failed[l.ID] = state == core.Failed
		}
		return nil
	})
	return slices.DeleteFunc(all, func(u uttered) bool {
		lost, did := failed[u.id]
		return did && !lost
	}), err
}

// Cut is Office.
func (o *Live) Cut(a core.Address, off bool) error {
	if o.cut == nil {
		o.cut = map[core.Address]bool{}
	}
	o.cut[a] = off
	return nil
}
