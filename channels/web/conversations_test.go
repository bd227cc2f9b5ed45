package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"loket/core"
)

// call lets citizen n ask for an officer by SMS, and returns the path of the conversation.
func (o *office) call(n int, words ...string) string {
	o.Helper()
	o.hear(phone(n), "PETUGAS")
	for _, w := range words {
		o.hear(phone(n), w)
	}
	o.catchUp()
	o.letters(gateway)
	calls, err := o.Calls(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range calls {
		if c.Address == phone(n) {
			return callPath(c.Person)
		}
	}
	o.Fatal("nobody called")
	return ""
}

// One officer at a time: someone else's is seen as such, cannot be answered, and is taken over by a second step. What was typed is not lost.
func TestConversationTaken(t *testing.T) {
	o := openOffice(t)
	o.file(1)
	path := o.call(1, "NIK saya "+nik(1)+", mohon dicek ibu")
	o.member("Rina", core.Officer)
	o.member("Tuti", core.Officer)
	rina, tuti := o.loginAs("Rina"), o.loginAs("Tuti")
	rina.get("/conversations").ok().has("SMS", "Has waited", "nobody handles it yet", "mohon dicek ibu").lacks(nik(1), phone(1).ID)
	rina.get(path).ok().has("Take the conversation", "************0002", "C200317-001", "Latest messages of the office").lacks(nik(1), phone(1).ID)
	rina.post(path+"/take").is(http.StatusOK, path).has("You handle it")
	tuti.get("/conversations").ok().has("handled by Rina")
	tuti.get(path).ok().has("Handled by Rina since", "Take over…").lacks("You handle it")
	tuti.post(path+"/take").is(http.StatusConflict, "").has("Rina")
	tuti.post(path+"/answer", "words", "Selamat pagi, ibu").is(http.StatusConflict, "").has("Rina", "Selamat pagi, ibu")
	if ls := o.letters(gateway); len(ls) != 0 {
		t.Fatalf("%d letters left", len(ls))
	}
	tuti.post(path+"/take", "over", "yes").is(http.StatusOK, path).has("You handle it")
	rina.get(path).ok().has("Handled by Tuti")
	tuti.post(path+"/leave").is(http.StatusOK, "/conversations").has("nobody handles it yet")
}

// An answer arrives as a letter; what is handed back is over on every page that shows it.
func TestConversationAnswered(t *testing.T) {
	o := openOffice(t)
	path := o.call(1)
	o.login(core.Officer).get(path).ok().has("has written nothing else yet")
	b := o.login(core.Officer)
	b.post(path+"/answer", "words", " ").is(http.StatusUnprocessableEntity, path+"/answer")
	b.post(path+"/answer", "words", "Selamat pagi.\r\nMohon kirim tiketnya.").is(http.StatusOK, path).has("Your answer is on its way.", "You handle it")
	ls := o.letters(gateway)
	if len(ls) != 1 || ls[0].To != phone(1) || !strings.Contains(ls[0].Message.Text, "Selamat pagi.\nMohon kirim tiketnya.") {
		t.Fatalf("letters %v", ls)
	}
	b.get("/conversations").ok().has("Answered by officer")
	b.post(path+"/handback").is(http.StatusOK, "/conversations").has("The conversation is over", "Nobody waits for an officer.")
	if ls := o.letters(gateway); len(ls) != 1 || ls[0].To != phone(1) {
		t.Errorf("who is handed back is told: %v", ls)
	}
	b.get(path).is(http.StatusNotFound, "").has("This conversation is over.")
	b.part(path + "/exchange?seen=1/officer").ok().has("This conversation is over.").lacks("hx-get")
	b.post(path+"/answer", "words", "Halo?").is(http.StatusNotFound, "")
	o.hear(phone(1), "MENU")
	if ls := o.letters(gateway); len(ls) == 0 {
		t.Error("the office does not answer by itself again")
	}
}

// New words come by themselves, each once; of nothing new there is no content.
func TestConversationLive(t *testing.T) {
	o := openOffice(t)
	path := o.call(1, "kata satu")
	b := o.login(core.Officer)
	seen := b.get(path).ok().find(`"seen":"([^"]*)"`)
	b.part(path+"/exchange?seen="+seen).is(http.StatusNoContent, "")
	o.hear(phone(1), "kata dua")
	news := b.part(path+"/exchange?seen="+seen).ok().has("kata dua").lacks("kata satu", "<textarea", "<html")
	b.part(path+"/exchange?seen="+news.find(`"seen":"([^"]*)"`)).is(http.StatusNoContent, "")
}

// An answer of the office's is put into the field, in the citizen's language and without a script; what it is as SMS is counted as it leaves.
func TestConversationCanned(t *testing.T) {
	o := openOffice(t)
	o.hear(phone(1), "ENGLISH")
	path := o.call(1)
	b := o.login(core.Officer)
	canned := catalogue().Office.Answers[0]
	b.get(path).ok().has(canned.Text["en"])
	page := b.post(path+"/answer", "canned", canned.Code, "fill", "yes", "words", "").ok()
	if got := page.find(`(?s)<textarea[^>]*>(.*?)</textarea>`); got != canned.Text["en"] {
		t.Errorf("the field has %q", got)
	}
	if ls := o.letters(gateway); len(ls) != 0 {
		t.Error("a choice sends")
	}
	b.post(path+"/writing", "canned", canned.Code, "words", "Hello.").ok().has("Hello. "+canned.Text["en"], "1 SMS").lacks("<html")
	long := b.post(path+"/writing", "words", strings.Repeat("a", 150)).ok()
	b.post(path+"/answer", "words", strings.Repeat("a", 150)).ok()
	sms := core.CountSMS(o.letters(gateway)[0].Message.Text)
	if sms.Segments < 2 {
		t.Fatalf("the name of the office is not counted: %+v", sms)
	}
	long.has("2 SMS (" + fmt.Sprint(sms.Units) + " characters)")
	b.post(path+"/writing", "words", "mari 😊").ok().has("Because of “😊”")
}

// A wish for erasure has a deadline of three days.
func TestConversationErasure(t *testing.T) {
	o := openOffice(t)
	o.file(1)
	o.hear(phone(1), "HAPUS DATA")
	o.hear(phone(1), "YA")
	b := o.login(core.Officer)
	b.get("/conversations").ok().has("Asks for erasure of data", "UU 27/2022", "by 20 Mar 2020, 08:30 WIB", "left.")
	o.clock(tuesday.Add(3), 9, 35)
	b.get("/conversations").ok().has("Overdue by 1 hour")
}

// What citizens and staff write is shown as they wrote it, and is never a part of the page.
func TestConversationInjection(t *testing.T) {
	o := openOffice(t)
	path := o.call(1, `<script>alert(1)</script>"><img src=x onerror=alert(1)>`)
	b := o.login(core.Officer)
	b.post(path+"/answer", "words", `</textarea><script>alert(2)</script>{{.}}`).ok()
	for _, a := range []*answer{b.get("/conversations"), b.get(path), b.part(path + "/exchange?seen=0/"),
		b.post(path+"/writing", "words", `</textarea><script>alert(3)</script>`), b.post(path+"/answer", "fill", "yes", "words", `</textarea><script>alert(3)</script>`)} {
		if strings.Contains(a.ok().body, "<script>alert") || strings.Contains(a.body, "<img src=x") || strings.Contains(a.body, "</textarea><script") {
			t.Errorf("%s lets it in:\n%s", a.path, a.body)
		}
	}
}
