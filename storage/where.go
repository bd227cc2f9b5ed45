package storage

import "strings"

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
