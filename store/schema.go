package store

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

//go:embed schema/*.sql
var schema embed.FS

// steps are the schema files as one database reads them (architecture.md law 6): {tokens} replaced, and of the blocks
//
//	-- {sqlite}
//	-- {postgres}
//	-- {end}
//
// only its own kept.
type steps struct {
	files   fs.FS
	dialect string
}

var tokens = map[string]*strings.Replacer{
	SQLite: strings.NewReplacer(
		"{id}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{ref}", "INTEGER", "{time}", "TIMESTAMP", "{bool}", "BOOLEAN", "{bytes}", "BLOB", "{key}", "TEXT"),
	Postgres: strings.NewReplacer(
		"{id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "{ref}", "BIGINT", "{time}", "TIMESTAMPTZ", "{bool}", "BOOLEAN", "{bytes}", "BYTEA",
		"{key}", `TEXT COLLATE "C"`),
}

func schemaFor(dialect string) (fs.FS, error) {
	files, err := fs.Sub(schema, "schema")
	return steps{files, dialect}, err
}

// Open implements fs.FS.
func (s steps) Open(name string) (fs.File, error) {
	f, err := s.files.Open(name)
	if err != nil || path.Ext(name) != ".sql" {
		return f, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	own, err := ownBlocks(string(text), s.dialect)
	if err != nil {
		return nil, fmt.Errorf("store: schema/%s: %w", name, err)
	}
	return &step{strings.NewReader(tokens[s.dialect].Replace(own)), info}, nil
}

// ownBlocks takes the other database's blocks out.
func ownBlocks(text, dialect string) (string, error) {
	var out strings.Builder
	block := ""
	for line := range strings.Lines(text) {
		switch mark := strings.TrimSpace(line); mark {
		case "-- {sqlite}", "-- {postgres}":
			if block != "" {
				return "", fmt.Errorf("%s inside a block", mark)
			}
			block = strings.Trim(mark, "- {}")
		case "-- {end}":
			if block == "" {
				return "", fmt.Errorf("%s without a block", mark)
			}
			block = ""
		default:
			if block == "" || block == dialect {
				out.WriteString(line)
			}
		}
	}
	if block != "" {
		return "", fmt.Errorf("block {%s} has no end", block)
	}
	return out.String(), nil
}

// step is one open schema file.
type step struct {
	*strings.Reader
	info fs.FileInfo
}

func (s *step) Stat() (fs.FileInfo, error) { return s.info, nil }
func (s *step) Close() error               { return nil }
