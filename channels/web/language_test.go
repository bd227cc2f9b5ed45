package web

import "testing"

// No form sends anybody to another site.
func TestWithin(t *testing.T) {
	for back, want := range map[string]string{
		"/requests?status=DIAJUKAN": "/requests?status=DIAJUKAN",
		"/":                         "/",
		"":                          "/",
		"requests":                  "/",
		"https://evil.example/":     "/",
		"//evil.example/":           "/",
		"////evil.example/":         "/",
		`/\evil.example/`:           "/",
		`\\evil.example/`:           "/",
		"javascript:alert(1)":       "/",
		"/%2f/evil.example":         "/",
	} {
		if got := within(back); got != want {
			t.Errorf("%q leads to %q, not %q", back, got, want)
		}
	}
}
