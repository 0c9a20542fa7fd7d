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
	text, err := os.ReadFile(path)
	if err == nil {
		key, err := decodeKey(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the secret key can't be read: %w", err)
	}
	if database, ok := c.sqlitePath(); ok {
		if _, err := os.Stat(database); err == nil {
			return nil, fmt.Errorf("%s is missing, but the database %s is there. Put the key back from your backup (or set KONTOR_KEY); "+
				"if it is lost for good, create the file with 64 new hexadecimal digits: queued mails and the mail password must then be entered anew", path, database)
		}
	}
	return makeKey(path)
}

func makeKey(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the data folder can't be made: %w", err)
	}
	key := make([]byte, keyBytes)
	rand.Read(key) // never fails, it ends the process instead
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the secret key can't be written: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("the secret key can't be written: %w", err)
	}
	return key, syncFolder(filepath.Dir(path))
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
