package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/core"
)

func TestTemplate(t *testing.T) {
	c, err := Load(overlay("office.toml", `
[[template]]
kind = "status"
lang = "id"
sid = "HX00000000000000000000000000000001"
variables = ["ticket", "text"]
[[template]]
kind = "status"
lang = "en"
sid = "HX00000000000000000000000000000002"
variables = ["text", "ticket", "place"]`))
	if err != nil {
		t.Fatal(err)
	}
	args := Args{"ticket": "C200317-001", "text": "Permohonan siap diambil.\n\nWaktu: Senin\nTempat:\tLoket     2", "place": "\n"}
	for lang, want := range map[string]core.Template{
		"id": {ID: "HX00000000000000000000000000000001", Kind: "status", Vars: []string{"C200317-001", "Permohonan siap diambil. Waktu: Senin; Tempat: Loket 2"}},
		"en": {ID: "HX00000000000000000000000000000002", Kind: "status", Vars: []string{"Permohonan siap diambil. Waktu: Senin; Tempat: Loket 2", "C200317-001", "-"}},
	} {
		got, ok := c.Office.Template("status", lang)
		if diff := cmp.Diff(want, *got.Fill(args, "")); !ok || diff != "" {
			t.Error(lang, diff)
		}
	}
	if _, ok := c.Office.Template("reminder", "id"); ok {
		t.Error("a template that is not there")
	}
	if got, ok := c.Office.Template("status", "su"); !ok || got.Lang != "id" {
		t.Error("no template to fall back on")
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                "",
		" \n\t\n":         "",
		"a\r\nb\n\nc.\nd": "a; b; c. d",
		"satu dua tiga":   "satu dua…",
		"1234567890123":   "123456789…",
		"a   b\u00a0\tc":  "a b c",
	} {
		if got := oneLine(text, 10, ""); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := oneLine("satu dua tiga empat", 18, "(INFO)"); got != "satu dua… (INFO)" {
		t.Errorf("%q", got)
	}
}

// What a template cannot hold is said to be had elsewhere; no value is longer than Longest says.
func TestFillLong(t *testing.T) {
	form := Template{Variables: []string{"office", "text"}}
	got := form.Fill(Args{"office": strings.Repeat("a", 500), "text": strings.Repeat("é ", 2000)}, "Selengkapnya: balas INFO.")
	if n := len([]rune(got.Vars[0] + got.Vars[1])); n > form.Longest() || form.Longest() != mostValue+mostTextValue ||
		!strings.HasSuffix(got.Vars[1], "é… Selengkapnya: balas INFO.") {
		t.Errorf("%d characters: %q", n, got.Vars)
	}
}
