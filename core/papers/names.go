package papers

import "strings"

// Characters of PDF (ISO 32000-1, 7.2.2). What is neither white nor a delimiter belongs to a name or a word.
const (
	white      = "\x00\t\n\f\r "
	delimiters = "()<>[]{}/%"
)

// regular tells, by character, what names and words are made of.
var regular = func() (is [256]bool) {
	for c := range is {
		is[c] = !strings.ContainsRune(white+delimiters, rune(c))
	}
	return is
}()

// longestName is how much of a name is looked at: none that matters is longer, even if each of its letters is written by its number.
const longestName = 64

// names finds the names in what it sees, wherever they stand. It knows nothing of strings, comments or streams: whoever hides a name from
// a reader that knows them shows it here.
type names struct {
	found func(name []byte) // which is overwritten afterwards
	held  [longestName]byte
	n     int // -1: not within a name
}

func newNames(found func([]byte)) *names { return &names{found: found, n: -1} }

func (f *names) see(c byte) {
	if f.n >= 0 {
		if regular[c] {
			if f.n < longestName {
				f.held[f.n] = c
				f.n++
			}
			return
		}
		if f.n > 0 && f.n < longestName {
			f.found(plain(f.held[:f.n]))
		}
		f.n = -1
	}
	if c == '/' {
		f.n = 0
	}
}

// Write is for what comes unpacked.
func (f *names) Write(p []byte) (int, error) {
	for _, c := range p {
		f.see(c)
	}
	return len(p), nil
}

// plain is a name whose characters may be written by their numbers: J#53. It takes the place of what is held.
func plain(held []byte) []byte {
	name := held[:0]
	for i := 0; i < len(held); i++ {
		c := held[i]
		if c == '#' && i+2 < len(held) && digit(held[i+1]) >= 0 && digit(held[i+2]) >= 0 {
			c = byte(digit(held[i+1])<<4 | digit(held[i+2]))
			i += 2
		}
		name = append(name, c)
	}
	return name
}

// digit is what a hexadecimal digit counts; -1 if it is none.
func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
