package minitelegram

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"
)

// The longest text and caption, in UTF-16 units and without tags.
const (
	maxText    = 4096
	maxCaption = 1024
)

// Message is a message in a chat, as the people there see it.
type Message struct {
	ID       int64
	Chat     int64
	Text     string // or caption, without tags
	Source   string // as the bot wrote it, tags included
	Buttons  [][]Button
	File     string // file_id of a photo or document
	Sum      uint64 // fingerprint of source and keyboard: equal for doubles
	At       time.Time
	EditedAt time.Time
	Edits    int
	Deleted  bool

	from    *User // nil: without sender
	content M     // all that is not id, chat, sender, date; nil on a lean server
}

// place gives a message its id and, when it is to be kept, its chat.
func (w *world) place(c *chat, m *Message, keep bool) {
	w.messages++
	m.ID, m.Chat = w.messages, c.id
	if keep {
		c.messages = append(c.messages, m)
	}
}

// wire is a message as the bot is told of it.
func (w *world) wire(c *chat, m *Message) M {
	out := M{"message_id": m.ID, "chat": c.wire(), "date": m.At.Unix()}
	if m.from != nil {
		out["from"] = *m.from
	}
	if !m.EditedAt.IsZero() {
		out["edit_date"] = m.EditedAt.Unix()
	}
	maps.Copy(out, m.content)
	return out
}

// person is a user who is known from a group only, unless they have opened the private chat.
func (w *world) person(id int64) User {
	if w.chats[id] == nil {
		w.private(id).shut = unopened
	}
	return w.chats[id].user
}

// target finds the chat a call is about and whether the bot may write there.
func (w *world) target(c *Call) (*chat, answer) {
	if c.Params["chat_id"] == "" {
		return nil, bad("chat_id is empty")
	}
	to := w.chats[c.integer("chat_id", 0)]
	switch {
	case to == nil:
		return nil, bad("chat not found")
	case to.movedTo != 0:
		return nil, bad("group chat was upgraded to a supergroup chat").with("migrate_to_chat_id", to.movedTo)
	case to.shut != "":
		return nil, forbidden(to.shut)
	}
	return to, answer{}
}

func (s *Server) sendMessage(_ context.Context, c *Call) answer {
	m, refusal := compose(c, "text", maxText)
	if refusal.failed() {
		return refusal
	}
	if m.Text == "" {
		return bad("message text is empty")
	}
	return s.send(c, m)
}

// compose reads text (or caption), entities and keyboard of a call.
func compose(c *Call, field string, longest int) (*Message, answer) {
	m := &Message{Source: c.Params[field], content: M{}}
	text, entities, err := format(c.Params[field], c.Params["parse_mode"])
	if err != nil {
		return nil, bad(err.Error())
	}
	m.Text = text
	if units(text) > longest {
		if field == "caption" {
			return nil, bad("message caption is too long")
		}
		return nil, bad("message is too long")
	}
	if text != "" {
		m.content[field] = text
	}
	if len(entities) > 0 {
		m.content[strings.TrimPrefix(field+"_entities", "text_")] = entities
	}
	if refusal := m.dress(c.Params["reply_markup"]); refusal.failed() {
		return nil, refusal
	}
	return m, answer{}
}

// dress gives a message its keyboard.
func (m *Message) dress(markup string) answer {
	buttons, inline, err := parseMarkup(markup)
	if err != nil {
		return bad(err.Error())
	}
	m.Buttons = buttons
	delete(m.content, "reply_markup")
	if inline {
		m.content["reply_markup"] = json.RawMessage(markup)
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(m.Source + "\x00" + markup))
	m.Sum = sum.Sum64()
	return answer{}
}

// send puts a composed message into its chat.
func (s *Server) send(c *Call, m *Message) answer {
	w := &s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	to, refusal := w.target(c)
	if refusal.failed() {
		return refusal
	}
	if refusal := to.replied(c.Params["reply_parameters"]); refusal.failed() {
		return refusal
	}
	if to.kind != Private && slices.ContainsFunc(slices.Concat(m.Buttons...), func(b Button) bool { return b.Contact }) {
		return bad("phone number can be requested in private chats only")
	}
	m.from, m.At = &w.bot, s.now()
	w.place(to, m, true)
	wire := w.wire(to, m)
	if s.lean {
		m.Text, m.Source, m.Buttons, m.content = "", "", nil, nil
	}
	w.sent = append(w.sent, m)
	to.grown.fire()
	w.grown.fire()
	return ok(wire)
}

func (c *chat) replied(parameters string) answer {
	if parameters == "" {
		return answer{}
	}
	var r struct {
		Message int64 `json:"message_id"`
		Anyway  bool  `json:"allow_sending_without_reply"`
	}
	if json.Unmarshal([]byte(parameters), &r) != nil {
		return bad("can't parse reply parameters JSON object")
	}
	if m := c.message(r.Message); !r.Anyway && (m == nil || m.Deleted) {
		return bad("message to be replied not found")
	}
	return answer{}
}

var actions = map[string]bool{"typing": true, "upload_photo": true, "record_video": true, "upload_video": true,
	"record_voice": true, "upload_voice": true, "upload_document": true, "choose_sticker": true, "find_location": true,
	"record_video_note": true, "upload_video_note": true}

func (s *Server) sendChatAction(_ context.Context, c *Call) answer {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	if _, refusal := s.world.target(c); refusal.failed() {
		return refusal
	}
	if !actions[c.Params["action"]] {
		return bad("wrong parameter action in request")
	}
	return ok(true)
}
