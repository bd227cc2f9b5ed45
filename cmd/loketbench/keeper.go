package main

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// keep is the shell script that keeps a process of the office. It holds one end of a pipe whose other end only the bench has: a
// line says that the process has ended; when the pipe closes without one the bench is no more, also by kill -9, and the process
// must not serve for ever an office that is gone.
const keep = `read -r _ || kill -9 "$1"`

// keeper is who runs it.
type keeper struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

func keepProcess(pid int) (*keeper, error) {
	k := &keeper{cmd: exec.Command("/bin/sh", "-c", keep, "keeper", strconv.Itoa(pid))}
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is for the bench
	in, err := k.cmd.StdinPipe()
	if err == nil {
		k.in, err = in, k.cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("keep a process of the office: %w", err)
	}
	return k, nil
}

// ended says that the process has.
func (k *keeper) ended() error {
	_, err := fmt.Fprintln(k.in)
	return errors.Join(err, k.in.Close(), k.cmd.Wait())
}
