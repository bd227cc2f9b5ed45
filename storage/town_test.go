package storage_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"loket/core"
	"loket/storage"
)

// town is everybody who lives in one kecamatan, which is another one in every run.
type town struct {
	db        *sql.DB
	s         *storage.Store
	zone      *time.Location
	runs      int
	addresses int
	requests  int
	people    []*citizen
}

type citizen struct {
	id        int64
	lang      string
	kelurahan string
	role      string
	follows   bool
	last      int64
	homes     []place
	requests  []core.Request
}

type place struct {
	id      int64
	channel string
	shut    bool
}

func (w *town) do(t *rapid.T, fn func(core.Tx) error) {
	if err := w.s.Tx(t.Context(), fn); err != nil && !errors.Is(err, errCrash) {
		t.Fatal(err)
	}
}

func (w *town) exec(t *rapid.T, query string, args ...any) {
	if _, err := w.db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

func (w *town) kecamatan() string { return fmt.Sprint("Kecamatan ", w.runs) }

// settle makes the people of the next run.
func (w *town) settle(t *rapid.T) {
	w.runs++
	w.people = nil
	for range rapid.IntRange(1, 6).Draw(t, "people") {
		c := &citizen{lang: rapid.SampledFrom([]string{"", "id", "en", "jv"}).Draw(t, "lang"), kelurahan: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "kelurahan"),
			role: rapid.SampledFrom([]string{"", "", core.GroupRole, "rw", "camat"}).Draw(t, "role"), follows: rapid.IntRange(0, 4).Draw(t, "follows") > 0}
		var as []core.Address
		for _, channel := range rapid.SliceOfN(rapid.SampledFrom(channels), 1, 3).Draw(t, "channels") {
			w.addresses++
			as = append(as, core.Address{Channel: channel, ID: fmt.Sprint(w.addresses)})
		}
		w.do(t, func(tx core.Tx) error {
			ps, err := tx.People(as)
			if err != nil {
				return err
			}
			c.id = ps[0].ID
			for i, p := range ps {
				c.homes = append(c.homes, place{id: p.AddressID, channel: as[i].Channel, shut: rapid.IntRange(0, 3).Draw(t, "shut") == 0})
			}
			if c.follows {
				return tx.Follow([]core.Following{{Person: c.id, On: true, Source: "chat"}})
			}
			return nil
		})
		slices.SortFunc(c.homes, func(a, b place) int { return int(a.id - b.id) })
		if i := rapid.IntRange(-1, len(c.homes)-1).Draw(t, "used last"); i >= 0 {
			c.last = c.homes[i].id
		}
		for _, h := range c.homes {
			w.exec(t, "UPDATE addresses SET person_id = $1, shut = $2 WHERE id = $3", c.id, h.shut, h.id)
		}
		w.exec(t, "UPDATE persons SET lang = $1, kecamatan = $2, kelurahan = $3, role = $4, address_id = $5 WHERE id = $6",
			c.lang, w.kecamatan(), c.kelurahan, c.role, c.last, c.id)
		for range rapid.IntRange(0, 2).Draw(t, "requests") {
			w.requests++
			r := core.Request{Ticket: fmt.Sprint("C", w.requests), Service: rapid.SampledFrom([]string{"ktp-el", "kk"}).Draw(t, "service"),
				Status: rapid.SampledFrom([]core.Status{core.Submitted, core.Ready, core.Done}).Draw(t, "status")}
			if day := rapid.IntRange(0, 3).Draw(t, "pickup"); day > 0 { // close to midnight, where the zone decides
				r.From = kantor.Add(day).At(rapid.SampledFrom([]int{0, 23*60 + 59}).Draw(t, "minute"), w.zone)
			}
			c.requests = append(c.requests, r)
			from := int64(0)
			if !r.From.IsZero() {
				from = r.From.UnixMicro()
			}
			w.exec(t, `INSERT INTO requests (day, number, ticket, service, status, person_id, channel, via, filed_by, filed_at, nik_prf, nik, name,
				pickup_from, pickup_to, reason) VALUES ('2020-03-17', $1, $2, $3, $4, $5, '', '', '', 0, $6, $6, $6, $7, 0, $6)`,
				w.requests, r.Ticket, r.Service, string(r.Status), c.id, []byte(fmt.Sprint(w.requests)), from)
		}
		w.people = append(w.people, c)
	}
}
