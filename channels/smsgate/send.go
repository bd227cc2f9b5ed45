package smsgate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"loket/core"
)

const (
	// An answer that the phone could not send for four hours finds a person who has asked again or gone home. News of a request and
	// announcements are worth more: the evening's closure is still worth knowing in the morning.
	replyValid = 4 * time.Hour
	validMax   = 10 * time.Hour
	validMin   = 5 * time.Second // what the gateway takes
)

// order is what the gateway is asked to send.
type order struct {
	ID      string   `json:"id"`
	Device  string   `json:"deviceId,omitempty"`
	SIM     int      `json:"simNumber,omitempty"`
	To      []string `json:"phoneNumbers"`
	Text    words    `json:"textMessage"`
	Valid   int      `json:"ttl"`
	Reports bool     `json:"withDeliveryReport"`
}

type words struct {
	Text string `json:"text"`
}

// Send makes one call. Its errors hold neither number nor text.
func (c *Channel) Send(ctx context.Context, l core.Letter) (receipt string, err error) {
	text := core.SMSText(l.Message.Text)
	switch {
	case l.To.Channel != c.Name():
		return "", core.Errorf(core.Refused, "smsgate: the letter goes to another channel (%s)", l.To.Channel)
	case !e164.MatchString(l.To.ID):
		return "", core.Errorf(core.Gone, "smsgate: the address is no phone number")
	case text == "":
		return "", core.Errorf(core.Refused, "smsgate: the letter is empty")
	case core.UTF16Len(text) > c.limit.Text:
		return "", core.Errorf(core.Refused, "smsgate: the letter is longer than %d characters", c.limit.Text)
	}
	id := c.id(l)
	a, err := c.ask(ctx, http.MethodPost, c.phone.URL+"/messages", order{ID: id, Device: c.phone.Device, SIM: c.phone.SIM,
		To: []string{l.To.ID}, Text: words{text}, Valid: int(c.valid(l).Seconds()), Reports: true})
	if err != nil {
		return "", err
	}
	if a.status == http.StatusConflict { // it was taken before; nobody but this very attempt has that id
		return id, nil
	}
	if !a.ok() {
		return "", c.failure(a)
	}
	var taken struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(a.body, &taken) != nil || taken.ID != id {
		return "", core.Errorf(core.Doubt, "smsgate: the answer cannot be read")
	}
	return id, nil
}

// valid is for how long the phone may try to send a letter: as long as it is of use.
func (c *Channel) valid(l core.Letter) time.Duration {
	valid := validMax
	if l.Lane == core.ReplyLane {
		valid = replyValid
	}
	if !l.Until.IsZero() {
		valid = min(valid, l.Until.Sub(c.now()))
	}
	return max(valid, validMin)
}

// id is the message's name at the gateway, which takes each once: of the letter, the attempt, and a fingerprint of what goes where.
// Without that a database that was put back from its copy would give names again that others had, and their letters would seem sent.
// It is no longer than the 36 characters that the gateway takes.
func (c *Channel) id(l core.Letter) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{c.phone.Name, l.To.ID, core.SMSText(l.Message.Text)}, "\x00")))
	return strings.Join([]string{idMark, strconv.FormatInt(l.ID, 36), strconv.Itoa(l.Attempt), hex.EncodeToString(sum[:5])}, "-")
}

// idMark begins the names that are ours: others may send through the same phone.
const idMark = "L"

// named is the letter and the attempt of a message's name.
func named(id string) (letter int64, attempt int, ok bool) {
	parts := strings.Split(id, "-")
	if len(parts) != 4 || parts[0] != idMark || len(parts[3]) != 10 {
		return 0, 0, false
	}
	letter, err := strconv.ParseInt(parts[1], 36, 64)
	number, wrong := strconv.ParseInt(parts[2], 10, 32)
	return letter, int(number), err == nil && wrong == nil && letter > 0 && number > 0
}
