package onboard

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	textunicode "golang.org/x/text/encoding/unicode"

	"kontor/fail"
	"kontor/store"
)

// Limits of an import: bytes of the file, rows below its head, and columns.
const (
	MostBytes   = 1 << 20
	MostRows    = 1000
	MostColumns = 200
)

// Sheet is a CSV file as it was understood.
type Sheet struct {
	Encoding  string // "UTF-8", "UTF-16", "Windows-1252"
	Separator string // "comma", "semicolon", "tab"
	Text      string // the whole file as UTF-8
	Header    []string
	Rows      []SheetRow
}

// SheetRow is one row below the head; empty ones are left out.
type SheetRow struct {
	Line  int // in the file, counted from 1
	Cells []string
}

// ReadSheet reads a CSV file in one of the encodings that spreadsheets write, separated by commas, semicolons or tabs. The apostrophes of
// Harmless are taken off. Fails with fail.Invalid at "file".
func ReadSheet(file []byte) (Sheet, error) {
	if len(file) > MostBytes {
		return Sheet{}, badFile("The file is too large: 1 MB is the most.")
	}
	s, err := decoded(file)
	if err != nil {
		return Sheet{}, err
	}
	comma, text := separator(s.Text)
	s.Separator = map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[comma]
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return Sheet{}, badFile(fmt.Sprintf("Line %d can’t be read: a quotation mark stands where none can, or is not closed.", bad.Line))
		}
		if err != nil {
			return Sheet{}, err
		}
		line, _ := r.FieldPos(0)
		if len(cells) > MostColumns {
			return Sheet{}, badFile(fmt.Sprintf("Line %d has more than %d columns. Take those out that are not needed.", line, MostColumns))
		}
		if s.add(line, cells); len(s.Rows) > MostRows {
			return Sheet{}, badFile(fmt.Sprintf("The file has more than %d rows. Split it and import the parts one after the other.", MostRows))
		}
	}
	if len(s.Rows) == 0 {
		return Sheet{}, badFile("The file has no rows. The first line names the columns, each line below is one row.")
	}
	return s, nil
}

func badFile(message string) error { return fail.Invalid(fail.At("file", message)) }

func (s *Sheet) add(line int, cells []string) {
	empty := true
	for i, c := range cells {
		c = store.Clean(unguarded(c))
		cells[i] = c
		empty = empty && c == ""
	}
	switch {
	case empty:
	case s.Header == nil:
		s.Header = cells
	default:
		s.Rows = append(s.Rows, SheetRow{line, cells})
	}
}

// decoded finds out the encoding: by its mark, or Windows-1252 where the bytes are no UTF-8.
func decoded(file []byte) (Sheet, error) {
	var text []byte
	var err error
	encoding := "UTF-8"
	switch {
	case bytes.HasPrefix(file, []byte{0xFF, 0xFE}), bytes.HasPrefix(file, []byte{0xFE, 0xFF}):
		encoding = "UTF-16"
		text, err = textunicode.UTF16(textunicode.BigEndian, textunicode.ExpectBOM).NewDecoder().Bytes(file)
	case utf8.Valid(file):
		text = bytes.TrimPrefix(file, []byte("\uFEFF"))
	default:
		encoding = "Windows-1252"
		text, err = charmap.Windows1252.NewDecoder().Bytes(file)
	}
	if err != nil || bytes.ContainsFunc(text, func(r rune) bool { return r == 0 }) {
		return Sheet{}, badFile("This is no CSV file. In a spreadsheet, choose “Save as” and “CSV UTF-8”.")
	}
	return Sheet{Encoding: encoding, Text: string(text)}, nil
}

// separator is the sign that stands most often in the first line; a line "sep=;" as Excel writes it is taken off.
func separator(text string) (rune, string) {
	head, rest, _ := strings.Cut(text, "\n")
	if sign, ok := strings.CutPrefix(strings.ToLower(strings.TrimRightFunc(head, unicode.IsSpace)), "sep="); ok && len(sign) == 1 && strings.Contains(",;\t", sign) {
		return rune(sign[0]), rest
	}
	best := ','
	for _, sign := range ";\t" {
		if strings.Count(head, string(sign)) > strings.Count(head, string(best)) {
			best = sign
		}
	}
	return best, text
}

// column is what a head of a column means.
type column struct {
	key   string   // name of the field, as the forms have it
	title string   // in templates
	also  []string // other heads that mean it
}

// plain is a head without what people write differently.
func plain(head string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, store.Key(head))
}

// columns finds where each field stands in the sheet. A head that means nothing is left over; of two that mean the same the first counts.
func (s Sheet) columns(known []column) (at map[string]int, unused []string) {
	at = map[string]int{}
	for i, head := range s.Header {
		found := ""
		for _, c := range known {
			for _, name := range append([]string{c.key, c.title}, c.also...) {
				if plain(name) == plain(head) {
					found = c.key
				}
			}
		}
		if _, twice := at[found]; found == "" || twice {
			if head != "" {
				unused = append(unused, head)
			}
			continue
		}
		at[found] = i
	}
	return at, unused
}

// cell is what a row says in a field; "" where it says nothing.
func (r SheetRow) cell(at map[string]int, key string) string {
	if i, ok := at[key]; ok && i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}
