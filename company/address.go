package company

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kontor/store"
)

var (
	addressLike = regexp.MustCompile(`[^\s<>,;:"()\[\]]+@[^\s<>,;:"()\[\]]+`)
	quotes      = `"'“”‘’` + "`"
	untidy      = quotes + " ,<>()[]:"
)

// ReadPeople finds the addresses in a pasted text, one a line or separated by commas, semicolons or tabs, with or without names as mail
// programs and sheets give them: "Ruth Alder <ruth@alder.example>". Names that are not there are proposed from the address; what nothing
// can be made of stays empty. An address counts once. unread is what was left over.
func ReadPeople(text string) (people []Person, unread []string) {
	seen := map[string]bool{}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		found, rest := readLine(line)
		unread = append(unread, rest...)
		for _, p := range found {
			if key := store.Key(p.Email); !seen[key] {
				seen[key] = true
				people = append(people, p)
			}
		}
	}
	return people, unread
}

// readLine is ReadPeople for one line. Before an address in <> stands its name; in a row of a sheet the other cells are the name.
func readLine(line string) (people []Person, unread []string) {
	spots := addressLike.FindAllStringIndex(line, -1)
	at := 0
	for _, spot := range spots {
		before := line[at:spot[0]]
		at = spot[1]
		p := Person{Email: strings.Trim(line[spot[0]:spot[1]], quotes+"."), Role: User}
		name, rest := "", ""
		if strings.HasSuffix(strings.TrimSpace(before), "<") || strings.HasSuffix(before, "\t") {
			cut := strings.LastIndexAny(before, ";") + 1
			rest, name = before[:cut], before[cut:]
		} else {
			rest = before
		}
		unread = append(unread, leftover(rest)...)
		if len(spots) == 1 && strings.HasPrefix(line[at:], "\t") && strings.Trim(name, untidy+"\t") == "" {
			name, at = line[at:], len(line)
		}
		p.FirstName, p.LastName = nameOf(name, p.Email)
		people = append(people, p)
	}
	return people, append(unread, leftover(line[at:])...)
}

func leftover(text string) []string {
	var rest []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;\t", r) }) {
		if part = strings.Trim(part, untidy); part != "" {
			rest = append(rest, part)
		}
	}
	return rest
}

// nameOf splits a name as it was given, "Alder, Ruth" too, or proposes one from the address.
func nameOf(given, email string) (first, last string) {
	given = strings.Trim(strings.ReplaceAll(given, "\t", " "), untidy)
	if family, own, ok := strings.Cut(given, ","); ok {
		return strings.Trim(own, untidy), strings.Trim(family, untidy)
	}
	if given != "" {
		first, last, _ = strings.Cut(strings.Join(strings.Fields(given), " "), " ")
		return first, last
	}
	local, _, _ := strings.Cut(email, "@")
	local, _, _ = strings.Cut(local, "+")
	parts := strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("._-", r) || unicode.IsDigit(r) })
	for i, part := range parts {
		r, n := utf8.DecodeRuneInString(part)
		parts[i] = string(unicode.ToTitle(r)) + strings.ToLower(part[n:])
	}
	if len(parts) == 0 {
		return "", ""
	}
	first, last = parts[0], strings.Join(parts[1:], " ")
	if utf8.RuneCountInString(first) == 1 { // "m.kaur": the name itself is not known
		first = ""
	}
	return first, last
}
