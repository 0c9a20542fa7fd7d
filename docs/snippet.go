package docs

import "strings"

// around a word that was found, in bytes.
const (
	snippetBefore = 70
	snippetLength = 210
)

// hit is the article with the part of it that holds most of the words.
func (a *Article) hit(marks map[string]bool) Hit {
	best, most := section{}, 0
	for _, s := range a.sections {
		if n := held(s.text, marks) + 2*held(s.Text, marks); n > most && s.text != "" {
			best, most = s, n
		}
	}
	if most == 0 {
		return Hit{Article: a, Snippet: []Piece{{Text: a.Description}}}
	}
	return Hit{Article: a, Place: best.Heading, Snippet: snippet(best.text, marks)}
}

// held is how many of the words a text holds.
func held(text string, marks map[string]bool) int {
	different := map[string]bool{}
	for _, t := range tokens(text) {
		if marks[t.stem] {
			different[t.stem] = true
		}
	}
	return len(different)
}

// snippet is the text around the first word that was looked for, cut at spaces, with all such words marked.
func snippet(text string, marks map[string]bool) []Piece {
	from := 0
	for _, t := range tokens(text) {
		if marks[t.stem] {
			from = max(0, t.start-snippetBefore)
			break
		}
	}
	if from > 0 {
		if i := strings.IndexByte(text[from:], ' '); i >= 0 {
			from += i + 1
		}
	}
	end := len(text)
	if from+snippetLength < end {
		if i := strings.LastIndexByte(text[from:from+snippetLength], ' '); i > 0 {
			end = from + i
		}
	}
	cut := text[from:end]
	var pieces []Piece
	if from > 0 {
		pieces = append(pieces, Piece{Text: "… "})
	}
	done := 0
	for _, t := range tokens(cut) {
		if !marks[t.stem] {
			continue
		}
		if t.start > done {
			pieces = append(pieces, Piece{Text: cut[done:t.start]})
		}
		pieces = append(pieces, Piece{Text: cut[t.start:t.end], Mark: true})
		done = t.end
	}
	pieces = append(pieces, Piece{Text: cut[done:]})
	if end < len(text) {
		pieces = append(pieces, Piece{Text: " …"})
	}
	return pieces
}
