package papers

import (
	"bufio"
	"compress/zlib"
	"errors"
	"io"

	"loket/core"
)

const (
	mostUnpacked = 400 << 20 // bytes that a PDF may unpack to, over all: hundreds of pages as scanners make them …
	mostObjects  = 64 << 20  // … and its object streams among them, whose every byte is looked at
	mostLayers   = 4         // what is packed that often is packed to trouble somebody
)

// inflater unpacks one stream after the other: a PDF may have hundreds of thousands of them.
type inflater struct {
	in   *bufio.Reader
	zlib io.Reader
}

// from makes src what comes next.
func (i *inflater) from(src io.Reader) *bufio.Reader {
	if i.in == nil {
		i.in = bufio.NewReaderSize(src, 4<<10)
	} else {
		i.in.Reset(src)
	}
	return i.in
}

// unpack begins to unpack what comes next.
func (i *inflater) unpack() (_ io.Reader, err error) {
	if again, ok := i.zlib.(zlib.Resetter); ok {
		return i.zlib, again.Reset(i.in, nil)
	}
	i.zlib, err = zlib.NewReader(i.in)
	return i.zlib, err
}

// unpack reads what is packed in a stream, whatever is said of it, and of object streams finds the names. An error that is no Refusal says
// that it could not be unpacked to its end.
func (p *pdfCopy) unpack(data io.Reader, objects bool) error {
	in := p.inflaters[0].from(data)
	if !zlibbed(in) {
		if objects && p.traits&packed != 0 {
			return errors.New("packed in another way")
		}
		return nil // it goes by as it is
	}
	unpacked, err := p.inflaters[0].unpack()
	if err != nil {
		return err
	}
	return p.layer(unpacked, objects, 1)
}

// layer reads what was unpacked; if that is packed again, what is in it, too.
func (p *pdfCopy) layer(unpacked io.Reader, objects bool, n int) error {
	seen := &pdfLayer{pdfCopy: p}
	if objects {
		seen.found = newNames(p.packedName)
	}
	in := p.inflaters[n].from(io.TeeReader(unpacked, seen))
	if zlibbed(in) {
		if n == mostLayers {
			return refuse(core.PaperPixels)
		}
		again, err := p.inflaters[n].unpack()
		if err == nil {
			err = p.layer(again, objects, n+1)
		}
		if errors.As(err, new(*Refusal)) {
			return err
		}
	}
	_, err := io.Copy(io.Discard, in)
	if objects {
		seen.found.see(' ')
	}
	return err
}

// zlibbed tells whether something begins like what is packed by zlib (RFC 1950, 2.2).
func zlibbed(in *bufio.Reader) bool {
	head, _ := in.Peek(2)
	return len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0
}

// pdfLayer sees what was unpacked.
type pdfLayer struct {
	*pdfCopy
	found *names
}

func (l *pdfLayer) Write(b []byte) (int, error) {
	if l.unpacked += int64(len(b)); l.unpacked > mostUnpacked {
		return 0, refuse(core.PaperPixels)
	}
	if l.found != nil {
		if l.looked += int64(len(b)); l.looked > mostObjects {
			return 0, refuse(core.PaperPixels)
		}
		return l.found.Write(b)
	}
	return len(b), nil
}

// packedName looks at a name in an object stream.
func (p *pdfCopy) packedName(name []byte) {
	if acts[string(name)] || briefActs[string(name)] {
		p.refuse(core.PaperScript)
	}
}
