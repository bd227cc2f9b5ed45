package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"loket/core"
	"loket/storage"
)

// scripts switches scripts on or off in what the tab loads from now on; the test's own questions are answered all the same.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}); err != nil {
		b.t.Fatal(err)
	}
}

// pick chooses files in a field.
func (b *tab) pick(css string, files ...string) {
	b.t.Helper()
	b.do(chromedp.SetUploadFiles(chromedp.CSS(css), files))
}

// linkTo makes a link to the page for papers of a request, in the database of a demonstration.
func linkTo(t testing.TB, office []string, request int64, lang, token string) string {
	t.Helper()
	database := strings.TrimPrefix(office[0], "LOKET_DATABASE_URL=")
	keys, err := storage.LoadKeys(filepath.Join(filepath.Dir(strings.TrimPrefix(database, "sqlite:")), "loket.key"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), database, keys)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	err = store.Tx(t.Context(), func(tx core.Tx) error {
		now, err := tx.Now()
		if err == nil {
			_, err = tx.AddUpload(token, core.Upload{Request: request, AddressID: 1, Lang: lang, Ends: now.Add(24 * time.Hour)})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return "/u/" + token
}

// paperFiles are files as phones have them: two photos, one of which is a PNG, an empty one, an archive that is called a photo, and one that
// is too large.
func paperFiles(t testing.TB) (all map[string]string) {
	t.Helper()
	dir, all := t.TempDir(), map[string]string{}
	put := func(name string, b []byte) {
		all[name] = filepath.Join(dir, name)
		if err := os.WriteFile(all[name], b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, 320, 200))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i >> 7)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	put("a.jpg", bytes.Clone(b.Bytes()))
	put("large.jpg", append(bytes.Clone(b.Bytes()), make([]byte, core.PaperMost)...))
	b.Reset()
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	put("b.png", b.Bytes())
	put("c.pdf", []byte(smallPDF))
	big := filepath.Join(dir, "big.jpg")
	if err := errors.Join(os.WriteFile(big, nil, 0o600), os.Truncate(big, 130<<20)); err != nil {
		t.Fatal(err)
	}
	all["big.jpg"] = big
	put("zip.jpg", []byte("PK\x03\x04 an archive"))
	put("empty.jpg", nil)
	return all
}

// refusals are what the test brings about: pages that are shown with the status of a refusal.
func refusals(fault string) bool {
	return strings.Contains(fault, "Failed to load resource: the server responded with a status of 4")
}

// TestBrowserPapers: on a small phone, without scripts and in both languages, a citizen sends what is asked for, is told what is wrong with it,
// and staff open it.
func TestBrowserPapers(t *testing.T) {
	origin, office := demonstrate(t)
	phone := openTab(t, origin)
	phone.open("/demo")
	for i, nik := range []string{"3274015203900001", "3274015203900002"} {
		phone.says("sms", "DAFTAR#"+nik+"#SITI AMINAH#AKTA LAHIR")
		phone.says("sms", "YA")
		phone.hears("sms", fmt.Sprintf("C200317-%03d", i+1), "Siti has a ticket")
	}
	phone.says("sms", "BERKAS C200317-001")
	const link = `document.querySelector('[data-test=thread-sms] a[href^="/u/"]')`
	phone.until("is given a link", link+" !== null")
	given := eval[string](phone, link+".getAttribute('href')")
	phone.says("telegram", "DAFTAR#3274015212909001#SEKAR WULANDARI#AKTA LAHIR")
	phone.says("telegram", "YA")
	phone.hears("telegram", "C200317-003", "Sekar has a ticket, and is asked for the first paper")
	phone.press("#phone-telegram [data-test=photo]")
	phone.hears("telegram", "1 berkas", "Sekar's photo is taken")

	files := paperFiles(t)
	said := map[string]map[string]string{
		"id": {"title": "Kirim berkas C200317-001", "none": "0 dari 4", "kind": "Berkas ke-2: bukan foto JPEG", "empty": "Berkas ke-3: kosong", "kept": "2 berkas sudah kami terima", "sent": "sudah kami terima. Terima kasih",
			"one": "1 dari 4", "large": "lebih besar dari 10 MB", "nofile": "Belum ada foto", "unknown": "Tidak ada halaman di alamat ini"},
		"en": {"title": "Send papers for C200317-002", "none": "0 of 4", "kind": "File 2: it is neither a JPEG", "empty": "File 3: it is empty", "kept": "We have received 2 files", "sent": "We have received: ",
			"one": "1 of 4", "large": "larger than 10 MB", "nofile": "No photo or file was chosen", "unknown": "There is no page at this address"},
	}
	for i, lang := range []string{"id", "en"} {
		t.Run(lang, func(t *testing.T) {
			says := said[lang]
			path := given
			if lang == "en" {
				path = linkTo(t, office, int64(i+1), lang, "AB2CD3EF4GH5")
			}
			b := openTab(t, origin)
			b.excuse(refusals)
			b.size(360)
			b.scripts(false)
			step := func(name string) {
				t.Helper()
				if out := b.wide(); len(out) > 0 {
					t.Errorf("%s is wider than 360 px: %q", name, out)
				}
				b.scripts(true)
				b.accessible()
				b.scripts(false)
				b.shoot(lang + "_" + name)
			}
			b.open(path)
			b.sees(says["title"])
			b.sees(says["none"])
			step("page")
			if small := eval[[]string](b, `[...document.querySelectorAll('button, input[type=file], summary, footer a')].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)`); len(small) > 0 {
				t.Errorf("too small for fingers: %q", small)
			}

			const send = ".paper[open] form > button"
			b.press(send)
			b.sees(says["nofile"])
			b.press(".pages summary")
			b.pick("#c0", files["a.jpg"])
			b.pick("#c0p2", files["zip.jpg"])
			b.pick("#f0", files["empty.jpg"], files["large.jpg"])
			b.press(send)
			b.sees(says["kind"])
			b.sees(says["empty"])
			b.sees(says["large"])
			b.sees(says["none"])
			step("refused")
			b.pick("#c0", files["a.jpg"])
			b.pick("#f0", files["b.png"])
			b.press(send)
			b.sees(says["kept"])
			b.sees(says["sent"])
			b.sees(says["one"])
			step("sent")
			b.do(chromedp.Reload())
			b.sees(says["kept"])
			if n := eval[int](b, "document.querySelectorAll('form').length"); n != 4 { // of five
				t.Errorf("%d requirements can still be sent", n)
			}
			if lang == "id" {
				b.press("footer a")
				b.sees("We have received 2 files")
			}
			if lang == "id" {
				b.press("[name=paper]:nth-of-type(3) > summary")
				b.pick("#f2", files["c.pdf"])
				b.press(send)
				b.sees("2 of 4")
				b.pick("#f1", files["big.jpg"])
				b.press(send)
				b.sees("This is too much")
			}
			b.open("/u/WRONGLINK234?lang=" + lang)
			b.sees(says["unknown"])
			step("unknown")
		})
	}

	desk := openTab(t, origin)
	desk.excuse(func(fault string) bool { return strings.HasPrefix(fault, viewer) })
	desk.comeIn(office, demoStaff)
	desk.open("/requests")
	desk.pressText("main a", "C200317-001")
	desk.until("shows the papers", "document.querySelectorAll('.papers form').length === 3")
	desk.look("id", "request")
	shown := eval[[]string](desk, `Promise.all([...document.querySelectorAll('.papers form')].slice(0, 2).map(f => fetch(f.action, {method: 'POST'}).then(r => r.blob()).then(b => createImageBitmap(b)).then(i => i.width + 'x' + i.height)))`)
	if strings.Join(shown, " ") != "320x200 320x200" {
		t.Errorf("what staff see is %q", shown)
	}
	eval[bool](desk, "document.querySelector('.papers form').removeAttribute('target'), true")
	desk.press(".papers form button")
	desk.until("shows a picture by itself", "document.contentType === 'image/jpeg' && document.images.length === 1 && document.images[0].naturalWidth === 320")
	eval[bool](desk, "history.back(), true")
	desk.until("is back", "document.querySelectorAll('.papers form').length === 3")
	eval[bool](desk, "document.querySelectorAll('.papers form')[2].removeAttribute('target'), true")
	desk.pressText(".papers > li:nth-child(3) button", "Buka")
	desk.until("shows a PDF by itself", "document.contentType === 'application/pdf'")
	until(t, pagePatience, "the browser's viewer", func() bool {
		desk.mu.Lock()
		defer desk.mu.Unlock()
		return slices.ContainsFunc(desk.faults, func(f string) bool { return strings.HasPrefix(f, viewer) && strings.HasSuffix(f, "/index.html") })
	})
	desk.open("/requests")
	desk.pressText("main a", "C200317-003")
	desk.sees("C200317-003")
	until(t, pagePatience, "Sekar's photo, fetched from where it was sent", func() bool {
		desk.do(chromedp.Reload())
		return eval[bool](desk, "document.querySelectorAll('.papers form').length === 1")
	})
}

// viewer is how it is seen that Chromium shows a PDF by its own viewer.
const viewer = "asked of somebody else: chrome-extension:"

// smallPDF is a page with a line of text.
const smallPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n" +
	"4 0 obj<</Length 44>>stream\nBT /F1 24 Tf 40 100 Td (Kartu Keluarga) Tj ET\nendstream endobj\n" +
	"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n" +
	"xref\n0 6\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n0000000211 00000 n \n0000000302 00000 n \n" +
	"trailer<</Size 6/Root 1 0 R>>\nstartxref\n364\n%%EOF\n"
