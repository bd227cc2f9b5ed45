package core

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParseName(t *testing.T) {
	for input, want := range map[string]string{
		"Siti Aminah":                "SITI AMINAH",
		"  siti \t aminah\n":         "SITI AMINAH",
		"Sukarno":                    "SUKARNO",
		"Ma’ruf `Amin´":              "MA'RUF 'AMIN'",
		"drs. H. Budi, S.H., M.Kom.": "DRS. H. BUDI, S.H., M.KOM.",
		"Anne–Marie":                 "ANNE-MARIE",
		"Jose\u0301":                 "JOSÉ",
		"ｓｉｔｉ":                       "SITI",
		"Си\u200bти":                 "СИТИ",
		"محمد":                       "محمد",
		"नीता":                       "नीता",
		"A B":                        "A B",
		"Moh.Idris":                  "MOH.IDRIS",
		strings.Repeat("a", 60):      strings.Repeat("A", 60),
	} {
		if got, err := ParseName(input); err != nil || got.Full() != want {
			t.Errorf("ParseName(%q) = %q, %v, want %q", input, got.Full(), err, want)
		}
	}
}

func TestParseNameRefuses(t *testing.T) {
	for input, code := range map[string]string{
		"":                        "empty",
		" \u200b\n":               "empty",
		"Siti 2":                  "chars",
		"Siti#Aminah":             "chars",
		"Siti 🙏":                  "chars",
		"<b>Siti</b>":             "chars",
		"@siti":                   "chars",
		"https://slot.example":    "chars",
		"www.slot":                "chars",
		"Siti slotgacor.com":      "chars",
		"rusak \xff":              "chars",
		"X":                       "short",
		"-.'":                     "short",
		strings.Repeat("a", 61):   "long",
		strings.Repeat("ab ", 21): "long",
	} {
		_, err := ParseName(input)
		var got NameError
		if !errors.As(err, &got) || got.Code != code {
			t.Errorf("ParseName(%q): %v, want %s", input, err, code)
		}
	}
}

func TestNameShort(t *testing.T) {
	for _, tt := range []struct {
		name  Name
		units int
		want  string
	}{
		{"SITI NURHALIZAH BINTI AHMAD", 24, "SITI NURHALIZAH BINTI AH"},
		{"SITI NURHALIZAH", 5, "SITI"},
		{"SITI", 24, "SITI"},
		{"JOÃO", 4, "JOAO"},
		{"محمد", 2, "مح"},
		{"𐐀𐐁", 3, "𐐀"},
		{"SITI", 0, ""},
	} {
		if got := tt.name.Short(tt.units); got != tt.want {
			t.Errorf("Short(%d) = %q, want %q", tt.units, got, tt.want)
		}
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"Siti Aminah", "Ma’ruf", "drs. H. Budi, S.H.", "ﬁ ŉ ǰ", "नीता", "Siti2", "ÿ\u0345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := ParseName(s)
		if err != nil {
			if !errors.As(err, new(NameError)) {
				t.Fatalf("%T", err)
			}
			return
		}
		if again, err := ParseName(name.Full()); err != nil || again != name {
			t.Fatalf("%q read again is %q, %v", name.Full(), again.Full(), err)
		}
		if n := utf8.RuneCountInString(name.Full()); n < 2 || n > NameMax || strings.ContainsFunc(name.Full(), unicode.IsDigit) {
			t.Fatalf("%q", name.Full())
		}
		if short := name.Short(20); UTF16Len(short) > 20 {
			t.Fatalf("%q is %d units", short, UTF16Len(short))
		}
	})
}
