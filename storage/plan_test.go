package storage_test

import (
	"database/sql/driver"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// wholes are the functions whose statements read much of large tables, and why they may. Whatever is not named here and does
// so fails TestPlans; so does a statement that TestPlans never comes by.
var wholes = map[string]string{
	"OpenLetters":   "counts what is open, once a minute and for people who look",
	"Owing":         "counts all letters, for tests and people who look",
	"LettersSince":  "counts what is open, for people who look",
	"Waiters":       "numbers the line, which is short, by an index that has nobody else in it",
	"claimed":       "reads the line where a place is free that nobody in line was offered yet",
	"CountAudience": "counts who follows, before an announcement",
	"CountNotices":  "counts the letters of a notice by an index that has all it counts",
	"FindNotices":   "looks for a few among the notices, of which there are thousands, for staff and for acts",
	"News":          "reads the notices once after each change of them",
	"Recipients":    "lists the letters of a notice that are in rare states, for people who look",
	rareRequests:    "lists requests in rare states, for staff who look",
	latest:          "goes back from the latest until a page is full",
	rareTrail:       "looks through the audit, or through what one member did, for staff who look",
	"reseal":        "visits everything, after a rotation of keys",
	"remark":        "ends that",
	"mark":          "happens once in the life of a database",
	"SetClock":      "asks whether there is any row, which is the first",
}

// small are the tables, and relations made in a statement, that stay small; rare are the indexes.
var small = []string{"meta", "overrides", "leases", "ceilings", "phones", "staff", "links", "sessions", "enlisted", "pruned", "family", "goose_db_version", "sqlite_master", "pg_class", "b"}

var rare = []string{"letters_doubt", "letters_sending", "conversations_open", "days_waiting", "requests_line", "offers_open"}

// planner judges how the database goes about every statement of a store.
type planner struct {
	t        *testing.T
	postgres bool
	when     string          // "analysed" or not
	step     string          // what is being done …
	size     int             // … to how many rows
	seen     map[string]bool // file:line of storage that statements came from
	said     map[string]bool
}

// look explains a statement before it is run; on PostgreSQL it is carried out and taken back, as it is planned whatever it is
// given, which is how a kept statement may be planned.
func (p *planner) look(a storage.Asked) error {
	whole := wholes[p.step] != ""
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
	for f, more := frames.Next(); more; f, more = frames.Next() {
		if name, ours := strings.CutPrefix(f.Function, "loket/storage."); ours && !strings.HasSuffix(f.File, "_test.go") {
			p.seen[fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)] = true
			name, _, _ = strings.Cut(strings.NewReplacer("(*Store).", "", "(*tx).", "", "(*queue).", "").Replace(name), ".")
			whole = whole || wholes[name] != ""
		}
	}
	if whole {
		return nil
	}
	if !p.postgres {
		return p.lookSQLite(a)
	}
	return p.lookPostgres(a)
}

// node is a node of PostgreSQL's plans, and what became of it.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Cond     string  `json:"Index Cond"`
	Rows     float64 `json:"Actual Rows"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Refused  float64 `json:"Rows Removed by Index Recheck"`
	Loops    float64 `json:"Actual Loops"`
	Hit      float64 `json:"Shared Hit Blocks"`
	Read     float64 `json:"Shared Read Blocks"`
	Plans    []node  `json:"Plans"`
}

func (p *planner) lookPostgres(a storage.Asked) error {
	values := make([]string, len(a.Args))
	for i, v := range a.Args {
		values[i] = literal(v.Value)
		if array, ok := v.Value.([]byte); ok && regexp.MustCompile(fmt.Sprintf(`\(\$%d AS \w+\[\]`, i+1)).MatchString(a.Query) {
			values[i] = literal(spelled(array))
		}
	}
	execute := "w"
	if len(values) > 0 {
		execute += "(" + strings.Join(values, ", ") + ")"
	}
	if a.Alone {
		if _, err := a.Rows("BEGIN"); err != nil {
			return err
		}
		defer a.Rows("ROLLBACK")
	}
	if _, err := a.Rows("PREPARE w AS " + a.Query); err != nil {
		return err
	}
	mine, err := a.Rows("SELECT current_setting('plan_cache_mode')")
	if err != nil {
		return err
	}
	for _, mode := range slices.Compact([]string{"force_generic_plan", fmt.Sprintf("%s", mine[0][0])}) {
		for _, do := range []string{"SAVEPOINT w", "SELECT set_config('plan_cache_mode', '" + mode + "', true)"} {
			if _, err := a.Rows(do); err != nil {
				return err
			}
		}
		rows, err := a.Rows("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE " + execute)
		if err != nil {
			return fmt.Errorf("%w: %s", err, a.Query)
		}
		text, _ := rows[0][0].([]byte)
		var plans []struct{ Plan node }
		if err := json.Unmarshal(text, &plans); err != nil {
			return err
		}
		p.judge(a, mode, plans[0].Plan)
		if blocks := plans[0].Plan.Hit + plans[0].Plan.Read; blocks > float64(400+120*p.size) {
			p.refuse(a, mode, "looks at %.0f pages", blocks)
		}
		if _, err := a.Rows("ROLLBACK TO SAVEPOINT w"); err != nil {
			return err
		}
	}
	_, err = a.Rows("DEALLOCATE w")
	return err
}

func (p *planner) judge(a storage.Asked, mode string, n node) {
	if n.Relation != "" && n.Type != "ModifyTable" && !slices.Contains(small, n.Relation) {
		touched := (n.Rows + n.Filtered + n.Refused) * n.Loops
		if n.Type == "Seq Scan" {
			p.refuse(a, mode, "reads %s from end to end", n.Relation)
		} else if touched > float64(40+12*p.size) {
			p.refuse(a, mode, "reads %.0f rows of %s by %s (%s)", touched, n.Relation, n.Index, n.Cond)
		} else if n.Cond == "" && strings.HasPrefix(n.Type, "Index") && n.Loops == 0 {
			p.refuse(a, mode, "would read all of %s by %s", n.Relation, n.Index)
		}
	}
	for _, child := range n.Plans {
		p.judge(a, mode, child)
	}
}

func (p *planner) refuse(a storage.Asked, mode, format string, args ...any) {
	p.t.Helper()
	query := strings.Join(strings.Fields(a.Query), " ")
	what := fmt.Sprintf(format, args...)
	if key := p.step + query[:min(len(query), 200)] + format; !p.said[key] {
		p.said[key] = true
		p.t.Errorf("%s (%d, %s, %s) %s: %.700s", p.step, p.size, p.when, mode, what, query)
	}
}

// literal writes a value as text that PostgreSQL reads as whatever type it is for.
func literal(v driver.Value) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return fmt.Sprintf(`'\x%x'`, v)
	}
	return "'" + strings.ReplaceAll(fmt.Sprint(v), "'", "''") + "'"
}

// spelled is an array as text, which comes as the server keeps it: dimensions, whether there are NULLs, type of the elements, their
// number, number of the first; then each element's length and bytes.
func spelled(array []byte) string {
	var all []string
	typ, rest := binary.BigEndian.Uint32(array[8:]), array[20:]
	for len(rest) > 0 {
		n := binary.BigEndian.Uint32(rest)
		element := rest[4 : 4+n]
		switch typ {
		case 25: // TEXT
			all = append(all, fmt.Sprintf(`"%s"`, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(string(element))))
		case 17: // BYTEA
			all = append(all, fmt.Sprintf(`"\\x%x"`, element))
		default: // a number, or a truth
			n := int64(0)
			for _, b := range element {
				n = n<<8 | int64(b)
			}
			all = append(all, fmt.Sprint(n))
		}
		rest = rest[4+n:]
	}
	return "{" + strings.Join(all, ",") + "}"
}

var (
	scanning = regexp.MustCompile(`^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?`)
	named    = regexp.MustCompile(`(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+AS)?(?:\s+(\w+))?`)
)

func (p *planner) lookSQLite(a storage.Asked) error {
	rows, err := a.Rows("EXPLAIN QUERY PLAN "+a.Query, a.Args...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		line := fmt.Sprint(row[3])
		m := scanning.FindStringSubmatch(line)
		if m == nil || slices.Contains(rare, m[2]) {
			continue
		}
		for _, n := range named.FindAllStringSubmatch(a.Query, -1) {
			if (n[1] == m[1] || n[2] == m[1]) && !slices.Contains(small, n[1]) {
				p.refuse(a, "", "%s", line)
			}
		}
	}
	return nil
}

// TestPlans does everything that our code can ask of a database in an office of very many people, and looks at how the
// database goes about each statement: it goes by an index to the few rows that it was asked for. SQLite's planner never looks
// at how many there are; fewer will do there.
func TestPlans(t *testing.T) {
	seen := map[string]bool{}
	storagetest.Both(t, func(t *testing.T, url string) {
		p := &planner{t: t, postgres: strings.HasPrefix(url, "postgres"), seen: seen, said: map[string]bool{}}
		size := 20_000
		if p.postgres {
			size = 500_000
		}
		made := storagetest.Open(t, url)
		c := settleCountry(t, made, url, size)
		s, err := storage.Open(t.Context(), url, storagetest.Keys())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Watch(url, p.look); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		for i, when := range []string{"not analysed", "analysed"} {
			if i > 0 && !p.postgres {
				break // we never do
			} else if i > 0 {
				if _, err := raw(t, url).Exec("ANALYZE"); err != nil {
					t.Fatal(err)
				}
			}
			p.when = when
			(&citizens{p: p, s: s, db: raw(t, url), c: c, round: i}).everything()
		}
	})
	functions := map[string]bool{}
	for site, name := range sites(t) {
		functions[name] = true
		if !seen[site] && wholes[name] == "" {
			t.Errorf("storage/%s (%s): no plan of its statement was looked at; do it in everything", site, name)
		}
	}
	for name := range wholes {
		if !functions[name] && !slices.Contains([]string{rareRequests, rareTrail, latest}, name) {
			t.Errorf("%s asks nothing: it needs no excuse", name)
		}
	}
}

func must(t testing.TB, s *storage.Store, fn func(core.Tx) error) {
	t.Helper()
	if err := s.Tx(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}
