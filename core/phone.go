package core

import (
	"errors"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers/v2"
)

// ErrPhone refuses what is no number that an SMS could reach. It does not repeat the number.
var ErrPhone = errors.New("phone: not a mobile number (08…, 628… or + and a country code)")

// ParsePhone reads a phone number as people write it, with spaces, dots, dashes, slashes and parentheses, and gives its
// E.164 form, under which identities are compared: 0812…, 62812…, +62 812…, +62 0812… and 812… are all +62812….
// Numbers of other countries need their +. An Indonesian number must be a mobile one, for it is kept to be written to.
// The error is ErrPhone.
func ParsePhone(s string) (e164 string, err error) {
	var b strings.Builder
	for _, r := range s {
		switch d := digit(r); {
		case d != 0:
			b.WriteByte(d)
		case (r == '+' || r == '＋') && b.Len() == 0:
			b.WriteByte('+')
		case strings.ContainsRune("./()", r) || unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf):
		default:
			return "", ErrPhone
		}
	}
	// The library reads 62812… without a plus as an Indonesian number that begins with 62, and finds it valid.
	written := b.String()
	if strings.HasPrefix(written, "62") {
		written = "+" + written
	}
	number, err := phonenumbers.Parse(written, "ID")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return "", ErrPhone
	}
	if number.GetCountryCode() == 62 && phonenumbers.GetNumberType(number) != phonenumbers.MOBILE {
		return "", ErrPhone
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}
