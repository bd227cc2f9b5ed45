package minitelegram

import (
	"context"
	"time"
)

// deletable is how long a bot may delete what it wrote.
const deletable = 48 * time.Hour

func (s *Server) editMessageText(_ context.Context, c *Call) answer {
	fresh, refusal := compose(c, "text", maxText)
	if refusal.failed() {
		return refusal
	}
	if fresh.Text == "" {
		return bad("message text is empty")
	}
	return s.change(c, func(m *Message) answer {
		m.Text, m.Source, m.Buttons, m.Sum, m.content = fresh.Text, fresh.Source, fresh.Buttons, fresh.Sum, fresh.content
		return answer{}
	})
}

func (s *Server) editMessageReplyMarkup(_ context.Context, c *Call) answer {
	return s.change(c, func(m *Message) answer {
		content := M{}
		for k, v := range m.content {
			content[k] = v
		}
		m.content = content
		return m.dress(c.Params["reply_markup"])
	})
}

// change edits one of the bot's messages; what comes out the same is refused.
func (s *Server) change(c *Call, edit func(*Message) answer) answer {
	w := &s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	to, refusal := w.target(c)
	if refusal.failed() {
		return refusal
	}
	m := to.message(c.integer("message_id", 0))
	switch {
	case m == nil || m.Deleted:
		return bad("message to edit not found")
	case m.from == nil || m.from.ID != w.bot.ID:
		return bad("message can't be edited")
	}
	after := *m
	if refusal := edit(&after); refusal.failed() {
		return refusal
	}
	if after.Sum == m.Sum {
		return bad("message is not modified: specified new message content and reply markup " +
			"are exactly the same as a current content and reply markup of the message")
	}
	after.EditedAt, after.Edits = s.now(), m.Edits+1
	wire := w.wire(to, &after)
	if s.lean {
		after.Text, after.Source, after.Buttons, after.content = "", "", nil, nil
	}
	*m = after
	to.grown.fire()
	return ok(wire)
}

func (s *Server) deleteMessage(_ context.Context, c *Call) answer {
	w := &s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	to, refusal := w.target(c)
	if refusal.failed() {
		return refusal
	}
	m := to.message(c.integer("message_id", 0))
	switch {
	case m == nil || m.Deleted:
		return bad("message to delete not found")
	case s.now().Sub(m.At) > deletable:
		return bad("message can't be deleted for everyone")
	}
	m.Deleted = true
	to.grown.fire()
	return ok(true)
}
