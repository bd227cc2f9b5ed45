package web

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"testing"

	"loket/core"
)

// A link lets in once, and a look at it uses nothing.
func TestLogin(t *testing.T) {
	o := openOffice(t)
	o.member("Dewi", core.Admin)
	b := o.browser()
	b.get("/").is(http.StatusOK, "/login").has("Nama Anda di daftar petugas")
	token, err := o.Link(o.Context(), "dewi", operator)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // an app that shows what is behind a link
		o.browser().get("/login/" + token).ok().has("Tautan ini milik Dewi.")
	}
	b.post("/login/"+token).is(http.StatusOK, "/").has("Selasa, 17 Maret 2020", "Dewi")
	o.browser().post("/login/"+token).is(http.StatusGone, "").has("Tautan ini salah, sudah dipakai")
	b.post("/logout").is(http.StatusOK, "/login")
	b.get("/").is(http.StatusOK, "/login")
}

// Who logs in gets a session that nobody can have known before, though the browser had one.
func TestLoginRenews(t *testing.T) {
	o := openOffice(t)
	o.member("Dewi", core.Admin)
	b := o.login(core.Viewer)
	looked := b.post("/requests", "words", "budi").ok().path
	address, err := url.Parse(b.server)
	if err != nil {
		t.Fatal(err)
	}
	former, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	former.SetCookies(address, b.client.Jar.Cookies(address))
	token, err := o.Link(o.Context(), "Dewi", operator)
	if err != nil {
		t.Fatal(err)
	}
	b.post("/login/"+token).ok().has("Dewi", "Admin")
	b.get(looked).ok().has("belongs to another session")
	other := o.browser()
	other.client.Jar = former
	other.get("/").is(http.StatusOK, "/login")
}

// A link is sent to the chat of the member who is named, and nobody is told whether there is one.
func TestLoginByChat(t *testing.T) {
	o := openOffice(t)
	o.member("Dewi", core.Viewer)
	o.member("Joko", core.Viewer)
	o.link("Dewi", chat(1))
	o.letters(bot)
	b := o.browser()
	b.reads("en")
	var said []string
	for _, name := range []string{"dewi", "Joko", "Nobody"} {
		a := b.post("/login", "name", name).ok()
		said = append(said, a.text())
	}
	if said[0] != said[1] || said[1] != said[2] {
		t.Errorf("who asks can tell who works here: %q", said)
	}
	o.catchUp()
	sent := o.letters(bot)
	if len(sent) != 1 || sent[0].To != chat(1) {
		t.Fatalf("letters %v", sent)
	}
	link := regexp.MustCompile(`http://loket\.test(/login/\S+)`).FindStringSubmatch(sent[0].Message.Text)
	if link == nil {
		t.Fatalf("no link in %q", sent[0].Message.Text)
	}
	b.get(link[1]).ok().has("This link belongs to Dewi.")
	b.post(link[1]).is(http.StatusOK, "/").has("Dewi", "Viewer")
}
