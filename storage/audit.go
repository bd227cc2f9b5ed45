package storage

import "fmt"

// Audit is the core.Tx's.
func (t *tx) Audit(by, what, about string) error {
	now, err := t.micro()
	if err != nil {
		return err
	}
	if _, err := t.change(nil, "INSERT INTO audit (done_at, done_by, what, about) VALUES (?, ?, ?, ?)", now, by, what, about); err != nil {
		return fmt.Errorf("write the audit: %w", err)
	}
	return nil
}
