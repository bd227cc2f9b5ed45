package papers

// blank takes out of a JPEG within a PDF where and with what it was taken: nothing else may move there, so that it is overwritten by zeros.
// How such a picture is to be turned the PDF says itself. In what a PDF says beside about a picture or itself (XMP, which is XML and stands there
// as it is) all digits become zeros: those of places and of moments.
type blank struct {
	at   int // what comes next: see below
	left int // of a segment
	hide bool
	icc  bool // it may be what the colours are: its first letter says
}

const (
	atSOI = iota
	atSOI2
	atMark
	atKind
	atSize
	atSize2
	atHeld
	atRest // whatever follows is the picture, or no JPEG at all
	atXML  // what would be XML has begun: <? or <x, which no page and no picture begins with …
	atText // … and is
)

// pass is what is written for a byte of a stream.
func (b *blank) pass(c byte) byte {
	switch b.at {
	case atSOI, atMark:
		if b.at == atSOI && c == '<' {
			b.at = atXML
			break
		}
		b.step(c == 0xff, b.at+1)
	case atXML:
		b.step(c == '?' || c == 'x', atText)
	case atText:
		if c >= '0' && c <= '9' {
			return '0'
		}
	case atSOI2:
		b.step(c == markSOI, atMark)
	case atKind:
		if c == 0xff {
			break
		}
		b.icc = c == markAPP0+2
		b.hide = c > markAPP0 && c <= markAPP0+15 && c != markAPP0+2 && c != markAPP0+14 || c == markCOM
		b.step(c >= markSOF0 && c != markSOS && (c < markRST0 || c > markEOI), atSize)
	case atSize:
		b.left = int(c) << 8
		b.at = atSize2
	case atSize2:
		b.left += int(c) - 2
		b.step(b.left >= 0, atHeld)
		if b.left == 0 {
			b.at = atMark
		}
	case atHeld:
		if b.icc {
			b.icc, b.hide = false, c != 'I' // ICC_PROFILE
		}
		if b.left--; b.left == 0 {
			b.at = atMark
		}
		if b.hide {
			return 0
		}
	}
	return c
}

func (b *blank) step(on bool, to int) {
	if b.at = to; !on {
		b.at = atRest
	}
}
