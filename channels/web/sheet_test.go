package web

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"loket/core"
)

var hostile = []string{"=HYPERLINK(\"http://x\",\"y\")", "+62812", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "\u00a0=1", "\u200b=1", "＝1+1", "\ufeff=1"}

func TestGuard(t *testing.T) {
	for _, s := range hostile {
		if got := harmless(s); got != "'"+strings.ReplaceAll(s, "\r", "\n") {
			t.Errorf("harmless(%q) = %q", s, got)
		}
	}
	for _, s := range []string{"", "SITI AMINAH", "O'NEIL", "3274015203900001", "***0001", "a=b", "<script>alert(1)</script>", "Jl. A, No. \"1\"\nRT 02"} {
		if got := harmless(s); got != s {
			t.Errorf("harmless(%q) = %q", s, got)
		}
	}
	if got := harmless("A\x00B\x1fC\ufffe"); got != "ABC" {
		t.Errorf("signs that no XML may hold: %q", got)
	}
}

// TestSheets reads both forms of a list again: the same cells, and in neither a formula.
func TestSheets(t *testing.T) {
	columns := []Column{{"No.", 6}, {"=Nama", 20}}
	rows := [][]any{{1, "SITI, \"AMINAH\"\nRT 02"}, {2, "<b>&amp;"}}
	for i, s := range hostile {
		rows = append(rows, []any{i + 3, s})
	}
	checkSheets(t, columns, rows)
}

// TestGuardProperty: what begins a formula never comes first, and nothing else is changed but signs that nobody sees.
func TestGuardProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching("[ \\x{a0}\\x{200b}]{0,2}[=+@＝\\-]?[^\\r]{0,9}").Draw(t, "text")
		got := harmless(s).(string)
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(got, " \u00a0\u200b\ufeff")); strings.ContainsRune("=+-@\t\n＝＋－＠", r) {
			t.Fatalf("%q begins a formula", got)
		}
		if again := harmless(got); again != got {
			t.Fatalf("made harmless twice %q is %q", got, again)
		}
	})
}

func checkSheets(t *testing.T, columns []Column, rows [][]any) {
	t.Helper()
	var want, cut [][]string
	for _, row := range append([][]any{titles(columns)}, rows...) {
		cells, parts := make([]string, len(row)), make([]string, len(row))
		for i, v := range row {
			cells[i] = fmt.Sprint(harmless(v))
			parts[i] = cutHarmless(cells[i])
		}
		want, cut = append(want, cells), append(cut, parts)
	}
	var sheet, list bytes.Buffer
	if err := WriteXLSX(&sheet, "Daftar 1/2", columns, each(rows)); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(&list, columns, each(rows)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if names := book.GetSheetList(); !slices.Equal(names, []string{"Daftar 1-2"}) {
		t.Errorf("sheets %q", names)
	}
	for i, row := range want {
		for k, cell := range row {
			at, _ := excelize.CoordinatesToCellName(k+1, i+1)
			got, err := book.GetCellValue("Daftar 1-2", at)
			if err != nil {
				t.Fatal(err)
			}
			if got != cell {
				t.Errorf("%s is %q in the workbook, not %q", at, got, cell)
			}
			if formula, _ := book.GetCellFormula("Daftar 1-2", at); formula != "" {
				t.Errorf("%s is the formula %q", at, formula)
			}
		}
	}
	in := csv.NewReader(&list)
	got, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cut, got); diff != "" {
		t.Errorf("the list: (-want +got)\n%s", diff)
	}
}

func each(rows [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// A list that breaks off in the middle is none.
func TestSheetsBreakOff(t *testing.T) {
	lost := errors.New("the database is away")
	rows := func(yield func([]any, error) bool) {
		_ = yield([]any{1, "SITI"}, nil) && yield(nil, lost)
	}
	var sheet, list bytes.Buffer
	if err := WriteXLSX(&sheet, "Daftar", []Column{{"No.", 6}, {"Nama", 20}}, rows); !errors.Is(err, lost) || sheet.Len() > 0 {
		t.Errorf("%v, %d bytes", err, sheet.Len())
	}
	if err := WriteCSV(&list, []Column{{"No.", 6}, {"Nama", 20}}, rows); !errors.Is(err, lost) {
		t.Errorf("%v", err)
	}
}

// dayList is the list of one request.
func dayList(t *testing.T, office Office, lang string, r core.Request, reveal bool) (columns []Column, all [][]any) {
	t.Helper()
	columns, rows := office.DayList(lang, reveal, func(each func(core.Request) error) error { return each(r) })
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return columns, all
}

func TestDayList(t *testing.T) {
	wib := time.FixedZone("WIB", 7*3600)
	office := Office{Zone: wib, ZoneLabel: "WIB", Services: []Service{{Code: "KK-HILANG", Name: map[string]string{"id": "KK Hilang", "en": "Lost family card"}}},
		Status: func(lang string, s core.Status) string { return lang + " " + string(s) }}
	at := time.Date(2020, 4, 1, 1, 0, 0, 0, time.UTC)
	r := core.Request{Ticket: "C200317-001", Number: 1, Day: core.DateOf(at.AddDate(0, 0, -15)), Service: "KK-HILANG", Status: core.Ready, Channel: "sms",
		Address: core.Address{Channel: "sms", ID: "+6281234567890"}, NIK: "3274015203900001", Name: "SITI AMINAH", Note: "=1+1",
		Slot: core.Slot{From: at, To: at.Add(time.Hour)}}
	columns, rows := dayList(t, office, "id", r, false)
	if len(columns) != len(rows[0]) || columns[8].Title != "Jam ambil (WIB)" {
		t.Errorf("columns %v", columns)
	}
	want := []any{1, "C200317-001", "SITI AMINAH", "************0001", "KK Hilang", "id SIAP_DIAMBIL", "2020-03-17", "2020-04-01", "08.00–09.00", "", "sms", "***********890", "=1+1"}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, rows = dayList(t, office, "en", r, true)
	want[3], want[4], want[5], want[11] = "3274015203900001", "Lost family card", "en SIAP_DIAMBIL", "+6281234567890"
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("in full: (-want +got)\n%s", diff)
	}
	r.Status = core.Withdrawn
	if _, rows = dayList(t, office, "id", r, false); rows[0][7] != "" || rows[0][8] != "" {
		t.Errorf("who withdrew fetches nothing: %v", rows[0])
	}
}
