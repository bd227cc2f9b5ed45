package web

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Column is a column of a list that leaves the office.
type Column struct {
	Title string
	Width float64 // in characters, of XLSX
}

// Rows are written as they come: a list may be longer than memory. A cell is a string or an int. Strings come from citizens: no program that opens the list may take one for a formula, nor one that
// opens what the first has saved.

// WriteXLSX writes a list as a workbook of one sheet, whose first row stays in sight.
func WriteXLSX(w io.Writer, sheet string, columns []Column, rows iter.Seq2[[]any, error]) (err error) {
	book := excelize.NewFile()
	defer func() {
		if e := book.Close(); err == nil && e != nil {
			err = fmt.Errorf("close the workbook: %w", e)
		}
	}()
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "Loket", LastModifiedBy: "Loket"}); err != nil {
		return fmt.Errorf("name who made the workbook: %w", err)
	}
	name := sheetName(sheet)
	if err := book.SetSheetName(book.GetSheetName(0), name); err != nil {
		return fmt.Errorf("name the sheet: %w", err)
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return fmt.Errorf("style the first row: %w", err)
	}
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("begin the sheet: %w", err)
	}
	for i, c := range columns {
		if err := out.SetColWidth(i+1, i+1, max(c.Width, 4)); err != nil {
			return fmt.Errorf("set the widths: %w", err)
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("hold the first row: %w", err)
	}
	i := 0
	for row, err := range below(titles(columns), rows) {
		if err != nil {
			return err
		}
		cells := make([]any, len(row))
		for k, v := range row {
			cell := excelize.Cell{Value: harmless(v)}
			if i == 0 {
				cell.StyleID = bold
			}
			cells[k] = cell
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = out.SetRow(at, cells)
		}
		if err != nil {
			return fmt.Errorf("write row %d: %w", i+1, err)
		}
		i++
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("end the sheet: %w", err)
	}
	if _, err := book.WriteTo(w); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// WriteCSV writes a list as RFC 4180 has it, in UTF-8.
func WriteCSV(w io.Writer, columns []Column, rows iter.Seq2[[]any, error]) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for row, err := range below(titles(columns), rows) {
		if err != nil {
			return err
		}
		cells := make([]string, len(row))
		for k, v := range row {
			cells[k] = cutHarmless(fmt.Sprint(harmless(v)))
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write the list: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

// below is rows with one above them.
func below(first []any, rows iter.Seq2[[]any, error]) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		if !yield(first, nil) {
			return
		}
		for row, err := range rows {
			if !yield(row, err) {
				return
			}
		}
	}
}

func titles(columns []Column) []any {
	all := make([]any, len(columns))
	for i, c := range columns {
		all[i] = c.Title
	}
	return all
}

// harmless puts an apostrophe before what a spreadsheet might reckon out: text whose first sign, unseen ones left away, begins a
// formula, in the wide forms of East Asian keyboards too. Signs that no XML may hold are left away, and all lines end alike.
func harmless(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s))
	if formula(s) {
		return "'" + s
	}
	return s
}

// formula tells whether a spreadsheet might reckon a text out.
func formula(s string) bool {
	seen := strings.TrimLeftFunc(s, func(r rune) bool { return r == ' ' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Z, r) })
	return strings.ContainsAny(first(seen), "=+-@\t\n＝＋－＠")
}

// cutHarmless is a cell of which no part is a formula either. Where the comma stands in numbers, as in Indonesia, spreadsheets cut the
// lines of a list at semicolons, and heed no quotation mark that stands behind a comma.
func cutHarmless(s string) string {
	var b strings.Builder
	for at, r := range s {
		if b.WriteRune(r); (r == ';' || r == '\t' || r == '\n') && formula(strings.TrimLeft(s[at+1:], `"`)) {
			b.WriteByte('\'')
		}
	}
	return b.String()
}

func first(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// sheetName is a name that a workbook may give a sheet.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || unicode.IsControl(r) {
			return '-'
		}
		return r
	}, s)
	if r := []rune(strings.Trim(s, "' ")); len(r) > 0 {
		return string(r[:min(len(r), 31)])
	}
	return "Loket"
}
