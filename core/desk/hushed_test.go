package desk_test

import (
	"strings"
	"testing"

	"loket/core"
)

// A NIK that somebody has written into a note, a reason, an answer or a conversation is in full in nothing that staff look at, but
// where it is written down who looked.
func TestHushed(t *testing.T) {
	both(t, func(o *office) {
		stray := nik(77)
		rina := core.Actor{Name: "Rina", Role: core.Officer}
		o.hear(filing(1), message(1, "other", "DAFTAR#"+nik(5)+"#BUDI AMIN#KTP HILANG"))
		who := o.call(1)
		if err := o.Answer(o.Context(), who, "Maksud Ibu "+stray+"?", rina); err != nil {
			o.Fatal(err)
		}
		for _, r := range o.requests() {
			if _, err := o.Advance(o.Context(), core.Advance{To: core.Incomplete, Tickets: []string{r.Ticket}, Reason: "NIK " + stray + " tidak terbaca"}, rina); err != nil {
				o.Fatal(err)
			}
			slot, err := o.FreeHours(o.Context(), r.ID, core.Date{}, 1)
			if err != nil || len(slot) != 1 {
				o.Fatal(slot, err)
			}
			if _, err := o.Reschedule(o.Context(), r.Ticket, core.Reslot{Pick: slot[0].From, Reason: "atas " + stray}, rina); err != nil {
				o.Fatal(err)
			}
		}
		said := func(about string, texts ...string) {
			o.Helper()
			masked := 0
			for _, text := range texts {
				if strings.Contains(text, stray) || strings.Contains(text, nik(1)) {
					o.Errorf("%s: a NIK is shown in %q", about, text)
				}
				if strings.Contains(text, core.MaskNIK(stray)) || strings.Contains(text, core.MaskNIK(nik(1))) {
					masked++
				}
			}
			if masked == 0 {
				o.Errorf("%s: no NIK was written at all: %q", about, texts)
			}
		}
		requests := func(rs ...core.Request) (all []string) {
			for _, r := range rs {
				all = append(all, r.Note, r.Reason)
			}
			return all
		}
		letters := func(ls []core.Posted) (all []string) {
			for _, l := range ls {
				all = append(all, l.Message.Text)
			}
			return all
		}
		lines := func(ls []core.Line) (all []string) {
			for _, l := range ls {
				all = append(all, l.Text)
			}
			return all
		}
		found, err := o.Search(o.Context(), core.Search{}, rina)
		if err != nil || len(found.Requests) != 2 {
			o.Fatal(found, err)
		}
		said("search", requests(found.Requests...)...)
		first := found.Requests[0].ID
		picked, err := o.Pick(o.Context(), []int64{first})
		if err != nil {
			o.Fatal(err)
		}
		said("pick", requests(picked...)...)
		d, err := o.Dossier(o.Context(), first)
		if err != nil || d.Talk == nil || len(d.Others) != 1 {
			o.Fatal(d, err)
		}
		said("the request", requests(d.Request)...)
		said("its history", d.Steps[len(d.Steps)-1].Reason)
		said("its moves", d.Moves[0].Reason)
		said("its letters", letters(d.Letters)...)
		said("the talk", lines(d.Talk.Lines)...)
		said("the others", requests(d.Others...)...)
		c, err := o.Caller(o.Context(), who)
		if err != nil {
			o.Fatal(err)
		}
		said("a caller's words", lines(c.Lines)...)
		said("a caller's requests", requests(c.Requests...)...)
		said("a caller's letters", letters(c.Letters)...)
		var listed []core.Request
		if err := o.List(o.Context(), tuesday, false, false, rina, func(r core.Request) error { listed = append(listed, r); return nil }); err != nil {
			o.Fatal(err)
		}
		said("a list", requests(listed...)...)
	})
}
