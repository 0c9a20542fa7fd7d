package onboard

import (
	"regexp"
	"strings"
)

// A spreadsheet takes a text for a formula where it begins with one of these signs: at the beginning of a cell, behind what some country's
// spreadsheets take for a separator or a line's end, and behind quotation marks, as they tear a cell of ours apart where theirs is another
// separator.
const (
	signs      = "[=+\\-@＝＋－＠\t\r\n]"
	separators = ";|\t\r\n"
	between    = "['\" ]*"
)

var (
	formula = regexp.MustCompile("^" + between + signs)
	guarded = regexp.MustCompile("^'" + between + signs)
)

// Harmless is a cell that no spreadsheet takes for a formula (trust.md "Input and output"): an apostrophe stands before each. ReadSheet
// takes exactly these off again.
func Harmless(text string) string {
	return atBeginnings(text, func(rest string) (string, int) {
		if formula.MatchString(rest) {
			return "'", 0
		}
		return "", 0
	})
}

// unguarded is the text that Harmless was given.
func unguarded(text string) string {
	return atBeginnings(text, func(rest string) (string, int) {
		if guarded.MatchString(rest) {
			return "", 1
		}
		return "", 0
	})
}

// atBeginnings puts before each place where a cell may begin what put says, and leaves out as many bytes behind it.
func atBeginnings(text string, put func(rest string) (before string, without int)) string {
	var b strings.Builder
	last := 0
	for i := range len(text) + 1 {
		if i > 0 && !strings.ContainsRune(separators, rune(text[i-1])) {
			continue
		}
		before, without := put(text[i:])
		b.WriteString(text[last:i] + before)
		last = i + without
	}
	return b.String() + text[last:]
}
