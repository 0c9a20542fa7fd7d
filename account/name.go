package account

import (
	"context"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"

	"kontor/fail"
	"kontor/store"
)

// CheckEmail tells whether an address can be that of a person: one "@", a domain with a dot, at most 254 bytes; letters of every script.
// Fails with fail.Invalid at "email".
func CheckEmail(address string) error {
	bad := fail.Invalid(fail.At("email", "Enter an email address such as name@company.com."))
	a, err := mail.ParseAddress(address)
	if err != nil || a.Name != "" || a.Address != address || len(address) > 254 || strings.Count(store.Key(address), "@") != 1 {
		return bad
	}
	local, domain, _ := strings.Cut(address, "@")
	if len(local) > 64 || strings.ContainsFunc(address, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || store.Unseen(r) }) {
		return bad
	}
	labels := strings.Split(store.Key(domain), ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") || strings.ContainsFunc(l, notInLabel) {
			return bad
		}
	}
	if len(labels) < 2 || store.Key(domain) == "invalid.invalid" { // the address of released accounts (domain.md 4.6)
		return bad
	}
	return nil
}

func notInLabel(r rune) bool {
	return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// The three phone rules (domain.md 4.5).
const (
	ElevenDigits  = "eleven_digits"
	International = "international"
	Optional      = "optional"
)

// PhoneHint names the rule in force, for the hint under the field.
func PhoneHint(rule string) string {
	switch rule {
	case ElevenDigits:
		return "Exactly 11 digits, country code included, such as +1 555 010 0199."
	case International:
		return "With + and country code, such as +45 32 12 34 56."
	}
	return "Digits, with or without + and country code."
}

var phoneSigns = strings.NewReplacer("+", "", "(", "", ")", "", "-", "", ".", "", " ", "", "\u00a0", "", "\u202f", "")

// CheckPhone holds a phone number against the vendor's rule: eleven_digits is exactly 11 digits once + ( ) - . and spaces are taken
// out, and nothing else; international is a number that exists in its country's plan; optional may be empty. Fails with fail.Invalid
// at "phone".
func CheckPhone(rule, phone string) error {
	digits := phoneSigns.Replace(phone)
	number := digits != "" && strings.Trim(digits, "0123456789") == ""
	switch rule {
	case ElevenDigits:
		if !number || len(digits) != 11 {
			return fail.Invalid(fail.At("phone", "Enter a phone number of exactly 11 digits, country code included."))
		}
	case International:
		n, err := phonenumbers.Parse(phone, "")
		if err != nil || !phonenumbers.IsValidNumber(n) {
			return fail.Invalid(fail.At("phone", "Enter a phone number that exists, with + and country code."))
		}
	default:
		if phone != "" && (!number || len(digits) > 20) {
			return fail.Invalid(fail.At("phone", "Enter a phone number, or leave this empty."))
		}
	}
	return nil
}

var username = regexp.MustCompile(`^[a-z0-9._-]{3,32}$`)

// CheckUsername tells whether a folded username can be had: 3–32 of a–z 0–9 . _ - (domain.md 4.4). Fails with fail.Invalid at "username".
func CheckUsername(name string) error {
	if username.MatchString(name) {
		return nil
	}
	return fail.Invalid(fail.At("username", "Use 3 to 32 of the letters a–z, digits, dots, hyphens and underscores."))
}

// ProposeUsername is first.last, folded and without what a username can't hold, and 2, 3 … behind it where that is taken (domain.md 4.4).
func ProposeUsername(ctx context.Context, tx *store.Tx, first, last string) (string, error) {
	base := strings.Trim(plain(first)+"."+plain(last), ".")
	if len(base) < 3 {
		base = "user" + base
	}
	if len(base) > 28 {
		base = strings.TrimRight(base[:28], ".-_")
	}
	// Usernames are unique in the installation, so one may be taken that the asker does not see.
	all := tx.As(signer(tx.Who().IP()))
	names, err := store.All[string](ctx, all, `SELECT username_key FROM my_account
		WHERE username_key >= $1 AND username_key < $2 AND status NOT IN ('removed', 'released')`, base, base+":")
	if err != nil {
		return "", err
	}
	taken := make(map[string]bool, len(names))
	for _, n := range names {
		taken[n] = true
	}
	name := base
	for i := 2; taken[name]; i++ {
		name = base + strconv.Itoa(i)
	}
	return name, nil
}

// latin spells letters that have no base letter in Unicode.
var latin = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i", "ħ", "h")

// plain is what of a name can stand in a username.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && username.MatchString("aa"+string(r)) {
			return r
		}
		return -1
	}, norm.NFKD.String(latin.Replace(store.Key(name))))
}
