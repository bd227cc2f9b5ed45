package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"loket/core"
)

// How long somebody who sends may take. A photograph of 10 MB on a slow line takes minutes: as long as something comes, they are
// waited for.
const (
	uploadStall = 30 * time.Second // between two bytes
	uploadLasts = 20 * time.Minute // altogether

	uploadForm = 1 << 20  // bytes of a form beside its files
	uploadRest = 64 << 20 // bytes that are read and thrown away, so that a browser that still sends hears why they are not wanted
	mostParts  = 200      // of a form, those without a file among them
	mostHead   = 16 << 10 // bytes of what stands before a part; who reads it holds it in memory
)

// errUploadForm is a form that no browser sends.
var errUploadForm = errors.New("the form cannot be read")

// uploadBody reads what somebody sends: never all of it, never more than a few kilobytes at once, and nothing of it is put on disk here.
type uploadBody struct {
	io.Reader
	r       *http.Request
	control *http.ResponseController
	stall   time.Duration
	until   time.Time
	failed  error // the first
	heading bool  // what stands before a part is being read, …
	head    int   // … of which so much may still come
}

func (u *upload) body() *uploadBody {
	b := &uploadBody{r: u.r, control: http.NewResponseController(u.w), stall: u.stall, until: time.Now().Add(uploadLasts)}
	most := int64(u.office.Pages)*core.PaperMost + uploadForm
	b.Reader = http.MaxBytesReader(u.w, u.r.Body, most)
	if u.r.ContentLength > most {
		b.failed = &http.MaxBytesError{Limit: most}
	}
	return b
}

// Read waits for the next bytes, and for no more than that.
func (b *uploadBody) Read(p []byte) (int, error) {
	if b.heading {
		if b.head == 0 {
			return 0, errUploadForm
		}
		p = p[:min(len(p), b.head)]
	}
	b.wait()
	n, err := b.Reader.Read(p)
	b.head -= min(n, b.head)
	if err != nil && err != io.EOF && b.failed == nil {
		b.failed = err
	}
	return n, err
}

func (b *uploadBody) wait() {
	by := time.Now().Add(b.stall)
	if by.After(b.until) {
		by = b.until
	}
	_ = b.control.SetReadDeadline(by)                   // of a server that has none, nothing is asked
	_ = b.control.SetWriteDeadline(by.Add(2 * b.stall)) // the answer comes after it
}

// rest reads on for a while: most browsers listen only when they have sent all.
func (b *uploadBody) rest() {
	var large *http.MaxBytesError
	if b.failed != nil && !errors.As(b.failed, &large) {
		return // nothing comes any more
	}
	from := io.LimitReader(b.r.Body, uploadRest)
	piece := make([]byte, 32<<10)
	for {
		b.wait()
		if _, err := from.Read(piece); err != nil {
			return
		}
	}
}

// uploadFiles is a form as far as it has come: its code, and its files one after the other.
type uploadFiles struct {
	body  *uploadBody
	code  string
	parts *multipart.Reader
	count int
	last  *multipart.Part
	first *multipart.Part // that is not given away yet
}

// form reads a form up to its first file. Browsers send fields in the order in which they stand on the page, and there the code comes
// first.
func (b *uploadBody) form() (*uploadFiles, error) {
	if b.failed != nil {
		return nil, b.failed
	}
	r := *b.r
	r.Body = io.NopCloser(b)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errUploadForm
	}
	f := &uploadFiles{body: b, parts: parts}
	for {
		p, err := f.part()
		switch {
		case err == io.EOF:
			return f, nil
		case err != nil:
			return nil, err
		case p.FileName() != "":
			f.first = p
			return f, nil
		case p.FormName() == "code":
			code, err := io.ReadAll(io.LimitReader(p, 100))
			if err != nil {
				return nil, err
			}
			f.code = string(code)
		}
	}
}

// part is the next part, be it a file or not.
func (f *uploadFiles) part() (*multipart.Part, error) {
	if f.count++; f.count > mostParts {
		return nil, errUploadForm
	}
	if f.last != nil { // what is left of it may be long
		if _, err := io.Copy(io.Discard, f.last); err != nil {
			if f.body.failed == nil {
				err = errUploadForm
			}
			return nil, err
		}
	}
	f.body.heading, f.body.head = true, mostHead
	p, err := f.parts.NextPart()
	f.body.heading, f.last = false, p
	if err != nil && err != io.EOF && f.body.failed == nil {
		return nil, errUploadForm // all came, and is no form
	}
	return p, err
}

// none tells whether the form has no file.
func (f *uploadFiles) none() bool { return f.first == nil }

// next is the next file, io.EOF after the last. What was not read of the one before is passed over. A field in which nothing was chosen
// is no file.
func (f *uploadFiles) next() (io.Reader, error) {
	for p := f.first; ; {
		if p != nil && p.FileName() != "" {
			f.first = nil
			return p, nil
		}
		var err error
		if p, err = f.part(); err != nil {
			return nil, err
		}
	}
}
