package store

import "strings"

// URL is the absolute address of a path that begins with "/", for mails: built from Config.BaseURL, never from what a request says
// (trust.md "Accounts").
func (db *DB) URL(path string) string { return strings.TrimSuffix(db.baseURL, "/") + path }

// URL is DB.URL.
func (tx *Tx) URL(path string) string { return tx.db.URL(path) }
