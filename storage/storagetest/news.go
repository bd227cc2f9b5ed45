package storagetest

import (
	"time"

	"loket/core"
)

// news: announcements in force, and a version that changes with them.
func news(o *office) {
	now := o.now()
	var last int64
	changed := func() bool {
		var version int64
		o.tx(func(tx core.Tx) { version = got[int64](o)(tx.NewsVersion()) })
		was := last
		last = version
		return version != was
	}
	changed()
	read := func(about string, want ...int64) {
		o.Helper()
		var ids []int64
		o.tx(func(tx core.Tx) {
			for _, n := range got[[]core.News](o)(tx.News(9)) {
				ids = append(ids, n.Notice)
			}
		})
		o.same(about, ids, want)
	}
	n := o.announcement()
	n.State, n.At, n.Expires = core.Scheduled, now.Add(time.Hour), now.Add(9*time.Hour)
	n = o.add(n)
	changed()
	read("not yet begun")
	o.keep(n.ID, func(n *core.Notice) { n.Told, n.Letter, n.OpenAt = "x", 1, now })
	o.same("nothing that is read has changed", changed(), false)
	for _, state := range []core.NoticeState{core.Preparing, core.Running, core.Paused, core.Attention, core.Finished} {
		o.keep(n.ID, func(n *core.Notice) { n.State = state })
		o.same("changed", changed(), true)
		read(string(state), n.ID)
	}
	var all []core.News
	o.tx(func(tx core.Tx) { all = got[[]core.News](o)(tx.News(9)) })
	o.same("news", all[0], core.News{Notice: n.ID, Texts: n.Texts, Since: n.At, Expires: n.Expires})

	private := o.announcement()
	private.Audience.To[0].Kecamatan = "Kejaksan"
	o.add(private)
	o.same("for some only", changed(), false)
	repeated := o.child(n, core.Repetition)
	o.add(repeated)
	second := o.add(o.announcement())
	o.same("changed", changed(), true)
	read("the latest first", second.ID, n.ID)
	o.tx(func(tx core.Tx) { o.same("the latest", len(got[[]core.News](o)(tx.News(1))), 1) })

	corrected := o.add(o.child(n, core.Correction))
	read("corrected", corrected.ID, second.ID)
	o.add(o.child(second, core.Withdrawal))
	read("withdrawn", corrected.ID)
	o.keep(corrected.ID, func(n *core.Notice) { n.State = core.Cancelled })
	read("cancelled")
	o.keep(corrected.ID, func(n *core.Notice) { n.State, n.Expires = core.Running, now })
	changed()
	read("over")
	o.keep(corrected.ID, func(n *core.Notice) { n.Expires = now.Add(time.Hour) })
	o.same("a later end is a change", changed(), true)
	read("no more", corrected.ID)
}
