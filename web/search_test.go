package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kontor/access"
	"kontor/company"
	"kontor/kontortest"
)

// performance.md W2: what a search finds is read to its end, kind by kind, each once and by name, there and back.
func TestSearchGoesOnToTheEndOfEachKind(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		p := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := p.Company("Quarry", 200)
		for n := range 61 {
			name := fmt.Sprintf("Zephyr %02d", n)
			if n == 60 {
				name = "zephyr 07" // the same again: told apart by their ids
			}
			k.Exec(`INSERT INTO company (partner_id, partnership_id, kind, name, name_key, search_key, country, team_name, status, billing_start, created_at)
				SELECT partner_id, partnership_id, kind, $1, $2, $2, country, team_name, status, billing_start, created_at FROM company WHERE id = $3`, name, strings.ToLower(name), c.ID)
			k.Exec(`INSERT INTO app_user (partner_id, partnership_id, company_id, email, email_key, first_name, last_name, name_key, role, status, created_at)
				SELECT partner_id, partnership_id, id, $1, $1, 'Zephyr', $2, $1, 'user', 'waiting', created_at FROM company WHERE id = $3`, fmt.Sprintf("zephyr%02d@quarry.example", n), fmt.Sprintf("User%02d", n), c.ID)
		}
		me := k.Client(k.Staff(access.Support))
		first := me.Get("/admin/search?q=zephyr").WantText(t, "40 results", "All companies that match", "All app users that match").WantNoText(t, "All partners that match", "All partner users that match")
		for _, kind := range []string{"companies", "app users"} {
			page := first.Follow(t, "All "+kind+" that match").WantText(t, "50 results on this page")
			top := names(page)
			if len(top) != 50 {
				t.Fatalf("%s: %d on the first page", kind, len(top))
			}
			next := page.Follow(t, "Next").WantNoText(t, "No pages")
			rest := names(next)
			seen := map[string]bool{}
			for _, id := range append(append([]string{}, top...), rest...) {
				if seen[id] {
					t.Errorf("%s: %s twice", kind, id)
				}
				seen[id] = true
			}
			if kind == "companies" && len(seen) != 61 {
				t.Errorf("%d companies, want 61", len(seen))
			}
			if len(rest) != 11 {
				t.Errorf("%s: %d on the second page, want 11", kind, len(rest))
			}
			if back := names(next.Follow(t, "Previous")); strings.Join(back, " ") != strings.Join(top, " ") {
				t.Errorf("%s: back are other rows: %v", kind, back)
			}
			next.Follow(t, "Everything that matches").WantText(t, "40 results")
		}
		for _, odd := range []string{"kind=nonsense", "kind=company&after=x", "kind=company&after=1." + strings.Repeat("%27", 300), "kind=app_user&before=9223372036854775808.a"} {
			me.Get("/admin/search?q=zephyr&"+odd).WantStatus(t, http.StatusOK)
		}
		me.Get("/admin/search?kind=company").WantText(t, "What are you looking for?")

		if n := foundByAPI(t, k.API(k.Owner), "/search?q=zephyr&kind=app_user&limit=25"); n != 61 {
			t.Errorf("the API finds %d app users, want 61", n)
		}
		if n := foundByAPI(t, k.API(p.Admin), "/search?q=zephyr&kind=company&limit=50"); n != 61 {
			t.Errorf("a partner's own key finds %d companies, want 61", n)
		}
		if n := foundByAPI(t, k.API(p.Admin), "/search?q=maya&kind=account"); n != 0 { // the portal's users are no part of a partner's search
			t.Errorf("a partner's own key finds %d partner users", n)
		}
		k.API(k.Owner).Get("/search?q=zephyr&cursor=MS54").WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "cursor", "invalid")
	})
}

// foundByAPI is how many different things a list of the API holds, read in parts to its end.
func foundByAPI(t *testing.T, program *kontortest.Caller, path string) int {
	t.Helper()
	seen := map[string]bool{}
	for next := path; next != ""; {
		r := program.Get(next).Want(t, http.StatusOK)
		for _, one := range r.Items(t) {
			seen[fmt.Sprint(one["id"])] = true
		}
		next, _, _ = strings.Cut(strings.TrimPrefix(r.Header.Get("Link"), "</api/v1"), ">")
	}
	return len(seen)
}

// names are the rows of a result: who they lead to, and what they are called.
func names(p *kontortest.Page) []string {
	var all []string
	for _, cell := range strings.Split(p.Body, `class="full"`)[1:] {
		_, rest, _ := strings.Cut(cell, `href="`)
		to, rest, _ := strings.Cut(rest, `"`)
		_, text, _ := strings.Cut(rest, ">")
		text, _, _ = strings.Cut(text, "<")
		all = append(all, to+" "+text)
	}
	return all
}

// domain.md 2.2, 4.1, 4.2: each role of a partner finds what is in its scope, and nobody a customer's name beyond it.
func TestPartnersSearchFindsWhatEachRoleSees(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		r, other := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		child := r.Child()
		mine, second := r.Company("Marlow Timber", 5), r.Company("Marlow Glass", 5)
		childs, foreign := child.Company("Marlow Bakery", 5), other.Company("Marlow Foreign", 5)
		person := second.User(company.User)
		listed, empty, all := r.User(access.PartnerUser), r.User(access.PartnerUser), r.User(access.PartnerUser)
		r.Assign(listed, mine)
		r.Assign(empty)
		outside := r.User(access.PartnerUser)
		k.Exec(`DELETE FROM membership WHERE account_id = $1`, outside.Account)
		everything := []string{mine.Name, second.Name, childs.Name, foreign.Name}
		for _, is := range []struct {
			who  *kontortest.Person
			sees []string
		}{{r.Admin, []string{mine.Name, second.Name}}, {r.User(access.PartnerAdmin), []string{mine.Name, second.Name}}, {all, []string{mine.Name, second.Name}}, {listed, []string{mine.Name}},
			{empty, nil}, {r.User(access.MarketingRole), nil}, {child.Admin, []string{childs.Name}}, {other.Admin, []string{foreign.Name}}, {k.Owner, everything}, {k.Staff(access.Support), everything}} {
			at := "/admin"
			if is.who.Partnership != 0 {
				at = fmt.Sprintf("/p/%d", is.who.Partnership)
			}
			for _, q := range []string{"marlow", "MARLOW", "ma", "arlo"} { // by the index, and letter by letter
				found := k.Client(is.who).Get(at+"/find?"+url.Values{"q": {q}}.Encode()).WantStatus(t, http.StatusOK)
				for _, name := range everything {
					if sees := strings.Contains(strings.Join(is.sees, "\n"), name); sees != strings.Contains(found.Text(), name) {
						t.Errorf("%s (%s) asks for %q and sees %s: %v, want %v", is.who.Name, is.who.Role, q, name, !sees, sees)
					}
				}
			}
			people := k.Client(is.who).Get(at + "/find?q=" + url.QueryEscape(person.Email)).Text()
			if sees := strings.Contains(strings.Join(is.sees, "\n"), second.Name); sees != strings.Contains(people, person.Name) {
				t.Errorf("%s (%s) sees %s: %v, want %v", is.who.Name, is.who.Role, person.Name, !sees, sees)
			}
		}
		// The people of a child are the child's, also for the reseller who pays for them; its Admins among the users of the portal.
		k.Client(r.Admin).Get(r.Path("/find?q="+url.QueryEscape(child.Staff.Email))).WantNoText(t, child.Staff.Name)
		if got := k.Client(outside).Get(r.Path("/find?q=marlow")); strings.Contains(got.Text(), "Marlow Timber") {
			t.Errorf("a User without a partnership finds %s", got.Text())
		}
	})
}
