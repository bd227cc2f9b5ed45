package desk

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loket/core"
)

// CodeLasts is how long a code may be shown that links a member's chat.
const CodeLasts = 24 * time.Hour

// AddStaff makes a member of staff, or gives one another role, and a code that links their chat, once.
func (d *Desk) AddStaff(ctx context.Context, name string, role core.Role, by core.Actor) (code string, err error) {
	name = core.StaffName(name)
	switch {
	case name == "" || utf8.RuneCountInString(name) > 40 || strings.ContainsAny(name, ":/") || strings.ContainsFunc(name, unseen):
		return "", refuse(core.Invalid, "staffname", nil, "a name of staff has 1 to 40 characters, and neither : nor /")
	case !slices.Contains(core.Roles, role):
		return "", refuse(core.Invalid, "norole", nil, "%q is not a role: use viewer, officer, broadcaster or admin", role)
	}
	return d.coded(ctx, by, "add staff", name+" as "+string(role), func(tx core.Tx) (int64, error) {
		now, err := tx.Now()
		if err != nil {
			return 0, err
		}
		s, ok, err := memberNamed(tx, name)
		if err != nil {
			return 0, err
		}
		if !ok {
			s.Name = name
		} // else: two whose names differ by their capitals alone could not be told apart
		return tx.AddStaff(core.Staff{Name: s.Name, Role: role, Added: now, By: by.Name})
	})
}

// unseen tells what nobody sees in a name, by which two would look alike.
func unseen(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }

// StaffCode gives a member a new code, for another chat; what was linked stays so until the code is shown.
func (d *Desk) StaffCode(ctx context.Context, name string, by core.Actor) (code string, err error) {
	return d.coded(ctx, by, "staff code", name, func(tx core.Tx) (int64, error) {
		s, ok, err := memberNamed(tx, name)
		if err == nil && !ok {
			err = nobodyCalled(name)
		}
		return s.ID, err
	})
}

// coded gives a code to the member that find names.
func (d *Desk) coded(ctx context.Context, by core.Actor, what, about string, find func(core.Tx) (int64, error)) (string, error) {
	code := rand.Text()[:10] // 50 bits, and five tries a day
	err := d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.KeepStaff); err != nil {
			return err
		}
		id, err := find(tx)
		if err != nil {
			return err
		}
		now, err := tx.Now()
		if err != nil {
			return err
		}
		if err := tx.StaffCode(id, code, now.Add(CodeLasts)); err != nil {
			return err
		}
		return tx.Audit(by.Name, what, about)
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// Members lists the members of staff by name.
func (d *Desk) Members(ctx context.Context) (all []core.Staff, err error) {
	err = d.store.View(ctx, func(tx core.Tx) error {
		all, err = tx.Staff()
		return err
	})
	return all, err
}

// Member finds a member of staff by name, as who does something.
func (d *Desk) Member(ctx context.Context, name string) (core.Actor, error) {
	var s core.Staff
	err := d.store.View(ctx, func(tx core.Tx) (err error) {
		found := false
		if s, found, err = memberNamed(tx, name); err == nil && !found {
			err = nobodyCalled(name)
		}
		return err
	})
	return s.Actor(), err
}

// RemoveStaff ends a membership: the chat is a citizen's again.
func (d *Desk) RemoveStaff(ctx context.Context, name string, by core.Actor) error {
	return d.tx(ctx, func(tx core.Tx) error {
		if err := may(by, core.KeepStaff); err != nil {
			return err
		}
		s, ok, err := memberNamed(tx, name)
		if err != nil {
			return err
		}
		if !ok {
			return nobodyCalled(name)
		}
		if _, err := tx.RemoveStaff(s.Name, by.Name); err != nil {
			return err
		}
		return tx.Audit(by.Name, "remove staff", s.Name)
	})
}

// nobodyCalled says that there is no member of that name.
func nobodyCalled(name string) error {
	return refuse(core.Missing, "member", nil, "nobody of staff is called %q: `loket staff list` names them", name)
}
