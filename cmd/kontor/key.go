package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keyBytes = 32

func decodeKey(text string) ([]byte, error) {
	key, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keyBytes {
		return nil, errKey // never the text: it may be most of a key
	}
	return key, nil
}

// secretKey gives the key that seals secrets. Without a setting it stands in secret.key in the data folder, readable by its
// owner only, and is made there at the first start; beside an existing database it is never made again, for what was sealed under
// the lost one could not be read.
func (c config) secretKey() ([]byte, error) {
	if c.Key != nil {
		return c.Key, nil
	}
	path := filepath.Join(c.DataDir, "secret.key")
	// The database is looked at first: another process that starts at the same time makes the key before it.
	database, lite := c.sqlitePath()
	_, err := os.Stat(database)
	there := lite && err == nil
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if there {
		return nil, fmt.Errorf("%s is missing, but the database %s is there. Put the key back from your backup (or set KONTOR_KEY); "+
			"if it is lost for good, create the file with 64 new hexadecimal digits: queued mails and the mail password must then be entered anew", path, database)
	}
	return makeKey(path)
}

func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the secret key can't be read: %w", err)
	}
	key, err := decodeKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

// makeKey gives the file its name only when it is whole and on the disk: a crash in between leaves no half key, and of two processes
// that make one at once both get the first.
func makeKey(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the data folder can't be made: %w", err)
	}
	key := make([]byte, keyBytes)
	rand.Read(key)                                                  // never fails, it ends the process instead
	f, err := os.CreateTemp(filepath.Dir(path), "secret.key.new-*") // for this user only
	if err != nil {
		return nil, fmt.Errorf("the secret key can't be written: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("the secret key can't be written: %w", err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("the secret key can't be written: %w", err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("the secret key can't be written: %w", err)
	}
	return readKey(path)
}

// syncFolder makes the new name durable before anything is sealed under the key.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// sqlitePath is the database file, if it is one.
func (c config) sqlitePath() (string, bool) {
	path, ok := strings.CutPrefix(c.Database, "sqlite:")
	path, _, _ = strings.Cut(path, "?")
	return path, ok
}
