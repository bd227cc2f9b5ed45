package storage

import (
	"cmp"
	"fmt"
	"slices"

	"loket/core"
)

// quarter is a quarter of an hour in microseconds: the zones of the world differ by whole ones.
const quarter = 15 * 60 * 1_000_000

// Tally is the core.Tx's. The database counts by quarters of an hour, of which the office's hours are made here.
func (t *tx) Tally(day core.Date) ([]core.Tally, error) {
	rows, err := read[struct {
		Service string
		Channel string
		Status  core.Status
		Quarter int64
		Number  int
		Places  int
	}](t, nil, `SELECT service, CASE WHEN address_id IS NULL THEN via ELSE channel END AS channel, status, filed_at / ? AS quarter, COUNT(*) AS number, SUM(weight) AS places
		FROM requests WHERE day = ? GROUP BY 1, 2, 3, 4`, int64(quarter), day.String())
	if err != nil {
		return nil, fmt.Errorf("count the requests of a day: %w", err)
	}
	counts := map[core.Tally][2]int{}
	for _, r := range rows {
		filed := instant(r.Quarter * quarter).In(t.zone)
		same := core.Tally{Service: r.Service, Channel: r.Channel, Status: r.Status, Filed: core.DateOf(filed), Hour: filed.Hour()}
		counts[same] = [2]int{counts[same][0] + r.Number, counts[same][1] + r.Places}
	}
	all := make([]core.Tally, 0, len(counts))
	for tally, n := range counts {
		tally.Requests, tally.Places = n[0], n[1]
		all = append(all, tally)
	}
	slices.SortFunc(all, func(a, b core.Tally) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Status, b.Status),
			cmp.Compare(a.Filed.String(), b.Filed.String()), cmp.Compare(a.Hour, b.Hour))
	})
	return all, nil
}
