package papers

import (
	"bytes"
	"errors"
	"image"
	"io"
	"testing"
)

func seeds(f *testing.F) {
	for _, b := range [][]byte{nil, aJPEG(), marked(6), aPNG(), markedPNG(3), hugePNG(), aPDF(""), aPDF("/Encrypt 9 0 R"),
		aPDF("", objectStream("<</S /JavaScript>>")), aPDF("", stream("/Subtype /Image /Width 2 /Height 2", "\xff\xd8"))} {
		f.Add(b)
	}
}

// FuzzCopy: whatever comes, it is kept or refused, what is kept would be kept again as it is, and a picture that a decoder took before is
// one that it takes then.
func FuzzCopy(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		var kept bytes.Buffer
		kind, _, err := Copy(&kept, bytes.NewReader(file))
		if err != nil {
			if !errors.As(err, new(*Refusal)) {
				t.Fatal(err)
			}
			return
		}
		var again bytes.Buffer
		if kindAgain, _, err := Copy(&again, bytes.NewReader(kept.Bytes())); err != nil || kindAgain != kind || !bytes.Equal(again.Bytes(), kept.Bytes()) {
			t.Fatalf("what was kept as %s is %s then: %v", kind, kindAgain, err)
		}
		if c, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && kind != "application/pdf" && c.Width*c.Height < 1<<16 {
			if _, _, err := image.Decode(bytes.NewReader(file)); err != nil {
				return
			}
			if _, _, err := image.Decode(bytes.NewReader(kept.Bytes())); err != nil {
				t.Fatalf("a %s cannot be opened any more: %v", kind, err)
			}
		}
	})
}

// FuzzSplit: how a file comes in changes nothing.
func FuzzSplit(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		var at, once bytes.Buffer
		kindOnce, _, errOnce := Copy(&once, bytes.NewReader(file))
		kind, _, err := Copy(&at, io.MultiReader(bytes.NewReader(file[:len(file)/3]), bytes.NewReader(file[len(file)/3:])))
		if kind != kindOnce || (err == nil) != (errOnce == nil) || err != nil && err.Error() != errOnce.Error() || err == nil && !bytes.Equal(at.Bytes(), once.Bytes()) {
			t.Fatalf("%s %v; at once %s %v", kind, err, kindOnce, errOnce)
		}
	})
}
