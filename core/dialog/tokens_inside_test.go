package dialog

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestPlainTokens: the short way to the words of a text comes to the same words.
func TestPlainTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aZ09 -`'.#\n\x00\x7f_"))).Draw(t, "text")
		words, ok := plainTokens(text)
		if want := anyTokens(text); !ok || !slices.Equal(words, want) {
			t.Fatalf("%q: %q, not %q", text, words, want)
		}
	})
}
