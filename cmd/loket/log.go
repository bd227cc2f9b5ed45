package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"

	"loket/core"
)

func logLevel(s string) (l slog.Level, err error) {
	err = l.UnmarshalText([]byte(s))
	return l, err
}

// newLog writes JSON, or text for people when w is a terminal.
func newLog(w io.Writer, level string) *slog.Logger {
	l, _ := logLevel(level) // settle has accepted it
	options := &slog.HandlerOptions{Level: l, ReplaceAttr: discreet}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// discreet keeps private data out of the log. slog writes a value it does not know as JSON, which NIK, names and addresses
// keep in full; printed with %+v they mask themselves, at any depth. What reads like a NIK in a text is masked as well.
func discreet(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindAny:
		if _, source := a.Value.Any().(*slog.Source); !source {
			a.Value = slog.StringValue(core.MaskNIK(fmt.Sprintf("%+v", a.Value.Any())))
		}
	case slog.KindString:
		if s := a.Value.String(); len(s) >= 16 {
			a.Value = slog.StringValue(core.MaskNIK(s))
		}
	}
	return a
}
