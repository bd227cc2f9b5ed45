package main

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// A keeper is a shell that does what the bench cannot do any more when it is killed. It holds one end of a pipe whose other end
// only the bench has: a line says that all is well, and if the pipe closes without one the bench is no more.
type keeper struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

// keepProcess ends a process of the office: it must not serve for ever an office that is gone.
func keepProcess(pid int) (*keeper, error) { return keep(`kill -9 "$1"`, strconv.Itoa(pid)) }

// keepFolder removes the folder of a run, once nobody writes to it.
func keepFolder(folder string) (*keeper, error) { return keep(`sleep 1; rm -rf "$1"`, folder) }

func keep(otherwise, of string) (*keeper, error) {
	k := &keeper{cmd: exec.Command("/bin/sh", "-c", "read -r _ || { "+otherwise+"; }", "keeper", of)}
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is for the bench
	in, err := k.cmd.StdinPipe()
	if err == nil {
		k.in, err = in, k.cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("keep what a killed bench would leave: %w", err)
	}
	return k, nil
}

// done says that all is well.
func (k *keeper) done() error {
	_, err := fmt.Fprintln(k.in)
	return errors.Join(err, k.in.Close(), k.cmd.Wait())
}
