package papers

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	stdpng "image/png"
	"io"
	"strings"
)

// Files as they come, and as somebody makes them who means ill.

// drawing is a picture with something on it.
func drawing(wide, high int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			m.Set(x, y, color.RGBA{byte(x * y), byte(x ^ y), byte(x + y), 255})
		}
	}
	return m
}

func aJPEG() []byte {
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, drawing(40, 30), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func aPNG() []byte {
	var b bytes.Buffer
	if err := stdpng.Encode(&b, drawing(40, 30)); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// segment is one of a JPEG.
func segment(mark byte, held string) string {
	return string([]byte{0xff, mark, byte((len(held) + 2) >> 8), byte(len(held) + 2)}) + held
}

// chunk is one of a PNG.
func chunk(kind, held string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(held)))
	b = append(append(b, kind...), held...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

// secret stands where pictures keep what is nobody's business.
const secret = "6.7320S 108.5523E"

// exifWith is an EXIF as a telephone writes it: how to turn the picture, and where it was taken.
func exifWith(turn int) string {
	order := binary.LittleEndian
	b := append([]byte("II*\x00"), 8, 0, 0, 0, 2, 0)
	entry := func(tag, kind uint16, n, v uint32) {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		b = order.AppendUint32(order.AppendUint32(b, n), v)
	}
	entry(tagTurn, 3, 1, uint32(turn))
	entry(0x8825, 4, 1, 38) // the place
	b = append(b, 0, 0, 0, 0)
	return string(b) + secret
}

// marked is a JPEG with everything that telephones and programs write into it.
func marked(turn int) []byte {
	j := string(aJPEG())
	return []byte(j[:2] + segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01"+"rgb") + segment(0xe1, "Exif\x00\x00"+exifWith(turn)) +
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>"+secret+"</x>") + segment(0xed, "Photoshop 3.0\x00"+secret) +
		segment(0xe2, "MPF\x00"+secret) + segment(0xfe, secret) + j[2:] + "\xff\xd8" + secret)
}

// markedPNG is such a PNG.
func markedPNG(turn int) []byte {
	p := string(aPNG())
	head, rest := p[:33], p[33:] // the signature and IHDR
	return []byte(head + chunk("eXIf", exifWith(turn)) + chunk("tEXt", "GPS\x00"+secret) + chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret) +
		chunk("zTXt", secret) + chunk("tIME", secret[:7]) + chunk("iCCP", secret) + rest + secret)
}

func zipped(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

// hugePNG has a header that promises more than any computer has.
func hugePNG() []byte {
	return []byte("\x89PNG\r\n\x1a\n" + chunk("IHDR", "\x00\x00\xea\x60\x00\x00\xea\x60\x08\x06\x00\x00\x00") + chunk("IDAT", zipped(strings.Repeat("\x00", 1<<16))) + chunk("IEND", ""))
}

// bombPNG is a small picture that unpacks to a gigabyte.
func bombPNG(unpacks int) []byte {
	return []byte("\x89PNG\r\n\x1a\n" + chunk("IHDR", "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00") + chunk("IDAT", bomb(unpacks)) + chunk("IEND", ""))
}

// bomb is so many zeros, packed.
func bomb(n int) string {
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	part := make([]byte, 1<<20)
	for ; n > 0; n -= len(part) {
		w.Write(part[:min(n, len(part))])
	}
	w.Close()
	return b.String()
}

// aPDF is one with more objects in it; trailer is what its trailer says beside.
func aPDF(trailer string, objects ...string) []byte {
	b := "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [3 0 R] /Count 1>>\nendobj\n" +
		"3 0 obj\n<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R>>\nendobj\n4 0 obj\n" + stream("/Filter /FlateDecode", zipped("BT (stream) Tj ET")) + "\nendobj\n"
	for i, o := range objects {
		b += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", 5+i, o)
	}
	return []byte(b + "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 9 /Root 1 0 R " + trailer + ">>\nstartxref\n9\n%%EOF\n")
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// objectStream hides an object among others that are packed.
func objectStream(object string) string {
	return stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", zipped("20 0 "+object))
}

// stored is packed by zlib as it is: every byte of it can be read.
func stored(s string) string {
	var b bytes.Buffer
	w, _ := zlib.NewWriterLevel(&b, zlib.NoCompression)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}
