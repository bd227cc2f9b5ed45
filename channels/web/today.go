package web

// todayPage is the office's day at one glance.
func todayPage(v *visit) error {
	b, err := v.desk.Board(v.r.Context())
	if err != nil {
		return err
	}
	return v.show("today", b)
}
