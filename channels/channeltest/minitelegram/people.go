package minitelegram

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"loket/channels/channeltest/badly"
)

// User is a Telegram account.
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`

	Phone string `json:"-"` // the number of the account, which only its owner tells
}

// Kinds of chat.
const (
	Private    = "private"
	Basic      = "group"
	Supergroup = "supergroup"
	Channel    = "channel"
)

// world is who and what exists: the bot, the chats it knows, the files, the open queries.
type world struct {
	mu       sync.Mutex
	bot      User
	chats    map[int64]*chat
	messages int64 // the last message_id given
	sent     []*Message
	grown    signal
	queries  map[string]time.Time
	answers  map[string]string
	lastID   int64 // of queries and files
	files    map[string]*file
	serve    func(path string) badly.How // nil: every file as it should be
	commands map[string]string           // JSON by scope and language
}

// chat is a conversation the bot is, or was, part of.
type chat struct {
	id       int64
	kind     string
	title    string
	user     User   // of a private chat
	shut     string // why the bot cannot write here, in Telegram's words; "" if it can
	movedTo  int64
	admins   map[int64]bool
	messages []*Message // that are kept, by id
	grown    signal
}

// message is one that the chat keeps, or nil.
func (c *chat) message(id int64) *Message {
	i, found := slices.BinarySearchFunc(c.messages, id, func(m *Message, id int64) int { return cmp.Compare(m.ID, id) })
	if !found {
		return nil
	}
	return c.messages[i]
}

// sent are the bot's messages.
func (w *world) sentTo(c *chat) (sent []*Message) {
	for _, m := range c.messages {
		if m.from == &w.bot {
			sent = append(sent, m)
		}
	}
	return sent
}

func (w *world) init() {
	w.bot = User{ID: 110201543, IsBot: true, FirstName: "Loket", Username: "loket_bot"}
	w.chats, w.files = map[int64]*chat{}, map[string]*file{}
	w.queries, w.answers, w.commands = map[string]time.Time{}, map[string]string{}, map[string]string{}
}

// private is the chat of a person, who begins to exist by being spoken of.
func (w *world) private(id int64) *chat {
	c := w.chats[id]
	if c == nil {
		c = &chat{id: id, kind: Private, user: User{ID: id, FirstName: "Warga", Language: "id"}}
		w.chats[id] = c
	}
	return c
}

func (c *chat) wire() M {
	if c.kind == Private {
		m := M{"id": c.id, "type": c.kind, "first_name": c.user.FirstName}
		if c.user.LastName != "" {
			m["last_name"] = c.user.LastName
		}
		if c.user.Username != "" {
			m["username"] = c.user.Username
		}
		return m
	}
	return M{"id": c.id, "type": c.kind, "title": c.title}
}

// User makes a person who has opened the chat with the bot, or changes one: User(7, func(u *User) { u.Language = "en" }).
// Whoever does something exists without it; who never did is "chat not found".
func (s *Server) User(id int64, change ...func(*User)) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	c := s.world.private(id)
	for _, f := range change {
		f(&c.user)
	}
}

// Users makes n people with the numbers first, first+1, ….
func (s *Server) Users(first int64, n int) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	for i := range int64(n) {
		s.world.private(first + i)
	}
}

// Bot changes the bot's own account.
func (s *Server) Bot(change func(*User)) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	change(&s.world.bot)
}

// Group makes a group or channel (negative id) of one of the kinds, which the bot is in; admins may be named.
func (s *Server) Group(id int64, kind, title string, admins ...int64) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	c := &chat{id: id, kind: kind, title: title, admins: map[int64]bool{}}
	for _, a := range admins {
		c.admins[a] = true
	}
	s.world.chats[id] = c
}

// Migrate turns a group into a supergroup with a new id; from then on the old one only says so.
func (s *Server) Migrate(from, to int64) {
	s.world.mu.Lock()
	old := s.world.chats[from]
	old.movedTo = to
	title, admins := old.title, old.admins
	s.world.mu.Unlock()
	s.Group(to, Supergroup, title)
	s.world.mu.Lock()
	s.world.chats[to].admins = admins
	s.world.mu.Unlock()
	s.Post(from, 0, M{"migrate_to_chat_id": to})
	s.Post(to, 0, M{"migrate_from_chat_id": from})
}

// BlockSome makes about that share of the people who exist have stopped the bot, which was not told, and returns who: the
// same for the same seed.
func (s *Server) BlockSome(seed uint64, share float64) (who []int64) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	for id, c := range s.world.chats {
		if id > 0 && rand.New(rand.NewPCG(seed, uint64(id))).Float64() < share {
			c.shut = blocked
			who = append(who, id)
		}
	}
	slices.Sort(who)
	return who
}

// Forget makes a chat as if it had never been: "chat not found".
func (s *Server) Forget(id int64) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	delete(s.world.chats, id)
}

// signal wakes all who wait for something to grow. Guarded by its owner's lock.
type signal struct{ c chan struct{} }

func (s *signal) wait() <-chan struct{} {
	if s.c == nil {
		s.c = make(chan struct{})
	}
	return s.c
}

func (s *signal) fire() {
	if s.c != nil {
		close(s.c)
		s.c = nil
	}
}

// phone is the number of a person's account; who was given none has one made of theirs.
func (s *Server) phone(user int64) string {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return cmp.Or(s.world.private(user).user.Phone, fmt.Sprintf("62812%08d", user%100_000_000))
}
