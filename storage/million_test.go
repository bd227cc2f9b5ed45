package storage_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/core"
	"loket/storage"
	"loket/storage/storagetest"
)

// country is an office of many years and many people, so many that whoever reads them all is seen. Its rows are made by the
// database itself from the numbers 1 to size; what a seal must open is copied from the few that our own code has made first.
type country struct {
	size   int
	person int64 // the first of those our own code made
	notice int64 // of which letters have left, and letters are owed
}

// waitedFor is the day for which people wait; there is no later one yet.
var waitedFor = core.Date{Year: 2040, Month: time.March, Day: 1}

// rowsOf says how a table is filled, from the relation numbers. $person and $notice are what our own code made, the ids of the rest
// begin at 100. Every tenth request has the tokens of what our own code made.
var rowsOf = []struct{ table, sql string }{
	{"days", `INSERT INTO days (day, cap, held, last_number, ceiling, waiting, offered)
		SELECT $first, 150, 150, 150, 150, 0, 0 FROM numbers WHERE n <= $size / 150 + 1
		UNION ALL SELECT '$waited', 150, 150, 150, 150, $size / 500, $size / 50000 + 1 FROM numbers WHERE n = 1`},
	{"shares", `INSERT INTO shares (day, name, cap, held, ceiling)
		SELECT $first, 'service:ktp-el', 150, 150, 150 FROM numbers WHERE n <= $size / 150 + 1 UNION ALL SELECT $first, 'open', 150, 150, 150 FROM numbers WHERE n <= $size / 150 + 1`},
	{"slots", `INSERT INTO slots (place, from_at, day, held, ceiling)
		SELECT CASE WHEN n % 5 = 0 THEN 'Harjamukti' ELSE '' END, n, $day, 30, 30 FROM numbers WHERE n <= $size / 10`},
	{"persons", `INSERT INTO persons (lang, kecamatan, kelurahan, role, talk, since)
		SELECT CASE WHEN n % 10 = 0 THEN 'en' ELSE '' END, 'Kecamatan ' || (n % 5), 'Kelurahan ' || (n % 22), CASE WHEN n % 2500 = 0 THEN 'rw' ELSE '' END,
			(SELECT talk FROM persons WHERE id = $person), n FROM numbers`},
	{"addresses", `INSERT INTO addresses (person_id, channel, prf, ident)
		SELECT 99 + n, CASE WHEN n % 3 = 0 THEN 'telegram' ELSE 'sms' END, $print, (SELECT ident FROM addresses WHERE id = $person) FROM numbers`},
	{"follows", `INSERT INTO follows (person_id, since, wording, source, message, ended_at)
		SELECT 99 + n, n, '', 'chat', n, CASE WHEN n % 10 = 0 THEN n ELSE 0 END FROM numbers`},
	{"inbox", `INSERT INTO inbox (account, provider_id, heard_at) SELECT 'sms', 'SM' || n, n FROM numbers`},
	{"requests", `INSERT INTO requests (day, number, ticket, service, status, person_id, address_id, channel, via, filed_by, filed_at, nik_prf, nik, name,
			pickup_from, pickup_to, reason, waits_since)
		SELECT CASE WHEN n > $size - $size / 500 THEN '$waited' ELSE $day END, CASE WHEN n <= $size - $size / 500 THEN n % 150 + 1 END,
			CASE WHEN n <= $size - $size / 500 THEN 'T' || n END, 'ktp-el',
			CASE WHEN n > $size - $size / 500 THEN 'DAFTAR_TUNGGU' WHEN n > $size * 0.98 THEN 'DIAJUKAN' WHEN n % 20 = 0 THEN 'DIBATALKAN' ELSE 'SELESAI' END,
			99 + n, 99 + n, 'sms', 'chat', '', n, $print, r.nik, r.name,
			CASE WHEN n <= $size - $size / 500 THEN n ELSE 0 END, n, $empty, CASE WHEN n > $size - $size / 500 THEN n ELSE 0 END
		FROM numbers CROSS JOIN (SELECT nik, name FROM requests WHERE person_id = $person) r`},
	{"history", `INSERT INTO history (request_id, was, status, moved_at, moved_by, reason)
		SELECT 99 + n, '', 'DIAJUKAN', n, '', $empty FROM numbers`},
	{"moves", `INSERT INTO moves (request_id, was_place, was_from, place, from_at, moved_at, moved_by, reason)
		SELECT 99 + n, '', n, '', n + 1, n, '', $empty FROM numbers WHERE n <= $size / 10`},
	// A hundredth of those who wait have a place on offer, and had one before.
	{"offers", `INSERT INTO offers (request_id, day, from_at, until_at, nth, state)
		SELECT 99 + n, $day, n, n, 1, CASE WHEN n % 2 = 0 THEN 'taken' ELSE 'lapsed' END FROM numbers WHERE n <= $size / 10 OR n > $size - $size / 500 AND n % 100 = 0
		UNION ALL SELECT 99 + n, '$waited', n, n, 2, 'open' FROM numbers WHERE n > $size - $size / 500 AND n % 100 = 0`},
	{"tokens", `INSERT INTO tokens (prf, request_id) SELECT $print, 99 + n FROM numbers
		UNION ALL SELECT t.prf, 99 + n FROM numbers CROSS JOIN tokens t WHERE n % 10 = 0`},
	// A fifth have sent papers, in two goes; of those of the second half the files lie there.
	{"uploads", `INSERT INTO uploads (prf, request_id, address_id, lang, made_at, ends_at) SELECT $print, 99 + n, 99 + n, 'id', n, n + 1 FROM numbers WHERE n <= $size / 10`},
	{"papers", `INSERT INTO papers (request_id, code, upload_id, address_id, account, handle, state, kind, size, file, key, added_at)
		SELECT 99 + n, 'KK', CASE WHEN n <= $size / 10 THEN 99 + n ELSE 0 END, 99 + n, '', $empty, 'dropped', '', 0, '', $empty, n FROM numbers WHERE n <= $size / 5
		UNION ALL SELECT 99 + n, 'KK', CASE WHEN n <= $size / 10 THEN 99 + n ELSE 0 END, 99 + n, '', $empty, 'kept', 'image/jpeg', 1, 'f' || n, $empty, n FROM numbers WHERE n <= $size / 5`},
	{"files", `INSERT INTO files (name, made_at) SELECT 'f' || n, n FROM numbers WHERE n <= $size / 4`},
	{"file_parts", `INSERT INTO file_parts (name, n, data) SELECT 'f' || n, 0, $empty FROM numbers WHERE n <= $size / 4`},
	{"audit", `INSERT INTO audit (done_at, done_by, what, about) SELECT n * 1000000, CASE WHEN n % 2500 = 0 THEN 'Dewi' ELSE 'Budi' END,
		CASE WHEN n % 1500 = 0 THEN 'reveal' ELSE 'advance' END, 'C200317-' || n FROM numbers`},
	{"conversations", `INSERT INTO conversations (person_id, address_id, topic, opened_at, closed_at)
		SELECT 99 + n, 99 + n, 'officer', n, n FROM numbers WHERE n <= $size / 10`},
	{"lines", `INSERT INTO lines (conversation_id, said_at, said_by, text)
		SELECT 99 + n, n, '', (SELECT text FROM lines WHERE conversation_id = 1) FROM numbers WHERE n <= $size / 10`},
	{"acts", `INSERT INTO acts (cause, kind, due_at, body, done_at) SELECT 'act:' || n, 'begin', n, $empty, n FROM numbers WHERE n <= $size / 10`},
	{"notices", `INSERT INTO notices (kind, parent, state, made_by, author, yes, body, audience, public, urgent, any_hour, hold, begins_at, expires_at, spread,
			every, other, expected, print, made_at, open_at, shut_at, spent, letter, told)
		SELECT kind, 0, 'finished', made_by, 0, '', body, audience, public, urgent, any_hour, hold, n, 0, 0, 0, other, 0, 'print ' || n, n, n, n, 0, 0, ''
		FROM numbers CROSS JOIN (SELECT * FROM notices WHERE id = $notice) o WHERE n <= $size / 100`},
	// A tenth are replies that have arrived long ago; the rest are of one notice: half have left, some of them just now, half are owed.
	{"letters", `INSERT INTO letters (cause, person_id, address_id, account, channel, lane, hold, body, state, reason, receipt, attempt, attempt_at, posted_at, settled_at, notice_id,
			version, seq)
		SELECT 'in:' || n, 99 + n, 99 + n, 'sms', '', 0, FALSE, (SELECT body FROM letters WHERE address_id = $person AND notice_id IS NULL),
			'delivered', '', 'R' || n, 1, n, n, n, CAST(NULL AS BIGINT), '', 0 FROM numbers WHERE n % 10 = 0
		UNION ALL SELECT 'notice:$notice/a:' || (99 + n), CAST(NULL AS BIGINT), 99 + n, CASE WHEN n % 3 = 0 THEN 'bot' ELSE 'sms' END,
			CASE WHEN n % 3 = 0 THEN 'telegram' ELSE 'sms' END, 13, FALSE, $empty, CASE WHEN n > $size / 2 THEN 'owed' WHEN n % 50 = 1 THEN 'failed' WHEN n % 100 = 3 THEN 'sending' ELSE 'delivered' END,
			CASE WHEN n <= $size / 2 AND n % 50 = 1 THEN 'gone' ELSE '' END, CASE WHEN n > $size / 2 OR n % 100 = 3 THEN '' ELSE 'R' || n END, 1,
			9000000000000000, n, n, $notice, 'id', 99 + n
		FROM numbers WHERE n % 10 <> 0`},
}

// settleCountry fills a database that our own code has just made.
func settleCountry(t *testing.T, s *storage.Store, url string, size int) (c country) {
	t.Helper()
	c.size = size
	must(t, s, func(tx core.Tx) error {
		ps, err := tx.People([]core.Address{{Channel: "sms", ID: "+628100000001"}})
		if err != nil {
			return err
		}
		c.person = ps[0].ID
		if _, err := tx.Book([]core.Draft{draft(c.person, 1)}, storagetest.Calendar()); err != nil {
			return err
		}
		if err := tx.Call([]core.Call{{Person: c.person, AddressID: ps[0].AddressID, Topic: "officer", Text: "halo"}}); err != nil {
			return err
		}
		n := toAll()
		n.State = core.Running
		if c.notice, err = tx.AddNotice(n); err != nil {
			return err
		}
		return tx.Post([]core.Letter{{Cause: "first", Person: c.person, AddressID: ps[0].AddressID, Account: "sms", Message: core.Message{Text: "halo"}}})
	})
	db := raw(t, url)
	postgres := strings.HasPrefix(url, "postgres")
	print, empty, day := "CAST('prf' || n AS BLOB)", "X''", "date('1990-01-01', '+' || (%s) || ' days')"
	if postgres {
		print, empty, day = "decode(md5(CAST(n AS TEXT)), 'hex')", "CAST('' AS BYTEA)", "to_char(DATE '1990-01-01' + CAST(%s AS INTEGER), 'YYYY-MM-DD')"
	}
	words := strings.NewReplacer("$waited", waitedFor.String(), "$size", fmt.Sprint(size), "$person", fmt.Sprint(c.person), "$notice", fmt.Sprint(c.notice),
		"$day", fmt.Sprintf(day, "n / 150"), "$first", fmt.Sprintf(day, "n - 1"), "$print", print, "$empty", empty)
	indexes := "SELECT 'DROP INDEX ' || name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
	if postgres {
		indexes = `SELECT 'DROP INDEX ' || indexname, indexdef FROM pg_indexes i WHERE schemaname = current_schema()
				AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = to_regclass(i.indexname))
			UNION ALL SELECT format('ALTER TABLE %s DROP CONSTRAINT %s', conrelid::regclass, conname),
				format('ALTER TABLE %s ADD CONSTRAINT %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
					|| CASE contype WHEN 'f' THEN ' NOT VALID' ELSE '' END FROM pg_constraint
				WHERE (contype IN ('u', 'f') OR conname = 'tokens_pkey') AND connamespace = current_schema()::regnamespace`
	}
	var drop, build []string
	rows, err := db.Query(indexes)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var off, on string
		if err := rows.Scan(&off, &on); err != nil {
			t.Fatal(err)
		}
		drop, build = append(drop, off), append(build, on)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	x, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	on := connExec{t, x}
	if postgres {
		on.exec("SET maintenance_work_mem = '256MB'")
	} else {
		on.exec("PRAGMA synchronous = OFF")
	}
	on.exec("BEGIN")
	for _, sql := range drop {
		on.exec(sql)
	}
	if postgres {
		for _, r := range rowsOf {
			on.exec("ALTER TABLE " + r.table + " SET UNLOGGED")
		}
	}
	on.exec("CREATE TABLE numbers (n BIGINT NOT NULL)")
	on.exec(words.Replace("INSERT INTO numbers WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < $size) SELECT n FROM up"))
	for _, r := range rowsOf {
		if !postgres && slices.Contains([]string{"files", "file_parts"}, r.table) {
			continue // a folder
		}
		numbered := !slices.Contains([]string{"days", "shares", "slots", "tokens", "files", "file_parts"}, r.table)
		if postgres {
			on.exec("ALTER TABLE " + r.table + " SET (autovacuum_enabled = off)") // when it is analysed is for the test to say
			if numbered {
				on.exec("ALTER TABLE " + r.table + " ALTER COLUMN id RESTART WITH 100") // 99 + n and its like
			}
		} else if numbered {
			on.exec("UPDATE sqlite_sequence SET seq = 99 WHERE name = '" + r.table + "'")
			on.exec("INSERT INTO sqlite_sequence (name, seq) SELECT '" + r.table + "', 99 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '" + r.table + "')")
		}
		on.exec(words.Replace(r.sql))
	}
	for _, sql := range build {
		on.exec(sql)
	}
	on.exec("DROP TABLE numbers")
	on.exec("COMMIT")
	return c
}

type connExec struct {
	t *testing.T
	x *sql.Conn
}

func (c connExec) exec(query string) {
	c.t.Helper()
	if _, err := c.x.ExecContext(c.t.Context(), query); err != nil {
		c.t.Fatalf("%v: %s", err, query)
	}
}
