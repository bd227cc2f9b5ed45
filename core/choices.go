package core

import (
	"strconv"
	"strings"
)

// BackToken is the token of the choice that leads one step back. In lists it is always number 0.
const BackToken = "back"

// Numbered is a list of choices within a text, each after a gap, for channels and messages that have no buttons: by SMS the dialog writes
// it, elsewhere a channel whose buttons do not fit. The numbers are those
// by which the choices may be answered.
func Numbered(choices []Choice, gap string) string {
	var b strings.Builder
	n := 0
	for _, c := range choices {
		if c.Token == BackToken {
			b.WriteString(gap + "0 " + c.Label)
			continue
		}
		n++
		b.WriteString(gap + strconv.Itoa(n) + " " + c.Label)
	}
	return b.String()
}
