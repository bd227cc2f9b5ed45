package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
)

// profileAt is a free address for a process's profiles, "" if none are wanted.
func (b *bench) profileAt() string {
	if b.Profile == "" {
		return ""
	}
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return ""
	}
	defer port.Close()
	return port.Addr().String()
}

// profile begins to take the profiles of the office's processes, if they are wanted: of the processors for as long as rates are
// measured, then of the memory. A process stops only when its profiles are written.
func (o *office) profile() {
	for _, p := range o.running {
		if p.profiles == "" {
			continue
		}
		p.profiling.Go(func() {
			name := filepath.Join(o.b.Profile, fmt.Sprintf("%s-%d", p.row, p.cmd.Process.Pid))
			for page, file := range map[string]string{fmt.Sprintf("profile?seconds=%d", max(1, int(o.b.Seconds))): name + ".cpu.pprof", "heap": name + ".heap.pprof"} {
				if err := fetch("http://"+p.profiles+"/debug/pprof/"+page, file); err != nil {
					o.b.say("no profile of %s: %v", p.row, err)
				}
			}
		})
	}
}

// fetch writes a page to a file.
func fetch(page, file string) error {
	answer, err := http.Get(page)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", answer.Status)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, answer.Body); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// profiled takes profiles of this very process while it works, if a folder for them is named.
func profiled(folder, row string, work func() error) error {
	if folder == "" {
		return work()
	}
	cpu, err := os.Create(filepath.Join(folder, row+".cpu.pprof"))
	if err != nil {
		return err
	}
	defer cpu.Close()
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	err = work()
	pprof.StopCPUProfile()
	if err != nil {
		return err
	}
	heap, err := os.Create(filepath.Join(folder, row+".heap.pprof"))
	if err != nil {
		return err
	}
	defer heap.Close()
	return pprof.WriteHeapProfile(heap)
}
