package account

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"kontor/fail"
)

// production is the cost before any test changes it.
var production = Cost

func TestPasswordsThatMayBeChosen(t *testing.T) {
	for _, p := range []string{"tulip-harbor-violin", "twelve chars", "пароль длинный да", "🐙🐙🦑🦑🐚🐚🦀🦀🦐🦐🐡🐡", strings.Repeat("Ab3 x", 25) + "xyz", "  spaces count  ", "mayas tulip harbor"} {
		if err := CheckPassword(p, "Maya", "Jensen", "maya.jensen"); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
	for _, p := range []string{"", "eleven char", strings.Repeat("x1yz ", 26), "password1234", "Password1234!", "PASSWORD-2026", "qwertyuiop123", "123456789012",
		"aaaaaaaaaaaaaaaa", "abcabcabcabc", "abcdefghijklm", "passwordpassword", "correct horse battery staple", "iloveyou!!!!!", "1q2w3e4r5t6y",
		"kontor-kontor", "Kontor123456", "maya.jensen1", "MayaJensen2026!", "bluepeakbluepeak", "\xff\xfe binary text"} {
		if err := CheckPassword(p, "Maya", "Jensen", "maya.jensen", "maya@bluepeak.example", "Bluepeak"); fail.KindOf(err) != fail.KindInvalid {
			t.Errorf("%q may be chosen: %v", p, err)
		}
	}
}

func TestListOfCommonPasswordsIsSortedSoThatHalvingFinds(t *testing.T) {
	all := strings.Split(strings.TrimSpace(words), "\n")
	if len(all) < 10_000 || !slices.IsSorted(all) {
		t.Fatalf("%d words, sorted: %v", len(all), slices.IsSorted(all))
	}
	for _, i := range []int{0, 1, 4711, len(all) - 1} {
		if !listed(all[i]) {
			t.Errorf("%q is not found", all[i])
		}
	}
	if listed("tulip-harbor-violin") || listed("") || listed("zzzzzzzzzzzzzzzz~~") {
		t.Error("found what is not there")
	}
}

func TestHashIsVerifiedAndSalted(t *testing.T) {
	ctx := t.Context()
	a, err := HashPassword(ctx, "tulip-harbor-violin é")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := HashPassword(ctx, "tulip-harbor-violin é")
	if a == b || strings.Contains(a, "tulip") {
		t.Error("not salted")
	}
	for plain, want := range map[string]bool{"tulip-harbor-violin é": true, "tulip-harbor-violin e\u0301": true, "tulip-harbor-violin e": false, "": false} {
		if ok, err := VerifyPassword(ctx, a, plain); ok != want || err != nil {
			t.Errorf("%q: %v %v", plain, ok, err)
		}
	}
	for _, hash := range []string{"", "x", "$argon2id$", "$argon2id$v=19$m=64,t=0,p=0$AAAA$AAAA", "sha256$", "sha256$$"} {
		if ok, _ := VerifyPassword(ctx, hash, ""); ok {
			t.Errorf("%q opens with nothing", hash)
		}
	}
}

func TestTemporaryPasswordsAreLongRandomAndVerified(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		p := NewTemporary()
		if seen[p.Plain] || len(p.Plain) != 24 || strings.Contains(p.Hash, p.Plain) || strings.ContainsAny(p.Plain, "ilo01") {
			t.Fatalf("%+v", p)
		}
		seen[p.Plain] = true
		if ok, err := VerifyPassword(t.Context(), p.Hash, " "+p.Plain+"\n"); !ok || err != nil {
			t.Fatalf("%+v %v", p, err)
		}
		if ok, _ := VerifyPassword(t.Context(), p.Hash, NewTemporary().Plain); ok {
			t.Fatal("another one opens it")
		}
	}
}

func TestHashingStopsWaitingWithTheRequest(t *testing.T) {
	for range cap(slots) {
		slots <- struct{}{}
	}
	defer func() {
		for range cap(slots) {
			<-slots
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := HashPassword(ctx, "x"); fail.KindOf(err) != fail.KindUnavailable {
		t.Errorf("%v", err)
	}
}

func TestNoMoreHashesAtOnceThanCores(t *testing.T) {
	if cap(slots) > runtime.GOMAXPROCS(0) {
		t.Errorf("%d at once", cap(slots))
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if ok, err := VerifyPassword(t.Context(), "", "x"); ok || err != nil {
				t.Error(ok, err)
			}
		})
	}
	all.Wait()
}

func TestProductionsCostOfAHash(t *testing.T) {
	if production != (Argon{Memory: 19 * 1024, Time: 2, Threads: 1}) {
		t.Errorf("%+v", production)
	}
}

func TestLengthCountInCodePoints(t *testing.T) {
	if err := CheckPassword("ü" + strings.Repeat("éà", 63)); err != nil {
		t.Error(err)
	}
	if err := CheckPassword("üü" + strings.Repeat("éàx", 43)); err == nil {
		t.Error("129 or more may be chosen")
	}
}
