package papers

import (
	"bytes"
	"errors"
	"image"
	"io"
	"runtime/metrics"
	"strings"
	"testing"
	"testing/iotest"

	"loket/core"
)

// copied is what becomes of a file: what is kept of it, its kind, and the reason if it is not kept.
func copied(t testing.TB, file []byte) (kept []byte, kind, reason string) {
	t.Helper()
	var to bytes.Buffer
	kind, size, err := Copy(&to, iotest.OneByteReader(bytes.NewReader(file)))
	var no *Refusal
	switch {
	case errors.As(err, &no):
		return nil, "", no.Reason
	case err != nil:
		t.Fatal(err)
	case size != int64(to.Len()):
		t.Errorf("%d bytes are said to be kept, and %d are", size, to.Len())
	}
	return to.Bytes(), kind, ""
}

func TestPictures(t *testing.T) {
	for name, c := range map[string]struct {
		file []byte
		kind string
	}{
		"JPEG": {marked(6), "image/jpeg"}, "JPEG with nothing but the picture": {aJPEG(), "image/jpeg"},
		"PNG": {markedPNG(6), "image/png"}, "PNG with nothing but the picture": {aPNG(), "image/png"},
	} {
		t.Run(name, func(t *testing.T) {
			kept, kind, reason := copied(t, c.file)
			if kind != c.kind || reason != "" {
				t.Fatalf("it is %q, and not kept for %q", kind, reason)
			}
			if bytes.Contains(kept, []byte(secret)) || bytes.Contains(kept, []byte(secret[:7])) {
				t.Error("it still says where it was taken")
			}
			was, _, err := image.Decode(bytes.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			is, _, err := image.Decode(bytes.NewReader(kept))
			if err != nil {
				t.Fatal(err)
			}
			for y := range 30 {
				for x := range 40 {
					if was.At(x, y) != is.At(x, y) {
						t.Fatalf("the picture has changed at %d, %d", x, y)
					}
				}
			}
			if again, _, _ := copied(t, kept); !bytes.Equal(again, kept) {
				t.Error("what is kept would not be kept as it is")
			}
		})
	}
}

func TestTurned(t *testing.T) {
	for turn := range 10 {
		for name, file := range map[string][]byte{"JPEG": marked(turn), "PNG": markedPNG(turn)} {
			kept, _, reason := copied(t, file)
			if reason != "" {
				t.Fatalf("%s turned by %d is not kept: %s", name, turn, reason)
			}
			found := 0
			if at := bytes.Index(kept, []byte("MM\x00*")); at >= 0 {
				found = orientation(kept[at:])
			}
			if want := turn; found != want && !((turn <= 1 || turn > 8) && found == 0) {
				t.Errorf("%s turned by %d is kept turned by %d", name, turn, found)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	j, p, doc := string(aJPEG()), string(aPNG()), string(aPDF(""))
	frame := strings.Index(j, "\xff\xc0") + 5
	again := func(n int) string { return strings.Repeat(segment(0xda, "\x01\x01\x00\x00\x3f\x00"), n) + "\xff\xd9" }
	tooWide := j[:frame] + "\xff\xff\xff\xff" + j[frame+4:]
	for name, c := range map[string]struct{ file, reason string }{
		"nothing":                           {"", core.PaperEmpty},
		"a ZIP":                             {"PK\x03\x04 that is called .jpg", core.PaperKind},
		"a page of the web":                 {"<html><script>", core.PaperKind},
		"a picture of Apple's":              {"\x00\x00\x00\x18ftypheic", core.PaperKind},
		"a GIF":                             {"GIF89a", core.PaperKind},
		"two bytes":                         {"\xff\xd8", core.PaperKind},
		"above 10 MB":                       {j + strings.Repeat("x", core.PaperMost), core.PaperLarge},
		"10 MB of nothing":                  {strings.Repeat("\x00", core.PaperMost+1), core.PaperKind},
		"a JPEG that is cut off":            {j[:len(j)/2], core.PaperBroken},
		"a JPEG without its end":            {j[:len(j)-2], core.PaperBroken},
		"a JPEG without a picture":          {j[:2] + "\xff\xd9", core.PaperBroken},
		"a JPEG of too many pixels":         {tooWide, core.PaperPixels},
		"a JPEG without lines":              {j[:frame] + "\x00\x00" + j[frame+2:], core.PaperBroken},
		"a JPEG in pieces":                  {j[:40] + "\x00" + j[40:], core.PaperBroken},
		"a JPEG that is drawn for ever":     {j[:len(j)-2] + again(mostScans), core.PaperPixels},
		"a large JPEG that is drawn often":  {j[:frame] + "\x22\xe0\x22\xe0" + j[frame+4:len(j)-2] + again(16), core.PaperPixels}, // of 8928 x 8928
		"a PNG that is cut off":             {p[:len(p)/2], core.PaperBroken},
		"a PNG without its end":             {p[:len(p)-12], core.PaperBroken},
		"a PNG with another byte":           {p[:60] + string(p[60]^1) + p[61:], core.PaperBroken},
		"a PNG of too many pixels":          {string(hugePNG()), core.PaperPixels},
		"a PNG that unpacks to more":        {string(bombPNG(1 << 26)), core.PaperBroken},
		"a PNG with a chunk nobody knows":   {p[:33] + chunk("ABCD", "x") + p[33:], core.PaperBroken},
		"a PNG with a chunk of 4 GB":        {p[:33] + "\xff\xff\xff\xfftEXt", core.PaperBroken},
		"a PDF that is cut off":             {doc[:len(doc)/2], core.PaperBroken},
		"a PDF without its end":             {doc[:len(doc)-7], core.PaperBroken},
		"a PDF of nothing":                  {"%PDF-1.7\n%%EOF", core.PaperBroken},
		"a PDF with a stream without end":   {string(aPDF("")) + "9 0 obj <<>> stream\n %%EOF", core.PaperBroken},
		"a PDF whose objects are broken":    {string(aPDF("", stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", zipped("20 0 <</A 1>>")[:12]))), core.PaperBroken},
		"a PDF that unpacks to much":        {string(aPDF("", stream("/Filter /FlateDecode", bomb(mostUnpacked+1)))), core.PaperPixels},
		"a PDF with a picture beyond sense": {string(aPDF("", stream("/Subtype /Image /Width 60000 /Height 60000", "x"))), core.PaperPixels},
	} {
		t.Run(name, func(t *testing.T) {
			if _, kind, reason := copied(t, []byte(c.file)); reason != c.reason {
				t.Errorf("it is %q, refused for %q; want %q", kind, reason, c.reason)
			}
		})
	}
}

func TestPDF(t *testing.T) {
	js := "<</S /JavaScript /JS (app.alert\\(1\\))>>"
	for name, c := range map[string]struct {
		file   []byte
		reason string
	}{
		"plain":                      {aPDF(""), ""},
		"of objects that are packed": {aPDF("", objectStream("<</Type /Annot /A <</S /URI /URI (https://contoh.example)>>>>")), ""},
		"with words that say so":     {aPDF("", "<</Title (JavaScript, Launch, Encrypt: value stream mapping\n obj)>>"), ""},
		"with a table that is packed": {aPDF("", "<</First 7 0 R /AP <</N 8 0 R>>>>",
			stream("/Type /XRef /W [1 2 1] /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 4>>", zipped("0000"))), ""},
		"with a picture whose bytes say JS": {aPDF("", stream("/Subtype /Image /Filter /DCTDecode", "\xff\xd8 /JS /EF obj /Encrypt \xff\xd9")), ""},

		"with script":                            {aPDF("", js), core.PaperScript},
		"with script, spelled by numbers":        {aPDF("", "<</S /J#61vaScript /#4a#53 (x)>>"), core.PaperScript},
		"with script in packed objects":          {aPDF("", objectStream(js)), core.PaperScript},
		"with JS alone in packed objects":        {aPDF("", objectStream("<</JS (x)>>")), core.PaperScript},
		"with script at their very end":          {aPDF("", objectStream("/JS")), core.PaperScript},
		"with script packed twice":               {aPDF("", stream("/Type /ObjStm /N 1 /First 5 /Filter [/FlateDecode /FlateDecode]", zipped(zipped("20 0 "+js)))), core.PaperScript},
		"with objects that are not packed":       {aPDF("", stream("/Type /ObjStm /N 1 /First 5", "20 0 "+js)), core.PaperScript},
		"with objects of no type":                {aPDF("", stream("/N 1 /First 5 /Filter /FlateDecode", zipped("20 0 <</JS (x)>>"))), core.PaperScript},
		"with objects packed oddly":              {aPDF("", stream("/Type /ObjStm /N 1 /First 5 /Filter [/ASCIIHexDecode /FlateDecode]", "789c>")), core.PaperScript},
		"with objects behind a predictor":        {aPDF("", stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 1>>", zipped("x"))), core.PaperScript},
		"with script in a string":                {aPDF("", "(a string without end "), ""},
		"with script behind such a string":       {aPDF("", "(a string without end ", js), core.PaperScript},
		"with objects behind a word in a string": {aPDF("", "(>>stream\n)", objectStream(js)), core.PaperScript},
		"with objects behind a comment":          {aPDF("", strings.Replace(objectStream(js), ">>\nstream\n", ">>% >> x\n%\n stream \r\n", 1)), core.PaperScript},
		"whose objects go on behind an end":      {aPDF("", stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", stored("20 0 endstream "+js))), core.PaperBroken},
		"that opens a program":                   {aPDF("", "<</OpenAction <</S /Launch /F (x)>>>>"), core.PaperScript},
		"that holds a file":                      {aPDF("", stream("/Type /EmbeddedFile", "MZ")), core.PaperScript},
		"that holds a file, packed":              {aPDF("", objectStream("<</EF <</F 9 0 R>>>>")), core.PaperScript},
		"that holds another PDF":                 {aPDF("", stream("", string(aPDF("")))), core.PaperScript},
		"that opens what lies elsewhere":         {aPDF("", "<</OpenAction <</S /GoToR /F (\\\\\\\\contoh\\\\x)>>>>"), core.PaperScript},
		"that shows a file":                      {aPDF("", "<</Subtype /FileAttachment /FS 9 0 R>>"), core.PaperScript},
		"that is a form":                         {aPDF("", "<</AcroForm <</XFA 9 0 R>>>>"), core.PaperScript},
		"with a password":                        {aPDF("/Encrypt 9 0 R"), core.PaperLocked},
		"with a password and its objects":        {aPDF("/Encrypt 9 0 R", stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", "\x01\x02\x03")), core.PaperLocked},
	} {
		t.Run(name, func(t *testing.T) {
			kept, kind, reason := copied(t, c.file)
			if reason != c.reason {
				t.Fatalf("refused for %q; want %q", reason, c.reason)
			}
			if reason == "" && (kind != "application/pdf" || !bytes.Equal(kept, c.file)) {
				t.Errorf("it is kept as %q, and not as it came", kind)
			}
		})
	}
}

// TestOther: what src or dst says comes back as it is, for nothing is known of the file then.
func TestOther(t *testing.T) {
	lost := errors.New("the line is dead")
	for _, file := range [][]byte{marked(6), markedPNG(1), aPDF("")} {
		for _, n := range []int{0, 1, 5, 50, len(file) - 3} {
			src := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(lost))
			if _, _, err := Copy(io.Discard, src); !errors.Is(err, lost) || errors.As(err, new(*Refusal)) {
				t.Errorf("after %d bytes: %v", n, err)
			}
		}
		if _, _, err := Copy(full{lost}, bytes.NewReader(file)); !errors.Is(err, lost) {
			t.Errorf("where nothing can be written: %v", err)
		}
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

// endless is a link that never ends.
type endless struct{ begins io.Reader }

func (e endless) Read(p []byte) (int, error) {
	if n, err := e.begins.Read(p); err == nil {
		return n, nil
	}
	clear(p)
	return len(p), nil
}

// TestFlat: however large a file is, little is allocated for it, and what never ends is ended.
func TestFlat(t *testing.T) {
	j := string(aJPEG())
	for name, c := range map[string]struct {
		file   io.Reader
		reason string
	}{
		"a JPEG of 10 MB": {io.MultiReader(strings.NewReader(j[:len(j)-2]), io.LimitReader(endless{strings.NewReader("")}, core.PaperMost-int64(len(j))),
			strings.NewReader("\xff\xd9")), ""},
		"a JPEG without end":         {endless{strings.NewReader(j[:len(j)-2])}, core.PaperLarge},
		"what follows a JPEG":        {endless{strings.NewReader(j)}, core.PaperLarge},
		"a PNG of much":              {bytes.NewReader(bombPNG(1 << 28)), core.PaperBroken},
		"a PDF without end":          {endless{bytes.NewReader(aPDF(""))}, core.PaperLarge},
		"a PDF of much":              {bytes.NewReader(aPDF("", stream("/Filter /FlateDecode", bomb(1<<28)))), ""},
		"a PDF of very many streams": {strings.NewReader("%PDF-1.7\n1 0 obj\n" + strings.Repeat(">>stream\n"+zipped("")+"endstream\n", 100_000) + "%%EOF"), ""},
		"objects of much":            {bytes.NewReader(aPDF("", stream("/Type /ObjStm /Filter /FlateDecode", bomb(mostObjects+1)))), core.PaperPixels},
		"a stream without end":       {endless{strings.NewReader("%PDF-1.7 1 0 obj <</Filter /FlateDecode>> stream\n" + zipped(j))}, core.PaperLarge},
		"a name without end":         {endless{strings.NewReader("%PDF-1.7 /" + strings.Repeat("x", 1<<20))}, core.PaperLarge},
	} {
		t.Run(name, func(t *testing.T) {
			before := allocated()
			_, _, err := Copy(io.Discard, c.file)
			var no *Refusal
			if reason := ""; errors.As(err, &no) && no.Reason != c.reason || no == nil && reason != c.reason || err != nil && no == nil {
				t.Errorf("%v; want %q", err, c.reason)
			}
			if took := allocated() - before; took > 512<<10 && name != "a PDF of very many streams" || took > 32<<20 {
				t.Errorf("%d KB were allocated", took>>10)
			}
		})
	}
}

// allocated is how many bytes were ever allocated.
func allocated() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// TestPDFPicture: a picture in a PDF tells nothing of where it was taken either, and nothing else has moved.
func TestPDFPicture(t *testing.T) {
	photo := marked(6)
	photo = photo[:bytes.LastIndex(photo, []byte("\xff\xd8"))] // nothing behind its end
	file := aPDF("", stream("/Subtype /Image /Filter /DCTDecode", string(photo)), "<</Title (x)>>")
	kept, _, reason := copied(t, file)
	if reason != "" || len(kept) != len(file) || bytes.Contains(kept, []byte(secret)) {
		t.Fatalf("refused for %q; or %d bytes of %d, with the place in them", reason, len(kept), len(file))
	}
	at := bytes.Index(file, photo)
	was, _, err := image.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	is, _, err := image.Decode(bytes.NewReader(kept[at : at+len(photo)]))
	if err != nil {
		t.Fatal(err)
	}
	if was.At(7, 9) != is.At(7, 9) || !bytes.Equal(kept[:at], file[:at]) || !bytes.Equal(kept[at+len(photo):], file[at+len(photo):]) {
		t.Error("more has changed")
	}
}

// TestPDFTold: what a PDF tells beside of a place is no place any more, whether it is said of a picture or of the whole; pages stay as they are.
func TestPDFTold(t *testing.T) {
	for _, told := range []string{"<?xpacket?><x exif:GPSLatitude='6,43.92S'/>", "<x:xmpmeta>6,43.92S</x:xmpmeta>"} {
		file := string(aPDF("", stream("/Type /Metadata /Subtype /XML", told), stream("", "<61> Tj 6,43.92S")))
		kept, _, reason := copied(t, []byte(file))
		want := strings.Replace(file, told, strings.Replace(told, "6,43.92S", "0,00.00S", 1), 1)
		if reason != "" || string(kept) != want {
			t.Errorf("refused for %q; kept %q", reason, kept)
		}
	}
}
