package core

import (
	"fmt"
	"log/slog"
	"strings"
)

// Channel names as they stand in addresses, in the database and on the command line.
const (
	TelegramChannel = "telegram"
	SMSChannel      = "sms"
	WhatsAppChannel = "whatsapp"
)

// PhoneChannels are those on which an address is the number of a phone, which therefore may be one person's on several of them: in the order
// in which one is tried that nobody has named.
var PhoneChannels = []string{SMSChannel, WhatsAppChannel}

// Address is where a person can be reached: the name of a channel and an id on it (a chat id on Telegram, an E.164 number
// by SMS and WhatsApp). It is personal data: every form of printing masks it; only Channel and ID give it away.
type Address struct {
	Channel string
	ID      string
}

// Masked shows the channel and the last three characters of the id: sms:*********789.
func (a Address) Masked() string {
	if a.ID == "" {
		return a.Channel
	}
	keep := 3
	if len(a.ID) <= keep {
		keep = 0
	}
	return a.Channel + ":" + strings.Repeat("*", len(a.ID)-keep) + a.ID[len(a.ID)-keep:]
}

// IsZero tells whether nothing is addressed.
func (a Address) IsZero() bool { return a == Address{} }

// Format masks the address for every verb of package fmt.
func (a Address) Format(f fmt.State, _ rune) { fmt.Fprint(f, a.Masked()) }

// LogValue masks the address in logs.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.Masked()) }

// Group tells whether the address is a group or channel of many, which is negative among Telegram's chats.
func (a Address) Group() bool { return a.Channel == TelegramChannel && strings.HasPrefix(a.ID, "-") }
