package powercut

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// event is one thing that strace saw: a call that began, one that ended, or both on one line.
type event struct {
	at          time.Time
	call        *call
	begin, over bool
}

// call is one system call on files.
type call struct {
	name, text string // text of the arguments, until they are read
	kind       kind
	result     int64  // -1 until it is over
	process    string // whose descriptors it uses
	descriptor string
	path, to   string
	flags      string
	offset     int64 // -1: where the descriptor stands
	data       []byte

	marked int // by a sync: what is durable when it ends
	file   *file
}

type kind uint8

const (
	other kind = iota
	opens
	writes
	truncates
	makesFolder
	unlinks
	links
	moves
	syncs
)

// shape says where the arguments of a call are; -1: it has none such.
type shape struct {
	kind
	descriptor, path, to, offset, flags int
	at, toAt                            int // folders that path and to are relative to
}

var shapes = map[string]shape{
	"open":      {opens, -1, 0, -1, -1, 1, -1, -1},
	"openat":    {opens, -1, 1, -1, -1, 2, 0, -1},
	"write":     {writes, 0, -1, -1, -1, -1, -1, -1},
	"writev":    {writes, 0, -1, -1, -1, -1, -1, -1},
	"pwrite64":  {writes, 0, -1, -1, 3, -1, -1, -1},
	"pwritev":   {writes, 0, -1, -1, last, -1, -1, -1},
	"ftruncate": {truncates, 0, -1, -1, 1, -1, -1, -1},
	"mkdir":     {makesFolder, -1, 0, -1, -1, -1, -1, -1},
	"mkdirat":   {makesFolder, -1, 1, -1, -1, -1, 0, -1},
	"unlink":    {unlinks, -1, 0, -1, -1, -1, -1, -1},
	"unlinkat":  {unlinks, -1, 1, -1, -1, -1, 0, -1},
	"link":      {links, -1, 0, 1, -1, -1, -1, -1},
	"linkat":    {links, -1, 1, 3, -1, -1, 0, 2},
	"rename":    {moves, -1, 0, 1, -1, -1, -1, -1},
	"renameat":  {moves, -1, 1, 3, -1, -1, 0, 2},
	"renameat2": {moves, -1, 1, 3, -1, -1, 0, 2},
	"fsync":     {syncs, 0, -1, -1, -1, -1, -1, -1},
	"fdatasync": {syncs, 0, -1, -1, -1, -1, -1, -1},
	// That a program uses one of these must be seen, not passed over: what they do is not replayed.
	"fallocate": {}, "truncate": {}, "pwritev2": {}, "copy_file_range": {}, "sendfile": {}, "creat": {},
}

// last stands for the last argument.
const last = -2

var line = regexp.MustCompile(`^(\d+) +(\d+)\.(\d{6}) (.*)$`)
var resumed = regexp.MustCompile(`^<\.\.\. (\w+) resumed>(.*)$`)
var ended = regexp.MustCompile(`^(.*)\) += (-?\d+|\?)(?:<([^>]*)>)?.*$`)

const unfinished = " <unfinished ...>"

// tracer reads what strace wrote.
type tracer struct {
	root      string
	processes bool             // each has descriptors of its own; else all are threads of one
	open      map[string]*call // by thread
}

// parse passes over signals and ends of processes.
func (t *tracer) parse(r io.Reader) ([]event, error) {
	var events []event
	in := bufio.NewReaderSize(r, 1<<20)
	for {
		text, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) { // a line without an end was cut off when strace was killed
			return events, nil
		}
		if err != nil {
			return nil, err
		}
		found := line.FindStringSubmatch(strings.TrimSuffix(text, "\n"))
		if found == nil {
			return nil, fmt.Errorf("powercut: not a line of strace -f -ttt: %.100q", text)
		}
		e, err := t.event(found[1], found[4])
		if err != nil {
			return nil, fmt.Errorf("%w in %.200q", err, text)
		}
		if e.call != nil {
			seconds, _ := strconv.ParseInt(found[2], 10, 64) // digits, says the pattern
			micros, _ := strconv.ParseInt(found[3], 10, 64)
			e.at = time.Unix(seconds, micros*1000)
			events = append(events, e)
		}
	}
}

func (t *tracer) event(thread, text string) (event, error) {
	if strings.HasPrefix(text, "---") || strings.HasPrefix(text, "+++") {
		return event{}, nil
	}
	if again := resumed.FindStringSubmatch(text); again != nil {
		c := t.open[thread]
		if c == nil || c.name != again[1] {
			return event{}, fmt.Errorf("powercut: %s goes on and never began", again[1])
		}
		delete(t.open, thread)
		return event{call: c, over: true}, t.end(c, again[2])
	}
	name, rest, ok := strings.Cut(text, "(")
	if !ok {
		return event{}, errors.New("powercut: not a call")
	}
	c := &call{name: name, kind: shapes[name].kind, result: -1}
	if t.processes {
		c.process = thread
	}
	if begun, ok := strings.CutSuffix(rest, unfinished); ok {
		c.text = begun
		t.open[thread] = c
		if c.kind == syncs { // what it will have made durable is known when it begins
			return event{call: c, begin: true}, t.read(c)
		}
		return event{call: c, begin: true}, nil
	}
	return event{call: c, begin: true, over: true}, t.end(c, rest)
}

// end takes the rest of the arguments, and the result.
func (t *tracer) end(c *call, text string) error {
	found := ended.FindStringSubmatch(text)
	if found == nil {
		return errors.New("powercut: no result")
	}
	c.text += found[1]
	if found[2] != "?" { // then the process ended in it
		var err error
		if c.result, err = strconv.ParseInt(found[2], 10, 64); err != nil {
			return err
		}
	}
	if err := t.read(c); err != nil {
		return err
	}
	if c.kind == opens {
		c.descriptor = found[2]
	}
	c.text = ""
	return nil
}

// read takes the arguments apart. Of calls elsewhere only the path is kept.
func (t *tracer) read(c *call) (err error) {
	if c.kind == other {
		if strings.Contains(c.text, hexed(t.root)) {
			return fmt.Errorf("powercut: what %s does is not replayed", c.name)
		}
		return nil
	}
	args, s := strings.Split(c.text, ", "), shapes[c.name]
	argument := func(i int) string {
		if i == last {
			i = len(args) - 1
		}
		if i < 0 || i >= len(args) {
			return ""
		}
		return args[i]
	}
	c.offset, c.flags = -1, argument(s.flags)
	if s.descriptor >= 0 {
		c.descriptor, c.path, err = descriptor(argument(s.descriptor))
	} else if s.path >= 0 {
		c.path, err = t.named(argument(s.path), argument(s.at))
	}
	if err == nil && s.to >= 0 {
		c.to, err = t.named(argument(s.to), argument(s.toAt))
	}
	if err != nil || !within(t.root, c.path) {
		return err
	}
	if s.offset >= 0 || s.offset == last {
		if c.offset, err = strconv.ParseInt(argument(s.offset), 10, 64); err != nil {
			return err
		}
	}
	if c.kind == writes {
		c.data, err = data(c.text)
	}
	return err
}

// descriptor is a file descriptor's number and the path it stands for: 7</data/kontor.db>.
func descriptor(text string) (number, path string, err error) {
	number, rest, _ := strings.Cut(text, "<")
	hexed, after, _ := strings.Cut(rest, ">")
	if after != "" || !strings.HasPrefix(hexed, `\x`) { // "(deleted)", or a socket
		return number, "", nil
	}
	path, err = plain(hexed)
	return number, path, err
}

// named is a path, relative to the folder that a descriptor stands for, or to root, where PostgreSQL's processes are.
func (t *tracer) named(text, folder string) (string, error) {
	path, err := plain(strings.Trim(text, `"`))
	if err != nil || filepath.IsAbs(path) {
		return filepath.Clean(path), err
	}
	_, at, err := descriptor(folder)
	if at == "" {
		at = t.root
	}
	return filepath.Join(at, path), err
}

func within(root, path string) bool {
	return path == root || strings.HasPrefix(path, root+string(filepath.Separator))
}

var piece = regexp.MustCompile(`"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?`)

// data is what a call writes.
func data(args string) ([]byte, error) {
	all := []byte{}
	for _, found := range piece.FindAllStringSubmatch(args, -1) {
		if found[2] != "" {
			return nil, errors.New("powercut: strace cut a text off: -s is too small")
		}
		text, err := plain(found[1])
		if err != nil {
			return nil, err
		}
		all = append(all, text...)
	}
	return all, nil
}

// plain takes the \x of strace -xx away.
func plain(text string) (string, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(text, `\x`, ""))
	if err != nil {
		return "", fmt.Errorf("powercut: not written by strace -xx: %.60q", text)
	}
	return string(b), nil
}

// hexed is a text as strace -xx writes it.
func hexed(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, `\x%02x`, c)
	}
	return b.String()
}
