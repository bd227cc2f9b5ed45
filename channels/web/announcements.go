package web

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"loket/core"
)

// listedNotices is how many announcements a page lists.
const listedNotices = 30

// announcementsPage lists announcements, the latest first.
func announcementsPage(v *visit) error {
	all, err := v.desk.Notices(v.r.Context(), core.NoticeQuery{Limit: listedNotices})
	if err != nil {
		return err
	}
	list := make([]*standing, len(all))
	for i, n := range all {
		list[i] = v.stands(n)
	}
	return v.show("announcements", list)
}

func noticePath(id int64) string { return "/announcements/" + strconv.FormatInt(id, 10) }

// standing is the page of one announcement.
type standing struct {
	core.Noticed
	Beside   *core.Noticed // the version that contacts hand on
	Parent   *core.Noticed // what it corrects, repeats, …
	Children []core.Noticed
	Cards    []card
	Live     bool // it is watched: its counts come by themselves
	rules    core.NoticeRules
	mine     string
	may      bool
}

func (v *visit) noticeID() (int64, error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, core.Errorf(core.Missing, "%q is no number of an announcement", v.r.PathValue("id"))
	}
	return id, nil
}

// standing finds an announcement and what belongs to it.
func (v *visit) standing() (s *standing, err error) {
	id, err := v.noticeID()
	if err != nil {
		return nil, err
	}
	ctx := v.r.Context()
	s = v.stands(core.Noticed{})
	if s.Noticed, s.Beside, err = v.desk.Notice(ctx, id); err != nil {
		return nil, err
	}
	if s.Notice.Parent != 0 {
		parent, _, err := v.desk.Notice(ctx, s.Notice.Parent)
		if err != nil && core.KindOf(err) != core.Missing {
			return nil, err
		}
		if err == nil {
			s.Parent = &parent
		}
	}
	if s.Children, err = v.desk.Notices(ctx, core.NoticeQuery{Parent: id}); err != nil {
		return nil, err
	}
	s.Cards = v.shown(core.Preview{Notice: s.Notice}).Cards
	return s, nil
}

// stands is what a part of the page says of an announcement.
func (v *visit) stands(n core.Noticed) *standing {
	return &standing{Noticed: n, rules: v.office.Rules, mine: v.staff.Name, may: v.may(core.Announce)}
}

func announcementPage(v *visit) error {
	s, err := v.standing()
	if err != nil {
		return err
	}
	return v.show("announcement", s)
}

// Over tells whether nothing of it will be sent any more, as it is now.
func (s *standing) Over() bool {
	return !s.Notice.State.Open() && s.Ledger.Owed+s.Ledger.Sending == 0
}

// Done and All are how far it has come, of how much.
func (s *standing) Done() int {
	return s.Ledger.Audience - s.Ledger.Owed - s.Ledger.Sending - s.Ledger.Doubt
}
func (s *standing) All() int { return max(1, s.Ledger.Audience, s.Expected()) }

// Expected is how many letters there will be, as long as they are being made.
func (s *standing) Expected() int {
	if s.Notice.State.May(core.Running) || s.Notice.State == core.Awaiting {
		return s.Notice.Expected
	}
	return 0
}

// Percent is Done in hundredths of All, 100 only when all are.
func (s *standing) Percent() int { return s.Done() * 100 / s.All() }

// Count is one of the seven states of letters.
type Count struct {
	State   core.State
	Letters int
}

// Counts are all seven; they add up to the audience.
func (s *standing) Counts() []Count {
	l := s.Ledger
	return []Count{{core.Owed, l.Owed}, {core.Sending, l.Sending}, {core.Sent, l.Sent}, {core.Delivered, l.Delivered}, {core.Failed, l.Failed},
		{core.Skipped, l.Skipped}, {core.Doubtful, l.Doubt}}
}

// Parts and Cost are how many SMS parts were sent, and what they cost.
func (s *standing) Parts() (parts int) {
	for _, line := range s.Ledger.Lines {
		parts += line.Cost
	}
	return parts
}
func (s *standing) Cost() int        { return s.Parts() * s.rules.Price }
func (s *standing) Currency() string { return s.rules.Currency }

// MayX tell what who looks may do with it, as far as its state goes; the desk refuses what else there is against it.
func (s *standing) MaySecond() bool {
	return s.may && s.Notice.State == core.Awaiting && s.Notice.By != s.mine
}
func (s *standing) Waits() bool { return s.Notice.State == core.Awaiting && !s.MaySecond() }
func (s *standing) MayPause() bool {
	return s.may && s.Notice.State.May(core.Paused)
}
func (s *standing) MayResume() bool { return s.may && s.Notice.State == core.Paused }
func (s *standing) MayCancel() bool {
	return s.may && s.Notice.State != core.Awaiting && s.Notice.State.May(core.Cancelled)
}
func (s *standing) MayCancelOwn() bool {
	return s.may && s.Notice.State == core.Awaiting && s.Notice.By == s.mine
}
func (s *standing) MayResolve() bool {
	return s.may && s.Ledger.Doubt > 0 && s.Notice.Hold
}
func (s *standing) begun() bool {
	return s.may && s.Notice.State != core.Awaiting && s.Notice.State != core.Scheduled && s.Notice.Kind != core.Withdrawal && !s.Notice.Pruned
}
func (s *standing) MayResend() bool {
	return s.begun() && s.Notice.State != core.Cancelled && s.Ledger.Failed+s.Ledger.Skipped > 0
}
func (s *standing) MayMend() bool {
	return s.begun() && s.Ledger.Gone() > 0 && len(s.mended()) == 0
}
func (s *standing) MayAny() bool {
	return s.MaySecond() || s.MayPause() || s.MayResume() || s.MayCancel() || s.MayCancelOwn() || s.MayResolve() || s.MayResend() || s.MayMend()
}

// mended are corrections and withdrawals of it that stand.
func (s *standing) mended() (all []core.Noticed) {
	for _, c := range s.Children {
		if (c.Notice.Kind == core.Correction || c.Notice.Kind == core.Withdrawal) && c.Notice.State != core.Cancelled {
			all = append(all, c)
		}
	}
	return all
}

// steer does something with an announcement under way.
func steer(v *visit) error {
	id, err := v.noticeID()
	if err != nil {
		return err
	}
	deed := core.Steering(v.form("deed"))
	n, letters, err := v.desk.Steer(v.r.Context(), id, deed, v.by())
	if err != nil {
		return v.wrongNotice(err)
	}
	to := id
	if deed == core.Withdraw { // it is a notice of its own
		to = n.Notice.ID
	}
	said, ok := steered[deed]
	if !ok {
		said = "announcement.done"
	}
	of := []any{"n", letters}
	return v.done(noticePath(to), said, of...)
}

// steered is what is said when something was done.
var steered = map[core.Steering]string{
	core.Approve: "announcement.approved", core.Refuse: "announcement.refused", core.Pause: "announcement.paused", core.Resume: "announcement.resumed",
	core.Cancel: "announcement.cancelled", core.SendAll: "announcement.sendall", core.DropAll: "announcement.dropall", core.Withdraw: "announcement.withdrawn",
}

// resend sends an announcement again to those whom it failed to reach.
func resend(v *visit) error {
	id, err := v.noticeID()
	if err != nil {
		return err
	}
	n, err := v.desk.Retry(v.r.Context(), id, v.form("other") != "", v.by())
	if err != nil {
		return v.wrongNotice(err)
	}
	return v.done(noticePath(n.ID), "announcement.resent", "n", n.Expected)
}

// wrongNotice shows the page of an announcement again because of what was asked.
func (v *visit) wrongNotice(refused error) error {
	s, err := v.standing()
	if err != nil {
		return err
	}
	return v.wrong("announcement", s, refused)
}

// unreachedPage is how many recipients a page lists.
const unreachedPage = 50

// unreached is a page of those whom an announcement did not reach.
type unreached struct {
	Noticed core.Noticed
	All     []core.Recipient
	Next    int64 // the letter after which the next page begins; 0: there is none
	First   bool
}

func unreachedList(v *visit) error {
	id, err := v.noticeID()
	if err != nil {
		return err
	}
	after, err := strconv.ParseInt(v.form("after"), 10, 64)
	u := unreached{First: err != nil || after <= 0}
	if u.Noticed, _, err = v.desk.Notice(v.r.Context(), id); err != nil {
		return err
	}
	err = v.desk.Recipients(v.r.Context(), id, []core.State{core.Failed, core.Skipped, core.Doubtful}, max(0, after), func(r core.Recipient) error {
		if len(u.All) == unreachedPage {
			u.Next = u.All[len(u.All)-1].Letter
			return errEnough
		}
		u.All = append(u.All, r)
		return nil
	})
	if err != nil && err != errEnough {
		return err
	}
	return v.showAs(http.StatusOK, "unreached", u, "")
}

var errEnough = errors.New("the page is full")

// Audience says an audience in words, for templates; ChannelNames and Statuses are what may be chosen of it.
func (v *visit) Audience(a core.Audience) string { return v.office.Describe(v.lang, a) }
func (v *visit) ChannelNames() []string {
	return slices.SortedFunc(maps.Keys(v.office.Channels), byChannel)
}
func (v *visit) Statuses() []core.Status { return core.Statuses }
