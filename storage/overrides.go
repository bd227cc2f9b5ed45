package storage

import (
	"encoding/json"
	"errors"
	"fmt"

	"loket/core"
)

// overrides is what staff have set and not removed, in a version.
type overrides struct {
	version int64
	all     []core.Override
}

// Overrides is the core.Tx's: from memory, unless they have changed. The transaction remembers which version it has read: it
// decides nothing by the calendar of an older one.
func (t *tx) Overrides() ([]core.Override, error) {
	if _, err := t.clock(); err != nil {
		return nil, err
	}
	if known := t.memory.overrides.Load(); known != nil && known.version == t.set {
		t.overrides = t.set + 1
		return known.all, nil
	}
	version, err := read[int64](t, nil, "SELECT overrides_version FROM meta")
	if err != nil {
		return nil, fmt.Errorf("read overrides: %w", err)
	}
	rows, err := read[struct {
		ID      int64
		Kind    core.OverrideKind
		From    core.Date `db:"from_day"`
		To      core.Date `db:"to_day"`
		Cap     int
		Service string
		Intake  bool
		Reason  string
		Hours   string
		Names   string
		By      string `db:"set_by"`
		At      int64  `db:"set_at"`
	}](t, nil, `SELECT id, kind, from_day, to_day, cap, service, intake, reason, hours, names, set_by, set_at
		FROM overrides WHERE removed_at = 0 ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read overrides: %w", err)
	}
	all := make([]core.Override, len(rows))
	for i, r := range rows {
		all[i] = core.Override{ID: r.ID, Kind: r.Kind, From: r.From, To: r.To, Cap: r.Cap, Service: r.Service, Intake: r.Intake,
			Reason: r.Reason, By: r.By, At: instant(r.At)}
		if err := errors.Join(fromJSON(r.Hours, &all[i].Hours), fromJSON(r.Names, &all[i].Names)); err != nil {
			return nil, fmt.Errorf("read override %d: %w", r.ID, err)
		}
	}
	t.overrides = version[0] + 1
	if !t.sets { // what it has set itself may never be committed
		t.memory.overrides.Store(&overrides{version[0], all})
	}
	return all, nil
}

// AddOverride is the core.Tx's. Whoever books meanwhile with the old overrides in mind is made to look again.
func (t *tx) AddOverride(o core.Override) (int64, error) {
	now, err := t.micro()
	if err != nil {
		return 0, err
	}
	if err := t.holdDays(); err != nil {
		return 0, err
	}
	if err := t.changeOverrides(); err != nil {
		return 0, fmt.Errorf("add an override: %w", err)
	}
	hours, err1 := toJSON(o.Hours, o.Hours == nil)
	names, err2 := toJSON(o.Names, len(o.Names) == 0)
	if err := errors.Join(err1, err2); err != nil {
		return 0, fmt.Errorf("add an override: %w", err)
	}
	id, err := returning[int64](t, nil, `INSERT INTO overrides (kind, from_day, to_day, cap, service, intake, reason, hours, names, set_by, set_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		o.Kind, o.From.String(), o.To.String(), o.Cap, o.Service, o.Intake, o.Reason, hours, names, o.By, now)
	if err != nil {
		return 0, fmt.Errorf("add an override: %w", err)
	}
	return id[0], nil
}

// changeOverrides makes the overrides another version's.
func (t *tx) changeOverrides() error {
	t.overrides, t.set, t.sets = 0, -1, true
	_, err := t.change(nil, "UPDATE meta SET overrides_version = overrides_version + 1")
	return err
}

// toJSON and fromJSON keep what has no columns of its own; nothing is "".
func toJSON(v any, nothing bool) (string, error) {
	if nothing {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

func fromJSON(text string, v any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), v)
}
