package telegram

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

// What people do, and what the office hears of it.
func TestHeard(t *testing.T) {
	at := time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		do   func(*minitelegram.Server)
		want core.Inbound
	}{
		"text":               {say("DAFTAR#3274 \n x"), core.Inbound{Text: "DAFTAR#3274 \n x"}},
		"start":              {say("/start"), core.Inbound{Text: "/start"}},
		"start with payload": {say("/start rt05"), core.Inbound{Text: "/start rt05"}},
		"start at the bot":   {say("/start@loket_bot rt05 a@b"), core.Inbound{Text: "/start rt05 a@b"}},
		"command at the bot": {say("/status@loket_bot"), core.Inbound{Text: "/status"}},
		"an at sign":         {say("siti@kota.example"), core.Inbound{Text: "siti@kota.example"}},
		"press":              {func(s *minitelegram.Server) { s.Press(siti, 5, "m:1") }, core.Inbound{Choice: "m:1"}},
		"press, forgotten":   {func(s *minitelegram.Server) { s.PressOld(siti, 5, "m:1") }, core.Inbound{Choice: "m:1"}},
		"sticker":            {func(s *minitelegram.Server) { s.Sticker(siti) }, core.Inbound{}},
		"own contact": {func(s *minitelegram.Server) { s.ShareContact(siti, "6281200000001", siti) },
			core.Inbound{Proves: core.Address{Channel: core.SMSChannel, ID: "+6281200000001"}}},
		"own contact, from abroad": {func(s *minitelegram.Server) { s.ShareContact(siti, "+6591234567", siti) },
			core.Inbound{Proves: core.Address{Channel: core.SMSChannel, ID: "+6591234567"}}},
		"own contact, no number": {func(s *minitelegram.Server) { s.ShareContact(siti, "+62812", siti) }, core.Inbound{}},
		"somebody's contact":     {func(s *minitelegram.Server) { s.ShareContact(siti, "+6281200000001", budi) }, core.Inbound{}},
		"nobody's contact":       {func(s *minitelegram.Server) { s.ShareContact(siti, "+6281200000001", 0) }, core.Inbound{}},
		"own contact, handed on": {post(`{"contact": {"phone_number": "+6281200000001", "user_id": 8123400017}, "forward_date": 1584406500}`), core.Inbound{}},
		"location":               {post(`{"location": {"latitude": -6.7, "longitude": 108.5}}`), core.Inbound{}},
		"blocked":                {func(s *minitelegram.Server) { s.Block(siti) }, core.Inbound{Signal: core.Closed}},
		"unblocked":              {func(s *minitelegram.Server) { s.Unblock(siti) }, core.Inbound{Signal: core.Reachable}},
		"voice":                  {post(`{"voice": {"file_id": "v", "duration": 3, "file_size": 9}}`), core.Inbound{Media: []core.Media{{Kind: "audio/ogg", Size: 9, Handle: "v"}}}},
		"video":                  {post(`{"video": {"file_id": "v", "mime_type": "video/x", "file_size": -1}, "caption": "c"}`), core.Inbound{Text: "c", Media: []core.Media{{Kind: "video/x", Handle: "v"}}}},
		"video note":             {post(`{"video_note": {"file_id": "v"}}`), core.Inbound{}},
		"animation":              {post(`{"animation": {"file_id": "a"}, "document": {"file_id": "a"}}`), core.Inbound{Media: []core.Media{{Kind: "application/octet-stream", Handle: "a"}}}},
		"photo in several sizes": {post(`{"photo": [{"file_id": "s", "width": 90}, {"file_id": "l", "width": 1280, "file_size": 5}], "caption": "/x@y KK saya"}`),
			core.Inbound{Text: "/x KK saya", Media: []core.Media{{Kind: "image/jpeg", Size: 5, Handle: "l"}}}},
		"photo of an album": {post(`{"photo": [{"file_id": "l", "width": 1280, "file_size": 5}], "media_group_id": "13579"}`),
			core.Inbound{Album: "13579", Media: []core.Media{{Kind: "image/jpeg", Size: 5, Handle: "l"}}}},
		"document": {func(s *minitelegram.Server) { s.Document(siti, "kk.pdf", "application/pdf", []byte("%PDF"), "") },
			core.Inbound{Media: []core.Media{{Kind: "application/pdf", Size: 4, Handle: "BQACAgUAAxkBAAI00000001"}}}},
		"in another language": {func(s *minitelegram.Server) {
			s.User(siti, func(u *minitelegram.User) { u.Language = "en-GB" })
			s.Say(siti, "hello")
		}, core.Inbound{Text: "hello", Lang: "en-GB"}},
	} {
		t.Run(name, func(t *testing.T) {
			clock := func() time.Time { return at }
			o := newOfficeAt(t, minitelegram.New(t, minitelegram.Clock(clock)), func(c *Config) { c.Now = clock })
			c.do(o.tg)
			o.polling(t)
			c.want.ID, c.want.Account, c.want.From, c.want.At = "100000001", "telegram:110201543", address(siti), at
			if c.want.Lang == "" {
				c.want.Lang = "id"
			}
			if diff := cmp.Diff(c.want, o.desk.wait(t, 1)[0]); diff != "" {
				t.Error(diff)
			}
			if n := o.ignored(); len(n) != 0 {
				t.Errorf("ignored %v", n)
			}
		})
	}
}

func say(text string) func(*minitelegram.Server) {
	return func(s *minitelegram.Server) { s.Say(siti, text) }
}

// post is any content, as JSON, from Siti.
func post(content string) func(*minitelegram.Server) {
	return func(s *minitelegram.Server) {
		s.Raw(fmt.Sprintf(`{"message": {"message_id": 5, "date": 1584406500, "chat": {"id": %d, "type": "private"},
			"from": {"id": %d, "language_code": "id"}, %s}`, siti, siti, content[1:]))
	}
}

// What is nobody's business, and how it is counted.
func TestIgnored(t *testing.T) {
	const rt = -100777000
	private := fmt.Sprintf(`"chat": {"id": %d, "type": "private"}`, siti)
	raw := func(update string) func(*minitelegram.Server) {
		return func(s *minitelegram.Server) { s.Raw(update) }
	}
	for name, c := range map[string]struct {
		do   func(*minitelegram.Server)
		want string
	}{
		"edited":                  {func(s *minitelegram.Server) { s.Edit(siti, 5, "DAFTAR") }, edited},
		"in a group":              {func(s *minitelegram.Server) { s.SayIn(rt, siti, "DAFTAR") }, group},
		"in a channel":            {raw(`{"channel_post": {"chat": {"id": -5, "type": "channel"}, "text": "x"}}`), group},
		"group becomes another":   {func(s *minitelegram.Server) { s.Post(rt, 0, minitelegram.M{"migrate_to_chat_id": -5}) }, group},
		"new members":             {func(s *minitelegram.Server) { s.Post(rt, budi, minitelegram.M{"new_chat_members": []int{}}) }, group},
		"pinned":                  {post(`{"pinned_message": {"message_id": 4, ` + private + `, "text": "x"}}`), service},
		"a timer":                 {post(`{"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}}`), service},
		"content of tomorrow":     {post(`{"hologram": {"file_id": "h"}}`), service},
		"an address in a group":   {func(s *minitelegram.Server) { s.SayIn(rt, siti, "/ jalan /status") }, group},
		"a command in a sentence": {func(s *minitelegram.Server) { s.SayIn(rt, siti, "tulis /langganan") }, group},
		"a command forwarded":     {raw(`{"message": {"chat": {"id": -5, "type": "group"}, "from": {"id": 5}, "forward_date": 7, "text": "/berhenti"}}`), group},
		"a channel's copy": {raw(`{"message": {"chat": {"id": -5, "type": "supergroup"}, "from": {"id": 777000}, "text": "/langganan",
			"sender_chat": {"id": -6, "type": "channel"}, "is_automatic_forward": true}}`), group},
		"a post edited":           {raw(`{"edited_channel_post": {"chat": {"id": -5, "type": "channel"}, "text": "/langganan"}}`), group},
		"a group's press":         {raw(`{"callback_query": {"id": "1", "data": "x", "from": {"id": 5}, "message": {"message_id": 3, "date": 5, "chat": {"id": -5, "type": "group"}}}}`), group},
		"nobody in a group":       {raw(`{"message": {"chat": {"id": -5, "type": "group"}, "text": "/langganan"}}`), senderless},
		"a bot in a group":        {raw(`{"message": {"chat": {"id": -5, "type": "group"}, "from": {"id": 5, "is_bot": true}, "text": "/langganan"}}`), fromBot},
		"a group held short":      {raw(`{"my_chat_member": {"chat": {"id": -5, "type": "group"}, "new_chat_member": {"status": "restricted"}}}`), unknown},
		"a chat of tomorrow":      {raw(`{"message": {"chat": {"id": -5, "type": "plaza"}, "from": {"id": 5}, "text": "/langganan"}}`), unknown},
		"member of such a chat":   {raw(`{"my_chat_member": {"chat": {"id": -5, "type": "plaza"}, "new_chat_member": {"status": "member"}}}`), unknown},
		"without sender":          {raw(`{"message": {"message_id": 1, ` + private + `, "text": "x"}}`), senderless},
		"without chat":            {raw(`{"message": {"message_id": 1, "from": {"id": 5}, "text": "x"}}`), unknown},
		"of a bot":                {raw(`{"message": {"message_id": 1, "from": {"id": 5, "is_bot": true}, ` + private + `, "text": "x"}}`), fromBot},
		"press of nobody":         {raw(`{"callback_query": {"id": "1", "data": "x"}}`), senderless},
		"press of a bot":          {raw(`{"callback_query": {"id": "1", "data": "x", "from": {"id": 5, "is_bot": true}}}`), fromBot},
		"press without data":      {raw(`{"callback_query": {"id": "1", "from": {"id": 5}, "game_short_name": "x"}}`), unknown},
		"member of another sort":  {raw(`{"my_chat_member": {` + private + `, "new_chat_member": {"status": "restricted"}}}`), unknown},
		"an inline query":         {raw(`{"inline_query": {"id": "1", "query": "x"}}`), unknown},
		"an update of tomorrow":   {raw(`{"tomorrow": {}}`), unknown},
		"a message that is none":  {raw(`{"message": null}`), unknown},
		"a message that is seven": {raw(`{"message": 7}`), unknown},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.tg.Group(rt, minitelegram.Supergroup, "RT 05")
			c.do(o.tg)
			o.tg.Say(budi, "last")
			o.polling(t)
			if heard := o.desk.wait(t, 1); heard[0].Text != "last" {
				t.Errorf("heard %+v", heard[0])
			}
			if diff := cmp.Diff(map[string]int{c.want: 1}, o.ignored()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
