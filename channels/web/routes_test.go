package web

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/core"
	"loket/storage/storagetest"
)

// TestRoutes: whoever is not logged in comes to nothing that changes anything, but to the login and the language.
func TestRoutes(t *testing.T) {
	open := []string{"GET /login", "POST /login", "GET /login/{token}", "POST /login/{token}", "POST /language"}
	for _, r := range routes {
		if method, _, _ := strings.Cut(r.pattern, " "); method != http.MethodGet && method != http.MethodPost {
			t.Errorf("%s: a route is a GET that shows, or a POST that does", r.pattern)
		}
		if r.deed == "" != slices.Contains(open, r.pattern) {
			t.Errorf("%s needs the deed %q", r.pattern, r.deed)
		}
		if r.deed != "" && r.deed.Needs() == "" {
			t.Errorf("%s needs %q, which is no deed", r.pattern, r.deed)
		}
	}
}

// leastRoles says once more, in another way than the table of routes, who gets where: the first line that fits counts. What is only looked
// at is refused by nobody but the table.
var leastRoles = []struct {
	routes string
	least  core.Role
}{
	{`\w+ /(login|language)`, ""},
	{`\w+ /(logout|account)`, core.Viewer},
	{`\w+ /staff/(trail|sessions|\{id\})|POST /staff`, core.Admin},
	{`\w+ /conversations`, core.Officer},
	{`\w+ /requests/(new|many|day)|\w+ /calendar/quota`, core.Officer},
	{`POST /requests$`, core.Viewer}, // it searches
	{`POST /requests/`, core.Officer},
	{`\w+ /calendar/(close|hours|open)$|POST /calendar|POST /announcements|GET /announcements/(new|\{id\}/correct)`, core.Broadcaster},
	{`GET /`, core.Viewer},
}

func TestLeastRoles(t *testing.T) {
	for _, r := range routes {
		said := false
		for _, l := range leastRoles {
			if said = regexp.MustCompile(`^(` + l.routes + `)`).MatchString(r.pattern); said {
				if got := r.deed.Needs(); got != l.least {
					t.Errorf("%s is for the role %q and above, not for %q", r.pattern, l.least, got)
				}
				break
			}
		}
		if !said {
			t.Errorf("nobody has said for whom %s is", r.pattern)
		}
	}
}

// TestRolesAtRoutes: every role at every route. Whose role does not allow it is refused, who is not logged in is sent to the login, and
// then nothing has changed; nor has it by a GET, whoever asks. What is allowed is no fault of ours, though the form be empty.
func TestRolesAtRoutes(t *testing.T) {
	o := busyOffice(t)
	browsers := map[core.Role]*browser{}
	for _, role := range core.Roles {
		browsers[role] = o.login(role)
	}
	nobody := o.browser()
	for _, r := range routes {
		method, pattern, _ := strings.Cut(r.pattern, " ")
		path := samplePath(pattern)
		before := o.contents()
		unchanged := func(who string) {
			t.Helper()
			if after := o.contents(); after != before {
				t.Errorf("%s by %s has changed %s", r.pattern, who, differing(before, after))
				before = after
			}
		}
		if r.deed != "" {
			if a := nobody.try(method, path); a.path != "/login" || a.status != http.StatusOK {
				t.Errorf("%s by nobody: %d at %s", r.pattern, a.status, a.path)
			}
			unchanged("nobody")
		}
		for _, role := range core.Roles {
			if r.deed != "" && !role.May(r.deed) {
				if a := browsers[role].try(method, path); a.status != http.StatusForbidden {
					t.Errorf("%s by %s: %d at %s", r.pattern, role, a.status, a.path)
				}
				unchanged(string(role))
			}
		}
		for _, role := range core.Roles {
			if method != http.MethodGet || r.deed != "" && !role.May(r.deed) {
				continue
			}
			if a := browsers[role].try(method, path); a.status == http.StatusForbidden || a.status >= http.StatusInternalServerError {
				t.Errorf("%s by %s: %d: %s", r.pattern, role, a.status, a.text())
			}
			unchanged(string(role))
		}
	}
	for _, r := range routes { // at last what changes things, by who may do everything
		method, pattern, _ := strings.Cut(r.pattern, " ")
		if method != http.MethodPost {
			continue
		}
		b := o.login(core.Admin)
		if a := b.try(method, samplePath(pattern)); a.status == http.StatusForbidden || a.status >= http.StatusInternalServerError {
			t.Errorf("%s with an empty form: %d: %s", r.pattern, a.status, a.text())
		}
		o.login(core.Admin).get("/").is(http.StatusOK, "/") // and the office goes on
	}
}

// busyOffice is one in which whatever has an id has the id 1: a request, somebody who asked for an officer, an announcement, a closure.
func busyOffice(t *testing.T) *office {
	o := openOffice(t)
	o.file(0, 1, 2)
	o.hear(phone(0), "PETUGAS")
	o.hear(phone(0), "Apakah <b>akta</b> saya & suami sudah jadi? NIK "+nik(0))
	o.member("Dewi", core.Admin)
	o.link("Dewi", chat(1))
	o.catchUp()
	closed := core.Override{Kind: core.ClosureOverride, From: tuesday.Add(30), To: tuesday.Add(31), Intake: true, Reason: "Pemilu <i>raya</i>"}
	if _, _, err := o.Close(o.Context(), closed, operator); err != nil {
		t.Fatal(err)
	}
	consent := "channel,address,lang,kecamatan,consent,role\nsms," + phone(7).ID + ",,Kesambi,2020-03-02 formulir,\n"
	if _, err := o.ImportSubscribers(o.Context(), strings.NewReader(consent), false, "Dewi"); err != nil {
		t.Fatal(err)
	}
	n := core.Notice{Texts: map[string]string{"id": "Loket tutup sampai 31 Maret <script>alert(1)</script>"}, Audience: core.Audience{To: []core.Selector{{}}}}
	if _, err := o.Announce(o.Context(), n, operator, true); err != nil {
		t.Fatal(err)
	}
	o.catchUp()
	return o
}

// samples are what stands in a path of the tests; where none is named it is an id, which is 1.
var samples = map[string]string{"month": "2020-03", "day": "2020-03-17", "token": "NOTOKENOFOURSATALLXX"}

func samplePath(pattern string) string {
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(pattern, func(name string) string {
		if name == "{$}" {
			return ""
		}
		if s, ok := samples[strings.Trim(name, "{}.")]; ok {
			return s
		}
		return "1"
	})
}

// try asks for a path, posting nothing.
func (b *browser) try(method, path string) *answer {
	b.Helper()
	if method == http.MethodGet {
		return b.get(path)
	}
	return b.post(path)
}

// contents is all that the database holds, table by table; of sessions only which there are, for each request may prolong one.
func (o *office) contents() string {
	o.Helper()
	db, err := storagetest.Raw(o.address)
	if err != nil {
		o.Fatal(err)
	}
	defer db.Close()
	var tables []string
	if err := db.Select(&tables, "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence' ORDER BY name"); err != nil {
		o.Fatal(err)
	}
	var b strings.Builder
	for _, table := range tables {
		columns := "*"
		if table == "sessions" {
			columns = "id, staff_id"
		}
		rows, err := db.Queryx("SELECT " + columns + " FROM " + table)
		if err != nil {
			o.Fatal(err)
		}
		sum, n := sha256.New(), 0
		for ; rows.Next(); n++ {
			values, err := rows.SliceScan()
			if err != nil {
				o.Fatal(err)
			}
			fmt.Fprintf(sum, "%q\n", values)
		}
		if err := rows.Err(); err != nil {
			o.Fatal(err)
		}
		rows.Close()
		fmt.Fprintf(&b, "%s (%d rows) %x\n", table, n, sum.Sum(nil)[:8])
	}
	return b.String()
}

// differing are the tables that are not as they were.
func differing(before, after string) string {
	was := strings.Split(before, "\n")
	return strings.Join(slices.DeleteFunc(strings.Split(after, "\n"), func(line string) bool { return slices.Contains(was, line) }), "; ")
}

// TestDeskDecides: were the table of routes to let everybody in, the desk would still refuse whose role does not allow it. Forms are as
// complete as one can guess; those of one's own account are left out, for these are everybody's.
func TestDeskDecides(t *testing.T) {
	kept := routes
	t.Cleanup(func() { routes = kept })
	routes = nil
	own := []string{"POST /logout", "POST /language", "POST /account/sessions", "POST /login", "POST /login/{token}", "POST /requests"}
	var lowered []route
	for _, r := range kept {
		needs := r.deed
		if r.deed != "" {
			r.deed = core.See
		}
		routes = append(routes, r)
		if strings.HasPrefix(r.pattern, http.MethodPost) && !slices.Contains(own, r.pattern) {
			lowered = append(lowered, route{r.pattern, needs, r.serve})
		}
	}
	o := busyOffice(t)
	browsers := map[core.Role]*browser{}
	for _, role := range core.Roles {
		browsers[role] = o.login(role)
	}
	form := []string{"name", "Budi Santoso", "role", "admin", "places", "77", "from", "2020-03-25", "to", "2020-03-26", "until", "2020-04-20", "reason", "Pemilu",
		"text", "Halo", "session", "0", "status", "DIVERIFIKASI", "ticket", "C200317-001", "tickets", "C200317-001", "day", "2020-03-17", "slot", "2020-04-02",
		"date", "2020-04-02", "yes", "1", "sure", "1", "counter", "mon-fri 08.00-12.00", "taking", "mon-fri 08.00-12.00", "intake", "1", "list", "day", "as", "csv", "over", "1",
		"to", "DIVERIFIKASI", "year", "2021", "texts.id", "Halo", "audience", "all"}
	for _, r := range lowered {
		_, pattern, _ := strings.Cut(r.pattern, " ")
		for _, role := range core.Roles {
			if role.May(r.deed) {
				break
			}
			for _, with := range [][]string{nil, form} {
				before := o.contents()
				a := browsers[role].post(samplePath(pattern), with...)
				if after := o.contents(); after != before {
					t.Errorf("%s by %s: %d, and it has changed %s", r.pattern, role, a.status, differing(before, after))
				}
				if a.status >= http.StatusInternalServerError {
					t.Errorf("%s by %s: %d", r.pattern, role, a.status)
				}
			}
		}
	}
}
