package core

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NameMax is the longest name, in characters with spaces (Permendagri 73/2022 art. 4).
const NameMax = 60

// Name is a person's name as it stands on documents, in capitals: private data. Every form of printing and logging masks
// it; Full gives it away. JSON keeps it, because sealed storage is written as JSON: never log what contains one as JSON.
// A struct must export its Name field, else package fmt cannot see that it masks itself.
type Name string

// Full is the name itself.
func (n Name) Full() string { return string(n) }

// Masked shows the first letter of each word: S*** A*****.
func (n Name) Masked() string {
	words := strings.Fields(string(n))
	for i, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		words[i] = string(first) + strings.Repeat("*", utf8.RuneCountInString(word[size:]))
	}
	return strings.Join(words, " ")
}

// String is Masked.
func (n Name) String() string { return n.Masked() }

// Format masks the name for every verb of package fmt.
func (n Name) Format(f fmt.State, _ rune) { fmt.Fprint(f, n.Masked()) }

// LogValue masks the name in logs.
func (n Name) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// Short is the beginning of the name, cleaned for SMS, in at most so many UTF-16 units (each of them one septet, if
// GSM-7 has the letter).
func (n Name) Short(units int) string {
	clean := CleanSMS(string(n))
	for at, r := range clean {
		if units -= utf16Len(r); units < 0 {
			clean = clean[:at]
			break
		}
	}
	return strings.TrimSpace(clean)
}

// NameError says why an input is no name, without repeating it. The codes, in the order of the checks:
//
//	empty  nothing was written
//	chars  it holds something other than letters, spaces, apostrophes, dots, commas and hyphens, or a web address
//	short  it has fewer than two letters
//	long   it has more than NameMax characters
type NameError struct{ Code string }

func (e NameError) Error() string { return nameMends[e.Code] }

var nameMends = map[string]string{
	"empty": "it is empty",
	"chars": "write letters, spaces, apostrophes, dots, commas and hyphens alone, and no web address",
	"short": "it has fewer than two letters",
	"long":  fmt.Sprintf("it has more than %d characters", NameMax),
}

// ParseName reads a name as people write it and gives it as documents do: in capitals, single spaces, straight
// apostrophes. One word is enough: the two that Permendagri 73/2022 asks for bind new records only, and many older
// citizens have one. Letters may be of any script. The error is a NameError.
func ParseName(s string) (Name, error) {
	// Plain before NFKC, which would make a space of ´, and after it, for what hides in ligatures.
	name := typewriter.Replace(norm.NFKC.String(typewriter.Replace(s)))
	name = norm.NFC.String(strings.ToUpper(name))
	name = strings.Join(strings.Fields(strings.Map(visible, name)), " ")
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case !unicode.IsMark(r) && !strings.ContainsRune(" '.,-", r):
			return "", NameError{"chars"}
		}
	}
	switch {
	case name == "":
		return "", NameError{"empty"}
	case webAddress.MatchString(name):
		return "", NameError{"chars"}
	case letters < 2:
		return "", NameError{"short"}
	case utf8.RuneCountInString(name) > NameMax:
		return "", NameError{"long"}
	}
	return Name(name), nil
}

var (
	// typewriter makes plain what phones and word processors make of an apostrophe and a hyphen.
	typewriter = strings.NewReplacer("‘", "'", "’", "'", "‛", "'", "ʻ", "'", "ʼ", "'", "`", "'", "´", "'", "′", "'",
		"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-")

	// webAddress finds what reads as one: links hide behind names in lists that others click on. M.KOM is a title.
	webAddress = regexp.MustCompile(`\bWWW\.|\pL{3,}\.(COM|NET|ORG|ID|INFO|XYZ|LY|ME)\b`)
)

// visible drops what has no width.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}
