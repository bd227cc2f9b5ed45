package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is a loket that a test has started. Its log is shown when the test fails.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	url  string
	said *bufio.Reader
	log  *lockedBuffer
	done chan struct{}
	err  error // of its end, once done is closed

	reaping sync.Once
}

// lockedBuffer is written by a process and read by a test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// clean is an environment in which nothing of this machine's is set.
func clean(env ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.Getenv("TMPDIR"), "GORACE=exitcode=66"}, env...)
}

// serve starts `loket serve` and returns when it listens.
func serve(t testing.TB, env ...string) *process {
	t.Helper()
	p, err := launch(t, env...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// launch is serve for a process that may refuse to start.
func launch(t testing.TB, env ...string) (*process, error) {
	t.Helper()
	p := begin(t, env...)
	return p, p.listening()
}

// begin starts `loket serve`.
func begin(t testing.TB, env ...string) *process {
	t.Helper()
	p := &process{t: t, log: &lockedBuffer{}, done: make(chan struct{}), cmd: exec.Command("loket", "serve")}
	p.cmd.Env = clean(env...)
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.said = bufio.NewReader(out)
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("log of process %d:\n%s", p.cmd.Process.Pid, tail(p.log.String(), 6000))
		}
		if strings.Contains(p.log.String(), "DATA RACE") {
			t.Errorf("a data race in process %d", p.cmd.Process.Pid)
		}
	})
	return p
}

// listening waits until the process listens; an error is what it said instead.
func (p *process) listening() error {
	first, _ := p.said.ReadString('\n')
	p.reap()
	address, ok := strings.CutPrefix(strings.TrimSpace(first), "listening ")
	if !ok {
		<-p.done
		return errors.New("loket serve did not listen: " + p.log.String())
	}
	p.url = address
	return nil
}

// reap sees to it that done is closed when the process has ended.
func (p *process) reap() {
	p.reaping.Do(func() {
		go func() {
			_, _ = io.Copy(io.Discard, p.said)
			p.err = p.cmd.Wait()
			close(p.done)
		}()
	})
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// kill ends the process as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	p.reap()
	<-p.done
}

// stop asks the process to close, and returns when it has.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	select {
	case <-p.done:
	case <-time.After(27 * time.Second):
		p.t.Error("the process did not stop within 27 s")
		p.kill()
	}
	if p.err != nil {
		p.t.Errorf("the process ended with %v", p.err)
	}
}

// get asks the process for a page.
func (p *process) get(path string) (int, string) {
	p.t.Helper()
	answer, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// loket runs a command to its end and returns what it printed.
func loket(t testing.TB, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("loket", args...)
	cmd.Env = clean(env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("loket %s: %v: %s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}

// requests reads the requests of a day from the program itself.
func requests(t testing.TB, env []string, day string) (all []requestLine) {
	t.Helper()
	for line := range strings.Lines(loket(t, env, "requests", "--json", "--day", day)) {
		var r requestLine
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// until waits for something to become true.
func until(t testing.TB, patience time.Duration, what string, is func() bool) {
	t.Helper()
	for give := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(give) {
			t.Fatalf("after %s still not: %s", patience, what)
		}
	}
}

// freePort is a port of the loopback that nobody uses.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
