package minitwilio

import (
	"strings"
	"unicode/utf16"
)

const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmEscaped = "^{}\\[~]|€\f" // two units each
)

// Segments counts the SMS that a text takes: 160 units of GSM-7 in one, 153 in each of several, 70 and 67 when one
// character needs UCS-2. Neither an escaped character nor a surrogate pair is cut in two.
func Segments(text string) int {
	sizes, single, part := gsmSizes(text), 160, 153
	if sizes == nil {
		sizes, single, part = ucsSizes(text), 70, 67
	}
	total, parts, filled := 0, 1, 0
	for _, n := range sizes {
		total += n
		if filled += n; filled > part {
			parts, filled = parts+1, n
		}
	}
	if total <= single {
		return 1
	}
	return parts
}

// gsmSizes is the units of each character, nil when one is not in the alphabet.
func gsmSizes(text string) []int {
	sizes := make([]int, 0, len(text))
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			sizes = append(sizes, 1)
		case strings.ContainsRune(gsmEscaped, r):
			sizes = append(sizes, 2)
		default:
			return nil
		}
	}
	return sizes
}

func ucsSizes(text string) []int {
	var sizes []int
	for _, r := range text {
		sizes = append(sizes, max(1, utf16.RuneLen(r)))
	}
	return sizes
}
