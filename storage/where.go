package storage

import (
	"fmt"
	"strings"
)

// conditions are conditions of a WHERE that must all hold, with their arguments.
type conditions struct {
	texts []string
	args  []any
}

func (c *conditions) and(text string, args ...any) {
	c.texts, c.args = append(c.texts, text), append(c.args, args...)
}

func (c *conditions) sql() string {
	if len(c.texts) == 0 {
		return "TRUE"
	}
	return strings.Join(c.texts, " AND ")
}

// inOrder is the condition that a column has a value (given as: the value, the value again, the largest id), said so that rows come in
// the order of ids by an index of both, and by no other: of a value that few have, all might be read in the order of ids before they
// are found. The order is to be asked for by both.
func inOrder(column, id string) string {
	return fmt.Sprintf("(%[1]s, %[2]s) >= (?, 0) AND (%[1]s, %[2]s) <= (?, ?)", column, id)
}

// marks is the (?, ?, …) of an IN.
func marks(n int) string { return "(" + strings.TrimSuffix(strings.Repeat("?, ", n), ", ") + ")" }

// list makes arguments of words of one type.
func list[T ~string](words []T) []any {
	args := make([]any, len(words))
	for i, w := range words {
		args[i] = string(w)
	}
	return args
}
