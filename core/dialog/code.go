package dialog

import "strings"

// codeSigns is how many signs a code has that proves whose an address is.
const codeSigns = 6

// NewCode is a code made of so many random capital letters and digits. It has both: so it is neither a number nor a word, and is known for
// a code wherever it is written.
func NewCode(secret func(n int) string) string {
	for {
		if c := secret(codeSigns); isCode(c) {
			return c
		}
	}
}

func isCode(word string) bool {
	n := digitsIn(word)
	return len(word) == codeSigns && n > 0 && n < codeSigns
}

// codeIn is the code that a text is, with or without a word before it; "" if it is none.
func (x lexicon) codeIn(text string) string {
	words := tokens(text)
	if len(words) == 2 && x.codes[words[0]] {
		words = words[1:]
	}
	if len(words) != 1 || !isCode(words[0]) {
		return ""
	}
	return strings.ToUpper(words[0])
}
