package web

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"loket/core"
)

// sender is somebody who has a link to the page for papers.
type sender struct {
	*browser
	path string
}

// sending is a form of files for a requirement, in the order given: each a name and what is in it. A name "" is a field in which nothing
// was chosen.
func sending(code string, files ...string) (kind string, body *bytes.Buffer) {
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	_ = w.WriteField("code", code) // into memory
	for i := 0; i+1 < len(files); i += 2 {
		part, _ := w.CreateFormFile("file", files[i])
		_, _ = io.WriteString(part, files[i+1])
	}
	_ = w.Close()
	return w.FormDataContentType(), body
}

func (s sender) send(code string, files ...string) *answer {
	s.Helper()
	kind, body := sending(code, files...)
	return s.ask(http.MethodPost, s.path, body, "Content-Type", kind)
}

// played is a desk whose page for papers is the test's: what the console makes of each answer.
type played struct {
	Desk
	page core.UploadPage
	err  error
	take func(code string, next func() (io.Reader, error)) (core.UploadTaken, error)
}

func (p *played) OpenUpload(_ context.Context, token string) (core.UploadPage, error) {
	if token != "AB2CD3EF4GH5" {
		return core.UploadPage{}, core.Errorf(core.Missing, "no such link")
	}
	return p.page, p.err
}

func (p *played) TakeUpload(_ context.Context, _, code string, next func() (io.Reader, error)) (core.UploadTaken, error) {
	return p.take(code, next)
}

// counting takes whatever comes.
func counting(_ string, next func() (io.Reader, error)) (t core.UploadTaken, err error) {
	for {
		r, err := next()
		if err == io.EOF {
			return t, nil
		}
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err != nil {
			return core.UploadTaken{}, err
		}
		t.Kept++
	}
}

// playPapers opens an office whose page for papers is played, and somebody at it.
func playPapers(t *testing.T) (*played, sender) {
	p := &played{take: counting, page: core.UploadPage{Ticket: "C200317-001", Service: "T1",
		Upload: core.Upload{Lang: "id", Ends: tuesday.Add(1).At(8*60, catalogue().Office.Zone)},
		Papers: []core.UploadPaper{{Code: "KK"}, {Code: "KTP", Kept: 2}, {Code: "LAHIR", Kept: 1, Used: true}}}}
	o := openOffice(t, func(c *Config) {
		p.Desk = c.Desk
		c.Desk, c.Office.Pages = p, 3
		c.Office.Services = []Service{{Code: "T1", Name: map[string]string{"id": "Akta", "en": "Certificate"}, Papers: []Paper{
			{Code: "KK", Name: map[string]string{"id": "Kartu Keluarga", "en": "Family card"}}, {Code: "KTP", Name: map[string]string{"id": "KTP ibu", "en": "Mother's KTP"}}}}}
	})
	return p, sender{o.browser(), "/u/AB2CD3EF4GH5"}
}

func TestUploadPage(t *testing.T) {
	_, s := playPapers(t)
	a := s.get(s.path).ok().has("C200317-001", "Kartu Keluarga", "KTP ibu", "LAHIR", "2 dari 3", "Masih kurang: Kartu Keluarga", "18 Mar 2020, 08.00 WIB", "10 MB")
	if n := strings.Count(a.body, "<form"); n != 2 {
		t.Errorf("%d forms, for two of three requirements", n)
	}
	for _, fault := range faults(a.body, "id") {
		t.Error(fault)
	}
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex, nofollow", "Set-Cookie": ""} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none';") || strings.Contains(csp, "script") {
		t.Errorf("the policy: %s", csp)
	}
	a.lacks("<script", "AB2CD3EF4GH5")
	en := s.get(s.path+"?lang=en").ok().has("Mother's KTP", "2 of 3", "Still missing: Family card", "Take a photo")
	for _, fault := range faults(en.body, "en") {
		t.Error(fault)
	}
	s.get("/u/ab2cd3ef4gh5").ok() // typed by hand
}

// TestUploadBrought: what will be brought is neither there nor lacking, and what no paper is called may be sent without being asked for.
func TestUploadBrought(t *testing.T) {
	p, s := playPapers(t)
	p.page.Papers[0].Later = true
	p.page.Papers = append(p.page.Papers, core.UploadPaper{Code: core.OtherPaper})
	s.get(s.path).ok().has("2 dari 3", "Akan dibawa saat pengambilan: Kartu Keluarga", "Berkas lain").lacks("Masih kurang", "Semuanya lengkap")
	s.get(s.path+"?lang=en").ok().has("To be brought to the pickup: Family card", "Other papers").lacks("Still missing", "Everything is here")
}

func TestUploadTaken(t *testing.T) {
	p, s := playPapers(t)
	var got []string
	p.take = func(code string, next func() (io.Reader, error)) (core.UploadTaken, error) {
		for {
			r, err := next()
			if err == io.EOF {
				p.page.Papers[0] = core.UploadPaper{Code: "KK", Kept: len(got), Used: true}
				return core.UploadTaken{Kept: len(got)}, nil
			}
			if err != nil {
				return core.UploadTaken{}, err
			}
			b, _ := io.ReadAll(r)
			got = append(got, string(b))
		}
	}
	s.send("KK", "a.jpg", "first", "", "", "b.pdf", "second").is(http.StatusOK, s.path+"?sent=KK").has("Kartu Keluarga sudah kami terima")
	if len(got) != 2 || got[0] != "first" || got[1] != "second" {
		t.Errorf("%q", got)
	}
	s.get(s.path + "?sent=KTP").ok().lacks("KTP ibu sudah kami terima")
}

func TestUploadRefused(t *testing.T) {
	p, s := playPapers(t)
	p.take = func(code string, next func() (io.Reader, error)) (core.UploadTaken, error) {
		if _, err := counting(code, next); err != nil {
			return core.UploadTaken{}, err
		}
		return core.UploadTaken{Refused: []core.UploadRefusal{{Nth: 1, Reason: core.PaperKind}, {Nth: 3, Reason: core.PaperLarge}}}, nil
	}
	a := s.send("KK", "a.zip", "PK", "b.jpg", "x", "c.jpg", "x").is(http.StatusUnprocessableEntity, s.path).has("Berkas ke-1: bukan foto", "Berkas ke-3: lebih besar dari 10 MB")
	for _, fault := range faults(a.body, "id") {
		t.Error(fault)
	}
	s.send("KK").is(http.StatusUnprocessableEntity, "").has("Belum ada foto")
	s.send("KK", "", "").is(http.StatusUnprocessableEntity, "").has("Belum ada foto")
	s.send("SIM", "a.jpg", "x").is(http.StatusUnprocessableEntity, "").has("tidak dapat dibaca")
	s.post(s.path, "code", "KK").is(http.StatusUnprocessableEntity, "").has("tidak dapat dibaca")
	s.ask(http.MethodPost, s.path, strings.NewReader("--x\r\nnonsense"), "Content-Type", "multipart/form-data; boundary=x").is(http.StatusUnprocessableEntity, "")
	kind, many := sending("KK", strings.Split(strings.Repeat(",", 2*mostParts+9), ",")...)
	s.ask(http.MethodPost, s.path, many, "Content-Type", kind).is(http.StatusUnprocessableEntity, "")
	p.take = func(string, func() (io.Reader, error)) (core.UploadTaken, error) {
		return core.UploadTaken{Used: true}, nil
	}
	s.send("KK", "a.jpg", "x").is(http.StatusConflict, "").has("sudah dikirim lewat halaman ini")
	p.take = func(string, func() (io.Reader, error)) (core.UploadTaken, error) {
		return core.UploadTaken{}, core.Errorf(core.Conflict, "over")
	}
	s.send("KK", "a.jpg", "x").is(http.StatusGone, "").has("24 jam", "BERKAS C200317-001").lacks("<form")
	p.take = func(string, func() (io.Reader, error)) (core.UploadTaken, error) {
		return core.UploadTaken{}, core.Errorf(core.Away, "the database")
	}
	s.send("KK", "a.jpg", "x").is(http.StatusServiceUnavailable, "").has("tidak dapat dihubungi")
	p.take = func(string, func() (io.Reader, error)) (core.UploadTaken, error) {
		return core.UploadTaken{}, io.ErrShortBuffer
	}
	s.send("KK", "a.jpg", "x").is(http.StatusInternalServerError, "").has("kesalahan pada kami").lacks("short buffer")
	p.page.Over = true
	s.get(s.path).ok().has("24 jam", "BERKAS C200317-001").lacks("<form")
	s.send("KK", "a.jpg", "x").is(http.StatusGone, "")
}

// endless is a file that is long, and costs nothing.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	e.left -= n
	return int(n), nil
}

// What is more than a requirement may have is answered in words, whether it says so beforehand or not.
func TestUploadTooLarge(t *testing.T) {
	_, s := playPapers(t)
	head := "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nKK\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"
	const much = 40 << 20
	for _, said := range []int64{-1, int64(len(head)) + much} {
		q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.server+s.path, io.MultiReader(strings.NewReader(head), &endless{much}))
		if err != nil {
			t.Fatal(err)
		}
		q.ContentLength = said
		q.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r, err := s.client.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "terlalu besar") {
			t.Errorf("of length %d: %d\n%s", said, r.StatusCode, text)
		}
	}
}

// Who stops in the middle is told so, and is not waited for any longer.
func TestUploadCut(t *testing.T) {
	p, s := playPapers(t)
	s.console.uploads.stall = 50 * time.Millisecond
	head := "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nKK\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nabc"
	p.take = func(code string, next func() (io.Reader, error)) (core.UploadTaken, error) {
		r, err := next()
		if err != nil {
			return core.UploadTaken{}, err
		}
		if _, err := io.Copy(io.Discard, r); err != nil { // a desk that takes it for a bad file
			return core.UploadTaken{Refused: []core.UploadRefusal{{Nth: 1, Reason: core.PaperBroken}}}, nil
		}
		return core.UploadTaken{Kept: 1}, nil
	}
	silent, end := io.Pipe()
	defer end.Close()
	a := s.ask(http.MethodPost, s.path, io.MultiReader(strings.NewReader(head), silent), "Content-Type", "multipart/form-data; boundary=x")
	a.is(http.StatusRequestTimeout, "").has("Sambungan terputus")
}

// Who guesses waits; whoever comes from elsewhere does not.
func TestUploadGuessed(t *testing.T) {
	_, s := playPapers(t)
	other := sender{s.office.browser(), s.path}
	for range wrongUploads {
		s.get("/u/WRONGLINK234").is(http.StatusNotFound, "").has("Tidak ada halaman di alamat ini")
	}
	if a := s.get("/u/WRONGLINK234?lang=en").is(http.StatusTooManyRequests, "").has("Too many wrong addresses"); a.header.Get("Retry-After") == "" {
		t.Error("nobody says for how long")
	}
	s.get(s.path).is(http.StatusTooManyRequests, "")
	s.send("KK", "a.jpg", "x").is(http.StatusTooManyRequests, "")
	other.get(s.path).ok()
}

// No more send at once than the office bears, and no more by one link than somebody may press; the next are told to come again.
func TestUploadCrowded(t *testing.T) {
	_, s := playPapers(t)
	u := s.console.uploads
	inside := func(link int64, n int, in bool) {
		t.Helper()
		for range n {
			if in && !u.enter(link) {
				t.Error("no one may enter")
			} else if !in {
				u.leave(link)
			}
		}
	}
	inside(0, mostOfOne, true) // the page's own
	s.send("KK", "a.jpg", "x").is(http.StatusServiceUnavailable, "").has("coba lagi sebentar")
	s.get(s.path).ok()
	inside(0, 1, false)
	s.send("KK", "a.jpg", "x").ok()
	for link := range int64(3) {
		inside(link+1, mostOfOne, true)
	}
	inside(0, 1, true)
	inside(0, 2, false)
	inside(9, 2, true)
	s.send("KK", "a.jpg", "x").is(http.StatusServiceUnavailable, "").has("coba lagi sebentar")
	inside(9, 2, false)
	s.send("KK", "a.jpg", "x").ok()
}

// What stands before a file is read into memory: there is little of it, or the form is none.
func TestUploadHeads(t *testing.T) {
	p, s := playPapers(t)
	p.take = func(_ string, next func() (io.Reader, error)) (t core.UploadTaken, err error) { // as the desk does with files that it refuses
		for {
			switch _, err := next(); err {
			case nil:
				t.Kept++
			case io.EOF:
				return t, nil
			default:
				return core.UploadTaken{}, err
			}
		}
	}
	const code, file = "--x\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nKK\r\n", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n"
	send := func(parts ...io.Reader) *answer {
		return s.ask(http.MethodPost, s.path, io.MultiReader(append(append([]io.Reader{strings.NewReader(code)}, parts...), strings.NewReader("\r\n--x--\r\n"))...),
			"Content-Type", "multipart/form-data; boundary=x")
	}
	text := func(s string) io.Reader { return strings.NewReader(s) }
	was := allocated()
	send(text(file+"X-Long: "), &endless{9 << 20}, text("\r\n\r\nabc")).is(http.StatusUnprocessableEntity, "").has("tidak dapat dibaca")
	send(text(file+strings.Repeat("X: y\r\n", 1<<20)+"\r\nabc")).is(http.StatusUnprocessableEntity, "")
	send(&endless{9 << 20}).is(http.StatusUnprocessableEntity, "") // in the code
	if took := allocated() - was; took > 24<<20 {                  // the text of the second, too
		t.Errorf("%d MB were allocated for heads", took>>20)
	}
	send(text(file+"\r\n"), &endless{9 << 20}, text("\r\n"+file+"\r\n"), &endless{9 << 20}).ok() // nothing of which the desk has read
	send(text("--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n" + file + "Content-Type: text/html\r\n\r\nabc\r\n--x\r\n\r\nabc")).ok()
}

// allocated is how many bytes were ever allocated.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
