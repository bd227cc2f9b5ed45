package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"loket/core"
)

// filingPage is a request that staff file for who calls or stands at the gate.
type filingPage struct {
	Vias     []string
	Services []Service
	Today    core.Date
	Places   bool              // some services are fetched at a kecamatan
	Line     bool              // the day is full, and one may wait in line
	Faults   map[string]string // by field, "" what is of none
	Taken    *core.Request     // which stands in the way
	typed    url.Values
}

// Typed is what was typed.
func (b filingPage) Typed(field string) string { return b.typed.Get(field) }

var vias = []string{"loket", "telepon", "kecamatan"}

func (v *visit) filing() (b filingPage, err error) {
	if err := v.r.ParseForm(); err != nil {
		return b, err
	}
	now, err := v.desk.Now(v.r.Context())
	b = filingPage{Vias: vias, Today: core.DateOf(now), Faults: map[string]string{}, typed: v.r.PostForm}
	for _, s := range v.office.Services {
		if s.Active {
			b.Services, b.Places = append(b.Services, s), b.Places || s.Place
		}
	}
	return b, err
}

// newPage is the empty form.
func newPage(v *visit) error {
	b, err := v.filing()
	if err != nil {
		return err
	}
	b.typed = url.Values{"via": {vias[0]}}
	return v.show("new", b)
}

// fileOne files a request, or says beside each field what is wrong with it.
func fileOne(v *visit) error {
	b, err := v.filing()
	if err != nil {
		return err
	}
	now, err := v.desk.Now(v.r.Context())
	if err != nil {
		return err
	}
	text := v.posted
	f := Filing{Via: text("via"), Service: text("service"), NIK: text("nik"), Name: text("name"), Phone: text("phone"), Place: text("place"),
		Wait: text("wait") != "", Note: strings.Join(strings.Fields(text("note")), " ")}
	wrong := func(field string, err error) { b.Faults[field], _, _ = v.explain(err) }
	if f.Service == "" {
		wrong("service", v.invalid("new.noservice"))
	}
	nik, err := core.ParseNIK(f.NIK, now)
	if err != nil {
		wrong("nik", v.badNIK(err))
	}
	if _, err := core.ParseName(f.Name); err != nil {
		wrong("name", v.badName(err))
	}
	if f.Phone != "" {
		if _, err := core.ParsePhone(f.Phone); err != nil {
			wrong("phone", v.invalid("new.nophone"))
		}
	}
	if len([]rune(f.Note)) > longestReason {
		wrong("note", v.invalid("request.long", "n", longestReason))
	}
	if f.Day, err = v.day("day"); err != nil {
		wrong("day", err)
	}
	for _, s := range b.Services {
		switch {
		case s.Code != f.Service:
		case !s.Place:
			f.Place = "" // chosen for another service before
		case f.Place == "":
			wrong("place", v.invalid("new.noplace"))
		}
	}
	if len(b.Faults) > 0 {
		return v.showAs(http.StatusUnprocessableEntity, "new", b, v.say("new.look", "n", len(b.Faults)))
	}
	booking, err := v.desk.File(v.r.Context(), f, v.by())
	if err != nil {
		text, status, ok := v.explain(err)
		if !ok {
			return err
		}
		b.Faults[fieldOf(err)] = text
		return v.showAs(status, "new", b, v.say("new.look", "n", len(b.Faults)))
	}
	return v.filed(b, booking, nik.NIK, now)
}

// fieldOf is the field that the desk finds wrong; "" if it is none.
func fieldOf(err error) string {
	var e *core.Error
	if !errors.As(err, &e) {
		return ""
	}
	return map[string]string{"bad.via": "via", "bad.noservice": "service", "bad.nik": "nik", "bad.person": "name", "bad.phone": "phone", "bad.callback": "phone",
		"bad.kecamatan": "place", "bad.nokecamatan": "place", "bad.noline": "wait", "bad.nodays": "day", "bad.unbookable": "day", "bad.nopickup": "day"}[e.Key]
}

// filed says what became of it.
func (v *visit) filed(b filingPage, booking core.Booking, nik core.NIK, now time.Time) error {
	r := booking.Request
	switch booking.Verdict {
	case core.Granted, core.Queued:
		return v.to(receiptPath(r.ID))
	case core.Taken:
		if twice, err := v.filedTwice(r, nik, now); err != nil || twice {
			if err != nil {
				return err
			}
			return v.to(receiptPath(r.ID))
		}
		b.Taken = &r
		b.Faults["nik"] = v.say("new.taken", "status", v.office.Status(v.lang, r.Status))
	case core.Full:
		b.Line = true
		b.Faults["day"] = v.say("new.full")
	default:
		b.Faults["day"] = v.say("new.noslot")
	}
	return v.showAs(http.StatusConflict, "new", b, v.say("new.look", "n", len(b.Faults)))
}

// filedTwice tells whether the request that stands in the way was filed by the same press a moment ago.
func (v *visit) filedTwice(r core.Request, nik core.NIK, now time.Time) (bool, error) {
	if now.Sub(r.FiledAt) > time.Minute || r.NIK != nik {
		return false, nil
	}
	d, err := v.desk.Dossier(v.r.Context(), r.ID)
	return err == nil && len(d.Steps) == 1 && d.Steps[0].By == v.staff.Name, err
}

func receiptPath(id int64) string { return fmt.Sprintf("/requests/filed/%d", id) }

// receiptPage is what is to be told to who has asked.
func receiptPage(v *visit) error {
	d, err := v.desk.Dossier(v.r.Context(), idFrom(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	return v.show("receipt", d)
}
