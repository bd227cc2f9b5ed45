package main

import (
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/exec"
)

// child is this program in another process, at the other end of a pipe.
type child struct {
	name string
	cmd  *exec.Cmd
	rpc  *rpc.Client
}

// pipe is both ends of a conversation.
type pipe struct {
	io.Reader
	io.WriteCloser
}

func startChild(name string, args ...string) (c child, err error) {
	self, err := os.Executable()
	if err != nil {
		return c, err
	}
	c = child{name: name, cmd: exec.Command(self, args...)}
	c.cmd.Stderr = os.Stderr
	in, err1 := c.cmd.StdinPipe()
	out, err2 := c.cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return c, err
	}
	if err := c.cmd.Start(); err != nil {
		return c, fmt.Errorf("start %s: %w", name, err)
	}
	c.rpc = jsonrpc.NewClient(pipe{out, in})
	return c, nil
}

// serveChild answers what the process at the other end asks, until that ends.
func serveChild(name string, methods any) error {
	server := rpc.NewServer()
	if err := server.RegisterName(name, methods); err != nil {
		return err
	}
	server.ServeCodec(jsonrpc.NewServerCodec(pipe{os.Stdin, os.Stdout}))
	return nil
}

func (c child) ask(method string, of, answer any) error {
	if err := c.rpc.Call(c.name+"."+method, of, answer); err != nil {
		return fmt.Errorf("ask %s for %s: %w", c.name, method, err)
	}
	return nil
}

func (c child) close() error { return errors.Join(c.rpc.Close(), c.cmd.Wait()) }
