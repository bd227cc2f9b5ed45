package telegram

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest/minitelegram"
	"loket/core"
)

// edition is a letter in the place of an earlier one.
func edition(text, replaces string, choices ...core.Choice) core.Letter {
	l := letter(siti, text, choices...)
	l.ID, l.Edits, l.Replaces = 8, 7, replaces
	return l
}

// insist sends as the outbox does: again, after the pause, as long as it is told to wait for the chat.
func (o *office) insist(t *testing.T, l core.Letter) (receipt string, pauses int, err error) {
	t.Helper()
	for receipt, err = o.Send(t.Context(), l); core.KindOf(err) == core.BusyChat && pauses < 5; pauses++ {
		if core.After(err) <= 0 || core.After(err) > time.Second {
			t.Errorf("wait %v", core.After(err))
		}
		time.Sleep(core.After(err))
		receipt, err = o.Send(t.Context(), l)
	}
	return receipt, pauses, err
}

// shown are the texts in Siti's chat as she sees them.
func (o *office) shown() (texts []string) {
	for _, m := range o.tg.Sent(siti) {
		if !m.Deleted {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// parted is an office that sent a text in three parts, and the receipts of it.
func parted(t *testing.T, change ...func(*Config)) (*office, *clock, string) {
	hands := &clock{}
	o := newOfficeAt(t, minitelegram.New(t, minitelegram.Clock(hands.now)), change...)
	o.tg.User(siti)
	var receipts []string
	for part := range 3 {
		l := letter(siti, fmt.Sprint("bagian ", part))
		l.Part, l.Parts = part, 3
		receipt, err := o.Send(t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		receipts = append(receipts, receipt)
	}
	return o, hands, strings.Join(receipts, " ")
}

// clock is set forward by hand.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2020, 3, 17, 0, 55, 0, 0, time.UTC).Add(time.Duration(c.ahead.Load()))
}

func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

func TestEdit(t *testing.T) {
	o := newOffice(t)
	o.tg.User(siti)
	first, err := o.Send(t.Context(), letter(siti, "tutup", core.Choice{Token: "a", Label: "Ya"}))
	if err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		letter  core.Letter
		buttons int
	}{
		{edition("buka", first), 0},
		{edition("buka", first), 0}, // again, after a crash: not modified, and so done
		{edition("tutup lagi", first+"/8", core.Choice{Token: "b", Label: "Baik"}), 1},
	}
	for i, s := range steps {
		receipt, err := o.Send(t.Context(), s.letter)
		if err != nil || receipt != first+"/8" {
			t.Fatalf("step %d: receipt %q, %v", i, receipt, err)
		}
		if sent := o.tg.Sent(siti); len(sent) != 1 || sent[0].Text != s.letter.Message.Text || len(sent[0].Buttons) != s.buttons {
			t.Errorf("step %d: %+v", i, sent)
		}
	}
	if sent := o.tg.Sent(siti)[0]; sent.Edits != 2 {
		t.Errorf("edited %d times", sent.Edits)
	}
	for _, without := range []string{"", "x", "0 -5", "/8"} { // nothing to replace, so a new one
		before := o.tg.Total()
		if receipt, err := o.Send(t.Context(), edition("baru", without)); err != nil || strings.Contains(receipt, "/") || o.tg.Total() != before+1 {
			t.Errorf("%q: receipt %q, %v", without, receipt, err)
		}
	}
}

// What there is no more to edit is sent anew: as one more call, which the limits have room for.
func TestEditOfWhatIsGone(t *testing.T) {
	for name, spoil := range map[string]func(o *office, id string){
		"deleted": func(o *office, id string) {
			_ = o.api.call(t.Context(), "deleteMessage", params{"chat_id": fmt.Sprint(siti), "message_id": id}, nil)
		},
		"not the bot's": func(o *office, id string) {},
		"of another time": func(o *office, id string) {
			o.tg.Next("editMessageText", minitelegram.Forbidden("MESSAGE_EDIT_TIME_EXPIRED"))
		},
		"of an unknown number": func(o *office, id string) { o.tg.Next("editMessageText", minitelegram.Forbidden("MESSAGE_ID_INVALID")) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.tg.User(siti)
			first, err := o.Send(t.Context(), letter(siti, "tutup"))
			if err != nil {
				t.Fatal(err)
			}
			if name == "not the bot's" {
				first = fmt.Sprint(o.tg.Say(siti, "halo"))
			}
			spoil(o, first)
			time.Sleep(limitWindow)
			o.tg.Limit(minitelegram.Telegrams)
			receipt, pauses, err := o.insist(t, edition("buka", first))
			if err != nil || pauses != 1 {
				t.Fatalf("%d pauses, %v", pauses, err)
			}
			sent := o.tg.Sent(siti)
			if last := sent[len(sent)-1]; last.Text != "buka" || receipt != fmt.Sprint(last.ID) {
				t.Errorf("receipt %q of %+v", receipt, last)
			}
			if all, _ := o.tg.TooMany(); all != 0 {
				t.Errorf("%d calls too many", all)
			}
			if o.anew.has(8) {
				t.Error("it is remembered for ever")
			}
		})
	}
}

// An edit may be repeated whatever became of it, so none of its failures is a doubt.
func TestEditFails(t *testing.T) {
	limit := minitelegram.TooManyRequests(17)
	for name, c := range map[string]struct {
		fault minitelegram.Fault
		kind  core.Kind
	}{
		"500": {minitelegram.ServerError(500), core.Away}, "reset after": {minitelegram.ResetAfter(), core.Away},
		"truncated": {minitelegram.Truncated(), core.Away}, "429": {limit, core.Busy},
		"blocked": {minitelegram.Forbidden("bot was blocked by the user"), core.Stopped},
	} {
		for _, method := range []string{"editMessageText", "deleteMessage"} {
			t.Run(name+" "+method, func(t *testing.T) {
				o, hands, receipts := parted(t)
				o.tg.Next(method, c.fault)
				receipt, err := o.Send(t.Context(), edition("ralat", receipts))
				if core.KindOf(err) != c.kind || receipt != "" {
					t.Fatalf("receipt %q, %v (%v)", receipt, err, core.KindOf(err))
				}
				discreet(t, "the error", fmt.Sprintf("%+v", err), o.tg.Token, "ralat")
				hands.forward(time.Minute)
				if _, err = o.Send(t.Context(), edition("ralat", receipts)); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff([]string{"ralat"}, o.shown()); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// Whatever happens on the way, whoever repeats an edit until it is done has changed that one message, and sent no other.
func TestEditsComeToOneEnd(t *testing.T) {
	o, _, receipts := parted(t)
	o.tg.Chaos(1, chances(.12, minitelegram.ResetBefore(), minitelegram.ResetAfter(), minitelegram.Truncated(), minitelegram.BadGateway())...)
	failures := map[core.Kind]int{}
	for n := range 60 {
		l := edition(fmt.Sprint("ralat ", n), receipts)
		_, err := o.Send(t.Context(), l)
		for tries := 0; err != nil && tries < 50; tries++ {
			failures[core.KindOf(err)]++
			_, err = o.Send(t.Context(), l)
		}
		if diff := cmp.Diff([]string{l.Message.Text}, o.shown()); diff != "" || err != nil {
			t.Fatalf("%v %s", err, diff)
		}
	}
	if failures[core.Away] < 10 || len(failures) != 1 || o.tg.Total() != 3 {
		t.Errorf("failures %v, %d messages", failures, o.tg.Total())
	}
}

func chances(of float64, faults ...minitelegram.Fault) (all []minitelegram.Chance) {
	for _, f := range faults {
		all = append(all, minitelegram.Chance{Of: of, Fault: f, Methods: []string{"editMessageText", "deleteMessage"}})
	}
	return all
}

func TestEditOfAGroupsMessage(t *testing.T) {
	o := newOffice(t)
	o.tg.Group(-100777000, minitelegram.Supergroup, "RT 05")
	l := letter(-100777000, "tutup", core.Choice{Token: "a", Label: "Ya"})
	first, err := o.Send(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	if sent := o.tg.Sent(-100777000); len(sent[0].Buttons) != 0 {
		t.Errorf("buttons in a group: %+v", sent)
	}
	l.Replaces, l.Message.Text = first, "buka"
	limit := minitelegram.TooManyRequests(9)
	limit.RetryAfter = 0 // says so, and lets the next pass
	o.tg.Next("editMessageText", limit)
	if _, err = o.Send(t.Context(), l); core.KindOf(err) != core.BusyChat || core.After(err) != 9*time.Second {
		t.Errorf("a group's limit: %v", err)
	}
	o.tg.Migrate(-100777000, -100777001)
	if _, err = o.Send(t.Context(), l); core.KindOf(err) != core.Gone {
		t.Errorf("a group that became another: %v", err)
	}
}

// A text that went in parts becomes one message; a longer one in its place, as many more as it needs.
func TestEditOfParts(t *testing.T) {
	o, _, receipts := parted(t)
	for part := range 2 {
		l := edition(fmt.Sprint("ralat ", part), receipts)
		l.Part, l.Parts = part, 2
		if _, err := o.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"ralat 0", "ralat 1"}, o.shown()); diff != "" {
		t.Error(diff)
	}
	l := edition("x", strings.Repeat("999 ", 50))
	l.Message.Erase = true
	if _, err := o.Send(t.Context(), l); err != nil || o.tg.Count("deleteMessage") > 2+mostReplaced {
		t.Errorf("%d calls, %v", o.tg.Count("deleteMessage"), err)
	}
}

func TestErase(t *testing.T) {
	o, hands, receipts := parted(t)
	withdrawal := edition("dicabut", receipts)
	withdrawal.Message.Erase = true
	hands.forward(47 * time.Hour)
	for range 2 { // the second time there is nothing left to take away
		if receipt, err := o.Send(t.Context(), withdrawal); err != nil || receipt == "" || len(o.shown()) != 0 {
			t.Errorf("receipt %q, %v, shown %q", receipt, err, o.shown())
		}
	}
	if n := o.tg.Count("editMessageText"); n != 0 {
		t.Errorf("%d edits", n)
	}
}

// After two days the words are replaced instead; what cannot be taken away any more is counted.
func TestEraseTooLate(t *testing.T) {
	o, hands, receipts := parted(t)
	withdrawal := edition("dicabut", receipts)
	withdrawal.Message.Erase = true
	hands.forward(49 * time.Hour)
	for range 2 {
		if receipt, err := o.Send(t.Context(), withdrawal); err != nil || receipt != strings.Fields(receipts)[0]+"/8" {
			t.Errorf("receipt %q, %v", receipt, err)
		}
	}
	if diff := cmp.Diff([]string{"dicabut", "bagian 1", "bagian 2"}, o.shown()); diff != "" {
		t.Error(diff)
	}
	if n := o.ignored()[kept]; n != 4 {
		t.Errorf("%d counted", n)
	}
	// Nor can it be edited, because it is gone: that is what was wanted.
	o.tg.Next("deleteMessage", minitelegram.Forbidden("MESSAGE_DELETE_FORBIDDEN"))
	if _, err := o.Send(t.Context(), core.Letter{ID: 9, To: address(siti), Replaces: "999", Message: withdrawal.Message}); err != nil {
		t.Error(err)
	}
}
