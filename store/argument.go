package store

import "strings"

// Like is the pattern that finds text anywhere in a folded column: col LIKE $n ESCAPE '!'.
func Like(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(Key(text)) + "%"
}

// Ref is an id as an argument for a column that may be empty: 0 is NULL.
func Ref(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}
