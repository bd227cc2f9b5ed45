package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"loket/core"
	"loket/core/catalog"
)

// Output is the flag of every command that prints data.
type Output struct {
	JSON bool `name:"json" help:"Print one JSON object, or one a line."`
}

// object prints a value as one line of JSON.
func object(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// sentence is what is told of an error: one line, or one a line for each fault of the office's files.
func sentence(err error) string {
	var problems catalog.Problems
	if errors.As(err, &problems) {
		return problems.Error()
	}
	var wrong *kong.ParseError
	text := err.Error()
	if errors.As(err, &wrong) {
		text += " (loket --help)"
	}
	return "loket: " + core.MaskNIK(strings.ReplaceAll(strings.TrimSpace(text), "\n", "; "))
}

// operator is who runs this command, for the audit.
func operator() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return "command:" + u.Username
	}
	return fmt.Sprintf("command:%d", os.Getuid())
}

// interactive tells whether a person sits there.
func interactive(f any) bool {
	file, ok := f.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// program is how the person at this terminal calls this program.
func program() string {
	if strings.Contains(os.Args[0], "go-build") {
		return "go run ./cmd/loket"
	}
	return os.Args[0]
}

// acting is the operator as who does something at the desk; yes answers every question that would be asked.
func acting(yes bool) core.Actor {
	return core.Actor{Name: operator(), Role: core.Operating, Yes: yes}
}

// agreed asks the person at the terminal; where nobody sits, nobody agrees.
func agreed(t *console, question string) bool {
	if !interactive(t.in) {
		return false
	}
	fmt.Fprintf(t.err, "%s [y/N] ", question)
	line, _ := bufio.NewReader(t.in).ReadString('\n')
	line = strings.ToLower(strings.TrimSpace(line))
	return line == "y" || line == "yes" || line == "ya"
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
