package dialog

import (
	"strings"

	"loket/core"
	"loket/core/catalog"
)

// atKecamatan tells whether the papers of a service are fetched at a kecamatan.
func (t *turn) atKecamatan(code string) bool {
	s, ok := t.cat.Service(code)
	return ok && s.Delivery == "kecamatan"
}

// districts offers the kecamatan.
func (t *turn) districts(token string) (offer []core.Choice) {
	for _, k := range t.cat.Office.Regions {
		offer = append(offer, core.Choice{Token: token + k.Code, Label: t.placeName(k.Name)})
	}
	return offer
}

// placeIn finds the kecamatan that a text names, by its own name or by that of one of its kelurahan.
func (t *turn) placeIn(text string) (place string, ok bool) {
	for _, words := range []string{text, strings.Join(t.bare(strings.Fields(text)), " ")} {
		if k, ok := t.cat.Office.Kecamatan(words); ok {
			return k.Name, true
		}
		if _, k, ok := t.cat.Office.Kelurahan(words); ok {
			return k.Name, true
		}
	}
	return "", false
}

// placeOf is the kecamatan with a code.
func (t *turn) placeOf(code string) (place string, ok bool) {
	for _, k := range t.cat.Office.Regions {
		if k.Code == code {
			return k.Name, true
		}
	}
	return "", false
}

// askPlace asks at which kecamatan the papers of the form are to be fetched.
func (t *turn) askPlace() {
	t.say("place.ask", nil, t.districts(tokenPlace)...)
}

// takePlace reads the answer.
func (t *turn) takePlace(text string) {
	place, ok := t.placeIn(text)
	if !ok {
		t.say("place.wrong", nil, t.districts(tokenPlace)...)
		return
	}
	t.form().Place = place
	t.proceed()
}

// changePlace asks at which kecamatan a request that was filed is to be fetched, or takes what was chosen.
func (t *turn) changePlace(r core.Request, args catalog.Args, code string) {
	place, chosen := t.placeOf(code)
	switch key := t.slotStays(r); {
	case key != "":
		t.p.Talk.Ask = nil
		t.say(key, args)
	case !t.atKecamatan(r.Service):
		t.say("place.office", args)
	case !chosen:
		t.owns(r, "place")
		t.say("place.ask", nil, t.districts(tokenDo+ref(r)+":place/")...)
	case place == r.Place:
		t.p.Talk.Ask, t.p.Talk.Offer = nil, nil
		t.say("amend.same", args)
	default:
		t.do(Reslot{core.Reslot{Request: r.ID, Was: r.From, Day: r.Earliest, After: t.now().UTC(), Place: &place,
			Ready: r.Status == core.NoShow}})
	}
}
