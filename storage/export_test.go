package storage

import "context"

// Show is a setting of one of the store's connections to PostgreSQL, for tests.
func (s *Store) Show(ctx context.Context, setting string) (value string, err error) {
	err = s.writer.GetContext(ctx, &value, "SELECT current_setting($1)", setting)
	return value, err
}
