package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// release is set by the release build (-ldflags "-X main.release=v1.2.3").
var release string

// version names this build: the release, or the commit it was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, changed := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				changed = "+changes"
			}
		}
	}
	if revision == "" {
		return "devel"
	}
	return "devel-" + revision + changed
}

type versionCmd struct{}

// Run implements "kontor version".
func (*versionCmd) Run(out io.Writer) error {
	_, err := fmt.Fprintf(out, "kontor %s (%s %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
