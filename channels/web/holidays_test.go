package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"loket/core"
)

// upload posts a list of holidays as a file.
func (b *browser) upload(file, list string) *answer {
	b.Helper()
	return b.multipart(func(w *multipart.Writer) error {
		part, err := w.CreateFormFile("list", file)
		if err == nil {
			_, err = part.Write([]byte(list))
		}
		return err
	})
}

// sayYes posts the form by which a list is agreed to.
func (b *browser) sayYes(form []string) *answer {
	b.Helper()
	return b.multipart(func(w *multipart.Writer) error {
		for i := 0; i+1 < len(form); i += 2 {
			if err := w.WriteField(form[i], form[i+1]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *browser) multipart(fill func(*multipart.Writer) error) *answer {
	b.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := fill(w); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return b.ask(http.MethodPost, "/calendar/holidays", &body, "Content-Type", w.FormDataContentType())
}

const firstRow = "date,type,name_id,name_en\n"

// A list of holidays is looked at, with what it drops and who moves, and then taken: as it came, without a script.
func TestImportHolidays(t *testing.T) {
	o := openOffice(t)
	o.file(many(5)...)
	b := o.login(core.Broadcaster)
	b.get("/calendar/holidays").ok().has("Holidays 2020", "Nyepi, Day of Silence")
	b.get("/calendar/holidays?year=2031").ok().has("The holidays of 2031 were not entered", "Independence Day")
	list := firstRow + "# a remark \"of\" <somebody>\n2020-04-01,libur_nasional,\"Hari <b>\"\"Baru\"\", besar\",New <b>day\n2020-03-25,libur_nasional,Hari Suci Nyepi,Nyepi\n"
	seen := b.upload(`C:\daftar\<img src=x>2020.csv`, list).ok()
	seen.has("<img src=x>2020.csv", "2020: 2 holidays", "New <b>day", "known holidays are not in this list, and would be working days", "22 Mar 2020: Ascension of the Prophet Muhammad", "5 pickups move")
	if strings.Contains(seen.body, "<b>day") || strings.Contains(seen.body, "<img src=x>") || strings.Contains(seen.body, "<somebody>") {
		t.Error("what came is not escaped")
	}
	if strings.Contains(seen.text(), "1 May 2020: Labour Day") {
		t.Error("a holiday of every year is told as dropped")
	}
	if set := o.set(); len(set) != 0 {
		t.Fatal("looking has set something")
	}
	for range 2 { // pressed twice
		b.sayYes(seen.yes()).is(http.StatusOK, "/calendar/holidays?year=2020").has("2 holidays were taken", "New <b>day").lacks("Ascension of the Prophet")
		if set := o.set(); len(set) != 2 || set[0].Names["id"] != `Hari Suci Nyepi` || set[1].Names["id"] != `Hari <b>"Baru", besar` {
			t.Fatalf("set: %+v", set)
		}
	}
	o.catchUp()
	if got := o.pickupsOn(); got[april(2)] != 5 {
		t.Errorf("pickups: %v", got)
	}
	for _, path := range []string{"/calendar/2020-04", "/calendar/day/2020-04-01", "/calendar/changes"} {
		if p := b.get(path).ok(); strings.Contains(p.body, "<b>day") {
			t.Errorf("%s: a name is not escaped", path)
		}
	}
}

// A yes to a list that is another by now, or to fewer who move, is asked anew.
func TestImportHolidaysStale(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Broadcaster)
	seen := b.upload("a.csv", firstRow+"2020-04-01,libur_nasional,Baru,New\n").ok().has("Nobody's pickup moves").yes()
	o.file(many(3)...)
	b.sayYes(seen).is(http.StatusConflict, "").has("more people are concerned", "3 pickups move")
	for i, name := range seen {
		if name == "list" {
			seen[i+1] = "no list"
		}
	}
	b.sayYes(seen).is(http.StatusUnprocessableEntity, "").has("cannot be read")
	if set := o.set(); len(set) != 0 {
		t.Errorf("set: %+v", set)
	}
}

// What is no list of holidays is told with what is wrong, however wrong it is.
func TestImportHolidaysRefused(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Broadcaster)
	rows := func(n int) string { return firstRow + strings.Repeat("x,<script>,a,b\n", n) }
	for name, c := range map[string]struct{ list, told string }{
		"nothing":         {"", "No file was chosen, or it is empty"},
		"no list":         {"halo\n", "the first row lacks"},
		"binary":          {"\x7fELF\x00\xff\xfe", "it is no UTF-8 text"},
		"null letters":    {firstRow + "2021-01-01,libur_nasional,a\x00b,c\n", "not of one line"},
		"many faults":     {rows(500), "And 480 more"},
		"a long fault":    {firstRow + strings.Repeat("y", 200_000) + ",libur_nasional,a,b\n", "is no date"},
		"large":           {firstRow + strings.Repeat("# no row\n", 40_000), "too large"},
		"huge":            {firstRow + strings.Repeat("# no row\n", 200_000), "too large"},
		"another century": {firstRow + "2150-01-01,libur_nasional,Jauh,Far\n", ""},
		"no holidays":     {firstRow, "there are no holidays"},
	} {
		a := b.upload(name+".csv", c.list)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.text(), c.told) || len(a.body) > 40_000 || strings.Contains(a.body, "<script>,") {
			t.Errorf("%s: %d, %d bytes: %.600s", name, a.status, len(a.body), a.text())
		}
		a.find(`<p class="wrong" role="alert">`)
	}
	b.ask(http.MethodPost, "/calendar/holidays", strings.NewReader("list=a"), "Content-Type", "application/x-www-form-urlencoded").is(http.StatusUnprocessableEntity, "")
	b.ask(http.MethodPost, "/calendar/holidays", strings.NewReader("garbage"), "Content-Type", "multipart/form-data; boundary=x").is(http.StatusUnprocessableEntity, "")
	if set := o.set(); len(set) != 0 {
		t.Errorf("set: %+v", set)
	}
	viewer := o.login(core.Viewer)
	viewer.get("/calendar/holidays").ok().lacks("Import a list")
	viewer.upload("a.csv", firstRow+"2021-04-01,libur_nasional,Baru,New\n").is(http.StatusForbidden, "")
}

// The template is a list that lacks nothing but its holidays.
func TestHolidayTemplate(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Broadcaster)
	a := b.get("/calendar/holidays/template").ok()
	if got := a.header.Get("Content-Disposition"); !strings.Contains(got, "attachment") {
		t.Errorf("it is shown, not kept: %q", got)
	}
	b.upload("libur.csv", a.body).is(http.StatusUnprocessableEntity, "").has("there are no holidays")
	b.upload("libur.csv", a.body+"2021-04-01,libur_nasional,Baru,New\r\n").ok().has("2021: 1 holiday")
}

// A name of a file is shown as a name, whatever it is.
func TestShortName(t *testing.T) {
	for name, want := range map[string]string{
		`C:\Users\a\libur.csv`: "libur.csv", "../../etc/passwd": "passwd", "a\r\nSet-Cookie: b.csv": "aSet-Cookie: b.csv", "": ".",
		strings.Repeat("é", 100): strings.Repeat("é", 59) + "…",
	} {
		if got := shortName(name); got != want {
			t.Errorf("%q is shown as %q, not %q", name, got, want)
		}
	}
}
