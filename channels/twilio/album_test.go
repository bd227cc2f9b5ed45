package twilio

import (
	"testing"

	"loket/channels/channeltest/minitwilio"
)

// TestTogether: pictures that one person sends by WhatsApp at one moment are known as one go, a word alone is not.
func TestTogether(t *testing.T) {
	o := openWhatsApp(t)
	for range 3 {
		o.tw.Deliver(minitwilio.Inbound{From: chat, Media: []minitwilio.Media{{Type: "image/jpeg", Data: []byte("x")}}})
	}
	o.tw.Deliver(minitwilio.Inbound{From: chat, Body: "sudah"})
	at := o.ins[0].At
	for i, in := range o.ins {
		want := ""
		if i < 3 {
			want = together(in.At)
		}
		if in.Album != want {
			t.Errorf("%d: %q", i, in.Album)
		}
	}
	if together(at) == together(at.Add(11e9)) {
		t.Error("what comes much later is taken for the same go")
	}
}
