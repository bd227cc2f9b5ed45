package core

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
)

// NIK is a citizen's identity number, 16 digits: private data. Every form of printing and logging masks it; Digits
// alone gives it away. JSON keeps the digits, because sealed storage is written as JSON: never log a NIK, or what
// contains one, as JSON. A struct must export its NIK field, else package fmt cannot see that it masks itself.
type NIK string

// Digits is the number itself: to be sealed, indexed, or shown to those who may see it.
func (n NIK) Digits() string { return string(n) }

// Last4 is the serial at the number's end, which tells little: it is 0001 for most people.
func (n NIK) Last4() string { return n.Masked()[max(0, len(n)-4):] }

// Masked shows the last four digits: ************0001; of what is not 16 digits long it shows nothing.
func (n NIK) Masked() string { return maskDigits(string(n)) }

// String is Masked.
func (n NIK) String() string { return n.Masked() }

// Format masks the number for every verb of package fmt.
func (n NIK) Format(f fmt.State, _ rune) { fmt.Fprint(f, n.Masked()) }

// LogValue masks the number in logs.
func (n NIK) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

func maskDigits(s string) string {
	keep := 0
	if len(s) == 16 {
		keep = 4
	}
	return strings.Repeat("*", len(s)-keep) + s[len(s)-keep:]
}

// NIKInfo is what a NIK says of itself. It may be at odds with the person's papers, for a NIK is never changed, not even
// when the date in it is wrong: what it says is never held against them. It is as private as the NIK, and masks itself.
type NIKInfo struct {
	NIK        NIK
	Region     string   // province, regency and district of the first registration, two digits each
	Gender     string   // "M" or "F"
	Birth      string   // YYYY-MM-DD: the latest of Candidates
	Candidates []string // every date of birth that the two digits of the year allow, the latest first
	Serial     string   // four digits
	Warnings   []string // left to the catalog, which knows the regions
}

// Format prints the masked NIK and nothing else.
func (i NIKInfo) Format(f fmt.State, _ rune) { fmt.Fprint(f, i.NIK.Masked()) }

// LogValue logs the masked NIK and nothing else.
func (i NIKInfo) LogValue() slog.Value { return i.NIK.LogValue() }

// NIKError says why an input is no NIK (or KK number), without repeating it. The codes, in the order of the checks:
//
//	digits  it holds something that is neither a digit nor a space, dot, dash or slash
//	length  it does not have 16 digits
//	same    all digits are the same
//	day     the day of birth is not 01–31 or 41–71
//	month   the month of birth is not 01–12
//	date    there is no such day in 19YY or 20YY, or it has not come yet
//	serial  the serial is 0000
type NIKError struct {
	Code   string
	Digits int  // how many digits came
	Phone  bool // they look like a phone number: 08… or 628…, 10 to 13 digits
}

func (e NIKError) Error() string { return fmt.Sprintf("nik: %s (%d digits came)", e.Code, e.Digits) }

// ParseNIK reads a NIK as people write it, in groups or not, and says what is in it: PPKKCC DDMMYY SSSS, the day of
// women + 40, the serial from 0001 (PP 37/2007 art. 37); there is no check digit. Only the date of today counts, in its
// own location. Region codes are not checked: they move, people move, the number stays. The error is a NIKError.
func ParseNIK(s string, today time.Time) (NIKInfo, error) {
	d, err := sixteen(s)
	if err != nil {
		return NIKInfo{}, err
	}
	refuse := func(code string) (NIKInfo, error) { return NIKInfo{}, NIKError{Code: code, Digits: len(d)} }
	day, month, year := number(d[6:8]), number(d[8:10]), number(d[10:12])
	info := NIKInfo{NIK: NIK(d), Region: d[:6], Gender: "M", Serial: d[12:]}
	if day > 40 {
		info.Gender, day = "F", day-40
	}
	switch {
	case day < 1 || day > 31:
		return refuse("day")
	case month < 1 || month > 12:
		return refuse("month")
	}
	info.Candidates = births(year, month, day, DateOf(today))
	switch {
	case len(info.Candidates) == 0:
		return refuse("date")
	case info.Serial == "0000":
		return refuse("serial")
	}
	info.Birth = info.Candidates[0]
	return info, nil
}

// births lists the real dates up to today that end in a two-digit year, the latest first.
func births(year, month, day int, today Date) (dates []string) {
	for _, century := range []int{2000, 1900} {
		date := Date{century + year, time.Month(month), day}
		if date == date.Add(0) && !date.After(today) {
			dates = append(dates, date.String())
		}
	}
	return dates
}

// sixteen reads 16 digits that are not all the same, the shape that NIK and KK numbers share.
func sixteen(s string) (string, error) {
	d, pure := digits(s)
	e := NIKError{Digits: len(d), Phone: looksLikePhone(d)}
	switch {
	case !pure:
		e.Code = "digits"
	case len(d) != 16:
		e.Code = "length"
	case strings.Count(d, d[:1]) == 16:
		e.Code = "same"
	default:
		return d, nil
	}
	return "", e
}

// digits keeps the digits of s, full-width ones too, and says whether nothing else was there but what people put
// between digits: spaces, dots, dashes, slashes, and the invisible marks that come with copied text.
func digits(s string) (d string, pure bool) {
	var b strings.Builder
	pure = true
	for _, r := range s {
		if v := digit(r); v != 0 {
			b.WriteByte(v)
		} else if r != '.' && r != '/' && !unicode.IsSpace(r) && !unicode.In(r, unicode.Pd, unicode.Cf) {
			pure = false
		}
	}
	return b.String(), pure
}

// digit is r as an ASCII digit, 0 when it is none.
func digit(r rune) byte {
	switch {
	case '0' <= r && r <= '9':
		return byte(r)
	case '０' <= r && r <= '９':
		return byte(r - '０' + '0')
	}
	return 0
}

// number is the value of two ASCII digits.
func number(d string) int { return int(d[0]-'0')*10 + int(d[1]-'0') }

func looksLikePhone(d string) bool {
	return len(d) >= 10 && len(d) <= 13 && (strings.HasPrefix(d, "08") || strings.HasPrefix(d, "628"))
}
