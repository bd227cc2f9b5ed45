package storage

import (
	"errors"
	"time"

	"loket/core"
)

var errTODO = errors.New("to be written")

func (t *tx) AddNotice(n core.Notice) (int64, error)                { return 0, errTODO }
func (t *tx) FindNotices(q core.NoticeQuery) ([]core.Notice, error) { return nil, errTODO }
func (t *tx) KeepNotice(n core.Notice) error                        { return errTODO }
func (t *tx) CountAudience(n core.Notice, a map[string]string) ([]core.Reach, error) {
	return nil, errTODO
}
func (t *tx) FanOut(id int64, a map[string]string, most int) (int, bool, error) {
	return 0, false, errTODO
}
func (t *tx) CountNotices(ids []int64) (map[int64]core.Ledger, error)   { return nil, errTODO }
func (t *tx) SkipNotice(id int64, reason string, most int) (int, error) { return 0, errTODO }
func (t *tx) SettleDoubts(id int64, again bool) (int, error)            { return 0, errTODO }
func (t *tx) Recipients(id int64, s []core.State, after int64, limit int) ([]core.Recipient, error) {
	return nil, errTODO
}
func (t *tx) NewsVersion() (int64, error)                        { return 0, nil }
func (t *tx) News(limit int) ([]core.News, error)                { return nil, nil }
func (t *tx) FindLetter(cause string) (int64, core.State, error) { return 0, "", errTODO }
func (t *tx) LettersSince(at time.Time) (map[core.State]int, map[string]int, error) {
	return nil, nil, errTODO
}
func (t *tx) Unheard(at time.Time, limit int) ([]string, []string, error) { return nil, nil, errTODO }
func (t *tx) Ceil(account string, parts int, renew bool) error            { return errTODO }
func (t *tx) Ceilings() ([]string, error)                                 { return nil, errTODO }
func (t *tx) AddStaff(s core.Staff) (int64, error)                        { return 0, errTODO }
func (t *tx) Staff() ([]core.Staff, error)                                { return nil, errTODO }
func (t *tx) RemoveStaff(name, by string) (bool, error)                   { return false, errTODO }
func (t *tx) StaffCode(id int64, code string, until time.Time) error      { return errTODO }
func (t *tx) LinkStaff(code string, person, address int64) (core.Staff, bool, error) {
	return core.Staff{}, false, errTODO
}
func (t *tx) Postpone(act int64, due time.Time) error                    { return errTODO }
func (t *tx) Contacts(after int64, limit int) ([]core.Subscriber, error) { return nil, errTODO }
