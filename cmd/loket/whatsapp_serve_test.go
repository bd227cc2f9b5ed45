package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/channels/channeltest/minitwilio"
)

// TestWhatsApp is an office on WhatsApp alone: it says at its start what templates are missing, answers with lists and buttons, takes
// presses, and two days later, when free text may not be sent any more, tells its news by a template.
func TestWhatsApp(t *testing.T) {
	t.Parallel()
	const citizen = "whatsapp:+6281234567890"
	p := newProviders(t, databases["sqlite"](t))
	folder := t.TempDir()
	sid := p.tw.AddTemplate("Kabar tentang permohonan {{1}}: {{2}} Terima kasih.", "approved")
	unfit := p.tw.AddTemplate("Ingat: {{1}}.", "pending")
	office := "[[template]]\nkind = \"status\"\nlang = \"id\"\nsid = \"" + sid + "\"\nvariables = [\"ticket\", \"text\"]\n" +
		"[[template]]\nkind = \"reminder\"\nlang = \"id\"\nsid = \"" + unfit + "\"\nvariables = [\"text\"]\n"
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte(office), 0o600); err != nil {
		t.Fatal(err)
	}
	var env []string
	for _, v := range p.env {
		if !strings.HasPrefix(v, "LOKET_SMS_") && !strings.HasPrefix(v, "LOKET_TELEGRAM_") && !strings.HasPrefix(v, "LOKET_CLOCK") {
			env = append(env, v)
		}
	}
	env = append(env, "LOKET_OFFICE="+folder, "LOKET_WHATSAPP_FROM=+12025550101", "LOKET_TWILIO_CONTENT_API="+p.tw.URL)

	running := serve(t, append(env, "LOKET_CLOCK="+officeDay+"T08:00:00+07:00")...)
	p.deliver(running)
	until(t, 10*time.Second, "the templates were looked at", func() bool { return strings.Contains(running.log.String(), "WhatsApp templates") })
	for _, want := range []string{`status in \"en\" is missing`, `reminder in \"id\" (` + unfit + `) is not approved by WhatsApp but pending`} {
		if !strings.Contains(running.log.String(), want) && !strings.Contains(running.log.String(), strings.ReplaceAll(want, `\`, `\\\`)) {
			t.Errorf("the log does not say %s:\n%s", want, tail(running.log.String(), 2000))
		}
	}
	if strings.Contains(running.log.String(), sid) {
		t.Error("the log complains of a template that fits")
	}
	said := func(n int, press func() minitwilio.Reply) minitwilio.Message {
		t.Helper()
		if r := press(); r.Status != 200 {
			t.Fatalf("%+v", r)
		}
		return p.tw.WaitSent(t, citizen, n, 10*time.Second)[n-1]
	}
	menu := said(1, func() minitwilio.Reply { return p.tw.Text(citizen, "menu") })
	if len(menu.Shown.Items) < 4 || menu.Shown.Button != "Pilih / Choose" || !strings.Contains(menu.Body, "\n\n") {
		t.Errorf("the menu is %+v", menu.Shown)
	}
	if group := said(2, func() minitwilio.Reply { return p.tw.Press(citizen, menu.Shown.Items[0].Item) }); len(group.Shown.Items) < 4 {
		t.Errorf("a group is %q %+v", group.Body, group.Shown)
	}
	receipt := said(3, func() minitwilio.Reply { return p.tw.Text(citizen, "DAFTAR#3274014107900001#SITI AMINAH#KTP HILANG") })
	const ticket = "C200317-001"
	if !strings.Contains(receipt.Body, ticket) {
		t.Fatalf("the receipt is %q", receipt.Body)
	}
	running.stop()

	later := time.Now().Add(49 * time.Hour)
	p.tw.Set(func(k *minitwilio.Knobs) { k.Now = func() time.Time { return later } })
	running = serve(t, append(env, "LOKET_CLOCK=2020-03-19T09:00:00+07:00")...)
	p.deliver(running)
	already := len(p.tw.Sent(citizen))
	loket(t, env, "advance", "DIVERIFIKASI", ticket)
	news := p.tw.WaitSent(t, citizen, already+1, 10*time.Second)[already]
	if news.Content != sid || news.Outside || !strings.HasPrefix(news.Body, "Kabar tentang permohonan "+ticket+": ") {
		t.Errorf("the news is %q, by %q", news.Body, news.Content)
	}
	if left := p.tw.Violations(); len(left) > 0 {
		t.Error(left)
	}
}
