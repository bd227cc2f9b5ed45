package web

import (
	"errors"
	"iter"

	"loket/core"
)

// DayList is the list of a day for the counter, as it is written to a file: its columns in a language, and a row for each request
// that list hands over, NIK and addresses masked unless revealed.
func (o Office) DayList(lang string, reveal bool, list func(each func(core.Request) error) error) (columns []Column, rows iter.Seq2[[]any, error]) {
	titles := listTitles["id"]
	if t, ok := listTitles[lang]; ok {
		titles = t
	}
	for i, width := range []float64{6, 14, 30, 20, 28, 16, 12, 12, 14, 16, 12, 18, 40} {
		title := titles[i]
		if title == titles[8] {
			title += " (" + o.ZoneLabel + ")"
		}
		columns = append(columns, Column{title, width})
	}
	return columns, func(yield func([]any, error) bool) {
		enough := errors.New("enough")
		err := list(func(r core.Request) error {
			if !yield(o.listRow(lang, r, reveal), nil) {
				return enough
			}
			return nil
		})
		if err != nil && !errors.Is(err, enough) {
			yield(nil, err)
		}
	}
}

// listTitles are the titles of the columns, by language.
var listTitles = map[string][13]string{
	"id": {"No.", "Tiket", "Nama", "NIK", "Layanan", "Status", "Hari layanan", "Tanggal ambil", "Jam ambil", "Tempat ambil", "Lewat", "Alamat kirim", "Catatan"},
	"en": {"No.", "Ticket", "Name", "NIK", "Service", "Status", "Service day", "Pickup date", "Pickup time", "Pickup place", "Filed by", "Address", "Note"},
}

func (o Office) listRow(lang string, r core.Request, reveal bool) []any {
	service := r.Service
	for _, s := range o.Services {
		if s.Code == r.Service && s.Name[lang] != "" {
			service = s.Name[lang]
		}
	}
	channel := r.Channel
	if channel == "" {
		channel = r.Via
	}
	masked := core.Address{ID: r.Address.ID}.Masked()
	nik, address, note := r.NIK.Masked(), masked[min(1, len(masked)):], core.MaskNIK(r.Note)
	if reveal {
		nik, address, note = r.NIK.Digits(), r.Address.ID, r.Note
	}
	var number any = ""
	if r.Number > 0 {
		number = r.Number
	}
	day, hours, place := "", "", ""
	if !r.Slot.IsZero() && r.Status != core.Withdrawn && r.Status != core.Rejected {
		day = core.DateOf(r.From.In(o.Zone)).String()
		hours = r.From.In(o.Zone).Format("15.04") + "–" + r.To.In(o.Zone).Format("15.04")
		place = r.Slot.Place
	}
	return []any{number, r.Ticket, r.Name.Full(), nik, service, o.Status(lang, r.Status), r.Day.String(), day, hours, place, channel, address, note}
}
