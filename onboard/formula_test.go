package onboard

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"testing/quick"

	"kontor/store"
)

// trust.md "Input and output": CSV with formula protection. What is written is read back by the import as the same text.
func TestHarmlessCellsAreNoFormulasAndReadBack(t *testing.T) {
	for text, want := range map[string]string{
		"Aldergrove Dental": "Aldergrove Dental", "A-B; c": "A-B; c", "O'Neill": "O'Neill", "": "", "1-2": "1-2",
		"=1+1": "'=1+1", "+45 1234": "'+45 1234", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x",
		"Foo;=1+1": "Foo;'=1+1", "Foo;\"=1+1;x": "Foo;'\"=1+1;x", "a|=1": "a|'=1", "a\t=1": "a\t'=1", "a\n=1": "a\n'=1", " =1": "' =1", "'=1": "''=1",
		";;@x": ";;'@x",
	} {
		if got := Harmless(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	for _, text := range pieces(t) {
		if got := unguarded(Harmless(text)); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
		if again := Harmless(text); torn(again) {
			t.Errorf("%q has a formula", again)
		}
	}
}

// torn tells whether any spreadsheet finds a formula in the cell.
func torn(cell string) bool {
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";|\t\r\n", r) }) {
		if part = strings.TrimLeft(part, `" `); part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
			return true
		}
	}
	return false
}

// pieces are texts of all that matters here.
func pieces(t *testing.T) []string {
	letters := []rune("a;'\"=+-@＝＠ |\t\r\n,")
	var all []string
	if err := quick.Check(func(at []uint8) bool {
		var b strings.Builder
		for _, n := range at {
			b.WriteRune(letters[int(n)%len(letters)])
		}
		all = append(all, b.String())
		return true
	}, &quick.Config{MaxCount: 5000}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSheetTakesTheGuardOff(t *testing.T) {
	cells := []string{"Foo;=1+1", "=cmd()", "＝x", "'@y", "O'Neill", "a; -b", `say;"=1`}
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	head, row := []string{}, []string{}
	for _, c := range cells {
		head, row = append(head, "Company"), append(row, Harmless(c))
	}
	_ = out.WriteAll([][]string{head, row})
	s, err := ReadSheet(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cells {
		if got := s.Rows[0].Cells[i]; got != store.Clean(c) {
			t.Errorf("%q was read as %q", c, got)
		}
	}
}
