package web

import (
	"errors"

	"loket/core"
)

// What staff type for citizens is told beside its field when it cannot be right, without being repeated.

func (v *visit) badName(err error) error {
	var bad core.NameError
	if errors.As(err, &bad) {
		switch bad.Code {
		case "empty":
			return v.invalid("typed.name.empty")
		case "short":
			return v.invalid("typed.name.short")
		case "long":
			return v.invalid("typed.name.long", "n", core.NameMax)
		}
	}
	return v.invalid("typed.name.chars")
}

func (v *visit) badNIK(err error) error {
	var bad core.NIKError
	if errors.As(err, &bad) {
		switch {
		case bad.Phone:
			return v.invalid("typed.nik.phone")
		case bad.Code == "length":
			return v.invalid("typed.nik.length", "n", bad.Digits)
		case bad.Code == "digits":
			return v.invalid("typed.nik.digits")
		case bad.Code == "same" || bad.Code == "serial":
			return v.invalid("typed.nik.wrong")
		}
	}
	return v.invalid("typed.nik.date")
}
