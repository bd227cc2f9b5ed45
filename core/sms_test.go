package core

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// segment is a line of testdata/sms_segments.tsv, whose values were counted by somebody else.
type segment struct {
	text string
	want SMS
}

// segments reads the table of texts counted by Twilio's sms-segments-calculator 1.3.0 (npm), an independent count.
func segments(t testing.TB) (rows []segment) {
	t.Helper()
	table, err := os.ReadFile("testdata/sms_segments.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		var row segment
		row.want.Encoding = Encoding(col[0])
		row.want.Units, _ = strconv.Atoi(col[1])
		row.want.Segments, _ = strconv.Atoi(col[2])
		if err := json.Unmarshal([]byte(col[3]), &row.text); err != nil {
			t.Fatalf("%q: %v", col[3], err)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestCountSMSAgreesWithTwilio(t *testing.T) {
	rows := segments(t)
	if len(rows) < 600 {
		t.Fatalf("only %d texts in the table", len(rows))
	}
	for _, row := range rows {
		got := CountSMS(row.text)
		got.Odd = nil
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", row.text, diff)
		}
	}
}

func TestCountSMSOdd(t *testing.T) {
	for text, want := range map[string]string{
		"biasa [1] €":         "",
		"don’t – ’ –":         "’–",
		"👍🏽 ok 👍":             "👍🏽",
		"a\tb\tc":             "\t",
		"façade, `ya`, á, ñ":  "ç`á",
		"rusak: \xff":         "\ufffd",
		"tidak\u00a0terputus": "\u00a0",
	} {
		if got := string(CountSMS(text).Odd); got != want {
			t.Errorf("CountSMS(%q).Odd = %q, want %q", text, got, want)
		}
	}
}

func TestUTF16Len(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "é": 1, "👍": 2, "👍🏽": 4, "\xff": 1, "𝐀b": 3} {
		if got := UTF16Len(text); got != want {
			t.Errorf("UTF16Len(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestCleanSMS(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"biasa {saja} € é Ω":     "biasa {saja} € é Ω",
		"“Ma’ruf” – 5…":          `"Ma'ruf" - 5...`,
		"• KTP\u00a0asli\t1":     "- KTP asli 1",
		"`kode` 12\u2009345":     "'kode' 12 345",
		"çáíóúâêõ ÇÁÀÉ":          "caiouaeo ÇAAÉ",
		"cafe\u0301 n\u0303":     "café ñ",
		"a\u200bb\ufeffc\u00add": "abcd",
		"satu\r\ndua\rtiga":      "satu\ndua\ntiga",
		"３２７４ Ｋａｒｔｕ 𝐓𝐮𝐭𝐮𝐩 ①":        "3274 Kartu Tutup 1",
		"1️⃣ KTP ½ ﬁ ™ №":           "1 KTP 1/2 fi TM No",
		"Tutup 👨‍👩‍👧 ❤️ 🇮🇩":         "Tutup 👨‍👩‍👧 ❤️ 🇮🇩",
		"مرحبا – 中文 ก็":             "مرحبا - 中文 ก็",
		"nol\x00 lonceng\x07 \x1b[": "nol lonceng [",
		"rusak \xff":                "rusak ?",
		"36°C × 2 ÷ 4 → 5":          "36oC x 2 / 4 -> 5",
	} {
		if got := CleanSMS(text); got != want {
			t.Errorf("CleanSMS(%q) = %q, want %q", text, got, want)
		}
	}
}

// smsTexts draws texts in which the hard cases are frequent.
func smsTexts() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.StringN(0, 30, -1),
		rapid.SampledFrom([]string{"Loket tutup ", "\r\n", "\n", "€[]", "👨‍👩‍👧‍👦", "🇮🇩", "👍🏽", "e\u0301", "’", " ", "xxxxxxxxxxxxxxxxxxxx", "\xff"}),
	)
	pieces := rapid.OneOf(rapid.SliceOfN(piece, 0, 5), rapid.SliceOfN(piece, 10, 60))
	return rapid.Map(pieces, func(s []string) string { return strings.Join(s, "") })
}

func TestSMSProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := smsTexts().Draw(t, "text")
		checkCount(t, text)
		checkClean(t, text)
		checkSplit(t, text, rapid.IntRange(-5, 300).Draw(t, "units"))
	})
}

func TestSMSText(t *testing.T) {
	for text, want := range map[string]string{
		"satu\r\ndua":    "satu\r\ndua", // GSM-7 has both
		"“buka” – 🇮🇩":    "\"buka\" - 🇮🇩",
		"rusak \xff\xfe": "rusak ?",
	} {
		if got := SMSText(text); got != want {
			t.Errorf("SMSText(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestCleanSMSFits holds that what can be said in GSM-7 is said in it, in whatever order it comes.
func TestCleanSMSFits(t *testing.T) {
	soft := rapid.RuneFrom([]rune("aé[€çáÂő’“„–—…•`\t\r\n\u00a0\u1680\u2009\u200b\u200d\u2028\ufeff\u0301\x00①Ａ９½ﬁœłđ°\ufffd"))
	rapid.Check(t, func(t *rapid.T) {
		if clean := CleanSMS(rapid.StringOfN(soft, 1, 40, -1).Draw(t, "text")); !isGSM7(clean) {
			t.Fatalf("%q", clean)
		}
	})
}

// tester is what *testing.T and *rapid.T have in common.
type tester interface{ Fatalf(string, ...any) }

func checkCount(t tester, text string) {
	sms := CountSMS(text)
	whole, part := sms.Encoding.room()
	longest := 0
	for n := range sms.Encoding.atoms(text) {
		longest = max(longest, n)
	}
	switch {
	case (sms.Encoding == UCS2) != (len(sms.Odd) > 0):
		t.Fatalf("%s with odd characters %q", sms.Encoding, sms.Odd)
	case sms.Encoding == UCS2 && sms.Units != UTF16Len(text):
		t.Fatalf("%d units, want the UTF-16 length %d", sms.Units, UTF16Len(text))
	case (sms.Segments == 1) != (sms.Units <= whole):
		t.Fatalf("%d units of %s in %d segments", sms.Units, sms.Encoding, sms.Segments)
	case longest <= part/2 && sms.Segments > 1 && sms.Units > sms.Segments*part:
		t.Fatalf("%d units do not fit %d parts of %d", sms.Units, sms.Segments, part)
	case longest <= part/2 && sms.Segments > 1 && (sms.Segments-1)*(part-longest+1) > sms.Units:
		t.Fatalf("%d units wasted %d parts of %d", sms.Units, sms.Segments, part)
	}
}

func checkClean(t tester, text string) {
	clean := CleanSMS(text)
	switch {
	case CleanSMS(clean) != clean:
		t.Fatalf("cleaned twice: %q, once: %q", CleanSMS(clean), clean)
	case isGSM7(text) && clean != strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"):
		t.Fatalf("was clean, became %q", clean)
	}
}

func FuzzCountSMS(f *testing.F) {
	for _, row := range segments(f) {
		f.Add(row.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkCount(t, text)
		checkClean(t, text)
	})
}

func BenchmarkSMS(b *testing.B) {
	plain := strings.Repeat("Loket tutup 17-31 Maret 2020. ", 10)
	for name, text := range map[string]string{"GSM-7": plain, "UCS-2": plain + "👍🏽"} {
		b.Run("count/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				CountSMS(text)
			}
		})
		b.Run("split/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				SplitSMS(text, 160)
			}
		})
	}
}
