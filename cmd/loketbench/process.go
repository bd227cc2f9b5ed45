package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a `loket serve` that a row has started.
type process struct {
	row     string
	o       *office
	cmd     *exec.Cmd
	address string // host:port
	log     *os.File
	began   time.Time // when it was started
	done    chan struct{}
	err     error // of its end, once done is closed
	once    sync.Once
	keeper  *keeper
	release func() bool

	profiles  string // where they are shown, "" if they are not
	profiling sync.WaitGroup
}

// serve starts the office's program for a row and returns when it listens.
func (o *office) serve(ctx context.Context, row string, more ...string) (*process, error) {
	log, err := os.CreateTemp(o.b.folder, "serve-*.log")
	if err != nil {
		return nil, err
	}
	p := &process{row: row, o: o, cmd: exec.Command(o.b.Loket, "serve"), log: log, done: make(chan struct{})}
	p.cmd.Env = append(o.environ(), more...)
	if p.profiles = o.b.profileAt(); p.profiles != "" {
		p.cmd.Env = append(p.cmd.Env, "LOKET_PPROF="+p.profiles)
	}
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.began = time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the office: %w", err)
	}
	if p.keeper, err = keepProcess(p.cmd.Process.Pid); err != nil {
		return nil, errors.Join(err, p.cmd.Process.Kill(), p.cmd.Wait())
	}
	o.running = append(o.running, p)
	said := bufio.NewReader(out)
	p.release = context.AfterFunc(ctx, func() { _ = p.cmd.Process.Kill() }) // who ends the run does not wait for an office to close
	first, _ := said.ReadString('\n')
	go func() {
		_, _ = io.Copy(io.Discard, said)
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	address, ok := strings.CutPrefix(strings.TrimSpace(first), "listening http://")
	if !ok {
		<-p.done
		return nil, fmt.Errorf("the office does not open: %s", p.lastWords())
	}
	p.address = address
	return p, nil
}

// lastWords is the end of the process's log.
func (p *process) lastWords() string {
	b, _ := os.ReadFile(p.log.Name())
	return string(bytes.TrimSpace(b[max(0, len(b)-2000):]))
}

// patience is how long an office may take to close.
const patience = 30 * time.Second

// stop asks the process to close and waits until it has; one that does not is ended.
func (p *process) stop() (err error) {
	p.once.Do(func() {
		p.profiling.Wait()
		o := p.o
		o.b.remember(p.row, p.cmd.Process.Pid)
		o.running = slices.DeleteFunc(o.running, func(r *process) bool { return r == p })
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		defer p.release()
		select {
		case <-p.done:
		case <-time.After(patience):
			_ = p.cmd.Process.Kill()
			<-p.done
		}
		err = errors.Join(p.err, p.keeper.done(), p.log.Close())
	})
	return err
}

// resident is how many megabytes a process has in memory, and had at most.
func resident(pid int) (now, most float64, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 3 {
			kB, _ := strconv.ParseFloat(f[1], 64)
			switch f[0] {
			case "VmRSS:":
				now = kB / 1024
			case "VmHWM:":
				most = kB / 1024
			}
		}
	}
	return now, most, nil
}
