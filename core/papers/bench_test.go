package papers

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func BenchmarkCopy(b *testing.B) {
	j := string(aJPEG())
	for name, file := range map[string]string{
		"jpeg":        j[:len(j)-2] + strings.Repeat("\x00", 9<<20) + "\xff\xd9",
		"pdf":         string(aPDF("", stream("/Subtype /Image /Filter /DCTDecode", j+strings.Repeat("x", 9<<20)))),
		"pdf, packed": string(aPDF("", stream("/Filter /FlateDecode", stored(strings.Repeat("0 0 m ", 3<<19))))),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Copy(io.Discard, bytes.NewReader([]byte(file))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
