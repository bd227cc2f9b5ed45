package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"loket/core"
)

func TestFiling(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Officer)
	b.get("/requests/new").ok().has("File a request", "At the counter")
	form := []string{"via", "loket", "service", "LAHIR", "nik", nik(7), "name", "siti aminah", "phone", "0812-5500-0077", "note", "membawa\nsurat"}
	a := b.post("/requests/new", form...).is(http.StatusOK, "/requests/filed/1").has("C200317-001", "Wednesday, 1 April 2020", "08:00–09:00 WIB", "SITI AMINAH", "sent by SMS").lacks(nik(7))
	b.get(a.path).ok().has("C200317-001")
	o.told("C200317-001")
	b.post("/requests/new", form...).is(http.StatusOK, "/requests/filed/1") // pressed twice
	if n := o.count("requests", ""); n != 1 {
		t.Errorf("%d requests", n)
	}
	b.get(one).ok().has("membawa surat", "officer", "At the counter")
	b.post("/requests", "words", "0077").ok().lists("C200317-001")

	o.loginNew("Adi", core.Officer).post("/requests/new", form...).is(http.StatusConflict, "").has("has a request for that service already", "C200317-001")
	b.post("/requests/new", "via", "telepon", "service", "LAHIR", "nik", nik(8), "name", "budi").is(http.StatusOK, "/requests/filed/2").has("no phone number", "C200317-002")
	viewer := o.login(core.Viewer)
	viewer.get("/requests/new").is(http.StatusForbidden, "")
	viewer.post("/requests/new", form...).is(http.StatusForbidden, "")
}

// Whatever cannot be right is told beside its field, all at once, and what was typed stays.
func TestFilingFaults(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Officer)
	a := b.post("/requests/new", "via", "loket", "nik", "12345", "name", "5171 <script>", "phone", "nol delapan", "note", `"><img src=x>`, "day", "31-31-2020").
		is(http.StatusUnprocessableEntity, "").has("choose the service", "16 digits; 5 were written", "letters, spaces", "phone number cannot be read", "date cannot be read", "the 5 marked fields")
	a.escapes("5171 <script>", "<img src=x")
	for _, kept := range []string{`name="nik"[^>]* value="(12345)"`, `name="phone"[^>]* value="(nol delapan)"`, `name="note"[^>]* value="([^"]+)"`, `value="loket"( checked)`} {
		a.find(kept)
	}
	for digits, want := range map[string]string{"081255000077": "looks like a phone number", "3274011203x00001": "digits only", "1111111111111111": "cannot be right", "3274019903900001": "date of birth", "3274011203900000": "cannot be right"} {
		b.post("/requests/new", "via", "loket", "service", "LAHIR", "nik", digits, "name", "SITI").is(http.StatusUnprocessableEntity, "").has(want)
	}
	b.post("/requests/new", "via", "posel", "service", "LAHIR", "nik", nik(1), "name", "SITI").is(http.StatusUnprocessableEntity, "").has("marked field")
	b.post("/requests/new", "via", "loket", "service", "LAHIR", "nik", nik(1), "name", "SITI", "day", "2020-03-15").is(http.StatusConflict, "").has("marked field")
	if n := o.count("requests", ""); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// Where a service is fetched at a kecamatan, which one is asked; what the desk finds wrong stands beside it, too.
func TestFilingPlace(t *testing.T) {
	o := openOffice(t, func(c *Config) {
		c.Office.Services = slices.Clone(c.Office.Services)
		i := slices.IndexFunc(c.Office.Services, func(s Service) bool { return s.Code == "LAHIR" })
		c.Office.Services[i].Place = true
	})
	b := o.login(core.Officer)
	b.get("/requests/new").ok().has("Birth certificate *", "Pickup place")
	form := []string{"via", "kecamatan", "service", "LAHIR", "nik", nik(1), "name", "SITI"}
	b.post("/requests/new", form...).is(http.StatusUnprocessableEntity, "").has("choose the kecamatan")
	a := b.post("/requests/new", append(form, "place", "Kesambi")...).is(http.StatusUnprocessableEntity, "") // the desk knows better
	a.find(`<option selected>(Kesambi)</option>\s*(?s:.{0,400})class="fault"`)
	b.post("/requests/new", "via", "loket", "service", "KTP-HILANG", "nik", nik(1), "name", "SITI", "place", "Kesambi").ok() // left from another service
}

// When the day is full one may wait in line, if one can be told.
func TestFilingInLine(t *testing.T) {
	o := openOffice(t)
	if err := o.SetQuota(t.Context(), 1, "", tuesday, tuesday, operator); err != nil {
		t.Fatal(err)
	}
	o.file(0)
	b := o.login(core.Officer)
	form := []string{"via", "loket", "service", "LAHIR", "nik", nik(1), "name", "SITI", "day", "2020-03-17"}
	b.post("/requests/new", form...).is(http.StatusConflict, "").has("That day is full").find(`name="(wait)"`)
	b.post("/requests/new", append(form, "wait", "1")...).is(http.StatusUnprocessableEntity, "")
	b.post("/requests/new", append(form, "wait", "1", "phone", "081255000099")...).ok().has("number 1 in line", "There is no ticket yet")
	if path := b.get("/requests?status=DAFTAR_TUNGGU").ok().path; strings.Contains(path, "0099") {
		t.Error(path)
	}
}
