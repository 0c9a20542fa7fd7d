package account

import (
	_ "embed" // the list of common passwords
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"kontor/store"
)

//go:embed common_passwords.txt
var commonPasswords string

// words are the lines of the list below its license, sorted; they stay where they lie in the binary and cost no memory.
var _, words, _ = strings.Cut(commonPasswords, "\n\n")

// common tells whether a password is on the list, or is one of the list with signs or digits around it, or one short piece over and
// over, or a row of neighbors.
func common(plain string) bool {
	folded := store.Key(plain)
	bare := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	return listed(folded) || listed(bare) || repeated(folded) || row(folded)
}

// listed looks a word up by halving.
func listed(word string) bool {
	line := func(i int) string { // the line that holds byte i
		l, _, _ := strings.Cut(words[strings.LastIndexByte(words[:i], '\n')+1:], "\n")
		return l
	}
	i := sort.Search(len(words), func(i int) bool { return line(i) >= word })
	return word != "" && i < len(words) && line(i) == word
}

// repeated: abcabcabcabc.
func repeated(s string) bool {
	for n := 1; n <= 6 && n <= len(s)/2; n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return true
		}
	}
	return false
}

// row: 123456789012, abcdefghijkl, lkjhgfdsapoi.
func row(s string) bool {
	const rows = "01234567890123456789 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnmqwertyuiop"
	back := []rune(s)
	slices.Reverse(back)
	return strings.Contains(rows, s) || strings.Contains(rows, string(back))
}

// named tells whether hardly more than names is left of a password: fewer than four letters once they are taken out.
func named(plain string, names []string) bool {
	left := lettersOf(plain)
	all := utf8.RuneCountInString(left)
	for _, name := range names {
		local, _, _ := strings.Cut(name, "@")
		parts := strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) })
		for _, part := range append([]string{local}, parts...) {
			if w := lettersOf(part); utf8.RuneCountInString(w) >= 3 {
				left = strings.ReplaceAll(left, w, "")
			}
		}
	}
	rest := utf8.RuneCountInString(left)
	return rest < all && rest < 4
}

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, store.Key(s))
}
