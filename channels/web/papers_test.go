package web

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// picture is one that is not like others.
func picture(t testing.TB, n int, encode string) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 32, 24))
	for i := range img.Pix {
		img.Pix[i] = byte(i*(n+3)) ^ byte(i>>5)
	}
	img.Set(n%32, 1, color.White)
	var b bytes.Buffer
	var err error
	if encode == "png" {
		err = png.Encode(&b, img)
	} else {
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const uploadToken = "AB2CD3EF4GH5"

// linked gives citizen n a link to send papers for the request with that id, of 24 hours as the office's clock goes.
func (o *office) linked(citizen int, request int64, token string) sender {
	o.Helper()
	err := o.store.Tx(o.Context(), func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		people, err := tx.People([]core.Address{phone(citizen)})
		if err != nil {
			return err
		}
		_, err = tx.AddUpload(token, core.Upload{Request: request, AddressID: people[0].AddressID, Lang: "id", Ends: now.Add(24 * time.Hour)})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return sender{o.browser(), "/u/" + token}
}

// A citizen sends what is asked for, and staff find it with the request; who opens it is written down.
func TestPapers(t *testing.T) {
	o := town(t)
	s := o.linked(0, 1, uploadToken)
	s.get(s.path).ok().has(ticket1, "Akta Kelahiran", "0 dari 4", "Surat lahir", "Kartu Keluarga", "18 Mar 2020, 08.30 WIB").lacks("SITI", nik(0), phone(0).ID)
	one, two := picture(t, 1, "jpeg"), picture(t, 2, "png")
	s.send("KK", "IMG_0001.JPG", one, "", "", "scan.png", two).is(http.StatusOK, s.path+"?sent=KK").has("sudah kami terima. Terima kasih", "1 dari 4", "2 berkas sudah kami terima")
	s.send("KK", "c.jpg", one).is(http.StatusConflict, "").has("sudah dikirim lewat halaman ini")
	s.send("KTP", "a.jpg", one, "KTP.jpg", "PK\x03\x04 a zip", "c.jpg", "").is(http.StatusUnprocessableEntity, "").
		has("Berkas ke-2: bukan foto", "Berkas ke-3: kosong", "1 dari 4")
	s.send("KTP", "a.jpg", one).is(http.StatusOK, s.path+"?sent=KTP").has("2 dari 4")

	officer, viewer := o.login(core.Officer), o.login(core.Viewer)
	page := officer.get("/requests/1").ok().has("Papers", "Family card (KK)", "Photo", "Picture", "missing")
	officer.get("/requests").ok().has("2 papers missing")
	shown := map[string]string{}
	for i, path := range strings.Split(page.body, `action="/requests/1/papers/`)[1:] {
		id, _, _ := strings.Cut(path, `"`)
		a := officer.post("/requests/1/papers/" + id).ok()
		shown[fmt.Sprint(i, " ", a.header.Get("Content-Type"))] = a.body
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Content-Security-Policy": picturePolicy,
			"Content-Length": fmt.Sprint(len(a.body))} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, "inline; filename=\"loket-1-") {
			t.Errorf("shown as %q", got)
		}
		viewer.post("/requests/1/papers/"+id).is(http.StatusForbidden, "")
		officer.post("/requests/2/papers/"+id).is(http.StatusNotFound, "")
	}
	viewer.get("/requests/1").ok().has("Papers", "Family card (KK)").lacks("/papers/")
	if len(shown) != 3 {
		t.Fatalf("shown: %d", len(shown))
	}
	if _, err := jpeg.Decode(strings.NewReader(shown["0 image/jpeg"])); err != nil {
		t.Error(err)
	}
	if _, err := png.Decode(strings.NewReader(shown["1 image/png"])); err != nil {
		t.Error(err)
	}
	if n := o.audited("open paper"); n != 6 { // three that were shown, three of another request's path
		t.Errorf("%d lines in the audit", n)
	}
	officer.post("/requests/1/papers/99").is(http.StatusNotFound, "")

	// What lies on the disk tells nothing.
	if found := o.files(func(path, holds string) {
		if strings.Contains(holds, one[:64]) || strings.Contains(holds, two[:32]) {
			t.Errorf("%s holds a picture as it came", path)
		}
	}); found != 3 {
		t.Errorf("%d files", found)
	}
}

// files looks at every file of the database and beside it, and counts the papers among them.
func (o *office) files(each func(path, holds string)) (papers int) {
	o.Helper()
	err := filepath.WalkDir(filepath.Dir(strings.TrimPrefix(o.address, "sqlite:")), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(path, ".papers") {
			papers++
		}
		each(path, string(b))
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return papers
}

// The link's hours, the request's end, a later link, somebody else's link.
func TestPapersOver(t *testing.T) {
	o := town(t)
	s, other := o.linked(0, 1, uploadToken), o.linked(1, 2, "ZB2CD3EF4GH5")
	s.send("KK", "a.jpg", picture(t, 1, "jpeg")).ok()
	other.get(other.path).ok().has("0 dari 2").lacks(ticket1)
	next := o.linked(0, 1, "CB2CD3EF4GH5")
	s.get(s.path).has("24 jam").lacks("<form")
	s.send("KTP", "a.jpg", picture(t, 1, "jpeg")).is(http.StatusGone, "")
	next.get(next.path).ok().has("1 dari 4", "1 berkas sudah kami terima", "masih dapat mengirim sekali lagi")
	next.send("KK", "a.jpg", picture(t, 2, "jpeg")).ok().has("2 berkas sudah kami terima")
	o.clock(tuesday.Add(1), 8, 31)
	next.get(next.path).ok().has("24 jam", "BERKAS "+ticket1, "2 berkas sudah kami terima").lacks("<form")
	next.send("KTP", "a.jpg", picture(t, 1, "jpeg")).is(http.StatusGone, "")
	third := o.linked(1, 2, "DB2CD3EF4GH5")
	o.hear(phone(1), "BATAL")
	o.hear(phone(1), "YA")
	third.get(third.path).ok().has("permohonannya sudah berakhir").lacks("<form")
}

// Of many presses together one counts, and no file is left of the others.
func TestPapersTogether(t *testing.T) {
	o := town(t)
	s := o.linked(0, 1, uploadToken)
	results := make(chan int)
	const at = 6
	for i := range at {
		go func() {
			kind, body := sending("KK", "a.jpg", picture(t, i, "jpeg"), "b.jpg", picture(t, i+10, "jpeg"))
			b := o.server.Client()
			r, err := b.Post(o.server.URL+s.path, kind, body)
			if err != nil {
				results <- 0
				return
			}
			r.Body.Close()
			results <- r.StatusCode
		}()
	}
	count := map[int]int{}
	for range at {
		count[<-results]++
	}
	if count[http.StatusOK] != 1 || count[http.StatusConflict] != at-1 {
		t.Errorf("answers: %v", count)
	}
	if n := o.count("papers", "state = 'kept'"); n != 2 {
		t.Errorf("%d papers are kept", n)
	}
	if n := o.count("papers", ""); n != 2 {
		t.Errorf("%d papers", n)
	}
	if n := o.files(func(string, string) {}); n != 2 {
		t.Errorf("%d files", n)
	}
}
