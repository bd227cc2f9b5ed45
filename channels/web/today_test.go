package web

import (
	"net/http"
	"testing"

	"loket/core"
)

func TestToday(t *testing.T) {
	o := openOffice(t)
	b := o.login(core.Viewer)
	o.file(1, 2, 3)
	o.catchUp()
	if n := o.count("requests", "status = ?", core.Submitted); n != 3 {
		t.Fatalf("%d requests", n)
	}
	b.get("/").ok().has("Tuesday, 17 March 2020").lacks(nik(1))
	if got := b.get("/").find(`<span>Taken</span><b>(\d+)</b>`); got != "3" {
		t.Errorf("%s places are taken", got)
	}
	if a := o.browser().part("/"); a.status != http.StatusUnauthorized || a.header.Get("HX-Redirect") != "/login" {
		t.Errorf("a part of a page, to nobody: %d %v", a.status, a.header)
	}
}
