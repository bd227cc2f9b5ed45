package telegram

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

const (
	rw    = -100777000 // a group of which Siti is an admin
	warta = -100777009 // a channel
)

// What is said in groups and channels, as Telegram words it, and what the office hears: only the group, never a person.
func TestHeardOfGroups(t *testing.T) {
	at := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		do   func(*minitelegram.Server)
		from int64
		want core.Inbound
	}{
		"an admin":        {func(s *minitelegram.Server) { s.SayIn(rw, siti, "/langganan") }, rw, core.Inbound{Text: "/langganan", Admin: true}},
		"a member":        {func(s *minitelegram.Server) { s.SayIn(rw, budi, "/berhenti sekarang") }, rw, core.Inbound{Text: "/berhenti sekarang"}},
		"to this bot":     {func(s *minitelegram.Server) { s.SayIn(rw, siti, "/start@Loket_Bot rt05") }, rw, core.Inbound{Text: "/start rt05", Admin: true}},
		"as the group":    {func(s *minitelegram.Server) { s.SayAsGroup(rw, "/langganan@loket_bot") }, rw, core.Inbound{Text: "/langganan", Admin: true}},
		"a post":          {func(s *minitelegram.Server) { s.PostIn(warta, "/langganan") }, warta, core.Inbound{Text: "/langganan", Admin: true}},
		"the bot came in": {func(s *minitelegram.Server) { s.Invite(rw) }, rw, core.Inbound{Signal: core.Reachable}},
		"as an admin":     {func(s *minitelegram.Server) { s.Promote(rw) }, rw, core.Inbound{Signal: core.Reachable}},
		"into a channel":  {func(s *minitelegram.Server) { s.Invite(warta) }, warta, core.Inbound{Signal: core.Reachable}},
		"was put out":     {func(s *minitelegram.Server) { s.Kick(rw) }, rw, core.Inbound{Signal: core.Closed}},

		"recorded: a post": {recorded(`{"channel_post":{"message_id":12,"sender_chat":{"id":-100777009,"title":"Warta RW","username":"wartarw05","type":"channel"},
			"chat":{"id":-100777009,"title":"Warta RW","username":"wartarw05","type":"channel"},"date":1584406500,"text":"/langganan@loket_bot",
			"entities":[{"offset":0,"length":20,"type":"bot_command"}]}}`), warta, core.Inbound{Text: "/langganan", Admin: true}},
		"recorded: an admin without a name": {recorded(`{"message":{"message_id":31,"from":{"id":1087968824,"is_bot":true,"first_name":"Group",
			"username":"GroupAnonymousBot"},"sender_chat":{"id":-100777000,"title":"RW 05","type":"supergroup"},
			"chat":{"id":-100777000,"title":"RW 05","type":"supergroup"},"date":1584406500,"text":"/berhenti","entities":[{"offset":0,"length":9,"type":"bot_command"}]}}`),
			rw, core.Inbound{Text: "/berhenti", Admin: true}},
		"recorded: somebody as their channel": {recorded(`{"message":{"message_id":32,"from":{"id":136817688,"is_bot":true,"first_name":"Channel",
			"username":"Channel_Bot"},"sender_chat":{"id":-100777010,"title":"Toko","type":"channel"},
			"chat":{"id":-100777000,"title":"RW 05","type":"supergroup"},"date":1584406500,"text":"/berhenti"}}`), rw, core.Inbound{Text: "/berhenti"}},
		"recorded: made an admin": {recorded(`{"my_chat_member":{"chat":{"id":-100777000,"title":"RW 05","type":"supergroup"},
			"from":{"id":8123400017,"is_bot":false,"first_name":"Siti","language_code":"en"},"date":1584406500,
			"old_chat_member":{"user":{"id":110201543,"is_bot":true,"first_name":"Loket","username":"loket_bot"},"status":"member"},
			"new_chat_member":{"user":{"id":110201543,"is_bot":true,"first_name":"Loket","username":"loket_bot"},"status":"administrator",
			"can_be_edited":false,"can_manage_chat":true,"can_change_info":true,"can_delete_messages":true,"can_invite_users":true,
			"can_restrict_members":true,"can_pin_messages":true,"can_manage_topics":false,"can_promote_members":false,
			"can_manage_video_chats":true,"can_post_stories":true,"can_edit_stories":true,"can_delete_stories":true,"is_anonymous":false}}}`),
			rw, core.Inbound{Signal: core.Reachable}},
	} {
		t.Run(name, func(t *testing.T) {
			clock := func() time.Time { return at }
			o := newOfficeAt(t, minitelegram.New(t, minitelegram.Clock(clock)), func(c *Config) { c.Now = clock })
			o.tg.Group(rw, minitelegram.Supergroup, "RW 05", siti)
			o.tg.Group(warta, minitelegram.Channel, "Warta RW")
			c.do(o.tg)
			o.polling(t)
			c.want.ID, c.want.Account, c.want.From, c.want.At, c.want.Group = "100000001", "telegram:110201543", address(c.from), at, true
			if diff := cmp.Diff(c.want, o.desk.wait(t, 1)[0]); diff != "" {
				t.Error(diff)
			}
			if n := o.ignored(); len(n) != 0 {
				t.Errorf("ignored %v", n)
			}
		})
	}
}

func recorded(update string) func(*minitelegram.Server) {
	return func(s *minitelegram.Server) { s.Raw(update) }
}

// A group that becomes a supergroup says so to nobody: the refusal of the next letter has its new number.
func TestAGroupBecomesASupergroup(t *testing.T) {
	o := newOffice(t)
	o.tg.Group(rw, minitelegram.Basic, "RW 05")
	o.tg.Raw(`{"message":{"message_id":33,"from":{"id":8123400017,"is_bot":false,"first_name":"Siti"},"chat":{"id":-100777000,"title":"RW 05",
		"type":"group","all_members_are_administrators":false},"date":1584406500,"migrate_to_chat_id":-100777001}}`)
	o.tg.Migrate(rw, -100777001)
	o.tg.Say(siti, "last")
	o.polling(t)
	if heard := o.desk.wait(t, 1); heard[0].Text != "last" {
		t.Errorf("heard %+v", heard[0])
	}
	if diff := cmp.Diff(map[string]int{group: 3}, o.ignored()); diff != "" {
		t.Error(diff)
	}
}

// The bot learns its own name when a command names a bot, and only then, and once.
func TestCommandsForOtherBots(t *testing.T) {
	o := newOffice(t)
	o.tg.Group(rw, minitelegram.Supergroup, "RW 05", siti)
	o.tg.SayIn(rw, siti, "/langganan")
	o.polling(t)
	o.desk.wait(t, 1)
	if n := o.tg.Count("getMe"); n != 0 {
		t.Errorf("getMe was called %d times though no name was said", n)
	}
	o.tg.Next("getMe", minitelegram.ServerError(502), minitelegram.TooManyRequests(1))
	for _, text := range []string{"/langganan@loket_bot_2", "/langganan@loket_bot", "/berhenti@lain", "/berhenti@LOKET_BOT"} {
		o.tg.SayIn(rw, siti, text)
	}
	heard := o.desk.wait(t, 3)
	if heard[1].Text != "/langganan" || heard[2].Text != "/berhenti" || len(heard) != 3 {
		t.Errorf("heard %+v", heard)
	}
	if n := o.tg.Count("getMe"); n != 3 {
		t.Errorf("getMe was called %d times, twice in vain", n)
	}
	if diff := cmp.Diff(map[string]int{group: 2}, o.ignored()); diff != "" {
		t.Error(diff)
	}
}

// Whether an admin wrote is not guessed while Telegram cannot be asked: the command waits, polled or brought.
func TestWhetherAnAdminWroteWaits(t *testing.T) {
	for _, mode := range []string{ByPoll, ByWebhook} {
		t.Run(mode, func(t *testing.T) {
			var o *office
			if mode == ByWebhook {
				o, _ = hooked(t)
			} else {
				o = newOffice(t)
				o.polling(t)
			}
			o.tg.Group(rw, minitelegram.Supergroup, "RW 05", siti)
			o.tg.Next("getChatMember", minitelegram.ServerError(500), minitelegram.TooManyRequests(3), minitelegram.ResetBefore())
			o.tg.SayIn(rw, siti, "/langganan")
			if in := o.desk.wait(t, 1)[0]; !in.Admin || in.From != address(rw) {
				t.Errorf("heard %+v", in)
			}
			eventually(t, func() bool { return o.tg.Pending() == 0 })
			if n := o.tg.Count("getChatMember"); n != 4 {
				t.Errorf("asked %d times", n)
			}
		})
	}
}

func TestWhomTelegramDoesNotKnowIsNoAdmin(t *testing.T) {
	o := newOffice(t)
	o.tg.Group(rw, minitelegram.Supergroup, "RW 05", siti)
	o.tg.Next("getChatMember", minitelegram.Forbidden("CHAT_ADMIN_REQUIRED"))
	o.tg.SayIn(rw, siti, "/langganan")
	o.polling(t)
	if in := o.desk.wait(t, 1)[0]; in.Admin {
		t.Errorf("heard %+v", in)
	}
}

// An update about which Telegram never answers is passed in the end: others wait behind it.
func TestAnAnswerThatNeverComes(t *testing.T) {
	o := newOffice(t)
	o.tg.Group(rw, minitelegram.Supergroup, "RW 05", siti)
	o.tg.FaultWhen(func(c minitelegram.Call) *minitelegram.Fault {
		if f := minitelegram.ServerError(500); strings.EqualFold(c.Method, "getChatMember") {
			return &f
		}
		return nil
	})
	o.tg.SayIn(rw, siti, "/langganan")
	o.tg.Say(budi, "DAFTAR")
	o.polling(t)
	if in := o.desk.wait(t, 1)[0]; in.Text != "DAFTAR" {
		t.Errorf("heard %+v", in)
	}
	eventually(t, func() bool { return o.tg.Pending() == 0 })
	if n := o.ignored()[unstorable]; n != 1 {
		t.Errorf("ignored %v", o.ignored())
	}
	discreet(t, "the log", fmt.Sprint(o.log), "langganan")
}
