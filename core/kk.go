package core

import (
	"fmt"
	"log/slog"
)

// KK is the number of a family card, 16 digits: private data that masks itself as NIK does, JSON included.
type KK string

// Digits is the number itself.
func (k KK) Digits() string { return string(k) }

// Masked shows the last four digits.
func (k KK) Masked() string { return maskDigits(string(k)) }

// String is Masked.
func (k KK) String() string { return k.Masked() }

// Format masks the number for every verb of package fmt.
func (k KK) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.Masked()) }

// LogValue masks the number in logs.
func (k KK) LogValue() slog.Value { return slog.StringValue(k.Masked()) }

// ParseKK reads a family card's number as people write it: 16 digits, not all the same. No more is asked: a KK number
// cannot be told from a man's NIK, and what its digits mean is not written in any rule. The error is a NIKError.
func ParseKK(s string) (KK, error) {
	d, err := sixteen(s)
	return KK(d), err
}
