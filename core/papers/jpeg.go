package papers

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"loket/core"
)

// A picture of more pixels than this would take more memory to show than the computer at a counter has to spare: four bytes each. The
// cameras of telephones make 64 million at most within PaperMost. Either side has a bound of its own, for what is made of single lines.
const (
	mostPixels = 80_000_000
	longest    = 30_000
)

// sized refuses a picture by its size.
func sized(width, height int) error {
	switch {
	case width == 0 || height == 0:
		return refuse(core.PaperBroken)
	case width > longest || height > longest || width*height > mostPixels:
		return refuse(core.PaperPixels)
	}
	return nil
}

// mostScans is how many scans a progressive JPEG may have; each has the whole picture drawn anew, so that a large one may have fewer
// (mostDrawn, in pixels). Cameras make about ten.
const (
	mostScans = 64
	mostDrawn = 16 * mostPixels
)

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markSOF0 = 0xc0 // a frame: baseline …
	markSOF1 = 0xc1 // … extended …
	markSOF2 = 0xc2 // … progressive; what others there are no browser shows
	markDHT  = 0xc4
	markRST0 = 0xd0
	markRST7 = 0xd7
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markDQT  = 0xdb
	markDRI  = 0xdd
	markAPP0 = 0xe0
	markCOM  = 0xfe
)

// jpeg copies the segments that show the picture, up to its end.
func jpeg(dst *bufio.Writer, src *bufio.Reader) error {
	j := &jpegCopy{dst: dst, src: src}
	if _, err := src.Discard(2); err != nil { // SOI, as Copy has seen
		return err
	}
	if err := j.write(0xff, markSOI); err != nil {
		return err
	}
	for {
		mark, err := j.mark()
		if err != nil {
			return err
		}
		for mark == markSOS { // what follows a scan's header ends with the next mark
			if mark, err = j.scan(); err != nil {
				return err
			}
		}
		if mark == markEOI {
			if j.scans == 0 {
				return refuse(core.PaperBroken)
			}
			return j.write(0xff, markEOI)
		}
		if err := j.segment(mark); err != nil {
			return err
		}
	}
}

type jpegCopy struct {
	dst    io.Writer
	src    *bufio.Reader
	framed bool // a frame's header has come
	pixels int
	scans  int
	turned bool // how it is to be turned was written
	held   [1 << 16]byte
}

func (j *jpegCopy) write(p ...byte) error {
	_, err := j.dst.Write(p)
	return err
}

// mark reads a marker; it may be filled up before.
func (j *jpegCopy) mark() (byte, error) {
	c, err := j.src.ReadByte()
	if err == nil && c != 0xff {
		err = refuse(core.PaperBroken)
	}
	for err == nil && c == 0xff {
		c, err = j.src.ReadByte()
	}
	return c, err
}

// segment copies a segment, or leaves it out.
func (j *jpegCopy) segment(mark byte) error {
	if mark < markSOF0 || mark >= markRST0 && mark <= markSOI {
		return refuse(core.PaperBroken)
	}
	held, err := j.body()
	if err != nil {
		return err
	}
	switch {
	case mark == markSOF0 || mark == markSOF1 || mark == markSOF2:
		return j.frame(mark, held)
	case mark == markDHT || mark == markDQT || mark == markDRI:
		return j.keep(mark, held)
	case mark == markAPP0 && begins(held, "JFIF\x00") && len(held) >= 14:
		return j.keep(mark, append(held[:12:12], 0, 0)) // without its small picture
	case mark == markAPP0+1 && begins(held, "Exif\x00\x00") && !j.turned:
		if turn := orientation(held[6:]); turn > 1 {
			j.turned = true
			return j.keep(mark, append([]byte("Exif\x00\x00"), exifOf(turn)...))
		}
		return nil
	case mark == markAPP0+2 && begins(held, "ICC_PROFILE\x00"), mark == markAPP0+14 && begins(held, "Adobe"): // what its colours are
		return j.keep(mark, held)
	case mark >= markAPP0 && mark <= markAPP0+15, mark == markCOM:
		return nil
	}
	return refuse(core.PaperBroken) // another sort of frame, or nothing that is known
}

// body reads what a segment holds.
func (j *jpegCopy) body() ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(j.src, size[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:])) - 2
	if n < 0 {
		return nil, refuse(core.PaperBroken)
	}
	_, err := io.ReadFull(j.src, j.held[:n])
	return j.held[:n], err
}

func (j *jpegCopy) keep(mark byte, held []byte) error {
	n := len(held) + 2
	if err := j.write(0xff, mark, byte(n>>8), byte(n)); err != nil {
		return err
	}
	return j.write(held...)
}

// frame looks at how large the picture is.
func (j *jpegCopy) frame(mark byte, held []byte) error {
	if j.framed || len(held) < 6 || held[0] != 8 || len(held) != 6+3*int(held[5]) || held[5] != 1 && held[5] != 3 && held[5] != 4 {
		return refuse(core.PaperBroken)
	}
	j.framed = true
	width, height := int(binary.BigEndian.Uint16(held[3:])), int(binary.BigEndian.Uint16(held[1:]))
	j.pixels = width * height
	if err := sized(width, height); err != nil {
		return err
	}
	return j.keep(mark, held)
}

// scan copies a scan's header and what it draws, and returns the mark that ends it.
func (j *jpegCopy) scan() (byte, error) {
	if j.scans++; !j.framed {
		return 0, refuse(core.PaperBroken)
	} else if j.scans > mostScans || j.scans*j.pixels > mostDrawn {
		return 0, refuse(core.PaperPixels)
	}
	held, err := j.body()
	if err == nil {
		err = j.keep(markSOS, held)
	}
	for err == nil {
		var part []byte
		part, err = j.src.ReadSlice(0xff)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, err // cut off
		}
		full := err != nil
		if err = j.write(part[:len(part)-1+one(full)]...); err != nil || full {
			continue
		}
		c := byte(0xff)
		for c == 0xff && err == nil {
			c, err = j.src.ReadByte()
		}
		switch {
		case err != nil:
			return 0, err
		case c == 0 || c >= markRST0 && c <= markRST7: // a part of what is drawn
			err = j.write(0xff, c)
		default:
			return c, nil
		}
	}
	return 0, err
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func begins(held []byte, with string) bool {
	return len(held) >= len(with) && string(held[:len(with)]) == with
}
