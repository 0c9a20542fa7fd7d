// Package race_test lets many ask for the same thing at once, through the pages (trust.md "Races that must not break").
package race_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kontor/account"
	"kontor/kontortest"
	"kontor/store"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

// askers is how many ask at once.
const askers = 50

// rounds is how often: one shows that a race is held, many look for the rare one.
func rounds() int {
	if os.Getenv("KONTOR_SOAK") == "1" {
		return 20
	}
	return 2
}

// ask is one of those who ask at once.
type ask struct {
	who  *kontortest.Client
	path string
	form url.Values
}

// said is what one of them was answered.
type said struct {
	status int
	where  string
	err    error
}

// allAtOnce sends all of them through one gate. Whatever comes back must be honest: done, refused, or busy; never a fault of ours.
func allAtOnce(t *testing.T, asks []ask) []said {
	t.Helper()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	answers := kontortest.Race(t, len(asks), func(i int) said {
		p, err := asks[i].who.Try(http.MethodPost, asks[i].path, strings.NewReader(asks[i].form.Encode()), header)
		if err != nil {
			return said{err: err}
		}
		return said{status: p.Status, where: p.Header.Get("Location")}
	})
	honest := []int{http.StatusSeeOther, http.StatusUnprocessableEntity, http.StatusConflict, http.StatusNotFound, http.StatusServiceUnavailable}
	tally := map[int]int{}
	for i, a := range answers {
		tally[a.status]++
		if a.err != nil || !slices.Contains(honest, a.status) {
			t.Errorf("%s was answered %d, %v", asks[i].path, a.status, a.err)
		}
	}
	t.Logf("%d at once: %v", len(asks), tally)
	return answers
}

// done counts those who were told that it is done.
func done(answers []said) int {
	n := 0
	for _, a := range answers {
		if a.status == http.StatusSeeOther {
			n++
		}
	}
	return n
}

func text(id int64) string { return strconv.FormatInt(id, 10) }

// count is a number from the database, past the store.
func count(t *testing.T, k *kontortest.Kontor, ask string, args ...any) int {
	t.Helper()
	var n int
	if err := k.Raw().QueryRow(ask, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// spellings are twelve ways to write one address: composed and not, in every case, with letters that fold or decompose to others.
func spellings(t *testing.T, round int) []string {
	t.Helper()
	domain := fmt.Sprintf("@cobalt%d.example", round)
	all := []string{"rené.k.finn" + domain, "René.K.Finn" + domain, "RENÉ.K.FINN" + strings.ToUpper(domain), "rene\u0301.k.finn" + domain,
		"RENE\u0301.K.FINN" + domain, "rené.k.ﬁnn" + domain, "René.K.ﬁnn" + domain, " rené.k.finn" + domain, "rené.k.finn" + domain + "\t",
		"ｒené.k.finn" + domain, "rené.\u212a.finn" + domain, "rEnÉ.k.fiNN" + strings.ToUpper(domain[:3]) + domain[3:]}
	distinct := map[string]bool{}
	for _, address := range all {
		distinct[address] = true
		if err := account.CheckEmail(store.Clean(address)); err != nil {
			t.Fatalf("%q is refused by itself: %v", address, err)
		}
		if store.Key(address) != store.Key(all[0]) {
			t.Fatalf("%q is not %q", address, all[0])
		}
	}
	if len(distinct) != 12 {
		t.Fatalf("%d spellings: %q", len(distinct), slices.Sorted(maps.Keys(distinct)))
	}
	return all
}
