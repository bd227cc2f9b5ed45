package catalog

import "loket/core"

// Audience reads who is to get an announcement, as staff write it.
func (c *Catalog) Audience(words string) (core.Audience, error) {
	panic("to be written")
}

// Describe says an audience in a language of staff, so that Audience reads it back as the same.
func (c *Catalog) Describe(lang string, a core.Audience) string {
	panic("to be written")
}
