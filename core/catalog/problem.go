package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong with the files of an office.
type Problem struct {
	File string
	Line int
	Text string // what is wrong, and the mend
}

func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Problems is everything wrong with an office, one a line.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// sorted puts problems in the order in which a person mends them.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return ps
}

// didYouMean is the mend of a mistyped word: the nearest of the known ones, or, if none is near, all of them when few.
func didYouMean(word string, known []string) string {
	best, dist := "", max(1, len(word)/3)+1
	for _, k := range known {
		if len(word) > 60 {
			break // no slip of the finger
		}
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < dist {
			best, dist = k, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %q?", best)
	case len(known) == 0:
		return "remove it"
	case len(known) > 24:
		return "it is none of those in the embedded office"
	}
	known = slices.Clone(known)
	slices.Sort(known)
	return "use one of " + strings.Join(known, ", ")
}

// distance is how many letters must be added, dropped, changed or swapped with their neighbour to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var older []int
	old, row := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, old, row = old, row, make([]int, len(y)+1)
	}
	return old[len(y)]
}
