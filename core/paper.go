package core

import (
	"context"
	"io"
	"time"
)

// PaperMost is the size of a paper that is taken, in bytes, as it comes.
const PaperMost = 10 << 20

// PaperState is how far a paper has come.
type PaperState string

const (
	PaperOwed    PaperState = "owed"    // it is still with the provider
	PaperKept    PaperState = "kept"    // it was looked at, and lies sealed in a File
	PaperFailed  PaperState = "failed"  // it could not be had, or is not what may be kept: Reason says why
	PaperDropped PaperState = "dropped" // the citizen has replaced it
	PaperLater   PaperState = "later"   // the citizen brings it to the counter: no file at all
)

// Reasons of PaperFailed: words of the catalog's texts.
const (
	PaperGone    = "gone"    // the provider has it no more, or never gave it
	PaperEmpty   = "empty"   // 0 bytes
	PaperLarge   = "large"   // above PaperMost
	PaperKind    = "kind"    // no JPEG, PNG or PDF, whatever it is called
	PaperBroken  = "broken"  // one of them, but cut off or damaged
	PaperPixels  = "pixels"  // a picture of so many pixels that opening it would stop a computer
	PaperScript  = "script"  // a PDF that does things when it is opened, or holds other files
	PaperLocked  = "locked"  // a PDF that asks for a password
	PaperTooMany = "toomany" // more files than one request may have
)

// OtherPaper is the code of what is sent for no paper of the service: an answer to a correction that names something else.
const OtherPaper = "LAIN"

// Paper is one file, a page or several, that a citizen has sent for a requirement of a request.
type Paper struct {
	ID        int64
	Request   int64
	Code      string // of the service's papers, or OtherPaper
	State     PaperState
	Reason    string // of PaperFailed
	Kind      string // by content: image/jpeg, image/png or application/pdf; "" until kept
	Size      int64  // of what is kept, in bytes
	File      File   // of PaperKept
	Account   string // through which it came, and can be fetched; "" for an upload
	Handle    string // the provider's; only Paper tells it
	Upload    int64  // the link by which it came; 0: in the chat
	AddressID int64  // who sent it, and is told if something is wrong with it
	Attempt   int    // how many times it was fetched; fences SettlePaper
	AddedAt   time.Time
}

// File is a sealed file. Its key is sealed with the office's keys and is worth nothing without them; it never enters a message or
// a log.
type File struct {
	Name string // where it lies: of random letters, and "" for none
	Key  []byte
}

// Attachment is what somebody sends for a requirement of a request.
type Attachment struct {
	Request   int64
	Code      string
	AddressID int64
	Account   string
	Media     []Media // a paper each; none: see Later
	Upload    int64
	Replace   bool // what was sent for Code before is dropped first
	Later     bool // it will be brought to the counter: said instead of sending
}

// PaperOutcome is what became of one attempt to fetch a paper. SettlePaper ignores it unless Attempt is the latest and the paper is
// owed.
type PaperOutcome struct {
	Paper   int64
	Attempt int
	State   PaperState // PaperKept or PaperFailed
	Reason  string     // of PaperFailed
	Kind    string
	Size    int64
	File    File
}

// Upload is a link to the plain page on which somebody without a chat that carries files sends papers. Each requirement is sent once
// by one link.
type Upload struct {
	ID        int64
	Request   int64
	AddressID int64  // to whom it was sent
	Lang      string // of the page
	Ends      time.Time
}

// Papers is the part of a Tx that knows what citizens have sent for their requests.
type Papers interface {
	// Papers lists the papers of requests by request, the dropped left out, the oldest first; without their handles.
	Papers(requests []int64) (map[int64][]Paper, error)
	// Attach adds papers, in order, PaperOwed each, and returns their ids: of as[i] in ids[i], one for each of its media. Beyond most
	// papers of a request that are not dropped it adds none of that attachment. The requests are locked.
	Attach(as []Attachment, most int) (ids [][]int64, err error)
	// Paper finds one, whole, and locks it unless it is a view; ok is false if there is none.
	Paper(id int64) (p Paper, ok bool, err error)
	// TryPaper counts an attempt to fetch a paper and returns its number; 0 if the paper is not owed any more.
	TryPaper(id int64) (attempt int, err error)
	// SettlePaper writes down what became of an attempt; false if it came too late, or the paper was dropped meanwhile.
	SettlePaper(o PaperOutcome) (bool, error)

	// AddUpload makes a link of which token is the secret part. Of a request only the latest counts.
	AddUpload(token string, u Upload) (id int64, err error)
	// FindUpload finds the link of a token, over or not; ok is false if there is none.
	FindUpload(token string) (u Upload, ok bool, err error)
}

// Files keeps papers, each sealed with a key of its own, as a stream: none is ever in memory as a whole. SQLite has them in a folder
// beside its file, PostgreSQL in the database, where every replica reaches them and one backup holds everything.
type Files interface {
	// SaveFile seals what fill writes under a new name. If fill fails, nothing is kept and its error is returned as it is. Until a
	// paper names the file (SettlePaper) it is nobody's.
	SaveFile(ctx context.Context, fill func(io.Writer) error) (File, error)
	// OpenFile opens a file for reading; Missing if it is gone.
	OpenFile(ctx context.Context, f File) (io.ReadCloser, error)
	// DropFile removes a file that is nobody's.
	DropFile(ctx context.Context, f File) error
	// Sweep removes the files that no paper names and that are older than age, at most most of them, and says how many.
	Sweep(ctx context.Context, age time.Duration, most int) (int, error)
}

// UploadPage is what the page behind an upload link shows. It names nobody.
type UploadPage struct {
	Upload  Upload
	Ticket  string
	Service string // code
	Over    bool   // the link's hours are over, or the request came to its end: nothing is taken any more
	Papers  []UploadPaper
}

// UploadPaper is a requirement on that page.
type UploadPaper struct {
	Code string
	Kept int  // files that were taken, by the link or in a chat
	Used bool // the link was used for it: it takes no more

	Later bool // nothing was sent: it will be brought to the counter
}

// UploadTaken is what became of the files sent for a requirement in one go: if one of them was refused, none is kept, and the link
// can be used for it once more.
type UploadTaken struct {
	Kept    int
	Refused []UploadRefusal
	Used    bool // the link had been used for this requirement before
}

// UploadRefusal says which of the files was not taken, and why.
type UploadRefusal struct {
	Nth    int    // from 1
	Reason string // one of PaperFailed's
}
