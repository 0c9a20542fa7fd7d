package powercut

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// disk is a folder as programs see it, and what of it would be there after a power cut: of each file the bytes that a sync has
// confirmed, under the names that a sync of the folder has confirmed. It promises no more than POSIX does.
type disk struct {
	root    string
	names   map[string]*file // as programs see them
	durable map[string]*file
	renames map[string]*renames // by folder
	folders map[string]bool
	handles map[string]*handle // by process and descriptor
}

// file is the durable content and what was done to it since.
type file struct {
	durable []byte
	settled int // changes that are in it
	pending []change
}

// change of a file: data at an offset, or with data nil a new size.
type change struct {
	at   int64
	data []byte
}

// renames are what a folder has and the disk does not know for good yet.
type renames struct {
	settled int
	pending []rename
}

// rename gives a name to a file, or takes it from any.
type rename struct {
	from, to string
	file     *file
}

// handle is where a descriptor stands, for writes without an offset.
type handle struct {
	path   string
	at     int64
	append bool
}

// begin is a disk with everything below from durable, standing for root; nothing if from is "".
func begin(root, from string) (*disk, error) {
	d := &disk{root: root, names: map[string]*file{}, durable: map[string]*file{}, renames: map[string]*renames{},
		folders: map[string]bool{}, handles: map[string]*handle{}}
	if from == "" {
		return d, nil
	}
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at := filepath.Join(root, strings.TrimPrefix(path, from))
		switch {
		case e.IsDir():
			d.folders[at] = true
		case e.Type().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			d.names[at] = &file{durable: content}
		}
		return nil
	})
	d.durable = maps.Clone(d.names)
	return d, err
}

// do is what a call that has ended did.
func (d *disk) do(c *call) error {
	if c.result < 0 {
		return nil
	}
	switch c.kind {
	case opens:
		return d.open(c)
	case writes:
		return d.write(c)
	case truncates:
		if f := d.names[c.path]; f != nil {
			f.pending = append(f.pending, change{at: c.offset})
		}
	case makesFolder:
		if within(d.root, c.path) {
			d.folders[c.path] = true
		}
	case unlinks:
		if within(d.root, c.path) {
			d.name(c.path, "", nil)
		}
	case links, moves:
		return d.rename(c)
	}
	return nil
}

// handleOf: threads of one process share their descriptors.
func (c *call) handleOf() string { return c.process + "/" + c.descriptor }

func (d *disk) open(c *call) error {
	h := &handle{path: c.path, append: strings.Contains(c.flags, "O_APPEND")}
	d.handles[c.handleOf()] = h
	if !within(d.root, c.path) || strings.Contains(c.flags, "O_DIRECTORY") {
		return nil
	}
	f := d.names[c.path]
	if f == nil && strings.Contains(c.flags, "O_CREAT") {
		f = &file{}
		d.name("", c.path, f)
	}
	if f != nil && strings.Contains(c.flags, "O_TRUNC") {
		f.pending = append(f.pending, change{})
	}
	return nil
}

func (d *disk) write(c *call) error {
	f := d.names[c.path]
	if f == nil || !within(d.root, c.path) || c.result == 0 {
		return nil // a socket, or a file that was deleted
	}
	at := c.offset
	if at < 0 {
		h := d.handles[c.handleOf()]
		if h == nil || h.append {
			return fmt.Errorf("powercut: nobody knows where %s goes on in %s", c.name, c.path)
		}
		at = h.at
		h.at += c.result
	}
	f.pending = append(f.pending, change{at, c.data[:c.result]})
	return nil
}

func (d *disk) rename(c *call) error {
	f := d.names[c.path]
	if f == nil || !within(d.root, c.to) {
		return nil
	}
	if c.kind == links {
		d.name("", c.to, f)
		return nil
	}
	d.name(c.path, c.to, f)
	return nil
}

// name changes the names that programs see, and remembers that the folder does not know it for good yet.
func (d *disk) name(from, to string, f *file) {
	if from != "" {
		delete(d.names, from)
	}
	at := from
	if to != "" {
		d.names[to], at = f, to
	}
	at = filepath.Dir(at)
	if d.renames[at] == nil {
		d.renames[at] = &renames{}
	}
	d.renames[at].pending = append(d.renames[at].pending, rename{from, to, f})
}

// mark is what a sync that begins now will have made durable when it ends.
func (d *disk) mark(c *call) {
	c.file = d.names[c.path]
	if c.file != nil {
		c.marked = c.file.settled + len(c.file.pending)
	} else if at := d.renames[c.path]; at != nil {
		c.marked = at.settled + len(at.pending)
	}
}

// sync ends what mark began; somebody else's sync may have done it meanwhile.
func (d *disk) sync(c *call) {
	if c.result != 0 {
		return
	}
	if c.file != nil {
		c.file.settle(c.marked - c.file.settled)
	} else if at := d.renames[c.path]; at != nil {
		for range c.marked - at.settled {
			at.pending[0].apply(d.durable)
			at.pending, at.settled = at.pending[1:], at.settled+1
		}
	}
}

func (r rename) apply(names map[string]*file) {
	if r.from != "" {
		delete(names, r.from)
	}
	if r.to != "" {
		names[r.to] = r.file
	}
}

func (f *file) settle(n int) {
	for range n {
		f.durable = f.pending[0].apply(f.durable)
		f.pending, f.settled = f.pending[1:], f.settled+1
	}
}

func (c change) apply(content []byte) []byte {
	end := c.at + int64(len(c.data))
	if grow := end - int64(len(content)); grow > 0 {
		content = append(content, make([]byte, grow)...)
	}
	if c.data == nil {
		return content[:c.at]
	}
	copy(content[c.at:], c.data)
	return content
}

// save writes what is durable below into, and as much of the rest as keep says: a disk may have written more than it was asked to.
func (d *disk) save(into string, keep func() bool) error {
	names := maps.Clone(d.durable)
	for _, at := range d.renames {
		for _, r := range at.pending {
			if !keep() { // a folder's changes come in order
				break
			}
			r.apply(names)
		}
	}
	for folder := range d.folders {
		if err := os.MkdirAll(filepath.Join(into, strings.TrimPrefix(folder, d.root)), 0o700); err != nil {
			return err
		}
	}
	for name, f := range names {
		content := slices.Clone(f.durable)
		for _, c := range f.pending {
			if keep() {
				content = c.apply(content)
			}
		}
		path := filepath.Join(into, strings.TrimPrefix(name, d.root))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
