package telegram

import (
	"context"
	"strconv"
	"sync"
	"time"

	"loket/core"
)

const (
	answersAtOnce   = 64
	keyboardsAtOnce = 8
	courtesy        = 5 * time.Second         // for one call after a press
	afterReply      = 1500 * time.Millisecond // until a keyboard goes: the reply goes first
)

// press is what is left to do when a press is on disk: tell the app that it was felt, and take the keyboard away.
type press struct {
	query   string
	chat    int64 // 0: there is no keyboard to take away
	message int
}

// janitor does that in the background, as well as can be: a press is safe before it, and an old keyboard does no harm.
// Telegram counts a changed keyboard like a message sent. So keyboards go while the bot is quiet, one a second at most:
// in a crowd they stay where they are, and no letter waits for them.
type janitor struct {
	tasks     sync.WaitGroup
	answers   chan struct{}
	keyboards chan struct{}

	mu    sync.Mutex
	until time.Time // not quiet before this
	chat  int64     // where the last keyboard was taken away
	at    time.Time // and when
	delay time.Duration
}

func (j *janitor) init() {
	j.answers, j.keyboards = make(chan struct{}, answersAtOnce), make(chan struct{}, keyboardsAtOnce)
	j.delay = afterReply
}

// hush keeps the janitor from changing keyboards for a while.
func (j *janitor) hush(d time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if t := time.Now().Add(d); t.After(j.until) {
		j.until = t
	}
}

// quiet tells whether a keyboard of a chat may go, and if so takes note of it.
func (j *janitor) quiet(chat int64) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now()
	if now.Before(j.until) {
		return false
	}
	j.chat, j.at, j.until = chat, now, now.Add(limitWindow)
	return true
}

// resting is how long a chat must not be written to, because a keyboard of it went just now.
func (j *janitor) resting(chat int64) time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.chat != chat {
		return 0
	}
	return max(0, limitWindow-time.Since(j.at))
}

// acknowledge does not wait, and outlives the call that brought the press, but not a poll that ended.
func (c *Channel) acknowledge(ctx context.Context, p press) {
	j := &c.janitor
	if !enter(j.answers) {
		c.count(unpressed)
		return
	}
	if c.mode == ByWebhook {
		ctx = context.WithoutCancel(ctx)
	}
	j.tasks.Go(func() {
		err := c.api.within(ctx, courtesy, "answerCallbackQuery", params{"callback_query_id": p.query}, nil)
		<-j.answers
		if core.KindOf(err) == core.Busy {
			j.hush(core.After(err))
		}
		if p.chat == 0 || !enter(j.keyboards) {
			return
		}
		defer func() { <-j.keyboards }()
		if wait(ctx, j.delay) && j.quiet(p.chat) {
			err = c.api.within(ctx, courtesy, "editMessageReplyMarkup",
				params{"chat_id": strconv.FormatInt(p.chat, 10), "message_id": p.message}, nil)
			j.hush(max(limitWindow, core.After(err)))
		}
	})
}

func enter(room chan struct{}) bool {
	select {
	case room <- struct{}{}:
		return true
	default:
		return false
	}
}

// wait returns false if ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
