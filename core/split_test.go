package core

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplitText(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		units      int
		want       []string
	}{
		{"nothing", " \n\t", 10, nil},
		{"fits", "Kantor tutup.", 13, []string{"Kantor tutup."}},
		{"words", "Kantor tutup besok.", 18, []string{"Kantor tutup", "besok."}},
		{"line in the second half", "Kantor tutup.\nMohon tidak datang.", 20, []string{"Kantor tutup.", "Mohon tidak datang."}},
		{"line too early", "Halo\nkantor tutup besok", 18, []string{"Halo\nkantor tutup", "besok"}},
		{"surrogate pairs", "👍👍👍", 5, []string{"👍👍", "👍"}},
		{"grapheme", "aaaa👍🏽", 6, []string{"aaaa", "👍🏽"}},
		{"grapheme longer than a part", "👨‍👩‍👧‍👦", 5, []string{"👨‍👩", "\u200d", "👧‍👦"}},
		{"no room", "abc", 0, []string{"ab", "c"}},
	} {
		if diff := cmp.Diff(tt.want, SplitText(tt.text, tt.units)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSplitSMS(t *testing.T) {
	ten := "sembilan9 "
	for _, tt := range []struct {
		name, text string
		units      int
		want       []string
	}{
		{"nothing", " \n ", 160, nil},
		{"fits", "Ambil besok.", 160, []string{"Ambil besok."}},
		{"exactly", strings.Repeat("x", 160), 160, []string{strings.Repeat("x", 160)}},
		{"words", "satu dua tiga", 9, []string{"satu dua", "tiga"}},
		{"word ends with the page", "satu dua tiga", 8, []string{"satu dua", "tiga"}},
		{"line in the second half", "satu dua\ntiga empat", 15, []string{"satu dua", "tiga empat"}},
		{"line too early", "a\nsatu dua tiga empat", 16, []string{"a\nsatu dua tiga", "empat"}},
		{"long word", "lihat abcdefghijkl", 6, []string{"lihat", "abcdef", "ghijkl"}},
		{"escape pair", "aaaa€b", 5, []string{"aaaa", "€b"}},
		{"UCS-2 page", strings.Repeat(ten, 8) + "👍", 160, []string{strings.TrimSpace(strings.Repeat(ten, 8)), "👍"}},
		{"grapheme", strings.Repeat("ж", 69) + "👍🏽", 160, []string{strings.Repeat("ж", 69), "👍🏽"}},
		{"no-break space", "aaaaa Rp\u00a050", 12, []string{"aaaaa", "Rp\u00a050"}},
	} {
		if diff := cmp.Diff(tt.want, SplitSMS(tt.text, tt.units)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSplitTextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkSplitText(t, smsTexts().Draw(t, "text"), rapid.IntRange(-5, 300).Draw(t, "units"))
	})
}

func checkSplitText(t tester, text string, units int) {
	parts := SplitText(text, units)
	units = max(units, 2)
	for _, part := range parts {
		if n := UTF16Len(part); n == 0 || n > units {
			t.Fatalf("a part of %d units, there is room for %d", n, units)
		}
	}
	if UTF16Len(text) <= units && len(parts) > 1 {
		t.Fatalf("%d parts of what fits one", len(parts))
	}
	checkCuts(t, text, parts, units)
}

func checkSplit(t tester, text string, units int) {
	pages := SplitSMS(text, units)
	limit := min(max(units, 5), 160)
	for _, page := range pages {
		sms := CountSMS(page)
		room := limit
		if sms.Encoding == UCS2 {
			room = limit * 70 / 160
		}
		switch {
		case page == "":
			t.Fatalf("an empty page")
		case sms.Units > room:
			t.Fatalf("a page of %d units of %s, room is %d", sms.Units, sms.Encoding, room)
		case sms.Segments != 1:
			t.Fatalf("a page of %d segments", sms.Segments)
		}
	}
	checkCuts(t, text, pages, limit*70/160)
}

// checkCuts holds that pages lose nothing but white space, and that each cut is between two graphemes unless one of them is
// longer than a page.
func checkCuts(t tester, text string, pages []string, units int) {
	if got, want := spaceless(pages...), spaceless(text); got != want {
		t.Fatalf("text lost: %q became %q", want, got)
	}
	at, ends := 0, []int{0}
	for cluster := range clusters(text) {
		if UTF16Len(cluster) > units {
			return
		}
		at += len(cluster)
		ends = append(ends, at)
	}
	at = 0
	for _, page := range pages {
		for !strings.HasPrefix(text[at:], page) {
			_, n := utf8.DecodeRuneInString(text[at:])
			at += n
		}
		if !slices.Contains(ends, at) {
			t.Fatalf("a page begins within a grapheme, at byte %d", at)
		}
		at += len(page)
	}
}

// spaceless is the characters of some texts without white space.
func spaceless(texts ...string) string {
	var b strings.Builder
	for _, text := range texts {
		for _, r := range text {
			if !unicode.IsSpace(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

func FuzzSplitSMS(f *testing.F) {
	f.Add("Loket tutup 17-31 Maret 2020.\nMohon tidak datang. 👨‍👩‍👧‍👦 [1] €", 40)
	f.Add("a\u200b\u0301 \u0301x\r\n\r\ny", 5)
	f.Fuzz(func(t *testing.T, text string, units int) { checkSplit(t, text, units) })
}

func FuzzSplitText(f *testing.F) {
	f.Add("Loket tutup 17-31 Maret 2020.\nMohon tidak datang. 👨‍👩‍👧‍👦 [1] €", 40)
	f.Add("a\u200b\u0301 \u0301x\r\n\r\ny", 2)
	f.Add("0\u2001\x81", 2)
	f.Fuzz(func(t *testing.T, text string, units int) { checkSplitText(t, text, units) })
}
