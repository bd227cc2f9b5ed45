package storagetest

import (
	"fmt"
	"strings"
	"time"

	"loket/core"
)

func (o *office) attach(most int, as ...core.Attachment) (ids [][]int64) {
	o.Helper()
	o.tx(func(tx core.Tx) { ids = got[[][]int64](o)(tx.Attach(as, most)) })
	return ids
}

func (o *office) papers(request int64) (all []core.Paper) {
	o.Helper()
	o.tx(func(tx core.Tx) { all = got[map[int64][]core.Paper](o)(tx.Papers([]int64{request}))[request] })
	return all
}

// paper finds one, and when it came, of which nobody knows beforehand.
func (o *office) paper(id int64) (p core.Paper) {
	o.Helper()
	o.tx(func(tx core.Tx) {
		var ok bool
		var err error
		if p, ok, err = tx.Paper(id); err != nil || !ok {
			o.Fatalf("paper %d: %t, %v", id, ok, err)
		}
	})
	if p.AddedAt.IsZero() {
		o.Error("it never came")
	}
	p.AddedAt = time.Time{}
	return p
}

func (o *office) settlePaper(out core.PaperOutcome) (ok bool) {
	o.Helper()
	o.tx(func(tx core.Tx) { ok = got[bool](o)(tx.SettlePaper(out)) })
	return ok
}

func (o *office) tryPaper(id int64) (attempt int) {
	o.Helper()
	o.tx(func(tx core.Tx) { attempt = got[int](o)(tx.TryPaper(id)) })
	return attempt
}

func media(handles ...string) (all []core.Media) {
	for _, h := range handles {
		all = append(all, core.Media{Kind: "image/jpeg", Handle: h})
	}
	return all
}

// states are the papers of a request in short: "KK owed", "KTP later".
func (o *office) states(request int64) string {
	o.Helper()
	var all []string
	for _, p := range o.papers(request) {
		if p.Handle != "" {
			o.Error("a handle is told to everybody")
		}
		all = append(all, fmt.Sprint(p.Code, " ", p.State))
	}
	return strings.Join(all, ", ")
}

// attach: papers in order, as many as there may be; what replaces others, and what is brought later.
func attach(o *office) {
	r, other := o.book(o.draft(1))[0].Request, o.book(o.draft(2))[0].Request
	kk := core.Attachment{Request: r.ID, Code: "KK", AddressID: 7, Account: "bot", Media: media("h1", "h2")}
	ids := o.attach(9, kk, core.Attachment{Request: other.ID, Code: "KK", Media: media("h3"), Upload: 4}, core.Attachment{Request: 4711, Code: "KK", Media: media("h4")})
	if len(ids) != 3 || len(ids[0]) != 2 || len(ids[1]) != 1 || ids[2] != nil || ids[0][0] == 0 || ids[0][0] >= ids[0][1] {
		o.Fatalf("ids: %v", ids)
	}
	first := core.Paper{ID: ids[0][0], Request: r.ID, Code: "KK", State: core.PaperOwed, Account: "bot", Handle: "h1", AddressID: 7}
	o.same("the first", o.paper(first.ID), first)
	o.same("by a link", o.paper(ids[1][0]), core.Paper{ID: ids[1][0], Request: other.ID, Code: "KK", State: core.PaperOwed, Handle: "h3", Upload: 4})
	o.tx(func(tx core.Tx) {
		_, ok, err := tx.Paper(4711)
		o.ok(err)
		o.same("no such paper", ok, false)
	})

	later := core.Attachment{Request: r.ID, Code: "KTP", AddressID: 7, Later: true}
	o.same("said twice", o.attach(9, later, later), [][]int64{{}, {}})
	o.same("states", o.states(r.ID), "KK owed, KK owed, KTP later")
	ktp := core.Attachment{Request: r.ID, Code: "KTP", Media: media("h5")}
	o.same("too many", o.attach(2, ktp), [][]int64{nil})
	o.same("nothing has changed", o.states(r.ID), "KK owed, KK owed, KTP later")
	o.attach(3, ktp)
	o.same("it was not brought later", o.states(r.ID), "KK owed, KK owed, KTP owed")

	o.same("fails", o.settlePaper(core.PaperOutcome{Paper: ids[0][1], Attempt: o.tryPaper(ids[0][1]), State: core.PaperFailed, Reason: core.PaperKind}), true)
	kk.Media = media("h6")
	o.same("one that failed counts", o.attach(3, kk), [][]int64{nil})
	kk.Replace = true
	o.attach(3, kk)
	o.same("replaced", o.states(r.ID), "KTP owed, KK owed")
	dropped := o.paper(ids[0][0])
	o.same("dropped", []any{dropped.State, dropped.Handle}, []any{core.PaperDropped, ""})
	o.same("of another", o.states(other.ID), "KK owed")
	o.same("all in one call", len(o.attach(9, later, ktp, core.Attachment{Request: r.ID, Code: "KTP", Replace: true, Later: true})), 3)
	o.same("the last word counts", o.states(r.ID), "KK owed, KTP later")
	kk.Media, ktp.Replace, ktp.Media = nil, true, media("h7", "h8")
	o.attach(2, kk, ktp)
	o.same("taken back", o.states(r.ID), "KTP owed, KTP owed")
}

// tries: an attempt counts only while it is the latest, and the paper is owed.
func tries(o *office) {
	r := o.book(o.draft(1))[0].Request
	ids := o.attach(9, core.Attachment{Request: r.ID, Code: "KK", Media: media("h1", "h2", "h3")})[0]
	kept := core.PaperOutcome{Paper: ids[0], State: core.PaperKept, Kind: "image/png", Size: 12, File: core.File{Name: "abc", Key: []byte("sealed")}}
	o.same("attempts", []int{o.tryPaper(ids[0]), o.tryPaper(ids[0]), o.tryPaper(4711)}, []int{1, 2, 0})
	kept.Attempt = 1
	o.same("too late", o.settlePaper(kept), false)
	kept.Attempt = 2
	o.same("kept", o.settlePaper(kept), true)
	o.same("a second time", o.settlePaper(kept), false)
	o.same("of what is kept", o.tryPaper(ids[0]), 0)
	p := o.paper(ids[0])
	o.same("the handle is forgotten", p, core.Paper{ID: ids[0], Request: r.ID, Code: "KK", State: core.PaperKept, Kind: "image/png", Size: 12, File: kept.File, Attempt: 2})

	failed := core.PaperOutcome{Paper: ids[1], Attempt: o.tryPaper(ids[1]), State: core.PaperFailed, Reason: core.PaperGone}
	o.same("failed", o.settlePaper(failed), true)
	o.same("why", o.paper(ids[1]).Reason, core.PaperGone)
	attempt := o.tryPaper(ids[2])
	o.attach(9, core.Attachment{Request: r.ID, Code: "KK", Replace: true})
	o.same("dropped meanwhile", o.settlePaper(core.PaperOutcome{Paper: ids[2], Attempt: attempt, State: core.PaperFailed}), false)
	o.same("nothing is left", o.states(r.ID), "")
	for _, wrong := range []core.PaperOutcome{{State: core.PaperOwed}, {State: core.PaperKept}, {State: core.PaperFailed, File: kept.File}} {
		if err := o.s.Tx(o.Context(), func(tx core.Tx) error { _, err := tx.SettlePaper(wrong); return err }); err == nil {
			o.Errorf("settled: %+v", wrong)
		}
	}
}

// uploads: a link is found by its secret, over or not; the latest of a request ends those before.
func uploads(o *office) {
	r, other := o.book(o.draft(1))[0].Request, o.book(o.draft(2))[0].Request
	now := o.now()
	u := core.Upload{Request: r.ID, AddressID: 7, Lang: "en", Ends: now.Add(24 * time.Hour)}
	add := func(token string, u core.Upload) (id int64) {
		o.Helper()
		o.tx(func(tx core.Tx) { id = got[int64](o)(tx.AddUpload(token, u)) })
		return id
	}
	find := func(token string) (u core.Upload, found bool) {
		o.Helper()
		o.tx(func(tx core.Tx) {
			var err error
			u, found, err = tx.FindUpload(token)
			o.ok(err)
		})
		return u, found
	}
	_, ok := find("AAAA")
	o.same("nobody's", ok, false)
	u.ID = add("AAAA", u)
	found, ok := find("AAAA")
	o.same("found", []any{found, ok}, []any{u, true})
	theirs := core.Upload{Request: other.ID, AddressID: 8, Lang: "id", Ends: now.Add(-time.Hour)}
	theirs.ID = add("BBBB", theirs)
	found, ok = find("BBBB")
	o.same("over, and found", []any{found, ok}, []any{theirs, true})
	second := u
	second.ID = add("CCCC", u)
	found, _ = find("AAAA")
	if second.ID == u.ID || found.Ends.After(o.now()) || found.Ends.Before(now) {
		o.Errorf("the first: %+v", found)
	}
	found, _ = find("CCCC")
	o.same("the second", found, second)
	found, _ = find("BBBB")
	o.same("another's", found, theirs)
}

// prunePapers: what was sent for a request goes some time after it came to its end, and so do links; the files are nobody's then.
func prunePapers(o *office) {
	over, open := o.book(o.draft(1))[0].Request, o.book(o.draft(2))[0].Request
	f := o.save(photograph(10))
	o.keepFile(over.ID, f)
	o.attach(9, core.Attachment{Request: over.ID, Code: "KK", Media: media("a", "b", "c")}, core.Attachment{Request: open.ID, Code: "KK", Media: media("d", "e")},
		core.Attachment{Request: over.ID, Code: "KTP", Later: true})
	o.attach(9, core.Attachment{Request: open.ID, Code: "KK", Media: media("f"), Replace: true})
	now := o.now()
	o.tx(func(tx core.Tx) {
		for _, token := range []string{"A", "B", "C", "D", "E"} {
			got[int64](o)(tx.AddUpload(token, core.Upload{Request: open.ID, Ends: now.Add(24 * time.Hour)}))
		}
	})
	o.same("none is over", o.prune(core.OldPapers, now.Add(-time.Hour)), 0)
	o.same("what would be, were it over, and links", o.prune(core.OldPapers, now.Add(time.Hour)), 4)
	o.move(core.Move{Request: over.ID, To: core.Done, By: "Dewi"})
	o.same("over just now", o.prune(core.OldPapers, now.Add(-time.Hour)), 0)
	o.same("over", o.prune(core.OldPapers, now.Add(time.Hour)), 5)
	o.same("of that one", o.states(over.ID), "")
	o.same("of the other", o.states(open.ID), "KK owed")
	o.same("the last link", o.prune(core.OldPapers, now.Add(48*time.Hour)), 1)
	o.same("its file is nobody's", got[int](o)(o.s.Sweep(o.Context(), -time.Hour, 9)), 1)
	o.same("and gone", o.lostFile(f), true)
}
