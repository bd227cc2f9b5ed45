package twilio

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/channels/channeltest"
	"loket/channels/channeltest/minitwilio"
	"loket/core"
)

const chat = whatsAppPrefix + citizen

// openWhatsApp is an office that is on WhatsApp too, prepared as its runner does.
func openWhatsApp(t testing.TB, change ...func(*Config)) *office {
	t.Helper()
	o := open(t, append([]func(*Config){func(c *Config) { c.WhatsAppFrom, c.Choose = "+12025550101", "Pilih / Choose" }}, change...)...)
	if err := o.wa.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// writes lets the citizen write, so that they may be answered freely.
func (o *office) writes(t testing.TB) {
	t.Helper()
	if r := o.tw.Text(chat, "halo"); r.Status != 200 {
		t.Fatalf("%+v", r)
	}
}

// answer is a letter that answers by WhatsApp.
func answer(id int64, said string, labels ...string) core.Letter {
	l := letter(id)
	l.To.Channel, l.Lane, l.Message.Text = core.WhatsAppChannel, core.ReplyLane, said
	for i, label := range labels {
		l.Message.Choices = append(l.Message.Choices, core.Choice{Token: fmt.Sprint("svc:", i), Label: label})
	}
	return l
}

// tells sends a letter and returns what Twilio made of it.
func (o *office) tells(t testing.TB, l core.Letter) minitwilio.Message {
	t.Helper()
	receipt, err := o.wa.Send(t.Context(), l)
	for e := err; e != nil; e = errors.Unwrap(e) {
		o.private(t, "error", fmt.Sprintf("%v %+v %#v", e, e, e))
	}
	if err != nil {
		t.Fatal(err)
	}
	m, _ := o.tw.Message(receipt)
	return m
}

func TestWhatsAppSuite(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channeltest.Subject {
		o := openWhatsApp(t)
		o.writes(t)
		sids := 0
		hook := func(token string) func(string) *http.Request {
			return func(text string) *http.Request {
				sids++
				form := url.Values{"MessageSid": {"SM" + strings.Repeat("0", sids)}, "AccountSid": {o.tw.AccountSID}, "From": {chat},
					"To": {"whatsapp:+12025550101"}, "Body": {text}, "NumMedia": {"0"}, "MessageType": {"text"}, "WaId": {citizen[1:]}}
				r := httptest.NewRequest("POST", "http://10.0.0.7:8080/hooks/twilio", strings.NewReader(form.Encode()))
				r.Header.Set("X-Twilio-Signature", minitwilio.Sign(token, public+"/hooks/twilio", form))
				return r
			}
		}
		fault := func(f minitwilio.Fault) func() { return func() { o.tw.Fail(f) } }
		refuse := func(code int) func() {
			return func() {
				left := 1
				o.tw.Refuse(chat, code)
				o.tw.Set(func(k *minitwilio.Knobs) {
					k.Hook = func(minitwilio.Call) minitwilio.Fault {
						if left--; left < 0 {
							o.tw.Refuse(chat, 0)
						}
						return minitwilio.None
					}
				})
			}
		}
		return channeltest.Subject{
			Channel: o.wa,
			To:      core.Address{Channel: core.WhatsAppChannel, ID: citizen},
			Secrets: []string{o.tw.AuthToken},
			Shown: func() (texts []string) {
				for _, m := range o.tw.Sent(chat) {
					texts = append(texts, m.Body)
				}
				return texts
			},
			Fail: map[core.Kind]func(){
				core.Busy: fault(minitwilio.TooMany), core.Stopped: refuse(63014), core.Gone: refuse(63024), core.Refused: refuse(63013),
				core.Window: refuse(63016), core.Operator: refuse(63007), core.Doubt: fault(minitwilio.BadGateway),
			},
			Stall: fault(minitwilio.Hang),
			Hook:  hook(o.tw.AuthToken),
			Forge: hook("another token"),
		}
	})
}

func TestWhatsAppSend(t *testing.T) {
	o := openWhatsApp(t)
	o.writes(t)
	m := o.tells(t, answer(17, text))
	want := url.Values{
		"To": {chat}, "From": {"whatsapp:+12025550101"}, "Body": {text}, "ValidityPeriod": {"14400"},
		"StatusCallback": {public + "/hooks/twilio/status?letter=17&attempt=1"},
	}
	if diff := cmp.Diff(want, m.Form); diff != "" {
		t.Error(diff)
	}
	o.tw.Report(m.SID, "read", 0)
	if r := o.reports[0]; r.Account != "whatsapp:+12025550101" || r.Letter != 17 || r.State != core.Delivered || o.wa.Account() != r.Account {
		t.Errorf("%+v", r)
	}
}

func TestWhatsAppByMessagingService(t *testing.T) {
	service := "MG" + strings.Repeat("0a", 16)
	o := openWhatsApp(t, func(c *Config) { c.WhatsAppFrom = service })
	o.writes(t)
	m := o.tells(t, answer(17, text))
	if m.Service != service || m.To != chat || m.From != "" {
		t.Errorf("%+v", m)
	}
	if r := o.tw.Report(m.SID, "sent", 0); r.Status != 200 || o.reports[0].Account != "whatsapp:"+service {
		t.Errorf("%+v %+v", r, o.reports)
	}
}

// What WhatsApp can show with buttons looks as it was written, and a press says its token.
func TestButtons(t *testing.T) {
	const said = "Selamat datang.\n\nPilih layanan,\natau kirim kata BANTUAN.\n\n\nLoket buka."
	for _, c := range []struct {
		about  string
		labels []string
		name   string
		press  string
		want   string
	}{
		{"one", []string{"Ya"}, "loket buttons 1.2.0.1 s", "Ya", "svc:0"},
		{"three", []string{"Ya, ajukan", "Ubah", "Keluar"}, "loket buttons 1.2.0.1 sss", "Keluar", "svc:2"},
		{"four", []string{"KTP", "KK", "KIA", "Akta"}, "loket list 1.2.0.1 ssss", "KIA", "svc:2"},
		{"three, one of them long", []string{"KTP", "KTP elektronik (KTP-el)", "KK"}, "loket list 1.2.0.1 sss", "KTP elektronik (KTP-el)", "svc:1"},
		{"cut", []string{"KK", "Pengangkatan, Pengakuan, atau Pengesahan Anak"}, "loket list 1.2.0.1 sl", "Pengangkatan…", "svc:1"},
		{"times", []string{"Senin, 8 Juni 2020, 09.00-10.00", "Senin, 8 Juni 2020, 10.00-11.00", "Lainnya"}, "loket list 1.2.0.1 lls",
			"…Juni 2020, 10.00-11.00", "svc:1"},
		{"ten", strings.Fields("a b c d e f g h i j"), "loket list 1.2.0.1 ssssssssss", "j", "svc:9"},
		{"an apostrophe", []string{"Ma'ruf"}, "loket buttons 1.2.0.1 s", "Ma’ruf", "svc:0"},
	} {
		t.Run(c.about, func(t *testing.T) {
			o := openWhatsApp(t)
			o.writes(t)
			m := o.tells(t, answer(1, said, c.labels...))
			if m.Body != said {
				t.Errorf("said %q", m.Body)
			}
			shown := []string{}
			for _, a := range m.Shown.Actions {
				shown = append(shown, a.Title)
			}
			for _, i := range m.Shown.Items {
				if i.Description != "" {
					i.Item = i.Description
				}
				shown = append(shown, i.Item)
			}
			for i, label := range c.labels {
				if got := strings.ReplaceAll(shown[i], apostrophe, "'"); got != label {
					t.Errorf("shows %q as %q", label, got)
				}
			}
			if made := o.tw.Contents(); len(made) != 1 || made[0].Name != c.name {
				t.Errorf("%+v", made)
			}
			if len(m.Shown.Items) > 0 && m.Shown.Button != "Pilih / Choose" {
				t.Errorf("the list opens with %q", m.Shown.Button)
			}
			if r := o.tw.Press(chat, c.press); r.Status != 200 {
				t.Fatalf("%+v", r)
			}
			if in := o.ins[1]; in.Choice != c.want || in.Text != "" || in.From != (core.Address{Channel: "whatsapp", ID: citizen}) || in.Account != o.wa.Account() {
				t.Errorf("heard %+v", in)
			}
		})
	}
}

// A form has one Content, made once: while many want it, and after a restart.
func TestContentOfAForm(t *testing.T) {
	o := openWhatsApp(t)
	o.writes(t)
	done := make(chan error)
	for i := range int64(10) {
		go func() {
			_, err := o.wa.Send(t.Context(), answer(i, fmt.Sprint("Nomor ", i, ".\nBenar?"), "Ya", "Tidak"))
			done <- err
		}()
	}
	for range 10 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for i := range 120 { // what other people keep there, on the pages before
		o.tw.AddTemplate(fmt.Sprint("templat ", i), "")
	}
	o.tells(t, answer(20, "Satu baris.", "Ya", "Tidak"))
	made := len(o.tw.Contents())
	for _, m := range o.tw.Sent(chat) {
		if len(m.Shown.Actions) != 2 {
			t.Errorf("%q has no buttons", m.Body)
		}
	}
	again, err := NewWhatsApp(Config{AccountSID: o.tw.AccountSID, AuthToken: o.tw.AuthToken, API: o.tw.URL, ContentAPI: o.tw.URL,
		WhatsAppFrom: "+12025550101", Transport: o.client.Transport})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, said := range []string{"Dua.\nBaris.", "Satu."} {
		if _, err := again.Send(t.Context(), answer(30+int64(i), said, "Ya", "Tidak")); err != nil {
			t.Error(err)
		}
	}
	if n := len(o.tw.Contents()); made != 122 || n != made {
		t.Errorf("%d Contents, then %d", made, n)
	}
}

// Where there can be no buttons the choices are numbered, as they are answered; nothing is lost.
func TestNumbered(t *testing.T) {
	const said, list = "Pilih:\nbaris", "\n1 KTP\n2 KK\n0 Kembali"
	offer := func() core.Letter {
		l := answer(1, said, "KTP", "KK", "Kembali")
		l.Message.Choices[2].Token = core.BackToken
		return l
	}
	all := strings.Split(strings.Repeat("KTP,", 11), ",")[:11]
	many := answer(1, said, all...)
	for _, c := range []struct {
		about string
		knobs func(*minitwilio.Knobs)
		l     core.Letter
		want  string
	}{
		{"the Content API is closed to us", func(k *minitwilio.Knobs) { k.NoContent = 403 }, offer(), said + list},
		{"the Content API does not know us", func(k *minitwilio.Knobs) { k.NoContent = 401 }, offer(), said + list},
		{"the form is refused", func(k *minitwilio.Knobs) { k.RefuseContent = func(string) bool { return true } }, offer(), said + list},
		{"eleven choices", nil, many, said + "\n1 KTP\n2 KTP\n3 KTP\n4 KTP\n5 KTP\n6 KTP\n7 KTP\n8 KTP\n9 KTP\n10 KTP\n11 KTP"},
		{"what looks like a variable", nil, answer(1, "Tulis {{1}}", "Ya"), "Tulis {{1}}\n1 Ya"},
		{"two of one token", nil, func() core.Letter {
			l := answer(1, said, "Ya", "Tidak")
			l.Message.Choices[1].Token = l.Message.Choices[0].Token
			return l
		}(), said + "\n1 Ya\n2 Tidak"},
		{"no place for the labels", nil, answer(1, strings.Repeat("a", bodyMax), slices.Repeat([]string{strings.Repeat("b", 100)}, 11)...), ""},
	} {
		t.Run(c.about, func(t *testing.T) {
			o := open(t, func(c *Config) { c.WhatsAppFrom = "+12025550101" })
			if c.knobs != nil {
				o.tw.Set(c.knobs)
			}
			if err := o.wa.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			o.writes(t)
			for range 2 {
				m := o.tells(t, c.l)
				if c.want != "" && m.Body != c.want || len(m.Shown.Actions)+len(m.Shown.Items) > 0 {
					t.Errorf("said %q", m.Body)
				}
			}
		})
	}
}

// Content that was there and is not, or is not taken, costs the buttons and no word.
func TestContentRefused(t *testing.T) {
	o := openWhatsApp(t)
	o.writes(t)
	o.tells(t, answer(1, "Satu.", "Ya"))
	o.tw.DropContent(o.tw.Contents()[0].SID)
	if m := o.tells(t, answer(2, "Dua.", "Ya")); m.Body != "Dua.\n1 Ya" {
		t.Errorf("%q", m.Body)
	}
	if m := o.tells(t, answer(3, "Tiga.", "Ya")); m.Body != "Tiga.\n1 Ya" {
		t.Errorf("%q", m.Body)
	}
	if n := o.tw.Counts(); n.Refused != 1 {
		t.Errorf("asked again for what is not there: %+v", n)
	}
	if err := o.wa.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m := o.tells(t, answer(4, "Empat.", "Ya")); len(m.Shown.Actions) != 1 {
		t.Errorf("not made again: %q", m.Body)
	}
}

// Before Twilio has said what is there, and while it cannot, people are answered with numbers.
func TestUnprepared(t *testing.T) {
	o := open(t, func(c *Config) { c.WhatsAppFrom = "+12025550101" })
	o.writes(t)
	if m := o.tells(t, answer(1, "Satu.", "Ya")); m.Body != "Satu.\n1 Ya" || len(o.tw.Contents()) != 0 {
		t.Errorf("%q", m.Body)
	}
	o.tw.Set(func(k *minitwilio.Knobs) { k.NoContent = 503 })
	if err := o.wa.Prepare(t.Context()); core.KindOf(err) != core.Away {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
	o.down.Store(true)
	o.http.CloseIdleConnections()
	if err := o.wa.Prepare(t.Context()); core.KindOf(err) != core.Away {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
}

// Within 24 hours anything, later a template, without one nothing.
func TestWindow(t *testing.T) {
	o := openWhatsApp(t)
	sid := o.tw.AddTemplate("Kabar dari loket: {{1}} ({{2}}). Terima kasih.", "approved")
	o.writes(t)
	form := &core.Template{ID: sid, Kind: "status", Vars: []string{"C200317-042", "Permohonan selesai."}}
	news := func(heard time.Duration, t *core.Template) core.Letter {
		l := answer(1, text)
		l.Lane, l.Message.Template = core.ServiceLane, t
		if heard != 0 {
			l.Heard = time.Now().Add(-heard)
		}
		return l
	}
	filled := "Kabar dari loket: C200317-042 (Permohonan selesai.). Terima kasih."
	for _, c := range []struct {
		about string
		l     core.Letter
		want  string // "": Window
	}{
		{"an hour later", news(time.Hour, form), text},
		{"without a template too", news(time.Hour, nil), text},
		{"a day later", news(24*time.Hour, form), filled},
		{"so nearly a day later that it may be one when it arrives", news(24*time.Hour-4*time.Minute, form), filled},
		{"never", news(0, form), filled},
		{"a day later, without a template", news(24*time.Hour, nil), ""},
		{"never, without a template", news(0, nil), ""},
	} {
		calls := o.tw.Counts().Calls
		receipt, err := o.wa.Send(t.Context(), c.l)
		if c.want == "" {
			if core.KindOf(err) != core.Window || o.tw.Counts().Calls != calls {
				t.Errorf("%s: %v (%s)", c.about, err, core.KindOf(err))
			}
			continue
		}
		if m, _ := o.tw.Message(receipt); err != nil || m.Body != c.want {
			t.Errorf("%s: %q %v", c.about, m.Body, err)
		}
	}
	// Twilio's clock is the one that counts.
	o.tw.Set(func(k *minitwilio.Knobs) {
		k.WindowAtOnce, k.Now = true, func() time.Time { return time.Now().Add(25 * time.Hour) }
	})
	receipt, err := o.wa.Send(t.Context(), news(time.Hour, form))
	if m, _ := o.tw.Message(receipt); err != nil || m.Body != filled {
		t.Errorf("%q %v", m.Body, err)
	}
	if _, err := o.wa.Send(t.Context(), news(time.Hour, nil)); core.KindOf(err) != core.Window {
		t.Errorf("%v (%s)", err, core.KindOf(err))
	}
	o.tw.Set(func(k *minitwilio.Knobs) { k.WindowAtOnce = false })
	o.reports = nil
	receipt, _ = o.wa.Send(t.Context(), news(time.Hour, nil))
	o.tw.ReportAll(receipt)
	if last := o.reports[len(o.reports)-1]; last.State != core.Failed || last.Reason != "window" || last.Shut {
		t.Errorf("%+v", last)
	}
}

func TestTemplates(t *testing.T) {
	tw := minitwilio.New(t)
	good, more := tw.AddTemplate("Kabar: {{1}}.", "approved"), tw.AddTemplate("Kabar: {{1}}, {{2}}.", "approved")
	pending, unasked := tw.AddTemplate("Kabar: {{1}}.", "pending"), tw.AddTemplate("Kabar: {{1}}.", "")
	wordy := tw.AddTemplate(strings.Repeat("kabar ", 100)+"{{1}}.", "approved")
	named, gone := tw.AddTemplate("Kabar: {{text}}.", "approved"), "HX"+strings.Repeat("0", 32)
	var all []Template
	for i, sid := range []string{good, more, pending, unasked, named, gone, "", wordy} {
		all = append(all, Template{Kind: fmt.Sprint("kind", i), Lang: "id", SID: sid, Variables: []string{"text"}, Longest: 700})
	}
	change := func(templates []Template) func(*Config) {
		return func(c *Config) {
			c.AccountSID, c.AuthToken, c.API, c.ContentAPI, c.Templates = tw.AccountSID, tw.AuthToken, tw.URL, tw.URL, templates
		}
	}
	o := openWhatsApp(t, change(all))
	for _, want := range []string{
		`kind1 in \"id\" (` + more + `) has the variables 1, 2, and office.toml fills 1 (text): they must be called 1 to 1`,
		`kind2 in \"id\" (` + pending + `) is not approved by WhatsApp but pending`,
		`kind3 in \"id\" (` + unasked + `) was never submitted to WhatsApp for approval`,
		`kind4 in \"id\" (` + named + `) has the variables text, and`,
		`kind5 in \"id\" (` + gone + `) is not among this account's Contents at Twilio`,
		`kind6 in \"id\" is missing in office.toml`,
		`kind7 in \"id\" (` + wordy + `) has 601 characters of its own and may get 700: WhatsApp takes 1024 together`,
	} {
		if !strings.Contains(o.log.String(), want) {
			t.Errorf("%s\nis not in\n%s", want, o.log.String())
		}
	}
	if n := strings.Count(o.log.String(), "\n"); n != 1 || strings.Contains(o.log.String(), "kind0") {
		t.Errorf("%d lines: %s", n, o.log.String())
	}
	if o := openWhatsApp(t, change(all[:1])); o.log.Len() > 0 {
		t.Error(o.log.String())
	}
}

// Whether Twilio tells what a Content said or not, a call without an answer is found.
func TestWhatsAppDoubt(t *testing.T) {
	o := openWhatsApp(t)
	sid := o.tw.AddTemplate("Kabar: {{1}}.", "approved")
	o.writes(t)
	o.tells(t, answer(1, "Satu.", "Ya"))
	o.tells(t, answer(1, "Satu."))
	other := o.tells(t, answer(1, "Lain."))
	news := answer(2, "Dua.")
	news.Lane, news.Message.Template = core.ServiceLane, &core.Template{ID: sid, Vars: []string{"dua"}}
	for _, wordless := range []bool{false, true} {
		o.tw.Set(func(k *minitwilio.Knobs) { k.Wordless = wordless })
		for _, l := range []core.Letter{answer(2, "Dua\nMa'ruf.", "Ya"), answer(2, "Dua."), news} {
			l.AttemptAt = time.Now()
			for _, m := range o.tw.Sent(chat) {
				l.Known = append(l.Known, m.SID)
			}
			if state, _, err := o.wa.Resolve(t.Context(), l); state != core.Doubtful || err != nil {
				t.Errorf("%s %v", state, err)
			}
			o.tw.Fail(minitwilio.LateReset)
			if _, err := o.wa.Send(t.Context(), l); core.KindOf(err) != core.Doubt {
				t.Fatalf("%v (%s)", err, core.KindOf(err))
			}
			sent := o.tw.Sent(chat)
			if state, receipt, err := o.wa.Resolve(t.Context(), l); state != core.Sent || receipt != sent[len(sent)-1].SID || err != nil {
				t.Errorf("%q: %s %q %v", l.Message.Text, state, receipt, err)
			}
		}
	}
	l := answer(3, "Tiga.")
	l.Known = []string{other.SID}
	if state, _, _ := o.wa.Resolve(t.Context(), l); state != core.Doubtful {
		t.Error("another text is taken for it")
	}
}

// Both channels have the hooks, and each takes what comes for both.
func TestOneHookForBoth(t *testing.T) {
	o := openWhatsApp(t)
	o.tw.Text(citizen, "SMS")
	o.tw.Text(chat, "WhatsApp")
	o.tw.Text("whatsapp:+12025550101", "echo")
	o.tw.Deliver(minitwilio.Inbound{From: chat, Media: []minitwilio.Media{{Type: "image/jpeg"}}})
	var from []string
	for _, in := range o.ins {
		from = append(from, in.Account+" "+in.Text)
	}
	if diff := cmp.Diff([]string{"sms:+12025550100 SMS", "whatsapp:+12025550101 WhatsApp", "whatsapp:+12025550101 "}, from); diff != "" || len(o.ins[2].Media) != 1 {
		t.Error(diff)
	}
	sms, chats := o.Routes(o.receive, o.report), o.wa.Routes(o.receive, o.report)
	for pattern := range sms {
		if chats[pattern] == nil || len(sms) != len(chats) {
			t.Errorf("WhatsApp alone would have no %s", pattern)
		}
	}
	if l := o.wa.Limits(); l.Window != 24*time.Hour || l.Buttons != 10 || !l.Media || l.Short || l.Rate != 80 {
		t.Errorf("%+v", l)
	}
}

// Any text with any labels arrives, in whatever form, and Twilio takes it at once.
func TestAnyTextArrives(t *testing.T) {
	o := openWhatsApp(t)
	o.writes(t)
	for i, said := range []string{"Selamat datang.\n\nPilih layanan,\natau BANTUAN.", " \t\n\n{{1}}    a'b\x00\xff", "🙏", "a\u2028b\u0085c", "a\rb\v\fc",
		strings.Repeat("a\n", 70), strings.Repeat("é", bodyMax), "{{", `"\`} {
		for _, labels := range []string{"KTP|KK|Kembali", "|a|a", "a|a", strings.Repeat("Senin, 8 Juni 2020, 09.00-10.00|", 9), "a\nb|\t|\u00a0"} {
			l := answer(int64(i), said, strings.Split(labels, "|")...)
			if m := o.tells(t, l); !strings.Contains(squeezed(m.Body), squeezed(freeText(l.Message))) {
				t.Errorf("%q went as %q", said, m.Body)
			}
		}
	}
}

// FuzzForm takes any message apart: put together again it says the same, within what Twilio allows, and all messages of one name are
// filled into the same.
func FuzzForm(f *testing.F) {
	f.Add("Selamat datang.\n\nPilih layanan,\natau BANTUAN.", "KTP|KK|Kembali")
	f.Add(" \t\n\n{{1}}    a'b\x00\xff", "|a|a")
	f.Add("🙏", strings.Repeat("Senin, 8 Juni 2020, 09.00-10.00|", 9))
	made := map[string]string{}
	f.Fuzz(func(t *testing.T, said, labels string) {
		l := answer(1, said, strings.Split(labels, "|")...)
		said = freeText(l.Message)
		if all := numberedText(said, l.Message.Choices); core.UTF16Len(said) <= bodyMax && core.UTF16Len(all) > textMax {
			t.Fatalf("%d characters", core.UTF16Len(all))
		}
		shape, ok := formOf(said, l.Message.Choices)
		if !ok {
			return
		}
		values := shape.values("Pilih")
		for n, v := range values {
			if strings.TrimSpace(v) == "" || strings.ContainsAny(v, "\n\r\t") || strings.Contains(v, "    ") || len(values) > 100 {
				t.Fatalf("variable %s of %d is %q", n, len(values), v)
			}
		}
		raw, err := json.Marshal(shape.content(variables{}, "Pilih"))
		if err != nil {
			t.Fatal(err)
		}
		if was := made[shape.name()]; was != "" && was != string(raw) {
			t.Fatalf("%s is\n%s and\n%s", shape.name(), was, raw)
		}
		made[shape.name()] = string(raw)
		var types map[string]minitwilio.Rich
		if err := json.Unmarshal(raw, &types); err != nil {
			t.Fatal(err)
		}
		for _, rich := range types {
			put := func(s string) string {
				return placeholder.ReplaceAllStringFunc(s, func(hole string) string { return values[hole[2:len(hole)-2]] })
			}
			if body := put(rich.Body); squeezed(body) != squeezed(said) || core.UTF16Len(body) > 1024 {
				t.Fatalf("%q became %q", said, body)
			}
			for i, r := range shape.rows {
				switch {
				case rich.Actions != nil && (put(rich.Actions[i].Title) != r.shown() || core.UTF16Len(r.title) > 20 || put(rich.Actions[i].ID) != r.token):
					t.Fatalf("button %+v", r)
				case rich.Items != nil && (core.UTF16Len(r.title) > 24 || core.UTF16Len(r.below) > 72 || put(rich.Items[i].ID) != r.token):
					t.Fatalf("row %+v", r)
				}
			}
		}
	})
}

func (r row) shown() string { return strings.ReplaceAll(r.title, "'", apostrophe) }
