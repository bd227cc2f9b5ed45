package transcript

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"

	"loket/core"
)

// Files is the provider that keeps what citizens send in transcripts: what it hands over is made up from the handle.
type Files struct{}

// Fetch is core.Fetcher.
func (Files) Fetch(_ context.Context, handle string) (io.ReadCloser, error) {
	kind, _, _ := strings.Cut(handle, "-")
	switch kind {
	case "pdf":
		return file(pdf("")), nil
	case "scripted":
		return file(pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")), nil
	case "gone":
		return nil, core.Errorf(core.Gone, "the provider keeps it no more")
	case "empty":
		return file(""), nil
	case "disguised":
		return file("PK\x03\x04" + strings.Repeat("\x00", 60)), nil
	case "torn":
		whole := picture()
		return file(whole[:len(whole)/2]), nil
	}
	return file(picture()), nil
}

func file(text string) io.ReadCloser { return io.NopCloser(strings.NewReader(text)) }

// unfit is why what a handle stands for is not kept; "" if it is.
func unfit(handle string) string {
	kind, _, _ := strings.Cut(handle, "-")
	return map[string]string{"scripted": core.PaperScript, "gone": core.PaperGone, "empty": core.PaperEmpty, "disguised": core.PaperKind,
		"torn": core.PaperBroken}[kind]
}

// picture is a small photograph.
func picture() string {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48)), nil) // into memory
	return b.String()
}

// pdf is an empty page, with something in its catalog.
func pdf(extra string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{"<< /Type /Catalog /Pages 2 0 R " + extra + " >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table)
	return b.String()
}
