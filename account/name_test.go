package account

import (
	"strings"
	"testing"

	"kontor/fail"
)

func TestAddressesThatCanBeAPersons(t *testing.T) {
	for _, a := range []string{"a@b.co", "first.last+tag@sub.example.com", "o'brien@example.com", "jürgen@bücher.example", "用户@例子.example", "x_y-z@a-b.example"} {
		if err := CheckEmail(a); err != nil {
			t.Errorf("%q: %v", a, err)
		}
	}
	for _, a := range []string{"", "a", "@b.co", "a@", "a@b", "a@@b.co", "a b@c.de", "a@b..co", "a@-b.co", "a@b.co.", "A <a@b.co>", "a@b.co\r\nBcc: x@y.zz",
		"a@b.co,c@d.ee", `"a b"@c.de`, "a@[127.0.0.1]", "a＠b.co", "a@b＠c.de", "released+1@invalid.invalid", "a@b.c\u0000o", "a\u202e@b.co", "a\u200b@b.co", "a@b\u00ad.co",
		strings.Repeat("a", 65) + "@b.co", "a@" + strings.Repeat("b.", 130) + "co"} {
		if err := CheckEmail(a); fail.KindOf(err) != fail.KindInvalid {
			t.Errorf("%q is taken: %v", a, err)
		}
	}
}

func TestPhoneRules(t *testing.T) {
	for rule, numbers := range map[string]map[string]bool{
		ElevenDigits: {"12345678901": true, "+1 (555) 010-0199": true, "00.000.000 000": true, "1234567890": false, "123456789012": false, "": false,
			"1234567890a": false, "12345678901 ext": false, "１２３４５６７８９０１": false, "1/2345678901": false},
		International: {"+45 32 12 34 56": true, "+1 212 555 0123": true, "32123456": false, "+45 1": false, "": false, "+99 12345678901": false},
		Optional:      {"": true, "12": true, "+45 32": true, "call me": false, strings.Repeat("1", 21): false},
	} {
		for number, good := range numbers {
			if err := CheckPhone(rule, number); (err == nil) != good || err != nil && fail.KindOf(err) != fail.KindInvalid {
				t.Errorf("%s %q: %v", rule, number, err)
			}
		}
		if PhoneHint(rule) == "" {
			t.Errorf("%s has no hint", rule)
		}
	}
}

func TestUsernameRules(t *testing.T) {
	for name, good := range map[string]bool{"abc": true, "a.b-c_9": true, strings.Repeat("a", 32): true, "ab": false, strings.Repeat("a", 33): false,
		"Abc": false, "a b": false, "a@b": false, "äbc": false, "": false, "abc\n": false} {
		if err := CheckUsername(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
