package core

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// All numbers here are made up.

var reference = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestParseNIK(t *testing.T) {
	for _, tt := range []struct{ input, nik, gender, births string }{
		{"3274011203900001", "3274011203900001", "M", "1990-03-12"},
		{"3274015203900001", "3274015203900001", "F", "1990-03-12"},
		{"3274023112850002", "3274023112850002", "M", "1985-12-31"},
		{"3274037112850002", "3274037112850002", "F", "1985-12-31"},
		{"3274044101010003", "3274044101010003", "F", "2001-01-01 1901-01-01"},
		{"3274052902000004", "3274052902000004", "M", "2000-02-29"}, // 1900 had no leap day
		{"3274056902960004", "3274056902960004", "F", "1996-02-29"},
		{"3274056902040004", "3274056902040004", "F", "2004-02-29 1904-02-29"},
		{"3274012311260001", "3274012311260001", "M", "2026-11-23 1926-11-23"}, // born today
		{"3274016311260001", "3274016311260001", "F", "2026-11-23 1926-11-23"},
		{"3274012411260001", "3274012411260001", "M", "1926-11-24"}, // tomorrow: a hundred years ago
		{"3274014108450001", "3274014108450001", "F", "1945-08-01"},
		{"9999991708459999", "9999991708459999", "M", "1945-08-17"}, // an unknown region is no error
		{" 3274.0112-0390/0001\n", "3274011203900001", "M", "1990-03-12"},
		{"3274\u00a00112\u20090390\u200b\u20110001", "3274011203900001", "M", "1990-03-12"},
		{"３２７４０１１２０３９００００１", "3274011203900001", "M", "1990-03-12"},
		{"\u20683274011203900001\u2069", "3274011203900001", "M", "1990-03-12"},
	} {
		got, err := ParseNIK(tt.input, reference)
		want := NIKInfo{NIK: NIK(tt.nik), Region: tt.nik[:6], Gender: tt.gender, Serial: tt.nik[12:],
			Candidates: strings.Fields(tt.births), Birth: tt.births[:10]}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("ParseNIK(%q): %v (-want +got):\n%s", tt.input, err, diff)
		}
	}
}

func TestParseNIKRefuses(t *testing.T) {
	for _, tt := range []struct {
		input string
		want  NIKError
	}{
		{"", NIKError{"length", 0, false}},
		{" - ", NIKError{"length", 0, false}},
		{"327401120390001", NIKError{"length", 15, false}},
		{"32740112039000011", NIKError{"length", 17, false}},
		{"081234567890", NIKError{"length", 12, true}},
		{"6281234567890", NIKError{"length", 13, true}},
		{"+62 812-3456-7890", NIKError{"digits", 13, true}},
		{"0812345678", NIKError{"length", 10, true}},
		{"081234567", NIKError{"length", 9, false}},
		{"08123456789012", NIKError{"length", 14, false}},
		{"32740112O3900001", NIKError{"digits", 15, false}},
		{"3274O112O39OOOOI", NIKError{"digits", 9, false}},
		{"3274011203900001A", NIKError{"digits", 16, false}},
		{"327401120390000A", NIKError{"digits", 15, false}},
		{"SITI AMINAH", NIKError{"digits", 0, false}},
		{"3274#0112", NIKError{"digits", 8, false}},
		{"-3274,0112", NIKError{"digits", 8, false}},
		{"1111111111111111", NIKError{"same", 16, false}},
		{"0000000000000000", NIKError{"same", 16, false}},
		{"3274010003900001", NIKError{"day", 16, false}},
		{"3274013203900001", NIKError{"day", 16, false}},
		{"3274014003900001", NIKError{"day", 16, false}},
		{"3274017203900001", NIKError{"day", 16, false}},
		{"3274018003900001", NIKError{"day", 16, false}},
		{"3274019903900001", NIKError{"day", 16, false}},
		{"3274011200900001", NIKError{"month", 16, false}},
		{"3274011213900001", NIKError{"month", 16, false}},
		{"3274015299900001", NIKError{"month", 16, false}},
		{"3274013002900001", NIKError{"date", 16, false}},
		{"3274017002900001", NIKError{"date", 16, false}}, // a woman's 30 February
		{"3274013104900001", NIKError{"date", 16, false}},
		{"3274017111900001", NIKError{"date", 16, false}},
		{"3274052902970004", NIKError{"date", 16, false}},
		{"3274011203900000", NIKError{"serial", 16, false}},
	} {
		info, err := ParseNIK(tt.input, reference)
		var got NIKError
		if !errors.As(err, &got) || got != tt.want || info.NIK != "" {
			t.Errorf("ParseNIK(%q): %v, want %v", tt.input, err, tt.want)
		}
		if d, _ := digits(tt.input); len(d) > 2 && strings.Contains(fmt.Sprint(err), d) {
			t.Errorf("the error tells the number: %v", err)
		}
	}
}

// TestParseNIKToday holds that the day is that of the office, not of Greenwich.
func TestParseNIKToday(t *testing.T) {
	utc := time.Date(2020, 3, 16, 18, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		today time.Time
		want  string
	}{{utc, "1920-03-17"}, {utc.In(time.FixedZone("WIB", 7*3600)), "2020-03-17"}} {
		if got, err := ParseNIK("3274011703200001", tt.today); err != nil || got.Birth != tt.want {
			t.Errorf("at %v: %s %v, want %s", tt.today, got.Birth, err, tt.want)
		}
	}
}

func TestParseKK(t *testing.T) {
	if kk, err := ParseKK("3274 0112 0320 0007"); err != nil || kk.Digits() != "3274011203200007" {
		t.Errorf("%v %v", kk, err)
	}
	for input, code := range map[string]string{"327401": "length", "x": "digits", "2222222222222222": "same"} {
		if _, err := ParseKK(input); !errors.As(err, new(NIKError)) || !strings.Contains(err.Error(), code) {
			t.Errorf("ParseKK(%q): %v, want %s", input, err, code)
		}
	}
}

func TestFindNIK(t *testing.T) {
	const nik = "3274011203900001"
	for _, tt := range []struct{ text, digits, rest string }{
		{nik, nik, ""},
		{"daftar 3274 0112 0390 0001 siti aminah ktp", nik, "daftar   siti aminah ktp"},
		{"NIK3274.0112.0390.0001, SITI", nik, "NIK , SITI"},
		{"32.74.01.12.03.90.0001", nik, ""},
		{"327401–120390–0001 ya", nik, "ya"},
		{"1 3274 0112 0390 0001", nik, "1"},
		{"17-03-2020 08123456 " + nik, nik, "17-03-2020 08123456"},
		{"3274011203900001 081234567890", nik, "081234567890"},
		{"saya ３２７４０１１２０３９００００１", nik, "saya"},
		{"3274013203900001", "3274013203900001", ""}, // wrong, but plainly meant as one
		{"3274 0132 0390 0001", "", "3274 0132 0390 0001"},
		{"25-03-2020 89012345", "", "25-03-2020 89012345"}, // month 89
		{"32740112039000011", "", "32740112039000011"},
		{"3274 0112\n0390 0001", "", "3274 0112\n0390 0001"},
		{"3274  0112  0390  0001", "", "3274  0112  0390  0001"},
		{"tidak ada \xff", "", "tidak ada \xff"},
	} {
		digits, rest, ok := FindNIK(tt.text)
		if digits != tt.digits || ok != (tt.digits != "") || ok && rest != tt.rest {
			t.Errorf("FindNIK(%q) = %q, %q, %v", tt.text, digits, rest, ok)
		}
	}
}

func TestMaskNIK(t *testing.T) {
	for text, want := range map[string]string{
		"":                 "",
		"tanpa angka":      "tanpa angka",
		"3274011203900001": "************0001",
		"a 3274 0112 0390 0001, b 3274015203900002.": "a ************0001, b ************0002.",
		"HP 081234567890": "HP 081234567890",
		// Whatever is taken for a NIK is masked as one.
		"3274/011203/900001":              "************0001",
		"3274\u200b0112\u206003900001":    "************0001",
		"3274 \u200b0112-\u200e03900001.": "************0001.",
		"tgl 17/03/2020 HP 08123456":      "tgl 17/03/2020 HP 08123456",
	} {
		if got := MaskNIK(text); got != want {
			t.Errorf("MaskNIK(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestPrivate prints private values in every way that is usual and looks for what must not be seen.
func TestPrivate(t *testing.T) {
	info, err := ParseNIK("3274011203900001", reference)
	if err != nil {
		t.Fatal(err)
	}
	record := struct {
		NIK  NIK
		KK   KK
		Name Name
		Info NIKInfo
		More map[NIK][]*Name
	}{info.NIK, "3274011203200007", "SITI AMINAH", info, map[NIK][]*Name{info.NIK: {new(Name("SITI AMINAH"))}}}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s"} {
		for _, v := range []any{record.NIK, record.KK, record.Name, record.Info, &record.NIK, &record.Info, record} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	for _, v := range []fmt.Stringer{record.NIK, record.KK, record.Name} {
		out.WriteString(v.String())
	}
	fmt.Fprintln(&out, fmt.Errorf("filing %v: %w", record.NIK, NIKError{Code: "day", Digits: 16}))
	for _, h := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(h).With("nik", record.NIK).Info("x", "kk", record.KK, "name", record.Name, "info", record.Info,
			slog.Group("g", "nik", record.NIK), "printed", fmt.Sprintf("%+v", record))
	}
	for _, secret := range []string{"327401", "1990", "SITI", "AMINAH", fmt.Sprintf("%x", "3274"), fmt.Sprintf("%X", "SITI")} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is told:\n%s", secret, out.String())
		}
	}
	for _, shown := range []string{"************0001", "************0007", "S*** A*****"} {
		if !strings.Contains(out.String(), shown) {
			t.Errorf("%q is not shown", shown)
		}
	}
	if NIK("").Masked() != "" || NIK("123").Masked() != "***" || NIK("123").Last4() != "***" || info.NIK.Last4() != "0001" {
		t.Error("masks of what is shorter")
	}
}

// TestPrivateJSON holds that sealed storage gets back what it was given.
func TestPrivateJSON(t *testing.T) {
	type sealed struct {
		NIK  NIK
		KK   KK
		Name Name
	}
	want := sealed{"3274011203900001", "3274011203200007", "SITI AMINAH"}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got sealed
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("%v came back as %v: %v", want, got, err)
	}
}

func FuzzParseNIK(f *testing.F) {
	for _, s := range []string{"3274011203900001", "3274 0152 0390 0001", "3274052902970004", "081234567890", "３２７４", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		info, err := ParseNIK(s, reference)
		if err != nil {
			if !errors.As(err, new(NIKError)) {
				t.Fatalf("%T", err)
			}
			return
		}
		again, err := ParseNIK(info.NIK.Digits(), reference)
		if diff := cmp.Diff(info, again); err != nil || diff != "" {
			t.Fatalf("read again: %v\n%s", err, diff)
		}
		d := info.NIK.Digits()
		for _, c := range info.Candidates {
			birth, err := time.Parse(time.DateOnly, c)
			if err != nil || birth.After(reference) || birth.Format("0106") != d[8:12] || birth.Day() != number(d[6:8])%40 {
				t.Fatalf("%s says %s", d, c)
			}
		}
		if len(d) != 16 || info.Region+d[6:12]+info.Serial != d || info.Birth < info.Candidates[len(info.Candidates)-1] {
			t.Fatalf("%s in pieces: %s %s", d, info.Region, info.Serial)
		}
	})
}

func FuzzFindNIK(f *testing.F) {
	for _, s := range []string{"daftar 3274 0112 0390 0001 siti", "3274011203900001#A", "17-03-2020 08123456", "1.2.3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		found, rest, ok := FindNIK(s)
		masked := MaskNIK(s)
		if !ok {
			if found != "" || rest != s || masked != s {
				t.Fatalf("nothing found, but %q, %q, %q", found, rest, masked)
			}
			return
		}
		if d, pure := digits(found); len(d) != 16 || !pure {
			t.Fatalf("found %q", found)
		}
		all, _ := digits(s)
		left, _ := digits(rest)
		if !strings.Contains(all, found) || len(left) != len(all)-16 {
			t.Fatalf("found %q, left %q", found, rest)
		}
		if masked == s {
			t.Fatal("not masked")
		}
	})
}

func BenchmarkParseNIK(b *testing.B) {
	for b.Loop() {
		if _, err := ParseNIK("3274 0152 0390 0001", reference); err != nil {
			b.Fatal(err)
		}
	}
}
