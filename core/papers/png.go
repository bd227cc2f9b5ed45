package papers

import (
	"bufio"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"

	"loket/core"
)

// smallChunk bounds what is held of a chunk that is not the picture itself.
const smallChunk = 1 << 16

// png copies the chunks that show the picture, up to its end (ISO/IEC 15948). What they unpack to is read and dropped: it must be what
// their header promised, neither less nor more.
func png(dst *bufio.Writer, src *bufio.Reader) error {
	p := &pngCopy{dst: dst, src: src}
	if _, err := io.CopyN(dst, src, 8); err != nil {
		return err
	}
	if err := p.next(); err != nil {
		return err
	}
	if p.kind != "IHDR" {
		return refuse(core.PaperBroken)
	}
	head, err := p.whole()
	if err != nil {
		return err
	}
	if p.unpacked, err = pngSize(head); err != nil {
		return err
	}
	if err := p.keep(head); err != nil {
		return err
	}
	for {
		if err := p.next(); err != nil {
			return err
		}
		if done, err := p.chunk(); err != nil || done {
			return err
		}
	}
}

type pngCopy struct {
	dst      io.Writer
	src      *bufio.Reader
	kind     string // of the chunk at hand …
	left     int    // … and what is unread of it
	sum      uint32
	unpacked int64 // bytes of the picture
	drawn    bool
	turned   bool
}

// next reads the head of a chunk.
func (p *pngCopy) next() error {
	var head [8]byte
	if _, err := io.ReadFull(p.src, head[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(head[:])
	p.kind, p.left, p.sum = string(head[4:]), int(size), crc32.ChecksumIEEE(head[4:])
	if size > core.PaperMost {
		return refuse(core.PaperBroken)
	}
	return nil
}

// end compares the sum of a chunk that was read.
func (p *pngCopy) end() error {
	var sum [4]byte
	if _, err := io.ReadFull(p.src, sum[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(sum[:]) != p.sum {
		return refuse(core.PaperBroken)
	}
	return nil
}

// whole reads a small chunk.
func (p *pngCopy) whole() ([]byte, error) {
	if p.left > smallChunk {
		return nil, refuse(core.PaperBroken)
	}
	held := make([]byte, p.left)
	if _, err := io.ReadFull(p.src, held); err != nil {
		return nil, err
	}
	p.sum = crc32.Update(p.sum, crc32.IEEETable, held)
	return held, p.end()
}

// keep writes a chunk of the kind at hand.
func (p *pngCopy) keep(held []byte) error {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(held)))
	out = append(append(out, p.kind...), held...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	_, err := p.dst.Write(out)
	return err
}

// chunk copies a chunk, or leaves it out.
func (p *pngCopy) chunk() (done bool, err error) {
	switch p.kind {
	case "IDAT":
		if p.drawn {
			return false, refuse(core.PaperBroken)
		}
		p.drawn = true
		if err := p.draw(); err != nil {
			return false, err
		}
		return p.chunk() // the one behind
	case "IEND":
		if held, err := p.whole(); err != nil {
			return false, err
		} else if !p.drawn || len(held) > 0 {
			return false, refuse(core.PaperBroken)
		}
		return true, p.keep(nil)
	case "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "pHYs": // how it is shown; what colours are called is packed, and left out
		held, err := p.whole()
		if err != nil {
			return false, err
		}
		return false, p.keep(held)
	case "eXIf":
		return false, p.turn()
	}
	if p.kind[0]&0x20 == 0 {
		return false, refuse(core.PaperBroken) // nobody could show it
	}
	n, err := io.CopyN(io.Discard, p.src, int64(p.left)+4)
	if err == nil && n < int64(p.left)+4 {
		err = io.ErrUnexpectedEOF
	}
	return false, err
}

// turn keeps how the picture is to be turned.
func (p *pngCopy) turn() error {
	held, err := p.whole()
	if err != nil || p.turned || p.drawn {
		return err
	}
	turn := orientation(held)
	if turn <= 1 {
		return nil
	}
	p.turned = true
	return p.keep(exifOf(turn))
}

// draw copies the chunks of the picture, as many as there are, and reads the head of the one behind.
func (p *pngCopy) draw() error {
	drawing := &pngDrawing{pngCopy: p}
	if err := drawing.open(); err != nil {
		return err
	}
	unpack, err := zlib.NewReader(bufio.NewReaderSize(drawing, 4<<10))
	var n int64
	if err == nil {
		n, err = io.Copy(io.Discard, io.LimitReader(unpack, p.unpacked+1))
	}
	switch {
	case drawing.err != nil:
		return drawing.err
	case err != nil || n != p.unpacked:
		return refuse(core.PaperBroken)
	}
	_, err = io.Copy(io.Discard, drawing)
	return err
}

// pngDrawing is what the chunks of the picture hold, copied while it is read. It ends at a chunk of another kind.
type pngDrawing struct {
	*pngCopy
	over bool
	err  error
}

// open writes the head of a chunk that is copied as it is.
func (d *pngDrawing) open() error {
	head := binary.BigEndian.AppendUint32(nil, uint32(d.left))
	_, err := d.dst.Write(append(head, d.kind...))
	return err
}

func (d *pngDrawing) Read(b []byte) (int, error) {
	for d.left == 0 && !d.over && d.err == nil {
		if d.err = d.close(); d.err != nil {
			break
		}
		if d.err = d.next(); d.err != nil {
			break
		}
		if d.over = d.kind != "IDAT"; !d.over {
			d.err = d.open()
		}
	}
	switch {
	case d.err != nil:
		return 0, d.err
	case d.over:
		return 0, io.EOF
	}
	n, err := d.src.Read(b[:min(len(b), d.left)])
	if n > 0 {
		d.left -= n
		d.sum = crc32.Update(d.sum, crc32.IEEETable, b[:n])
		_, d.err = d.dst.Write(b[:n])
	} else if err != nil {
		d.err = err
	}
	return n, d.err
}

// close compares a chunk's sum and writes it.
func (d *pngDrawing) close() error {
	sum := d.sum
	if err := d.end(); err != nil {
		return err
	}
	_, err := d.dst.Write(binary.BigEndian.AppendUint32(nil, sum))
	return err
}

// pngSize is how many bytes the picture of a header unpacks to.
func pngSize(head []byte) (int64, error) {
	if len(head) != 13 || head[10] != 0 || head[11] != 0 || head[12] > 1 {
		return 0, refuse(core.PaperBroken)
	}
	wide, high := binary.BigEndian.Uint32(head), binary.BigEndian.Uint32(head[4:])
	if wide > 1<<31-1 || high > 1<<31-1 {
		return 0, refuse(core.PaperBroken)
	}
	if err := sized(int(wide), int(high)); err != nil {
		return 0, err
	}
	depths := map[byte][]byte{0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
	channels := map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
	bits := channels[head[9]] * int64(head[8])
	valid := false
	for _, d := range depths[head[9]] {
		valid = valid || d == head[8]
	}
	if !valid {
		return 0, refuse(core.PaperBroken)
	}
	lines := func(wide, high int64) int64 {
		if wide <= 0 || high <= 0 {
			return 0
		}
		return high * (1 + (wide*bits+7)/8)
	}
	w, h := int64(wide), int64(high)
	if head[12] == 0 {
		return lines(w, h), nil
	}
	all := int64(0) // of Adam7: where each pass begins, and its steps
	for _, s := range [7][4]int64{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		all += lines((w-s[0]+s[2]-1)/s[2], (h-s[1]+s[3]-1)/s[3])
	}
	return all, nil
}
