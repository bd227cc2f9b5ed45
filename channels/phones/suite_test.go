package phones

import (
	"testing"

	"go.uber.org/goleak"

	"loket/channels/channeltest"
	"loket/core"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var limits = map[string]core.Limits{
	core.TelegramChannel: {Buttons: 100, Edits: true, Media: true, Contact: true},
	core.SMSChannel:      {Short: true},
	core.WhatsAppChannel: {Buttons: 10, Media: true},
}

// TestSuite: each carrier is a channel like any other.
func TestSuite(t *testing.T) {
	for as, is := range limits {
		t.Run(as, func(t *testing.T) {
			channeltest.Run(t, func(t *testing.T) channeltest.Subject {
				c := NewCarrier(as, is)
				citizen, _ := CitizenOf(as)
				return channeltest.Subject{
					Channel: c,
					Shown: func() (texts []string) {
						bubbles, _ := c.shown()
						for _, b := range bubbles {
							if !b.Mine {
								texts = append(texts, b.Text)
							}
						}
						return texts
					},
					To: citizen.Address,
					Write: func(text string) {
						if err := c.Write(text); err != nil {
							t.Error(err)
						}
					},
				}
			})
		})
	}
}
