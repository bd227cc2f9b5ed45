package dialog_test

import (
	"strings"
	"testing"

	"loket/core"
)

// TestNoTime is what staff write that is no time to be sure of: it is asked about again.
func TestNoTime(t *testing.T) {
	cat := embedded(t)
	for _, text := range []string{"besok sore", "besok jam 2", "dalam 8 jam", "kapan", "jam 25", "31 juni 2020", "jam 9 sebar", "pak", "17 16"} {
		k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 13:00"))
		for _, in := range []core.Inbound{{Text: "/umumkan Loket tutup."}, {Text: "tidak"}, {Text: "semua"}, {Text: text}} {
			k.serve(in)
		}
		if f := k.p.Talk.Notice; f == nil || f.When {
			t.Errorf("%q passes as a time", text)
		}
	}
}

// TestRoleLowered writes on at an announcement after the role that allowed it is gone, or the member is none any more.
func TestRoleLowered(t *testing.T) {
	cat := embedded(t)
	for _, in := range []core.Inbound{{Text: "Loket tutup."}, {Text: "BATAL"}, {Media: []core.Media{{}}}} {
		k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
		k.serve(core.Inbound{Text: "/umumkan"})
		k.p.Staff.Role = core.Viewer
		if said, _ := k.serve(in); len(said) != 1 || k.p.Talk.Notice != nil || !strings.Contains(said[0].Text, "diperlukan peran") {
			t.Errorf("%v is taken of a viewer: %v", in, said)
		}
		k = newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
		k.serve(core.Inbound{Text: "/umumkan"})
		k.p.Staff = nil
		k.serve(in)
		if k.p.Talk.Notice != nil && k.p.Talk.Notice.Notice.Texts["id"] != "" {
			t.Errorf("%v is taken of nobody", in)
		}
	}
}

// TestPictureWithWords sends a picture with a text below: the text is taken, and it is said that the picture is not.
func TestPictureWithWords(t *testing.T) {
	cat := embedded(t)
	k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
	k.serve(core.Inbound{Text: "/umumkan"})
	said, _ := k.serve(core.Inbound{Text: "Loket tutup.", Media: []core.Media{{}}})
	if len(said) != 2 || !strings.Contains(said[0].Text, "teksnya saja") || k.p.Talk.Notice.Notice.Texts["id"] != "Loket tutup." {
		t.Errorf("a picture with a text below it is answered %v", said)
	}
}

// TestTooLong writes a text that is longer than the office allows: it is asked for again, and the length is told.
func TestTooLong(t *testing.T) {
	cat := embedded(t)
	k := newStaff(cat, core.Broadcaster, at(t, cat, "2020-06-02 09:00"))
	k.serve(core.Inbound{Text: "/umumkan"})
	said, _ := k.serve(core.Inbound{Text: strings.Repeat("tutup ", 583) + "ya"})
	if len(said) != 1 || !strings.Contains(said[0].Text, "3.500 huruf, paling banyak 3.000") || k.p.Talk.Notice.Notice.Texts["id"] != "" {
		t.Errorf("3,500 letters are answered %v", said)
	}
	if k.serve(core.Inbound{Text: strings.Repeat("tutup ", 499) + "besok."}); k.p.Talk.Notice.Notice.Texts["id"] == "" {
		t.Error("3,000 letters are not taken")
	}
}

// TestStopInSentences writes it as people do, polite and long.
func TestStopInSentences(t *testing.T) {
	cat := embedded(t)
	for _, text := range []string{"tolong berhenti kirim pesan", "stop please", "please stop sending me messages", "Mohon jangan kirim pesan lagi ya pak",
		"saya tidak mau terima pengumuman lagi", "STOP!!!", "berenti", "tolong hentikan sms ini", "berhenti dulu ya min terima kasih", "stop all", "opt out",
		"quit", "remove me", "batalkan langganan saya", "don't send me any more messages", "cancel my subscription", "tidak usah dikirimi pengumuman lagi", "jangan sms saya lagi"} {
		k := newTalk(cat, core.SMSChannel, at(t, cat, "2020-06-02 09:00"))
		k.p.Following = true
		if k.serve(core.Inbound{Text: text}); k.p.Following {
			t.Errorf("%q does not end announcements", text)
		}
	}
	for _, text := range []string{"berhenti kerja, ubah pekerjaan di KTP bisa?", "kapan loket berhenti melayani?"} {
		k := newTalk(cat, core.SMSChannel, at(t, cat, "2020-06-02 09:00"))
		k.p.Following = true
		if k.serve(core.Inbound{Text: text}); !k.p.Following {
			t.Errorf("%q ends announcements", text)
		}
	}
}
