package store

import (
	"strings"
	"unicode/utf8"
)

// fewestToFind is the length of a text, in code points, from which on the index of trigrams helps.
const fewestToFind = 3

// Finds is the condition, and its argument, by which a my_…_find f holds a text anywhere: the one place where the two databases are asked
// differently (architecture.md law 6). In the condition $ stands for the argument's number. False for a text too short for the index: look
// at the rows themselves.
func (tx *Tx) Finds(text string) (cond, arg string, ok bool) {
	key := Key(text)
	if utf8.RuneCountInString(key) < fewestToFind {
		return "", "", false
	}
	if tx.db.dialect == Postgres {
		return "f.text LIKE $ ESCAPE '!'", Like(key), true
	}
	return "f.text MATCH $", `"` + strings.ReplaceAll(key, `"`, `""`) + `"`, true
}
