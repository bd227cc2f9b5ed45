package catalog

import (
	"fmt"
	"maps"
	"slices"

	"loket/core"
)

// quotas reads how many places a day has, and how they are divided.
func (l *load) quotas(f *file, raw []quota) []core.QuotaFrom {
	if len(raw) == 0 {
		l.fault(f, "quota", "there is no quota: write [[quota]] and places = 150")
	}
	var all []core.QuotaFrom
	for i, r := range raw {
		key := fmt.Sprintf("quota.%d", i)
		q := core.QuotaFrom{From: dateOf(r.From), Places: r.Places}
		if q.Places < 0 || q.Places > 99999 {
			l.fault(f, key+".places", "the quota has %d places: use 0 to 99999", q.Places)
		}
		if i > 0 && !all[i-1].From.Before(q.From) {
			l.fault(f, key+".from", "the quota from %q stands after the one from %q: put the earlier first",
				q.From.String(), all[i-1].From.String())
		}
		l.kept(f, key, r, &q)
		all = append(all, q)
	}
	return all
}

// kept reads the seats that a day keeps for those who file through the kecamatan.
func (l *load) kept(f *file, key string, r quota, q *core.QuotaFrom) {
	switch q.Kept = r.Kept; {
	case r.Kept < 0 || r.Kept > max(0, r.Places):
		l.fault(f, key+".kecamatan", "%d seats are kept for the kecamatan, of %d places: use 0 to %d", r.Kept, r.Places, max(0, r.Places))
	case r.Kept > 0 && r.Release == "":
		l.fault(f, key+".kecamatan", "seats are kept for the kecamatan, but nothing says how long: write kecamatan_until = \"12.00\"")
	case r.Kept == 0 && r.Release != "":
		l.fault(f, key+".kecamatan_until", "no seats are kept for the kecamatan: write kecamatan = 20, or remove kecamatan_until")
	case r.Kept > 0:
		minute, err := parseClock(r.Release)
		if err != nil {
			l.fault(f, key+".kecamatan_until", "kecamatan_until: %v", err)
		}
		q.Release = minute
	}
	q.Services = r.Services
}

// shares checks the places of single services, once it is known which there are.
func (l *load) shares(f *file, quotas []core.QuotaFrom, services []Service) {
	weight, codes := map[string]int{}, []string{}
	for _, s := range services {
		weight[s.Code], codes = s.Weight, append(codes, s.Code)
	}
	for i, q := range quotas {
		key, sum := fmt.Sprintf("quota.%d.services", i), 0
		for _, code := range slices.Sorted(maps.Keys(q.Services)) {
			n := q.Services[code]
			switch w, ok := weight[code]; {
			case !ok:
				l.fault(f, join(key, code), "unknown service %q: %s", code, didYouMean(code, codes))
			case n < 0 || n > q.Places:
				l.fault(f, join(key, code), "%s has %d of %d places: use 0 to %d", code, n, q.Places, max(0, q.Places))
			case n > 0 && n < w:
				l.fault(f, join(key, code), "%s has %d places, but one request takes %d: use 0, or at least %d", code, n, w, w)
			}
			sum += n
		}
		if sum > q.Places && len(q.Services) > 1 {
			l.fault(f, key, "single services have %d places together, but the day has %d: give them fewer", sum, q.Places)
		}
	}
}
