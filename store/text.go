package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Key is s as it is compared and sorted: NFKC and case folding (domain.md 1 "Two name spaces"), without characters that show nothing,
// trimmed, inner white space as single spaces. Upper and lower case, full width, ligatures, ß and ss, the Kelvin sign, composed and
// decomposed letters all give the same key; Key(Key(s)) is Key(s). The Turkish İ folds to i with a dot above, as Unicode has it
// without a language, so it is another letter than i. Key(Clean(s)) is Key(s).
func Key(s string) string {
	s = Clean(s)
	for range 4 { // folding can undo a normal form and the other way round
		next := fold(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func fold(s string) string {
	s = norm.NFKC.String(s)
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsControl(c), Unseen(c):
			return -1
		}
		return c
	}, s)
	s = norm.NFKC.String(cases.Fold().String(s))
	return strings.Join(strings.Fields(s), " ")
}

// Unseen reports whether a character shows nothing by itself: it joins, directs or varies others.
func Unseen(c rune) bool {
	return unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, c) || unicode.Is(unicode.Variation_Selector, c)
}

// Clean is s as it is kept (trust.md "Input and output"): NFC, valid UTF-8, without control characters (a line break or tab becomes
// a space), trimmed. A text that shows nothing is "".
func Clean(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\r' || c == '\t' || c == '\u2028' || c == '\u2029':
			return ' '
		case unicode.IsControl(c):
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	s = strings.TrimSpace(norm.NFC.String(s))
	if !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsSpace(c) && !Unseen(c) }) {
		return ""
	}
	return s
}

var plainBase32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewSecret is 160 bits from the system's generator as 32 letters and digits, for tokens in links and cookies.
func NewSecret() string {
	b := make([]byte, 20)
	rand.Read(b) // never fails: the program stops instead
	return plainBase32.EncodeToString(b)
}

// HashSecret is what is kept of a secret: 32 bytes, bound to the purpose, so that one kind of token never passes for another.
func HashSecret(purpose, secret string) []byte {
	h := sha256.Sum256([]byte(purpose + "\x00" + secret))
	return h[:]
}
