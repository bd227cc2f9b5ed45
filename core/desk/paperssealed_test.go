package desk_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/storage/storagetest"
)

// TestSealed: of a paper that is owed, kept or refused nothing can be read where it lies: not the picture, the provider's name of it, whose it is, or
// the secret part of a link.
func TestSealed(t *testing.T) {
	eachArchive(t, func(a *archive) {
		photo := aPhoto(20_000)
		copy(photo[len(photo)-3000:], bytes.Repeat([]byte("rahasia keluarga "), 100))
		a.has("handle-of-one", serving(photo))
		a.has("handle-of-two", answering(503))
		a.has("handle-of-three", serving([]byte("PK rahasia keluarga")))
		a.link("TOKENOFALINK")
		a.send("KK", "handle-of-one", "handle-of-two", "handle-of-three")
		a.catchUp()
		if taken := a.upload("TOKENOFALINK", "KTP", photo); taken.Kept != 1 {
			a.Fatalf("%+v", taken)
		}
		lies := a.everything()
		if len(lies) < 40_000 {
			a.Fatalf("%d bytes lie there", len(lies))
		}
		for _, secret := range []string{"rahasia", "handle-of", "TOKENOFALINK", a.request.NIK.Digits(), a.request.Name.Full(), phone(1).ID} {
			if bytes.Contains(lies, []byte(secret)) || bytes.Contains(lies, []byte(hex.EncodeToString([]byte(secret)))) {
				a.Errorf("%q can be read", secret)
			}
		}
		if !bytes.Contains(lies, []byte(a.request.Ticket)) {
			a.Error("what may be read was not found: it was looked for in the wrong place")
		}
	})
}

// everything is all that lies on the disk, or in every table; there bytes are hexadecimal.
func (a *archive) everything() (all []byte) {
	a.Helper()
	if a.local() {
		err := filepath.WalkDir(filepath.Dir(strings.TrimPrefix(a.office.address, "sqlite:")), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			all = append(all, b...)
			return err
		})
		if err != nil {
			a.Fatal(err)
		}
		return all
	}
	db, err := storagetest.Raw(a.office.address)
	if err != nil {
		a.Fatal(err)
	}
	defer db.Close()
	column := func(query string) (values []string) {
		a.Helper()
		rows, err := db.Query(query)
		if err != nil {
			a.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				a.Fatal(err)
			}
			values = append(values, v)
		}
		if err := rows.Err(); err != nil {
			a.Fatal(err)
		}
		return values
	}
	for _, table := range column("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()") {
		for _, row := range column("SELECT t::text FROM " + table + " t") {
			all = append(all, row...)
		}
	}
	return all
}
