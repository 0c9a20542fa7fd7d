package ui

import (
	"cmp"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Number formats a count in US English: 1,918.
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Plural is the number with its noun: "1 company", "84 companies".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// App is what the vendor's app is called within a sentence: "Keyhaven app", and "Acme App" as it is.
func App(name string) string {
	if folded := strings.ToLower(name); folded == "" || folded == "app" || strings.HasSuffix(folded, " app") {
		return cmp.Or(name, "app")
	}
	return name + " app"
}

// Initials are the first letters of the first two words that begin with a letter or digit.
func Initials(name string) string {
	var out strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		r, _ := utf8.DecodeRuneInString(word)
		out.WriteRune(unicode.ToUpper(r))
		if utf8.RuneCountInString(out.String()) == 2 {
			break
		}
	}
	return out.String()
}

// tint is one of six colors, always the same for a name.
func tint(name string) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, name)
	return "c" + strconv.Itoa(int(h.Sum32()%6))
}

func joined(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

func tone(t string) string {
	if t == "" {
		return "ok"
	}
	return t
}

func toneIcon(tone string) string {
	switch tone {
	case "ok":
		return "circle-check"
	case "warn", "bad":
		return "alert-triangle"
	}
	return "info-circle"
}

func sortIcon(s Sort) string {
	switch s.Dir {
	case "ascending":
		return "chevron-up"
	case "descending":
		return "chevron-down"
	}
	return "arrows-sort"
}

func sorted(s Sort) templ.Attributes {
	if s.Dir == "" {
		return nil
	}
	return templ.Attributes{"aria-sort": s.Dir}
}

func current(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

func step(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

// foot is what the page says below its card, or nil.
func foot(p Page) templ.Component {
	if f, ok := p.(Footed); ok {
		return f.Foot()
	}
	return nil
}
