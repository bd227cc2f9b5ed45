package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"
)

// What a closure meets: so many pickups, and citizens who go on to register, so many a second.
const (
	toBeFetched = 1500
	going       = 50.0
)

// slotsAsShipped is the file of an office that serves as many pickups as the embedded one: the days after the closure fill up.
const slotsAsShipped = "[announce]\nsms_per_day = 0\n"

// closure is the row of those who register while two members of staff shut the counter on days that overlap, and all pickups of
// weeks are moved.
func closure(ctx context.Context, b *bench) (err error) {
	folder, err := os.MkdirTemp(b.folder, "office-")
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "office.toml"), []byte(slotsAsShipped), 0o644)
	}
	if err != nil {
		return err
	}
	o, err := b.onPostgres(ctx, "LOKET_OFFICE="+folder, "LOKET_SMS_RATE=4000")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close()) }()
	if _, err := o.serve(ctx, "closure"); err != nil {
		return err
	}
	if _, err := o.command(ctx, "quota", "set", strconv.Itoa(quota)); err != nil {
		return err
	}
	during := int(2 * b.Seconds * going)
	requests := o.providers.webhooks(toBeFetched+during, apply)
	if _, err := closedLoop(ctx, o.doors(), requests[:toBeFetched], time.Minute); err != nil {
		return err
	}
	var got outcome
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() (err error) {
		got, err = openLoop(ctx, ctx, o.doors(), requests[toBeFetched:], going)
		return err
	})
	for _, days := range [][]string{{"2020-04-01", "2020-04-17"}, {"2020-04-08", "2020-04-24"}} {
		work.Go(func() error {
			time.Sleep(b.seconds() / 2)
			_, err := o.command(ctx, "closure", "add", days[0], days[1], "--reason", "pemeliharaan gedung", "--yes")
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	moved, wrong, err := o.moved()
	if err != nil {
		return err
	}
	b.table.add(absolute("closure", fmt.Sprintf("p99 of the answers to %.0f citizens a second who register while two closures that overlap move %d pickups, "+
		"on PostgreSQL", going, moved), figure{got.quantile(0.99).Seconds(), "s"}, atMost, 1).broken(append(got.wrong(), wrong...)...))
	return nil
}

// moved waits until no pickup falls into the closures any more, for a minute at most, and finds what is wrong afterwards.
func (o *office) moved() (moves int, wrong []string, err error) {
	const stranded = "SELECT COUNT(*) FROM requests WHERE pickup_from >= 1585674000000000 AND pickup_from < 1587747600000000" // 1 to 24 April
	left := 1
	for end := time.Now().Add(time.Minute); left > 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if left, err = count(o.address, stranded); err != nil {
			return 0, nil, err
		}
	}
	for what, query := range map[string]string{
		"pickups still fall into the closures":                     stranded,
		"slots hold more or fewer pickups than requests have them": "SELECT COUNT(*) FROM (SELECT at FROM (SELECT from_at AS at, held AS n FROM slots UNION ALL SELECT pickup_from, -1 FROM requests WHERE pickup_from > 0) a GROUP BY at HAVING SUM(n) <> 0) b",
		"slots hold more than 30 pickups":                          "SELECT COUNT(*) FROM slots WHERE held > 30",
		"pickups moved and were not told of, or twice":             "SELECT ABS((SELECT COUNT(*) FROM moves) - (SELECT COUNT(*) FROM letters WHERE cause LIKE 'slot:%'))",
	} {
		n, err := count(o.address, query)
		if err != nil {
			return 0, nil, err
		}
		if n > 0 {
			wrong = append(wrong, fmt.Sprintf("%d %s", n, what))
		}
	}
	moves, err = count(o.address, "SELECT COUNT(*) FROM moves")
	if moves < toBeFetched {
		wrong = append(wrong, fmt.Sprintf("only %d pickups of %d were moved", moves, toBeFetched))
	}
	return moves, wrong, err
}
