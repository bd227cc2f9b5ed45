package desk_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/core"
	"loket/storage/storagetest"
)

// link makes an upload link of the request.
func (a *archive) link(token string) {
	a.Helper()
	a.tx(func(tx core.Tx) error {
		now, err := tx.Now()
		if err != nil {
			return err
		}
		_, err = tx.AddUpload(token, core.Upload{Request: a.request.ID, AddressID: a.address, Lang: "id", Ends: now.Add(24 * time.Hour)})
		return err
	})
}

// inTurn hands files over as a form brings them; one that is nil is where the line breaks.
func inTurn(files ...[]byte) func() (io.Reader, error) {
	return func() (io.Reader, error) {
		if len(files) == 0 {
			return nil, io.EOF
		}
		file := files[0]
		files = files[1:]
		if file == nil {
			return nil, errLine
		}
		return bytes.NewReader(file), nil
	}
}

var errLine = errors.New("the line is dead")

func (a *archive) upload(token, code string, files ...[]byte) core.UploadTaken {
	a.Helper()
	taken, err := a.TakeUpload(a.Context(), token, code, inTurn(files...))
	if err != nil {
		a.Fatal(err)
	}
	return taken
}

// TestUpload: a paper is sent once by a link, all of its pages or none.
func TestUpload(t *testing.T) {
	eachArchive(t, func(a *archive) {
		photo := aPhoto(0)
		a.link("AAAA")
		taken := a.upload("AAAA", "KK", photo, []byte("PK\x03\x04"), []byte{}, photo)
		want := []core.UploadRefusal{{Nth: 2, Reason: core.PaperKind}, {Nth: 3, Reason: core.PaperEmpty}}
		if taken.Kept != 0 || !slices.Equal(taken.Refused, want) {
			a.Errorf("%+v", taken)
		}
		if _, err := a.TakeUpload(a.Context(), "AAAA", "KK", inTurn(photo, nil)); !errors.Is(err, errLine) {
			a.Errorf("a line that breaks: %v", err)
		}
		if taken := a.upload("AAAA", "KK"); taken.Kept != 0 || taken.Used {
			a.Errorf("no file at all: %+v", taken)
		}
		if got := a.states(); len(got) > 0 || a.local() && len(a.files()) > 0 {
			a.Errorf("kept %q, files %q", got, a.files())
		}
		if taken := a.upload("AAAA", "KK", photo, photo); taken.Kept != 2 {
			a.Errorf("%+v", taken)
		}
		if taken := a.upload("AAAA", "KK", photo); !taken.Used || taken.Kept != 0 {
			a.Errorf("once more: %+v", taken)
		}
		page, err := a.OpenUpload(a.Context(), "AAAA")
		if err != nil {
			a.Fatal(err)
		}
		i := slices.IndexFunc(page.Papers, func(p core.UploadPaper) bool { return p.Code == "KK" })
		if page.Ticket != a.request.Ticket || page.Over || i < 0 || page.Papers[i] != (core.UploadPaper{Code: "KK", Kept: 2, Used: true}) {
			a.Errorf("%+v", page)
		}
		if got := a.read(a.papers()[1].ID); !bytes.Equal(got, photo) {
			a.Error("another file came out")
		}

		_, err = a.OpenUpload(a.Context(), "BBBB")
		a.kind(err, core.Missing)
		_, err = a.TakeUpload(a.Context(), "BBBB", "KK", inTurn(photo))
		a.kind(err, core.Missing)
		_, err = a.TakeUpload(a.Context(), "AAAA", "NOTHING", inTurn(photo))
		a.kind(err, core.Missing)

		a.link("CCCC") // a later link stands for the earlier, and takes more
		a.later(time.Minute)
		_, err = a.TakeUpload(a.Context(), "AAAA", "KTP", inTurn(photo))
		a.kind(err, core.Conflict)
		if taken := a.upload("CCCC", "KK", photo); taken.Kept != 1 {
			a.Errorf("%+v", taken)
		}
		a.later(24 * time.Hour)
		if page, err = a.OpenUpload(a.Context(), "CCCC"); err != nil || !page.Over {
			a.Errorf("%+v, %v", page, err)
		}
		_, err = a.TakeUpload(a.Context(), "CCCC", "KTP", inTurn(photo))
		a.kind(err, core.Conflict)
	})
}

func (a *archive) local() bool { return strings.HasPrefix(a.office.address, "sqlite:") }

// TestUploadTwice: of two who send at one moment by one link, one is taken.
func TestUploadTwice(t *testing.T) {
	eachArchive(t, func(a *archive) {
		a.link("AAAA")
		var all sync.WaitGroup
		var mu sync.Mutex
		kept, used := 0, 0
		for range 4 {
			all.Go(func() {
				taken, err := a.TakeUpload(a.Context(), "AAAA", "KK", inTurn(aPhoto(0), aPhoto(0)))
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					a.Error(err)
				}
				if kept += taken.Kept; taken.Used {
					used++
				}
			})
		}
		all.Wait()
		if got := a.states(); kept != 2 || used != 3 || !slices.Equal(got, []string{"kept", "kept"}) {
			a.Errorf("%d kept, %d told that it was used; %q", kept, used, got)
		}
		if a.local() && len(a.files()) != 2 {
			a.Errorf("files %q", a.files())
		}
	})
}

// TestUploadEnded: what is still on its way when its request comes to its end belongs to nobody, and stays nowhere.
func TestUploadEnded(t *testing.T) {
	eachArchive(t, func(a *archive) {
		a.link("AAAA")
		files := inTurn(aPhoto(0))
		_, err := a.TakeUpload(a.Context(), "AAAA", "KK", func() (io.Reader, error) {
			file, err := files()
			if err == nil {
				a.tx(func(tx core.Tx) error {
					_, err := tx.Move([]core.Move{{Request: a.request.ID, To: core.Rejected, By: "Dewi"}})
					return err
				})
			}
			return file, err
		})
		a.kind(err, core.Conflict)
		if got := a.states(); len(got) > 0 || a.lying() > 0 {
			a.Errorf("%q, %d files", got, a.lying())
		}
	})
}

// TestUploadMany: no more pages than the office takes, nor more files of a request.
func TestUploadMany(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	a.link("AAAA")
	pages := slices.Repeat([][]byte{aPhoto(0)}, catalogue().Office.Papers.Pages+1)
	taken := a.upload("AAAA", "KK", pages...)
	if want := []core.UploadRefusal{{Nth: len(pages), Reason: core.PaperTooMany}}; taken.Kept != 0 || !slices.Equal(taken.Refused, want) {
		t.Errorf("%+v", taken)
	}
	handles := slices.Repeat([]string{"gone"}, catalogue().Office.Papers.Most-1)
	a.send("KTP", handles...)
	a.catchUp()
	if taken := a.upload("AAAA", "KK", pages[:2]...); taken.Kept != 0 || len(taken.Refused) != 1 || taken.Refused[0].Reason != core.PaperTooMany {
		t.Errorf("%+v", taken)
	}
	if taken := a.upload("AAAA", "KK", pages[0]); taken.Kept != 1 {
		t.Errorf("%+v", taken)
	}
	if files := a.files(); len(files) != 1 {
		t.Errorf("%d files", len(files))
	}
}

// TestUploadAnswers: what is sent by a link answers a correction, also under no name of the service, and what will be brought is shown.
func TestUploadAnswers(t *testing.T) {
	a := newArchive(t, storagetest.SQLite(t), false)
	a.tx(func(tx core.Tx) error {
		if _, err := tx.Attach([]core.Attachment{{Request: a.request.ID, Code: "KTP", AddressID: a.address, Later: true}}, 200); err != nil {
			return err
		}
		_, err := tx.Move([]core.Move{{Request: a.request.ID, To: core.Incomplete, Reason: "surat pengantar", Until: a.now.Add(time.Hour)}})
		return err
	})
	a.link("AAAA")
	page, err := a.OpenUpload(t.Context(), "AAAA")
	if n := len(page.Papers); err != nil || n == 0 || page.Papers[n-1].Code != core.OtherPaper ||
		!slices.Contains(page.Papers, core.UploadPaper{Code: "KTP", Later: true}) {
		t.Errorf("%+v, %v", page, err)
	}
	if taken := a.upload("AAAA", core.OtherPaper, aPhoto(0)); taken.Kept != 1 {
		t.Errorf("%+v", taken)
	}
	if r := a.requests()[0]; r.Status != core.Submitted || r.Note != "Berkas dikirim: Berkas lain" {
		t.Errorf("it is %s, %q", r.Status, r.Note)
	}
	if page, err = a.OpenUpload(t.Context(), "AAAA"); err != nil || page.Papers[len(page.Papers)-1] != (core.UploadPaper{Code: core.OtherPaper, Kept: 1, Used: true}) {
		t.Errorf("%+v, %v", page, err)
	}
}
