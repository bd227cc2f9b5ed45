package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

// perLetters is for how many letters a notice under way is looked after a second less often.
const perLetters = 100_000

// keep looks after a notice until every one of its letters is final: it writes down that all is over, tells the author how
// it goes, and gives up what comes back to a notice that has ended.
func (d *Desk) keep(x *doing) error {
	n, err := x.notice()
	if err != nil {
		return err
	}
	ledgers, err := x.tx.CountNotices([]int64{n.ID})
	if err != nil {
		return err
	}
	ledger := ledgers[n.ID]
	if !n.State.Open() && ledger.Owed > 0 {
		if _, err := d.skipSome(x.tx, n); err != nil {
			return err
		}
	}
	was := n.State
	n.State = n.Now(ledger)
	if n.State == core.Running && !n.Expires.IsZero() && !n.Expires.After(x.now) { // a doubt that outlasted it: the letter had not left
		x.again = x.now.Add(d.o.Keep)
		return d.end(x.tx, x.now, &n, core.Expired)
	}
	shifted, err := d.shiftLate(x, &n, ledger)
	if err != nil {
		return err
	}
	told, owing, err := d.tellAuthorOf(x.tx, &n, ledger)
	if err != nil {
		return err
	}
	if told || shifted || n.State != was {
		if err := x.tx.KeepNotice(n); err != nil {
			return err
		}
	}
	if n.State.Open() || ledger.Owed+ledger.Sending+ledger.Doubt > 0 || owing {
		x.again = x.now.Add(d.o.Keep + time.Duration(ledger.Audience/perLetters)*time.Second)
	}
	if told {
		x.woken = append(x.woken, d.o.Accounts[core.TelegramChannel])
	}
	return nil
}

// tellAuthor tells the author of a notice how it stands, if they have not been told that yet.
func (d *Desk) tellAuthor(tx core.Tx, n *core.Notice) (told bool, err error) {
	if n.Author == 0 {
		return false, nil
	}
	ledgers, err := tx.CountNotices([]int64{n.ID})
	if err != nil {
		return false, err
	}
	told, _, err = d.tellAuthorOf(tx, n, ledgers[n.ID])
	return told, err
}

// tellAuthorOf posts one message, and afterwards others that replace it, each when the one before has left: until then it is
// owing.
func (d *Desk) tellAuthorOf(tx core.Tx, n *core.Notice, ledger core.Ledger) (told, owing bool, err error) {
	author, ok, err := d.author(tx, *n)
	account := d.o.Accounts[core.TelegramChannel]
	if err != nil || !ok || account == "" {
		return false, false, err
	}
	message := d.engine.Progress(author.Lang, d.o.Limits[core.TelegramChannel], *n, ledger)
	encoded, err := json.Marshal(message)
	if err != nil {
		return false, false, fmt.Errorf("encode what an author is told: %w", err)
	}
	sum := sha256.Sum256(encoded) // the message itself, which has words of the notice, is kept sealed in its letter only
	said := hex.EncodeToString(sum[:16])
	times, last := lastTold(*n)
	if last == said {
		return false, false, nil
	}
	if times > 0 {
		switch _, state, err := tx.FindLetter(progressCause(*n, times-1)); {
		case err != nil:
			return false, false, err
		case state == core.Owed || state == core.Sending || state == core.Doubtful:
			return false, true, nil
		}
	}
	cause := progressCause(*n, times)
	if err := tx.Post([]core.Letter{{Cause: cause, Person: author.Person, AddressID: author.Address, Account: account, Edits: n.Letter,
		Lane: core.ServiceLane, Message: message}}); err != nil {
		return false, false, err
	}
	if n.Letter == 0 {
		if n.Letter, _, err = tx.FindLetter(cause); err != nil {
			return false, false, err
		}
	}
	n.Told = strconv.Itoa(times+1) + " " + said
	return true, false, nil
}

func progressCause(n core.Notice, times int) string {
	return fmt.Sprintf("progress:%d#%d", n.ID, times)
}

// lastTold reads the desk's note of how often an author was told, and by what to know again what they were told last.
func lastTold(n core.Notice) (times int, said string) {
	number, said, _ := strings.Cut(n.Told, " ")
	times, _ = strconv.Atoi(number) // none is 0
	return times, said
}

// author is the member of staff who is told how a notice goes.
func (d *Desk) author(tx core.Tx, n core.Notice) (core.Staff, bool, error) {
	if n.Author == 0 {
		return core.Staff{}, false, nil
	}
	staff, err := tx.Staff()
	if err != nil {
		return core.Staff{}, false, err
	}
	for _, s := range staff {
		if s.Address == n.Author {
			return s, true, nil
		}
	}
	return core.Staff{}, false, nil
}
