package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// office is one office under load: a database, a key, the providers, and the processes that serve it.
type office struct {
	b         *bench
	address   string // of the database
	key       string // file
	providers *providers
	env       []string
	running   []*process
	people    int // of the town that was there before
	applied   int // registrations that were prepared
	drop      func() error
}

// The office's day, and files that let an announcement go to a million, and give a hundred thousand a day to fetch their papers on.
const (
	officeClock = "2020-03-17T08:00:00+07:00"
	officeDay   = "2020-03-17"
	officeFile  = "[announce]\nsecond_yes = 100000000\nsms_per_day = 0\n[pickup]\nper_hour = 10000\nper_day = 100000\n"
)

// onPostgres opens an office on a fresh database of the run's cluster.
func (b *bench) onPostgres(ctx context.Context, more ...string) (*office, error) {
	cluster, err := b.postgres()
	if err != nil {
		return nil, err
	}
	address, drop, err := cluster.Database()
	if err != nil {
		return nil, err
	}
	return b.open(ctx, address, drop, more...)
}

// onSQLite opens an office on a fresh file.
func (b *bench) onSQLite(ctx context.Context, more ...string) (*office, error) {
	folder, err := os.MkdirTemp(b.folder, "sqlite-")
	if err != nil {
		return nil, err
	}
	return b.open(ctx, "sqlite:"+filepath.Join(folder, "loket.db"), func() error { return os.RemoveAll(folder) }, more...)
}

// open makes an office of a database. Nothing serves it yet.
func (b *bench) open(ctx context.Context, address string, drop func() error, more ...string) (o *office, err error) {
	o = &office{b: b, address: address, drop: drop}
	folder, err := os.MkdirTemp(b.folder, "office-")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "office.toml"), []byte(officeFile), 0o644); err != nil {
		return nil, err
	}
	if o.providers, err = startProviders(); err != nil {
		return nil, err
	}
	o.key = filepath.Join(folder, "loket.key")
	o.env = append([]string{
		"LOKET_DATABASE_URL=" + address, "LOKET_KEY_FILE=" + o.key, "LOKET_OFFICE=" + folder, "LOKET_LISTEN=127.0.0.1:0",
		"LOKET_PUBLIC_URL=" + publicURL, "LOKET_CLOCK=" + officeClock,
		"LOKET_TWILIO_ACCOUNT_SID=" + o.providers.AccountSID, "LOKET_TWILIO_AUTH_TOKEN=" + o.providers.AuthToken,
		"LOKET_TWILIO_API=" + o.providers.TwilioURL, "LOKET_SMS_FROM=" + ours,
		"LOKET_TELEGRAM_TOKEN=" + o.providers.TelegramToken, "LOKET_TELEGRAM_API=" + o.providers.TelegramURL,
	}, more...)
	if _, err := o.command(ctx, "key", "new", "--key-file", o.key); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// environ is the environment of a program of this office: nothing of this machine's is set.
func (o *office) environ() []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + o.b.folder}, o.env...)
}

// command runs a command of the program and returns what it prints.
func (o *office) command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, o.b.Loket, args...)
	cmd.Env = o.environ()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("loket %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(stderr.Bytes()))
	}
	return string(out), nil
}

// doors are the addresses of the processes that serve.
func (o *office) doors() (all []string) {
	for _, p := range o.running {
		all = append(all, p.address)
	}
	return all
}

// close ends the office, its providers and its database.
func (o *office) close() (err error) {
	for _, p := range slices.Clone(o.running) {
		err = errors.Join(err, p.stop())
	}
	taken, wrong := o.providers.sent()
	for _, v := range taken.Violations {
		wrong = errors.Join(wrong, fmt.Errorf("a provider would not have understood: %s", v))
	}
	return errors.Join(err, wrong, o.providers.close(), o.drop())
}
