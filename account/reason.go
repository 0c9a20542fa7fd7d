package account

import (
	"unicode/utf8"

	"kontor/fail"
	"kontor/store"
)

// MaxReason is the length of the reason of an act that asks for one, in code points.
const MaxReason = 500

// Reason cleans the reason of an act that asks for one; fail.Invalid at "reason".
func Reason(text string) (string, error) {
	text = store.Clean(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > MaxReason {
		return "", fail.Invalid(fail.At("reason", "Enter a reason, up to 500 characters. It is kept in the activity log."))
	}
	return text, nil
}
