package web

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"

	"loket/core"
)

// talk is the page of one conversation.
type talk struct {
	call
	Requests []core.Request
	Waiters  map[int64]core.Waiter
	Letters  []core.Posted

	Words string // what is being typed
	Count counted
	Seen  string // tells one state of the exchange from another: how much was said, and who has it
	Over  bool   // it is over meanwhile
	mine  string
}

// counted is what a text is when it is sent.
type counted struct {
	SMS      bool
	Parts    int
	Units    int    // of SMS: characters as they are counted
	Odd      string // characters because of which a part holds fewer
	Price    int    // of all parts; 0: not known
	Currency string
}

func callPath(person int64) string { return "/conversations/" + strconv.FormatInt(person, 10) }

// person is whose conversation the path names.
func (v *visit) person() (int64, error) {
	id, err := strconv.ParseInt(v.r.PathValue("person"), 10, 64)
	if err != nil {
		return 0, core.Errorf(core.Missing, "%q is no number of a person", v.r.PathValue("person"))
	}
	return id, nil
}

// talk finds a conversation with what is beside it, and what is being typed.
func (v *visit) talk(person int64) (t talk, err error) {
	t.mine = v.staff.Name
	f, err := v.desk.Caller(v.r.Context(), person)
	if err != nil {
		return t, err
	}
	t.Conversation, t.Requests, t.Waiters, t.Letters = f.Conversation, f.Requests, f.Waiters, f.Letters
	t.Seen = fmt.Sprintf("%d/%d", len(f.Lines), crc32.ChecksumIEEE([]byte(f.Taker))) // it stands in addresses: without a name
	t.Now, err = v.desk.Now(v.r.Context())
	t.Words = v.text("words")
	t.Count = v.count(t.Address.Channel, t.Lang, t.Words)
	return t, err
}

// conversationPage is one conversation.
func conversationPage(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	t, err := v.talk(person)
	if core.KindOf(err) == core.Missing {
		return v.overCall(http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	return v.show("conversation", t)
}

// overCall says that a conversation is over.
func (v *visit) overCall(status int) error {
	return v.showAs(status, "conversation", talk{Over: true}, "")
}

// exchange is what has been said since a page was fetched, and who has the conversation then; of nothing new there is no content. What
// somebody is typing stands elsewhere on the page.
func exchange(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	t, err := v.talk(person)
	switch {
	case core.KindOf(err) == core.Missing:
		t.Over = true
	case err != nil:
		return err
	case t.Seen == v.form("seen"):
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	seen, _, _ := strings.Cut(v.form("seen"), "/")
	n, _ := strconv.Atoi(seen)
	t.Lines = t.Lines[min(max(n, 0), len(t.Lines)):]
	return v.part("conversation", "news", t)
}

// Mine tells whether who looks has the conversation, Others whether somebody else does.
func (t talk) Mine() bool   { return t.Taker == t.mine && t.mine != "" }
func (t talk) Others() bool { return t.Taker != "" && !t.Mine() }

// Path is where the conversation is shown.
func (t talk) Path() string { return callPath(t.Person) }

// writing counts what is being typed, and puts a chosen answer into it.
func writing(v *visit) error {
	person, err := v.person()
	if err != nil {
		return err
	}
	t, err := v.talk(person)
	if err != nil {
		return err
	}
	t.fill(v.form("canned"), v.office)
	t.Count = v.count(t.Address.Channel, t.Lang, t.Words)
	return v.part("conversation", "writing", t)
}

// fill puts an answer of the office's, in the citizen's language, behind what was typed.
func (t *talk) fill(code string, o Office) {
	for _, a := range o.Answers {
		if a.Code != code || code == "" {
			continue
		}
		text := phrase(a.Text, t.Lang, o)
		if t.Words != "" && !strings.HasSuffix(t.Words, text) {
			text = t.Words + "\n" + text
		}
		t.Words = text
	}
}

// Canned is an answer of the office's as a citizen reads it.
type Canned struct{ Code, Text string }

// Canned are the office's answers in the citizen's language.
func (v *visit) Canned(t talk) (all []Canned) {
	for _, a := range v.office.Answers {
		all = append(all, Canned{a.Code, phrase(a.Text, t.Lang, v.office)})
	}
	return all
}

// count counts an officer's words as they leave by a channel.
func (v *visit) count(channel, lang, words string) counted {
	if words = strings.TrimSpace(words); words == "" {
		return counted{SMS: channel == core.SMSChannel}
	}
	if v.office.Answer != nil {
		words = v.office.Answer(channel, lang, words).Text
	}
	return v.office.measure(channel, words, 1)
}

// measure counts a text as so many letters of it leave by a channel.
func (o Office) measure(channel, text string, letters int) counted {
	if channel != core.SMSChannel {
		parts := 1
		if most := o.Channels[channel].Text; most > 0 {
			parts = max(1, len(core.SplitText(text, most)))
		}
		return counted{Parts: parts, Units: core.UTF16Len(text)}
	}
	sms := core.CountSMS(core.CleanSMS(text))
	return counted{SMS: true, Parts: sms.Segments, Units: sms.Units, Odd: string(sms.Odd), Price: sms.Segments * letters * o.Rules.Price, Currency: o.Rules.Currency}
}
