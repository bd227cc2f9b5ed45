// Command loket is the office as a program: it reads what is set, puts the rooms together, and gives staff and operators
// their commands. It is the only room that sees every other, and the only one that speaks to a terminal.
//
// One command is one file, named after it: a struct whose tags are its flags and whose Run does the work. What several
// commands need stands in settings.go (every LOKET_* variable), office.go (database, keys and catalog, opened with a
// sentence for whatever may be wrong), desk.go (a desk without a server) and print.go. serve.go is the wiring of the
// office, channels.go the list of its channels, http.go and health.go what providers and probes see.
//
// Decisions about what citizens are told may not enter, nor SQL, nor a provider's wire. To add a command, write its file
// and its line in the struct below; to add a setting, a field in settings.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the office's zone must be known on a machine that has no zones

	"github.com/alecthomas/kong"
)

// version is set by the linker: -X main.version=v1.2.3.
var version = "devel"

// commands is what loket can do.
type commands struct {
	Serve         serveCommand         `cmd:"" help:"Open the office, for real."`
	Demo          demoCommand          `cmd:"" help:"Open an office on this machine that you can write to; no account anywhere."`
	Chat          chatCommand          `cmd:"" help:"Talk to the office in this terminal."`
	Migrate       migrateCommand       `cmd:"" help:"Bring the database to this version (serve does it too)."`
	Config        configCommand        `cmd:"" help:"Show the settings in force, secrets left out."`
	Quota         quotaCommand         `cmd:"" help:"Show or set the places of a day."`
	Requests      requestsCommand      `cmd:"" help:"List requests; addresses and NIK masked."`
	Register      registerCommand      `cmd:"" help:"File for someone who calls or stands at the gate."`
	Advance       advanceCommand       `cmd:"" help:"Move requests on and tell the citizens."`
	Reschedule    rescheduleCommand    `cmd:"" help:"Give a request another hour in which it is fetched."`
	Rename        renameCommand        `cmd:"" help:"Mend a misspelt name."`
	Calendar      calendarCommand      `cmd:"" help:"The office's days, and other hours or openings."`
	Closure       closureCommand       `cmd:"" help:"Shut the counter for some days; pickups move, and their holders are told."`
	Holidays      holidaysCommand      `cmd:"" help:"Import a year's holidays, or list them."`
	Announce      announceCommand      `cmd:"" help:"Announce something, and see how far it has come."`
	Staff         staffCommand         `cmd:"" help:"Who works here, and what they may do."`
	Conversations conversationsCommand `cmd:"" help:"See and answer who asked for an officer."`
	Subscribers   subscribersCommand   `cmd:"" help:"Import, export or count who follows announcements."`
	Export        exportCommand        `cmd:"" help:"Write lists for the counter to files."`
	Key           keyCommand           `cmd:"" help:"Make or rotate the key file that seals personal data."`
	Healthcheck   healthcheckCommand   `cmd:"" help:"Ask this machine's office whether it is ready (for the container)."`
	Version       versionCommand       `cmd:"" help:"Say what this binary is."`
}

// console is where a command reads and writes.
type console struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	os.Exit(run(os.Args[1:], &console{os.Stdin, os.Stdout, os.Stderr}))
}

// run is the program: 0 done, 1 failed, 2 wrong usage, with one sentence on stderr for whoever must mend it.
func run(args []string, t *console) int {
	err := environment()
	if err == nil {
		err = execute(args, t)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(t.err, sentence(err))
	var usage *usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

func execute(args []string, t *console) error {
	var all commands
	exited := false
	parser, err := kong.New(&all, kong.Name("loket"), kong.Writers(t.out, t.err), kong.UsageOnError(),
		kong.Description("Loket is the counter window of a civil-registry office, by Telegram and SMS."),
		kong.Exit(func(int) { exited = true; panic(helped{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 120}))
	if err != nil {
		return fmt.Errorf("commands: %w", err)
	}
	parsed, err := parse(parser, args)
	if exited {
		return nil
	}
	if err != nil {
		var wrong *settingError
		if errors.As(err, &wrong) {
			return wrong
		}
		return &usageError{err}
	}
	ctx, stop := untilSignal()
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(t)
}

// helped is how kong's --help leaves the parser.
type helped struct{}

func parse(parser *kong.Kong, args []string) (ctx *kong.Context, err error) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(helped); !ok {
				panic(p)
			}
		}
	}()
	return parser.Parse(args)
}

// untilSignal is a context that ends when this process is asked to stop; being asked twice means at once.
func untilSignal() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
		}
		<-signals
		os.Exit(1)
	}()
	return ctx, cancel
}

// usageError is a command line that means nothing; everything else that goes wrong is the world's fault.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }
