package papers

import (
	"bufio"
	"errors"
	"io"
	"strconv"

	"loket/core"
)

// A PDF is looked through from its first byte to its last, not along its own table of contents: readers differ in how they follow a table
// that is wrong, and what one of them could find somewhere must be found here. So nothing is believed of strings, comments and lengths. What
// is packed is unpacked while it goes by; an object stream that cannot be, or is packed in a way that no writer of documents uses, is not kept.
//
// What is not seen: what an encrypted PDF holds (it is not kept at all), and what is written about where it was taken in a picture, or about
// one, that a PDF has packed once more.

// acts are the names of what a PDF does, or of files within it.
var acts = map[string]bool{"JavaScript": true, "Launch": true, "EmbeddedFile": true, "EmbeddedFiles": true, "RichMedia": true, "Rendition": true,
	"XFA": true, "SubmitForm": true, "ImportData": true, "GoToE": true, "GoToR": true,
	"FileAttachment": true, "Movie": true}

// brief ones are names only where they are no chance bytes of a picture.
var briefActs = map[string]bool{"JS": true, "EF": true}

// What the dictionary of a stream says of it.
const (
	isObjects = 1 << iota // an object stream
	hasFirst
	hasN
	isImage
	isTable
	packed
	flate
	oddly // packed otherwise
)

var traits = map[string]int{"ObjStm": isObjects, "First": hasFirst, "N": hasN, "Image": isImage, "XRef": isTable, "Filter": packed,
	"FlateDecode": flate, "Fl": flate, "DecodeParms": oddly, "DP": oddly, "Predictor": oddly, "ASCIIHexDecode": oddly, "AHx": oddly,
	"ASCII85Decode": oddly, "A85": oddly, "LZWDecode": oddly, "LZW": oddly, "RunLengthDecode": oddly, "RL": oddly, "Crypt": oddly}

// endNear is how much may follow the mark of a PDF's end.
const endNear = 4 << 10

// pdf copies a PDF, if it may be kept: as it is, but for what its pictures tell (blank).
func pdf(dst *bufio.Writer, src *bufio.Reader) error {
	p := &pdfCopy{dst: dst, src: src}
	p.names = newNames(p.name)
	for {
		err := p.next()
		switch {
		case errors.Is(err, io.EOF):
			return p.verdict()
		case err != nil:
			return err
		case p.opened:
			if err := p.stream(); err != nil {
				return err
			}
		}
	}
}

type pdfCopy struct {
	dst   *bufio.Writer
	src   *bufio.Reader
	names *names
	at    int64
	last  uint64 // the last eight bytes …
	ninth byte   // … and the one before
	end   int64  // behind the last mark of its end

	word    [8]byte
	letters int
	gap     bool // nothing but space and comments since a dictionary's end …
	comment bool // … in such a comment
	gapped  bool // the word at hand stands behind such a gap
	opened  bool // a stream's word was seen: its data begin behind this line

	objects bool // there are some
	traits  int  // of the names since the last stream
	size    [2]int
	sized   int // which of size the number behind is: 1, 2, or 0 for none

	inside  bool // a stream
	picture blank
	whole   bool // whose end has come
	object  bool // an object began within it

	inflaters [mostLayers + 1]inflater // by layer
	unpacked  int64
	looked    int64  // of that, in object streams
	refused   string // of what was seen the reason, should it not be locked
	locked    bool
	err       error
}

// next reads and copies a byte, and looks at it.
func (p *pdfCopy) next() error {
	c, err := p.src.ReadByte()
	if err != nil {
		return err
	}
	kept := c
	if p.inside {
		kept = p.picture.pass(c)
	}
	if err := p.dst.WriteByte(kept); err != nil {
		return err
	}
	p.at++
	p.ninth, p.last = byte(p.last>>56), p.last<<8|uint64(c)
	p.names.see(c)
	switch {
	case p.last == 0x6e6473747265616d && p.ninth == 'e': // endstream
		p.whole = true
	case p.last&0xffffffffff == 0x2525454f46: // %%EOF
		p.end = p.at
	}
	if regular[c] && p.names.n < 0 {
		if p.letters == 0 {
			p.gapped = p.gap
		}
		if p.letters < len(p.word) {
			p.word[p.letters] = c
		}
		p.letters++
	} else if p.letters > 0 {
		p.said()
		p.letters = 0
	}
	p.mind(c)
	return p.err
}

// mind keeps whether the next word may open a stream.
func (p *pdfCopy) mind(c byte) {
	line := c == '\n' || c == '\r'
	switch {
	case p.comment && line:
		p.gap, p.comment = true, false
	case p.gap && c == '%':
		p.gap, p.comment = false, true
	case p.gap && (regular[c] || c == '/' || c == '(' || c == '<' || c == '['):
		p.gap = false
	}
	if p.last&0xffff == 0x3e3e { // >>
		p.gap = true
	}
}

// said looks at a word that is over.
func (p *pdfCopy) said() {
	if p.letters > len(p.word) {
		return
	}
	switch w := string(p.word[:p.letters]); {
	case w == "obj":
		p.objects, p.object = true, p.inside
	case w == "stream" && p.inside && p.object: // an object with a stream of its own within another's
		p.refuse(core.PaperScript)
	case w == "stream" && !p.inside && p.gapped:
		p.opened = true
	case p.sized > 0:
		if n, err := strconv.Atoi(w); err == nil {
			p.size[p.sized-1] = n
		}
		p.sized = 0
	}
}

// name looks at a name.
func (p *pdfCopy) name(name []byte) {
	p.sized = 0
	sure := !p.inside || p.objectStream()
	switch {
	case acts[string(name)] || briefActs[string(name)] && sure:
		p.refuse(core.PaperScript)
	case string(name) == "Encrypt" && sure:
		p.locked = true
	case p.inside:
	case string(name) == "Width":
		p.sized = 1
	case string(name) == "Height":
		p.sized = 2
	default:
		p.traits |= traits[string(name)]
	}
}

func (p *pdfCopy) refuse(reason string) {
	if p.refused == "" {
		p.refused = reason
	}
}

// objectStream tells whether what the names since the last stream say is that objects are in this one: one reader believes its type, another
// the keys that such a stream needs.
func (p *pdfCopy) objectStream() bool {
	return p.traits&isObjects != 0 || p.traits&(hasFirst|hasN) == hasFirst|hasN && p.traits&(isImage|isTable) == 0
}

// stream goes through a stream, from the line behind its word to its end.
func (p *pdfCopy) stream() error {
	for c := byte(p.last); c != '\n'; c = byte(p.last) {
		if c == '\r' {
			if after, err := p.src.Peek(1); err != nil || after[0] != '\n' {
				break
			}
		}
		if err := p.next(); err != nil {
			return err
		}
	}
	if p.traits&isImage != 0 && p.size[0]*p.size[1] > 4*mostPixels { // one bit each, as fax machines have them
		return refuse(core.PaperPixels)
	}
	p.opened, p.inside, p.whole, p.object, p.picture = false, true, false, false, blank{}
	objects := p.objectStream()
	if objects && p.traits&oddly != 0 {
		p.refuse(core.PaperScript)
	}
	data := &pdfStream{p}
	err := p.unpack(data, objects)
	if _, rest := io.Copy(io.Discard, data); rest != nil {
		return rest
	}
	if errors.As(err, new(*Refusal)) {
		return err
	}
	if err != nil && objects { // readers are content with what they can unpack; what they see of it was not seen here
		p.refuse(core.PaperBroken)
	}
	p.inside, p.traits, p.size, p.sized = false, 0, [2]int{}, 0
	return nil
}

// pdfStream is the data of the stream at hand, copied while they are read.
type pdfStream struct{ *pdfCopy }

func (s *pdfStream) ReadByte() (byte, error) {
	if s.whole {
		return 0, io.EOF
	}
	err := s.next()
	if errors.Is(err, io.EOF) { // within a stream
		s.err = refuse(core.PaperBroken)
		return 0, s.err
	}
	return byte(s.last), err
}

func (s *pdfStream) Read(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var c byte
		if c, err = s.ReadByte(); err == nil {
			b[n] = c
			n++
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, err
}

// verdict is what came out.
func (p *pdfCopy) verdict() error {
	switch {
	case p.refused == core.PaperScript:
		return refuse(core.PaperScript)
	case p.locked:
		return refuse(core.PaperLocked)
	case p.refused != "":
		return refuse(p.refused)
	case !p.objects || p.end == 0 || p.at-p.end > endNear:
		return refuse(core.PaperBroken)
	}
	return nil
}
