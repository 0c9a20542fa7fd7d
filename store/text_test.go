package store

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf8"
)

func TestTwelveSpellingsOfAnAddressAreOne(t *testing.T) {
	const want = "krauss.fi@münchen.example"
	for _, s := range []string{
		"krauss.fi@münchen.example",
		"KRAUSS.FI@MÜNCHEN.EXAMPLE",
		"Krauss.Fi@München.Example",
		"krauß.fi@münchen.example",                    // sharp s
		"KRAUẞ.fi@münchen.example",                    // capital sharp s
		"krauſs.fi@münchen.example",                   // long s
		"krauss.\ufb01@münchen.example",               // ligature fi
		"\u212arauss.fi@münchen.example",              // Kelvin sign
		"krauss.fi@mu\u0308nchen.example",             // decomposed
		"ｋｒａｕｓｓ．ｆｉ＠ｍünchen.example",                   // full width
		"  krauss.fi@münchen.example\u00a0",           // spaces around
		"krauss\u200b.fi@münchen\u00ad.example\ufeff", // characters that show nothing
	} {
		if got := Key(s); got != want {
			t.Errorf("%q is %q", s, got)
		}
	}
}

func TestKeysThatDiffer(t *testing.T) {
	for _, pair := range [][2]string{{"a+tag@x.example", "a@x.example"}, {"müller", "mueller"}, {"İ", "i"}, {"ı", "i"}, {"a b", "ab"}, {"e\u0301", "e"}, {"а", "a"}} {
		if Key(pair[0]) == Key(pair[1]) {
			t.Errorf("%q and %q are the same", pair[0], pair[1])
		}
	}
	if got := Key(" Acme \t\n  GmbH "); got != "acme gmbh" {
		t.Errorf("got %q", got)
	}
}

func FuzzKeyOfAKeyIsTheKey(f *testing.F) {
	for _, s := range []string{"", "ΑΣ", "ŉ", "ᾳ", "\u1e9e", "\u0345a\u0301", "ﷺ", "\xff\x00a", "ǰ", "Å", "가각", "\u0390", "K", "\u0345\x02\u0301", "\u1f80\u0390\f\u0345", "a\u0085b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k := Key(s)
		if Key(k) != k || !utf8.ValidString(k) {
			t.Errorf("%q: %q, then %q", s, k, Key(k))
		}
		if Key(Clean(s)) != k {
			t.Errorf("%q cleaned is %q, with the key %q instead of %q", s, Clean(s), Key(Clean(s)), k)
		}
		if c := Clean(s); Clean(c) != c || !utf8.ValidString(c) {
			t.Errorf("%q: %q, then %q", s, c, Clean(c))
		}
	})
}

func TestCleanTextHasNoControlCharacters(t *testing.T) {
	for s, want := range map[string]string{
		" Zu\u0308rich\x00\x1b[31m ": "Zürich[31m",
		"two\nlines\tand a tab":      "two lines and a tab",
		"bad \xff byte":              "bad  byte",
		"👩\u200d💻 family":            "👩\u200d💻 family",
		"\u0085x":                    "x",
		"\u200b \u202e\u3164\ufeff":  "", // shows nothing, so it is no name
	} {
		if got := Clean(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

func TestSecretsHave160BitsAndHashesArePerPurpose(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		s := NewSecret()
		if len(s) != 32 || seen[s] {
			t.Fatalf("%q", s)
		}
		seen[s] = true
	}
	a, b := HashSecret("session", "x"), HashSecret("invitation", "x")
	if len(a) != 32 || slices.Equal(a, b) || !slices.Equal(a, HashSecret("session", "x")) || slices.Equal(HashSecret("ab", "c"), HashSecret("a", "bc")) {
		t.Error("hashes are not what they should be")
	}
}

func TestSealedTextOpensOnlyUnchangedAndUnderItsKey(t *testing.T) {
	both(t, func(t *testing.T, db *DB) {
		plain := []byte("temporary password: correct horse")
		a, b := db.Seal(plain), db.Seal(plain)
		if bytes.Equal(a, b) || bytes.Contains(a, []byte("horse")) {
			t.Error("not sealed")
		}
		if got, err := db.Unseal(a); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%q, %v", got, err)
		}
		for i := range a {
			broken := slices.Clone(a)
			broken[i] ^= 1
			if _, err := db.Unseal(broken); err == nil {
				t.Fatalf("byte %d changed, and it opens", i)
			}
		}
		for _, short := range [][]byte{nil, {1}, a[:12], a[:len(a)-1]} {
			if _, err := db.Unseal(short); err == nil {
				t.Errorf("%d bytes open", len(short))
			}
		}
		other, err := sealer(bytes.Repeat([]byte{8}, 32))
		if err != nil {
			t.Fatal(err)
		}
		db.seal = other
		if _, err := db.Unseal(a); err == nil {
			t.Error("opens under another key")
		}
	})
}
