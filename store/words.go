package store

import (
	"errors"
	"fmt"
	"strings"
)

// word is a piece of a statement. Its kind: 'a' name or keyword, 's' 'string', '$' argument, '0' number, else the sign itself.
type word struct {
	kind     byte
	text     string // lower case
	from, to int
}

const signs = "-+*/%=<>!|(),."

// words cuts a statement up. What the house's SQL does not need cannot hide anything, because it is refused: comments, quoted
// names, dollar quotes, E”, X”, U&”, casts by ::, several statements, letters beyond ASCII outside strings.
func words(text string) ([]word, error) {
	ws := make([]word, 0, 64)
	for i := 0; i < len(text); {
		if strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
			continue
		}
		w, err := nextWord(text, i)
		if err != nil {
			return nil, err
		}
		if n := len(ws); n > 0 && ws[n-1].to == i && solid(ws[n-1].kind) && solid(w.kind) { // E'…', 1a, 'a''b' is one
			return nil, fmt.Errorf("store: %q is not allowed in: %s", text[ws[n-1].from:w.to], text)
		}
		ws, i = append(ws, w), w.to
	}
	if len(ws) == 0 {
		return nil, errors.New("store: an empty statement")
	}
	return ws, nil
}

func solid(kind byte) bool { return strings.IndexByte("a0$s", kind) >= 0 }

func nextWord(text string, i int) (word, error) {
	rest := text[i:]
	w := word{from: i}
	switch c := rest[0]; {
	case letter(c):
		w.kind, w.to = 'a', i+span(rest, func(c byte) bool { return letter(c) || digit(c) })
	case digit(c):
		w.kind, w.to = '0', i+span(rest, func(c byte) bool { return digit(c) || c == '.' })
	case c == '$' && len(rest) > 1 && digit(rest[1]):
		w.kind, w.to = '$', i+1+span(rest[1:], digit)
	case c == '\'':
		end := endOfString(rest)
		if end < 0 {
			return w, fmt.Errorf("store: a string without end in: %s", text)
		}
		w.kind, w.to = 's', i+end
	case strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, "/*"), strings.IndexByte(signs, c) < 0:
		return w, fmt.Errorf("store: %q is not allowed in: %s", rest[:min(8, len(rest))], text)
	default:
		w.kind, w.to = c, i+1
	}
	w.text = strings.ToLower(text[w.from:w.to])
	return w, nil
}

func letter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

func span(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

// endOfString is where the string that s begins with ends; a doubled quote does not end it. -1: it has no end.
func endOfString(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			i++
			continue
		}
		return i + 1
	}
	return -1
}
