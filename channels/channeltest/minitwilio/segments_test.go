package minitwilio

import (
	"strings"
	"testing"
)

func TestSegments(t *testing.T) {
	x := strings.Repeat
	tests := []struct {
		name, text string
		want       int
	}{
		{"empty", "", 1},
		{"160", x("a", 160), 1}, {"161", x("a", 161), 2}, {"306", x("a", 306), 2}, {"307", x("a", 307), 3},
		{"euro counts two", x("€", 80), 1}, {"one euro more", x("€", 81), 2},
		{"an escape is not split", x("a", 152) + "€" + x("a", 152), 3},
		{"UCS-2", x("ć", 70), 1}, {"71", x("ć", 71), 2}, {"134", x("ć", 134), 2}, {"135", x("ć", 135), 3},
		{"a surrogate pair is not split", x("ć", 66) + "😀" + x("ć", 66), 3},
		{"a tab forces UCS-2", x("a", 80) + "\t", 2},
	}
	for _, tt := range tests {
		if got := Segments(tt.text); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
