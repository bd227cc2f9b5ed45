package telegram

import (
	"testing"

	"loket/core"
)

// TestAskForNumber: a button that asks for the number of the account takes the place of the keyboard, with those beside it; its press
// is the proof of it.
func TestAskForNumber(t *testing.T) {
	o := newOffice(t)
	o.tg.User(siti)
	o.polling(t)
	if _, err := o.Send(t.Context(), letter(siti, "Hubungkan?", core.Choice{Token: "keep:ties", Label: "Kirim nomor saya", Contact: true},
		core.Choice{Token: "no", Label: "Tidak"})); err != nil {
		t.Fatal(err)
	}
	rows := o.tg.Sent(siti)[0].Buttons
	if len(rows) != 2 || !rows[0][0].Contact || rows[0][0].Data != "" || rows[1][0].Text != "Tidak" || rows[1][0].Contact {
		t.Errorf("keyboard %+v", rows)
	}
	if !o.tg.Tap(siti, "Kirim nomor saya") {
		t.Fatal("there is no such button")
	}
	in := o.desk.wait(t, 1)[0]
	if in.Proves.Channel != core.SMSChannel || in.Proves.ID == "" || in.Text != "" || in.Choice != "" {
		t.Errorf("heard %+v", in)
	}
}
