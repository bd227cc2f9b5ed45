package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"loket/core"
)

// mostReplaced bounds the calls of one Send: so many messages of a long text are changed, and no more.
const mostReplaced = 10

// replaced are the messages that a letter replaces, by the receipt of the letter that sent them: an id a part. Behind an id
// may stand, after a slash, the letter that edited it last. The later parts of a long text replace nothing more.
func replaced(l core.Letter) (ids []int64) {
	if l.Part > 0 {
		return nil
	}
	for _, part := range strings.Fields(l.Replaces) {
		number, _, _ := strings.Cut(part, "/")
		if id, err := strconv.ParseInt(number, 10, 64); err == nil && id > 0 && len(ids) < mostReplaced {
			ids = append(ids, id)
		}
	}
	return ids
}

// receipt is that of a letter which edited a message. No two letters share one, so it has more than the message's id.
func (s saying) receipt(id int64) string { return fmt.Sprintf("%d/%d", id, s.letter.ID) }

// instead does with earlier messages what the letter wants. All of it may be repeated, whatever became of it the last time:
// an edit without a change is as good as done, and so is the deletion of what is not there. So no failure is a doubt.
func (s saying) instead(ctx context.Context, ids []int64) (receipt string, err error) {
	if s.letter.Message.Erase {
		receipt, err = s.erase(ctx, ids)
	} else {
		receipt, err = s.edit(ctx, ids)
	}
	if core.KindOf(err) == core.Doubt {
		err = core.Errorf(core.Away, "%w: it is repeated, which does no harm", err)
	}
	return receipt, err
}

// edit makes the first message say what the letter says, and takes the others away as far as it can be done.
//
// If there is nothing to edit, the letter goes as a new message; not in the same breath, for Telegram counts the edit as a
// message, and would refuse a second one within the second.
func (s saying) edit(ctx context.Context, ids []int64) (receipt string, err error) {
	p := s.content()
	p["message_id"] = ids[0]
	err = s.call(ctx, "editMessageText", p, nil)
	lost := errors.Is(err, errLost) && !s.letter.Message.Erase || errors.Is(err, errFixed)
	if err != nil && !lost && !errors.Is(err, errSame) && !errors.Is(err, errLost) {
		return "", err
	}
	for _, id := range ids[1:] {
		if err := s.remove(ctx, id); core.KindOf(err) == core.Refused {
			s.count(kept)
		} else if err != nil {
			return "", err
		}
	}
	if lost {
		s.anew.add(s.letter.ID)
		busy := core.Errorf(core.BusyChat, "telegram: the message cannot be edited any more, a new one follows")
		busy.After = limitWindow
		return "", busy
	}
	return s.receipt(ids[0]), nil
}

// erase takes the messages away. What Telegram leaves where it is, as it does after 48 hours, says the letter's text instead.
func (s saying) erase(ctx context.Context, ids []int64) (receipt string, err error) {
	var stay []int64
	for _, id := range ids {
		if err := s.remove(ctx, id); errors.Is(err, errKept) {
			stay = append(stay, id)
		} else if err != nil {
			return "", err
		}
	}
	if len(stay) > 0 {
		return s.edit(ctx, stay)
	}
	return s.receipt(ids[0]), nil
}

// remove deletes a message; what is not there is deleted.
func (s saying) remove(ctx context.Context, id int64) error {
	err := s.call(ctx, "deleteMessage", params{"chat_id": s.letter.To.ID, "message_id": id}, nil)
	if errors.Is(err, errLost) {
		return nil
	}
	return err
}

// anew are the letters that were to edit a message and go as new ones, until they have. It may be forgotten: then the edit
// is tried again.
type anew struct {
	mu      sync.Mutex
	letters map[int64]bool
}

// mostAnew bounds what is remembered.
const mostAnew = 4096

func (a *anew) add(letter int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.letters == nil || len(a.letters) >= mostAnew {
		a.letters = map[int64]bool{}
	}
	a.letters[letter] = true
}

func (a *anew) has(letter int64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.letters[letter]
}

func (a *anew) forget(letter int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.letters, letter)
}
