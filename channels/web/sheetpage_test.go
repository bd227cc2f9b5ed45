package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"loket/core"
)

// TestDaySheet: the list for the counter, printed and as files; each is written down, and nobody whose role does not allow it has it.
func TestDaySheet(t *testing.T) {
	o := town(t)
	if _, err := o.Advance(t.Context(), core.Advance{To: core.Rejected, Tickets: []string{ticket2}, Reason: "DATA-KK"}, operator); err != nil {
		t.Fatal(err)
	}
	b := o.login(core.Officer)
	b.get("/requests/day?date=2020-04-01&by=pickup").ok().find(`<option value="pickup"( selected)`)
	if n := o.audited("export"); n != 0 {
		t.Errorf("%d lists were written down before one was shown", n)
	}
	a := b.post("/requests/day", "date", "2020-03-17", "by", "service").ok().has("Requests of Tuesday, 17 March 2020", ticket1, ticket3, "************0001", "Signature", "2 requests").lacks(nik(0), ticket2)
	if strings.Index(a.body, ticket1) > strings.Index(a.body, ticket3) {
		t.Error("the places are out of order")
	}
	b.post("/requests/day", "date", "2020-04-01", "by", "pickup").ok().has("Pickups of Wednesday, 1 April 2020", "08:00–09:00", ticket1).lacks(nik(0))
	b.post("/requests/day", "date", "2021-01-01").ok().has("no request on this day")
	b.post("/requests/day", "date", "x").is(http.StatusUnprocessableEntity, "").has("cannot be read")

	a = b.post("/requests/export", "date", "2020-03-17", "as", "csv").ok()
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="loket-2020-03-17.csv"` {
		t.Error(got)
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][1] != ticket1 || rows[1][3] != "************0001" {
		t.Errorf("%q, %v", rows, err)
	}
	a = b.post("/requests/export", "date", "2020-04-01", "by", "pickup", "as", "csv", "full", "1").ok().has(nik(0), phone(0).ID)
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="loket-ambil-2020-04-01.csv"` {
		t.Error(got)
	}
	a = b.post("/requests/export", "date", "2020-03-17", "as", "xlsx").ok()
	book, err := excelize.OpenReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got, err := book.GetCellValue("2020-03-17", "B2"); err != nil || got != ticket1 {
		t.Errorf("%q, %v", got, err)
	}
	b.post("/requests/export", "date", "nonsense").is(http.StatusUnprocessableEntity, "")
	if n := o.audited("export"); n != 6 {
		t.Errorf("%d lists were written down, not 6", n)
	}
	viewer := o.login(core.Viewer)
	viewer.get("/requests").ok().lacks("/requests/day")
	for _, path := range []string{"/requests/day", "/requests/export"} {
		viewer.post(path, "date", "2020-03-17").is(http.StatusForbidden, "").lacks("AMINAH")
	}
}

// nasty is what people may write who wish the office ill.
var nasty = []string{`<script>alert(1)</script>`, `=cmd|' /C calc'!A0`, `" onmouseover="alert(1)`, `../../etc/passwd`, `🙂👩‍👩‍👧`, "\u202egnp.exe\u202c", `{{.Office}}`, `javascript:alert(1)`, `'; DROP TABLE requests; --`}

// TestInjection: whatever is written in notes, names and reasons is text on every page, and in every list.
func TestInjection(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Admin)
	var paths []string
	for i, bad := range nasty {
		path := b.post("/requests/new", "via", "loket", "service", "LAHIR", "nik", nik(i), "name", "SITI", "phone", phone(i).ID, "note", bad).ok().path
		path = strings.Replace(path, "/filed", "", 1)
		b.post(path+"/move", "to", "PERLU_PERBAIKAN", "seen", b.seen(path), "reason", bad).is(http.StatusOK, path).has(bad)
		b.post(path+"/reschedule", "slot", "first", "seen", b.seen(path), "reason", bad).is(http.StatusOK, path)
		b.post(path+"/name", "name", bad)
		b.post("/requests", "words", bad).ok()
		o.hear(phone(i), "PETUGAS")
		o.hear(phone(i), bad)
		paths = append(paths, path)
	}
	paths = append(paths, "/requests", "/requests/many?id=1&id=2&to=DITOLAK&back="+"%22%20onmouseover%3D%22alert(1)", "/requests?service=%22%20onmouseover%3D%22alert(1)&kecamatan=<script>alert(1)</script>")
	harmful := []string{"<script>alert", `" onmouseover="alert`, `href="javascript`}
	for _, path := range paths {
		b.get(path).ok().escapes(harmful...)
	}
	for i, bad := range nasty {
		b.get(paths[i]).has(bad)
	}
	b.post("/requests/day", "date", "2020-03-17").ok().escapes(harmful...)
	for _, full := range []string{"", "1"} {
		a := b.post("/requests/export", "date", "2020-03-17", "as", "csv", "full", full).ok()
		rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		if err != nil || len(rows) != len(nasty)+1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		book, err := excelize.OpenReader(strings.NewReader(b.post("/requests/export", "date", "2020-03-17", "full", full).ok().body))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := book.GetRows("2020-03-17")
		if err != nil || len(cells) != len(rows) {
			t.Fatalf("%d rows, %v", len(cells), err)
		}
		for _, row := range append(rows, cells...) {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
					t.Errorf("a cell begins a formula: %q", cell)
				}
			}
		}
		if !strings.Contains(a.body, `'=cmd|`) {
			t.Error("the note that begins a formula is not there")
		}
		_ = book.Close()
	}
}
