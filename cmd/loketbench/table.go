package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"text/tabwriter"
)

// figure is a number with its unit.
type figure struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// String is the figure with as many digits as mean something.
func (f figure) String() string {
	switch {
	case f.Unit == "":
		return "–"
	case f.Value >= 100 || f.Value == math.Trunc(f.Value):
		return fmt.Sprintf("%.0f %s", f.Value, f.Unit)
	case f.Value >= 10:
		return fmt.Sprintf("%.1f %s", f.Value, f.Unit)
	}
	return fmt.Sprintf("%.2f %s", f.Value, f.Unit)
}

// row is one line of the table.
type row struct {
	Name      string   `json:"row"`
	Measured  figure   `json:"measured"`
	Reference figure   `json:"reference,omitzero"`
	Ratio     float64  `json:"ratio,omitempty"`
	Aim       string   `json:"aim"`
	Verdict   string   `json:"verdict"`                     // met, missed or broken
	About     string   `json:"about"`                       // what was measured, and against what, in a sentence
	Cost      *cost    `json:"cost_ns,omitempty"`           // of each
	Beside    *cost    `json:"reference_cost_ns,omitempty"` // of each of the reference
	Broken    []string `json:"broken,omitempty"`
}

// bound is a side on which a figure should be.
type bound bool

const (
	atLeast bound = true
	atMost  bound = false
)

func (b bound) met(value, aim float64) bool {
	if b == atLeast {
		return value >= aim
	}
	return value <= aim
}

func (b bound) String() string {
	if b == atLeast {
		return "≥ "
	}
	return "≤ "
}

// ratio is a row that holds a figure against another.
func ratio(name, about string, measured, reference figure, side bound, aim float64) row {
	r := row{Name: name, About: about, Measured: measured, Reference: reference, Aim: side.String() + strconv.FormatFloat(aim, 'g', -1, 64)}
	if reference.Value > 0 {
		r.Ratio = measured.Value / reference.Value
	}
	return r.judged(side.met(r.Ratio, aim))
}

// absolute is a row whose figure has an aim of its own.
func absolute(name, about string, measured figure, side bound, aim float64) row {
	r := row{Name: name, About: about, Measured: measured, Aim: side.String() + figure{aim, measured.Unit}.String()}
	return r.judged(side.met(measured.Value, aim))
}

func (r row) judged(met bool) row {
	r.Verdict = map[bool]string{true: "met", false: "missed"}[met]
	return r
}

// shown is a row whose figure has no aim.
func shown(name, about string, measured figure) row {
	return row{Name: name, About: about, Measured: measured, Aim: "–", Verdict: "–"}
}

// broken is the row with what must not happen and did.
func (r row) broken(what ...string) row {
	if len(what) > 0 {
		r.Broken, r.Verdict = append(r.Broken, what...), "broken"
	}
	return r
}

// costing is the row with what each cost of the processors' time, and each of a reference that is a rate.
func (r row) costing(c cost, ref *reference) row {
	if c != (cost{}) {
		r.Cost = &c
	}
	if ref != nil && ref.cost != (cost{}) {
		r.Beside = &ref.cost
	}
	return r
}

// table is what a run has measured so far.
type table struct {
	Machine machine `json:"machine"`
	Rows    []row   `json:"rows"`
}

func (t *table) add(rows ...row) { t.Rows = append(t.Rows, rows...) }

// broken names the rows in which something happened that must not.
func (t *table) broken() (names []string) {
	for _, r := range t.Rows {
		if len(r.Broken) > 0 {
			names = append(names, r.Name)
		}
	}
	return names
}

// print writes the table, and below it what its rows are.
func (t *table) print(w io.Writer) {
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "\nrow\tmeasured\treference\tratio\taim\t")
	for _, r := range t.Rows {
		share := "–"
		if r.Ratio != 0 {
			share = fmt.Sprintf("%.2f", r.Ratio)
		}
		fmt.Fprintf(columns, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Name, r.Measured, r.Reference, share, r.Aim, r.Verdict)
	}
	columns.Flush()
	fmt.Fprintln(w)
	if t.Machine.Postgres != "" {
		fmt.Fprintln(w, t.Machine.Postgres)
	}
	for i, r := range t.Rows {
		if i == 0 || r.About != t.Rows[i-1].About { // of rows that differ in their name alone the first says it for all
			fmt.Fprintf(w, "%s: %s\n", r.Name, r.About)
		}
		if r.Cost != nil {
			fmt.Fprintf(w, "  each took the processors %s\n", r.Cost)
		}
		if r.Beside != nil {
			fmt.Fprintf(w, "  each of the reference took %s\n", r.Beside)
		}
		for _, b := range r.Broken {
			fmt.Fprintf(w, "  broken: %s\n", b)
		}
	}
}

// save writes the table as JSON.
func (t *table) save(file string) error {
	b, err := json.MarshalIndent(t, "", "\t")
	if err == nil {
		err = os.WriteFile(file, append(b, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
