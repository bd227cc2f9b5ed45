package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/channels/channeltest/minitwilio"
	"loket/core"
	"loket/storage/storagetest"
)

// photoOf is a photograph of a size in which some words can be found again.
func photoOf(t testing.TB, words string, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	file = file[: len(file)-2 : len(file)-2]
	for len(file) < size-len(words)-2 {
		file = append(file, words...)
	}
	return append(file, 0xff, 0xd9)
}

// TestPapersOfOne: a citizen sends two hundred files by Telegram, of which some are none and some are lost, while others send theirs by the
// page, as many as may at once. Each is kept or asked for again, the office's memory stays as it is, and what lies about
// tells nothing.
func TestPapersOfOne(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			url := database(t)
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte("[papers]\npages = 50\nmost = 200\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			p := newProviders(t, url)
			p.env = append(p.env, "LOKET_OFFICE="+folder)
			office := serve(t, p.env...)
			p.deliver(office)
			db, err := storagetest.Raw(url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			count := func(where string) (n int) {
				t.Helper()
				if err := db.QueryRow("SELECT COUNT(*) FROM papers WHERE " + where).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}

			const chat, words = 70001, "rahasia keluarga "
			register := "DAFTAR#32740152%02d900001#SITI AMINAH#AKTA LAHIR"
			p.tg.Say(chat, fmt.Sprintf(register, 1))
			until(t, 20*time.Second, "a question", func() bool { return len(p.tg.Sent(chat)) == 1 })
			p.tg.Say(chat, "YA")
			until(t, 20*time.Second, "a ticket", func() bool { return len(p.tg.Sent(chat)) == 2 })
			files := 200
			if name != "sqlite" {
				files = 40 // the rest is no different there, and takes its time
			}
			for i := range files {
				paper := []string{"KK", "KTP", "LAHIR", "NIKAH"}[i*4/files]
				switch {
				case i%(files/8) == 3:
					p.tg.Document(chat, "kk.jpg", "image/jpeg", []byte("PK\x03\x04"), paper)
				default:
					p.tg.Photo(chat, photoOf(t, words, 2000), paper)
				}
			}
			until(t, 60*time.Second, "every file has its answer", func() bool { return count("state = 'kept'") == files-8 && count("state = 'failed'") == 8 })
			until(t, 30*time.Second, "the citizen is asked for the eight again, those of a requirement at once", func() bool {
				var n int
				if err := db.QueryRow("SELECT COUNT(*) FROM letters WHERE cause LIKE 'unfit:%'").Scan(&n); err != nil || n > 8 {
					t.Fatal(n, err)
				}
				return n >= 4
			})

			link := regexp.MustCompile(`/u/[A-Z0-9]{12}\b`)
			var links []string
			for n := range 4 {
				from := fmt.Sprintf("+62813777700%02d", n)
				for i, text := range []string{fmt.Sprintf(register, n+2), "BERKAS"} {
					p.tw.Deliver(minitwilio.Inbound{From: from, Body: text})
					until(t, 20*time.Second, text, func() bool { return len(p.tw.Sent(from)) > i })
				}
				until(t, 20*time.Second, "a link", func() bool { return strings.Contains(fmt.Sprint(p.tw.Sent(from)), "/u/") })
				sent := p.tw.Sent(from)
				links = append(links, link.FindString(sent[len(sent)-1].Body))
			}
			before := memory(t, office.cmd.Process.Pid)
			photo := photoOf(t, words, core.PaperMost/2)
			var all sync.WaitGroup
			var mu sync.Mutex
			answers := map[int]int{}
			for i := range 32 {
				all.Go(func() {
					r, w := io.Pipe()
					form := multipart.NewWriter(w)
					go func() {
						_ = form.WriteField("code", "KK")
						part, _ := form.CreateFormFile("file", "kk.jpg")
						_, _ = part.Write(photo)
						w.CloseWithError(form.Close())
					}()
					res, err := http.Post(office.url+links[i%4], form.FormDataContentType(), r)
					if err != nil {
						t.Error(err)
						return
					}
					res.Body.Close()
					mu.Lock()
					defer mu.Unlock()
					answers[res.StatusCode]++
				})
			}
			all.Wait()
			if answers[http.StatusOK] != 4 || answers[http.StatusConflict] != 28 {
				t.Errorf("answers: %v", answers)
			}
			after := memory(t, office.cmd.Process.Pid)
			t.Logf("32 uploads of 5 MB at once: from %d MB to %d MB at most", before>>10, after>>10)
			if after-before > 80<<10 {
				t.Errorf("the office grew from %d MB to %d MB", before>>10, after>>10)
			}
			office.stop()
			for _, what := range []string{words, "SITI AMINAH", strings.TrimPrefix(links[0], "/u/"), "3274015201900001"} {
				if strings.Contains(office.log.String(), what) {
					t.Errorf("the log holds %q", what)
				}
			}
			if name == "sqlite" {
				nothingIn(t, filepath.Dir(strings.TrimPrefix(url, "sqlite:")), words[:12], "SITI AMINAH", strings.TrimPrefix(links[0], "/u/"), "3274015201900001", "photo.jpg")
			}
		})
	}
}

// memory is the most that a process has had, in KB.
func memory(t testing.TB, pid int) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatalf("what a process takes is read from /proc, as on Linux: %v", err)
	}
	_, rest, _ := strings.Cut(string(b), "VmHWM:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// nothingIn looks for words in every file of a folder.
func nothingIn(t testing.TB, folder string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				t.Errorf("%s holds %q", filepath.Base(path), w)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
