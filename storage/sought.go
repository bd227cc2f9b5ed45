package storage

import (
	"slices"
	"strings"

	"loket/core"
)

// overStatus is the opposite of activeStatus, in the very words of the indexes of requests that are over.
const overStatus = "status IN ('SELESAI', 'DITOLAK', 'DIBATALKAN')"

// sought is one thing that a search wants of a request r. By one of them requests are found, by what an index leads to; of each it is
// then asked whether it has the others, in words that no index has.
type sought struct {
	blunt     string // what is asked of a request
	bluntArgs []any

	// How all such are found: in the order of ids by one of these tokens, or by a column, …
	tokens [][]byte
	walked string
	// … or all at once: their ids.
	set     string
	setArgs []any

	count     string // as many rows as there are such requests, by an index; "": there are few
	countArgs []any
}

// seek reads a search. Nothing can be found if none.
func (t *tx) seek(q core.Search) (all []sought, endings []string, none bool, err error) {
	clues := core.ParseClues(q.Words)
	words := len(clues.Tickets) + len(clues.NIKs) + len(clues.Numbers) + len(clues.Endings) + len(clues.Names)
	if words == 0 && strings.TrimSpace(q.Words) != "" {
		return nil, nil, true, nil
	}
	for _, ticket := range clues.Tickets {
		all = append(all, sought{set: "SELECT id FROM requests WHERE ticket = ?", setArgs: []any{ticket}, blunt: "r.ticket = ?", bluntArgs: []any{ticket}})
	}
	for _, nik := range clues.NIKs {
		prf, err := t.keys.findNIK(nik)
		if err != nil {
			return nil, nil, false, err
		}
		all = append(all, sought{blunt: "r.nik_prf = ?", bluntArgs: []any{prf}, setArgs: []any{prf, prf},
			set: "SELECT id FROM requests WHERE nik_prf = ? AND " + activeStatus + " UNION ALL SELECT id FROM requests WHERE nik_prf = ? AND " + overStatus})
	}
	for _, number := range clues.Numbers {
		var prfs []any
		for _, channel := range core.PhoneChannels {
			prf, err := t.keys.findAddress(core.Address{Channel: channel, ID: number.ID})
			if err != nil {
				return nil, nil, false, err
			}
			prfs = append(prfs, prf)
		}
		all = append(all, sought{setArgs: prfs, bluntArgs: prfs, blunt: "r.address_id IN (SELECT n.id FROM addresses n WHERE n.prf IN (?, ?))",
			set: "SELECT q.id FROM (SELECT id, person_id FROM addresses WHERE prf IN (?, ?) LIMIT 2) n JOIN requests q ON q.person_id = n.person_id AND q.address_id = n.id"})
	}
	tokens, endings, none, err := t.tokensSought(clues)
	if err != nil || none {
		return nil, nil, none, err
	}
	for _, prfs := range tokens {
		args := make([]any, len(prfs))
		for i := range prfs {
			args[i] = prfs[i]
		}
		all = append(all, sought{tokens: prfs, bluntArgs: args,
			blunt: "(SELECT w.request_id FROM tokens w WHERE w.request_id = r.id AND w.prf IN " + marks(len(args)) + " LIMIT 1) IS NOT NULL",
			count: "SELECT 1 FROM tokens WHERE prf IN " + marks(len(args)), countArgs: args})
	}
	return append(all, t.fieldsSought(q)...), endings, false, nil
}

// tokensSought are the sets of tokens of which a request must have one each. Endings of more than four digits are compared after
// opening.
func (t *tx) tokensSought(c core.Clues) (all [][][]byte, endings []string, none bool, err error) {
	want := func(value string, kinds ...string) error {
		var prfs [][]byte
		for _, kind := range kinds {
			prf, err := t.keys.find(kind, value)
			if err != nil {
				return err
			}
			prfs = append(prfs, prf)
		}
		all = append(all, prfs)
		return nil
	}
	slices.Sort(c.Names)
	for _, word := range slices.Compact(c.Names) {
		if err := want(word, nameToken); err != nil {
			return nil, nil, false, err
		}
	}
	for _, ending := range c.Endings {
		kinds := []string{nikToken, numberToken}
		if len(ending) < core.EndingDigits {
			return nil, nil, true, nil
		} else if len(ending) > core.EndingDigits {
			kinds, endings = kinds[1:], append(endings, ending)
		}
		if err := want(last(ending), kinds...); err != nil {
			return nil, nil, false, err
		}
	}
	return all, endings, false, nil
}

func (t *tx) fieldsSought(q core.Search) (all []sought) {
	if !q.Day.IsZero() {
		day := []any{q.Day.String()}
		const ids = "SELECT id FROM requests WHERE day = ?"
		all = append(all, sought{blunt: "r.day || '' = ?", bluntArgs: day, set: ids, setArgs: day, count: ids, countArgs: day})
	}
	if !q.Pickup.IsZero() {
		from, to := micros(q.Pickup.At(0, t.zone)), micros(q.Pickup.Add(1).At(0, t.zone))
		between := "SELECT id FROM requests WHERE pickup_from > 0 AND pickup_from >= ? AND pickup_from < ? AND "
		both, twice := between+activeStatus+" UNION ALL "+between+overStatus, []any{from, to, from, to}
		all = append(all, sought{blunt: "r.pickup_from + 0 >= ? AND r.pickup_from + 0 < ?", bluntArgs: []any{from, to},
			set: both, setArgs: twice, count: both, countArgs: twice})
	}
	for _, field := range [][2]string{{"service", q.Service}, {"status", string(q.Status)}} {
		if column, value := field[0], field[1]; value != "" {
			args := []any{value}
			all = append(all, sought{walked: "r." + column, blunt: "r." + column + " || '' = ?", bluntArgs: args,
				count: "SELECT 1 FROM requests WHERE " + column + " = ?", countArgs: args})
		}
	}
	if q.Kecamatan != "" {
		args := []any{q.Kecamatan, q.Kecamatan}
		const there = "SELECT id FROM requests WHERE place = ? AND place <> '' UNION ALL SELECT "
		const people = "SELECT id FROM persons WHERE kecamatan = ? AND kecamatan <> ''"
		// There are not more people than are counted: the limit tells PostgreSQL from which end to begin.
		all = append(all, sought{bluntArgs: args, count: there + "id FROM (" + people + ") p", countArgs: args,
			setArgs: append(args, fewEnough), set: there + "q.id FROM (" + people + " LIMIT ?) p JOIN requests q ON q.person_id = p.id",
			blunt: "(r.place || '' = ? OR (SELECT p.kecamatan FROM persons p WHERE p.id = r.person_id) = ?)"})
	}
	return all
}
