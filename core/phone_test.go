package core

import (
	"errors"
	"strings"
	"testing"
)

func TestParsePhone(t *testing.T) {
	for input, want := range map[string]string{
		"081213331862":                       "+6281213331862",
		"6281213331862":                      "+6281213331862",
		"+6281213331862":                     "+6281213331862",
		"0812-1333-1862":                     "+6281213331862",
		"+62 812 1333 1862":                  "+6281213331862",
		"+62 0812 1333 1862":                 "+6281213331862",
		"(+62) 812.1333/1862":                "+6281213331862",
		"(0812) 1333–1862":                   "+6281213331862",
		"81213331862":                        "+6281213331862",
		"０８１２１３３３１８６２":                       "+6281213331862",
		"\u2066+62\u00a0812-1333-1862\u2069": "+6281213331862",
		"62812345678":                        "+62812345678",
		"0851 5612 3456 7":                   "+6285156123456" + "7",
		"+65 9123 4567":                      "+6591234567",
		"+1 (202) 456-1111":                  "+12024561111",
		"+60 12-345 6789":                    "+60123456789",
	} {
		if got, err := ParsePhone(input); err != nil || got != want {
			t.Errorf("ParsePhone(%q) = %q, %v, want %q", input, got, err, want)
		}
	}
}

func TestParsePhoneRefuses(t *testing.T) {
	for _, input := range []string{"", "0812", "08121333186212345", "halo", "0812-CALLNOW", "0231 204 567", "+62 231 204567",
		"+999 12345678", "3274011203900001", "++6281213331862", "0812+13331862", "081213331862 ext 3", "112"} {
		got, err := ParsePhone(input)
		if !errors.Is(err, ErrPhone) || got != "" {
			t.Errorf("ParsePhone(%q) = %q, %v", input, got, err)
		} else if input != "" && strings.Contains(err.Error(), input) {
			t.Errorf("the error tells the number: %v", err)
		}
	}
}
