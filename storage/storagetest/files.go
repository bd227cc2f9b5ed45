package storagetest

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/core"
)

// photograph is bytes that are easily found again where they should not be.
func photograph(size int) []byte {
	return bytes.Repeat([]byte("rahasia keluarga "), size/17+1)[:size]
}

func (o *office) save(content []byte) (f core.File) {
	o.Helper()
	f, err := o.s.SaveFile(o.Context(), func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(content))
		return err
	})
	o.ok(err)
	return f
}

// load reads a file whole.
func (o *office) load(f core.File) ([]byte, error) {
	o.Helper()
	r, err := o.s.OpenFile(o.Context(), f)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
}

func (o *office) lostFile(f core.File) bool {
	o.Helper()
	_, err := o.load(f)
	if err != nil && core.KindOf(err) != core.Missing {
		o.Fatal(err)
	}
	return err != nil
}

// keepFile makes a file some paper's.
func (o *office) keepFile(request int64, f core.File) (paper int64) {
	o.Helper()
	paper = o.attach(99, core.Attachment{Request: request, Code: "KK", Media: media("h")})[0][0]
	o.same("kept", o.settlePaper(core.PaperOutcome{Paper: paper, Attempt: o.tryPaper(paper), State: core.PaperKept, File: f}), true)
	return paper
}

// keepFiles: what goes in comes out, whatever its size; what is not whole is not kept; what is gone is Missing.
func keepFiles(o *office) {
	names := map[string]bool{}
	var last core.File
	for _, size := range []int{0, 1, 4096, 256 << 10, 256<<10 + 1, 700_000} {
		last = o.save(photograph(size))
		b, err := o.load(last)
		if err != nil || !bytes.Equal(b, photograph(size)) {
			o.Errorf("%d bytes: %d came out, %v", size, len(b), err)
		}
		if names[last.Name] || last.Name == "" || len(last.Key) == 0 {
			o.Errorf("a file named %q", last.Name)
		}
		names[last.Name] = true
	}
	o.ok(o.s.DropFile(o.Context(), last))
	o.ok(o.s.DropFile(o.Context(), last))
	o.same("dropped", o.lostFile(last), true)
	if _, err := o.s.OpenFile(o.Context(), core.File{}); err == nil {
		o.Error("no file was opened")
	}

	oops := errors.New("oops")
	f, err := o.s.SaveFile(o.Context(), func(w io.Writer) error {
		if _, err := w.Write(photograph(600_000)); err != nil {
			return err
		}
		return oops
	})
	if err != oops || f.Name != "" || f.Key != nil {
		o.Errorf("%v, %v", f, err)
	}
	o.same("nothing of it is left", len(o.sealedFiles()), 5)
	r := o.book(o.draft(1))[0].Request
	f = o.save(photograph(10))
	o.keepFile(r.ID, f)
	o.ok(o.s.DropFile(o.Context(), f))
	o.same("somebody's", o.lostFile(f), false)
}

// sealedFiles are the contents of all files as they lie there, drafts among them.
func (o *office) sealedFiles() map[string][]byte {
	o.Helper()
	all := map[string][]byte{}
	if path, ok := strings.CutPrefix(o.address, "sqlite:"); ok {
		found, err := filepath.Glob(path + ".papers/*")
		o.ok(err)
		for _, name := range found {
			if all[filepath.Base(name)], err = os.ReadFile(name); err != nil {
				o.Fatal(err)
			}
		}
		return all
	}
	db := o.raw()
	rows, err := db.Query("SELECT f.name, COALESCE(p.data, '') FROM files f LEFT JOIN file_parts p ON p.name = f.name ORDER BY f.name, p.n")
	o.ok(err)
	defer rows.Close()
	for rows.Next() {
		var name string
		var part []byte
		o.ok(rows.Scan(&name, &part))
		all[name] = append(all[name], part...)
	}
	o.ok(rows.Err())
	return all
}

func (o *office) raw() *Database {
	o.Helper()
	db, err := Raw(o.address)
	o.ok(err)
	o.Cleanup(func() { _ = db.Close() })
	return db
}

// lay writes over what lies there.
func (o *office) lay(name string, content []byte) {
	o.Helper()
	if path, ok := strings.CutPrefix(o.address, "sqlite:"); ok {
		o.ok(os.WriteFile(filepath.Join(path+".papers", name), content, 0o600))
		return
	}
	db := o.raw()
	_, err := db.Exec("DELETE FROM file_parts WHERE name = $1", name)
	o.ok(err)
	_, err = db.Exec("INSERT INTO file_parts (name, n, data) VALUES ($1, 0, $2)", name, content)
	o.ok(err)
}

// unreadable: what lies there is noise, and what was changed, cut off or exchanged does not open.
func unreadable(o *office) {
	f, other := o.save(photograph(50_000)), o.save(photograph(50_000))
	lies := o.sealedFiles()
	for name, b := range lies {
		if bytes.Contains(b, []byte("rahasia")) || len(b) < 50_000 {
			o.Errorf("%s: %d bytes, %q …", name, len(b), b[:20])
		}
	}
	if bytes.Equal(lies[f.Name], lies[other.Name]) {
		o.Error("two files look the same")
	}
	spoiled := bytes.Clone(lies[f.Name])
	spoiled[30_000]++
	for about, content := range map[string][]byte{"changed": spoiled, "cut off": lies[f.Name][:30_000], "cut off between segments": lies[f.Name][:4096*4], "another's": lies[other.Name], "nothing": {}} {
		o.lay(f.Name, content)
		if b, err := o.load(f); err == nil || core.KindOf(err) == core.Missing || strings.Contains(err.Error(), f.Name) {
			o.Errorf("%s: %d bytes, %v", about, len(b), err)
		}
	}
	o.lay(f.Name, lies[f.Name])
	if b, err := o.load(f); err != nil || len(b) != 50_000 {
		o.Errorf("as it was: %d bytes, %v", len(b), err)
	}
	if _, err := o.load(core.File{Name: f.Name, Key: other.Key}); err == nil {
		o.Error("opened with another's key")
	}
}

// sweepFiles: what is nobody's goes when it is old, so many at a time; what was dropped, too, and what was never finished.
func sweepFiles(o *office) {
	r := o.book(o.draft(1))[0].Request
	kept, dropped := o.save(photograph(10)), o.save(photograph(10))
	o.keepFile(r.ID, dropped)
	o.attach(99, core.Attachment{Request: r.ID, Code: "KK", Replace: true})
	o.keepFile(r.ID, kept)
	for range 4 {
		o.save(photograph(300_000))
	}
	if path, ok := strings.CutPrefix(o.address, "sqlite:"); ok {
		o.ok(os.WriteFile(path+".papers/abc.part", []byte("a crash"), 0o600))
	} else {
		_, err := o.raw().Exec("INSERT INTO files (name, made_at) VALUES ('abc', 5)")
		o.ok(err)
	}
	sweep := func(age time.Duration, most int) int {
		o.Helper()
		return got[int](o)(o.s.Sweep(o.Context(), age, most))
	}
	o.same("seven lie there", len(o.sealedFiles()), 7)
	o.same("four at most", sweep(-time.Hour, 4), 4)
	o.same("the others", sweep(-time.Hour, 99), 2)
	o.same("no more", sweep(-time.Hour, 99), 0)
	o.same("what is somebody's", o.lostFile(kept), false)
	o.same("is all that is left", len(o.sealedFiles()), 1)
	young := o.save(photograph(10))
	o.same("too young", sweep(time.Hour, 99), 0)
	o.same("it may yet be somebody's", o.lostFile(young), false)
}
