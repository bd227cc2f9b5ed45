package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// versionCommand is `loket version`.
type versionCommand struct{ Output }

func (c *versionCommand) Run(t *console) error {
	v := struct {
		Version string `json:"version"`
		Commit  string `json:"commit,omitempty"`
		Go      string `json:"go"`
		System  string `json:"system"`
	}{version, "", runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Commit = s.Value
			}
		}
	}
	if c.JSON {
		return object(t.out, v)
	}
	fmt.Fprintf(t.out, "loket %s %s %s", v.Version, v.Go, v.System)
	if v.Commit != "" {
		fmt.Fprintf(t.out, " (%.12s)", v.Commit)
	}
	fmt.Fprintln(t.out)
	return nil
}
