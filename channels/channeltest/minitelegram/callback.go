package minitelegram

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"time"
)

// queryLife is how long the press of a button may be answered.
const queryLife = 15 * time.Second

// Press makes a person press a button that carries data under one of their messages, and returns the query's id. The
// button need not be there (any more): phones show old keyboards. Of a deleted message the bot learns only its id.
func (s *Server) Press(user, message int64, data string) string {
	return s.press(user, message, data, false)
}

// PressOld is Press under a message so old that Telegram has forgotten it: it comes with date 0.
func (s *Server) PressOld(user, message int64, data string) string {
	return s.press(user, message, data, true)
}

func (s *Server) press(user, message int64, data string, forgotten bool) string {
	w := &s.world
	w.mu.Lock()
	c := w.private(user)
	w.lastID++
	id := strconv.FormatInt(user<<20+w.lastID, 10)
	w.queries[id] = s.now()
	shown := M{"chat": c.wire(), "message_id": message, "date": 0}
	if m := c.message(message); m != nil && !m.Deleted && !forgotten {
		shown = w.wire(c, m)
	}
	query := M{"id": id, "from": c.user, "message": shown, "data": data,
		"chat_instance": strconv.FormatInt(-user*31+7, 10)}
	w.mu.Unlock()
	s.happen("callback_query", user, query)
	return id
}

// Tap presses the newest button in a person's chat that is labelled so; a button of a reply keyboard speaks its label, or tells the
// number of the account if it asks for it.
// It reports whether there was one.
func (s *Server) Tap(user int64, label string) bool {
	sent := s.Sent(user)
	for i := len(sent) - 1; i >= 0; i-- {
		for _, row := range sent[i].Buttons {
			for _, b := range row {
				if b.Text != label || sent[i].Deleted || b.URL != "" {
					continue
				}
				if b.Contact {
					s.ShareContact(user, s.phone(user), user)
				} else if b.Data == "" {
					s.Say(user, label)
				} else {
					s.Press(user, sent[i].ID, b.Data)
				}
				return true
			}
		}
	}
	return false
}

func (s *Server) answerCallbackQuery(_ context.Context, c *Call) answer {
	w := &s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	id := c.Params["callback_query_id"]
	pressed, known := w.queries[id]
	if !known || s.now().Sub(pressed) > queryLife {
		return bad("query is too old and response timeout expired or query ID is invalid")
	}
	if units(c.Params["text"]) > 200 {
		return bad("MESSAGE_TOO_LONG")
	}
	w.answers[id] = c.Params["text"]
	return ok(true)
}

// Answered tells whether a press was answered, and with which text.
func (s *Server) Answered(query string) (text string, answered bool) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	text, answered = s.world.answers[query]
	return text, answered
}

var commandForm = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (s *Server) setMyCommands(_ context.Context, c *Call) answer {
	var list []struct{ Command, Description string }
	if json.Unmarshal([]byte(c.Params["commands"]), &list) != nil {
		return bad("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return bad("BOT_COMMANDS_TOO_MUCH")
	}
	for _, one := range list {
		if !commandForm.MatchString(one.Command) {
			return bad("BOT_COMMAND_INVALID")
		}
		if n := units(one.Description); n < 1 || n > 256 {
			return bad("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.commands[c.Params["scope"]+c.Params["language_code"]] = c.Params["commands"]
	return ok(true)
}

func (s *Server) getMyCommands(_ context.Context, c *Call) answer {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	list := s.world.commands[c.Params["scope"]+c.Params["language_code"]]
	if list == "" {
		list = "[]"
	}
	return ok(json.RawMessage(list))
}

func (s *Server) getChatMember(_ context.Context, c *Call) answer {
	w := &s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	in, refusal := w.target(c)
	if refusal.failed() {
		return refusal
	}
	user, status := w.person(c.integer("user_id", 0)), "member"
	if in.admins[user.ID] {
		status = "administrator"
	}
	return ok(M{"user": user, "status": status})
}
