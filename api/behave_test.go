package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kontor/api"
	"kontor/kontortest"
	"kontor/store"
)

// trust.md "Nothing lost": same key and body, same answer; other body, 422; kept 24 h, per caller.
func TestIdempotencyKeyDoesAnActOnce(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		add := newCompany(k, "Eastgate")
		const word = "Idempotency-Key"
		first := s.partner.Post("/companies", add, word, "import-1").Want(t, http.StatusCreated)
		again := s.partner.Post("/companies", add, word, "import-1").Want(t, http.StatusCreated)
		if string(first.Body) != string(again.Body) || first.Header.Get("Location") != again.Header.Get("Location") || first.Header.Get("ETag") != again.Header.Get("ETag") {
			t.Errorf("%s %v\n%s %v", first.Body, first.Header, again.Body, again.Header)
		}
		k.WantRows(t, "company", 1, "name = 'Eastgate'")
		add["city"] = "Esbjerg"
		s.partner.Post("/companies", add, word, "import-1").Want(t, http.StatusUnprocessableEntity).WantField(t, word, "idempotency_key_reused")
		s.partner.Post("/companies", add, word, "import-2").WantCode(t, http.StatusConflict, "email_taken")
		k.Exec(`UPDATE app_user SET status = 'removed' WHERE email = 'otto@eastgate.example'`)
		s.partner.Post("/companies", add, word, "import-2").WantCode(t, http.StatusConflict, "email_taken") // also errors once execution began
		k.API(s.msp.Admin).Post("/companies", add, word, "import-2").Want(t, http.StatusCreated)            // per caller
		s.partner.Post("/companies", add, word, strings.Repeat("x", 201)).WantField(t, word, "invalid")
		k.Clock.Advance(25 * time.Hour)
		k.RunJobs()
		k.WantRows(t, "idempotency", 0, "1 = 1")
	})
}

func TestOneIdempotencyKeyAtOnceIsOneAct(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		add := newCompany(k, "Eastgate")
		bodies := make([]string, 8)
		var all sync.WaitGroup
		for i := range bodies {
			all.Go(func() {
				r := s.partner.Post("/companies", add, "Idempotency-Key", "once")
				bodies[i] = fmt.Sprint(r.Status, string(r.Body))
			})
		}
		all.Wait()
		for _, b := range bodies {
			if b != bodies[0] || !strings.HasPrefix(b, "201") {
				t.Errorf("%s\n%s", b, bodies[0])
			}
		}
		k.WantRows(t, "company", 1, "name = 'Eastgate'")
	})
}

func TestEditOfWhatChangedMeanwhileIsRefused(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		at := path("/companies/%d", s.fresh().ID)
		before := s.partner.Get(at).Header.Get("ETag")
		after := s.partner.Call(http.MethodPatch, at, kontortest.JSON{"city": "Esbjerg"}, "If-Match", before).Want(t, http.StatusOK).Header.Get("ETag")
		s.partner.Call(http.MethodPatch, at, kontortest.JSON{"city": "Ribe"}, "If-Match", before).WantCode(t, http.StatusPreconditionFailed, "changed_meanwhile")
		seen := s.partner.Call(http.MethodGet, at, nil, "If-None-Match", after).Want(t, http.StatusNotModified)
		if len(seen.Body) > 0 || seen.Header.Get("ETag") != after {
			t.Errorf("304 with %q and ETag %q", seen.Body, seen.Header.Get("ETag"))
		}
		s.partner.Call(http.MethodGet, at, nil, "If-None-Match", before).Want(t, http.StatusOK)
		s.partner.Call(http.MethodGet, path("/companies/%d", 987654321), nil, "If-None-Match", "*").Want(t, http.StatusNotFound)
		if now := s.partner.Get(at); now.Header.Get("ETag") != after || now.Text(t, "city") != "Esbjerg" || now.Text(t, "name") == "" {
			t.Errorf("%s %s", now.Header.Get("ETag"), now.Body)
		}
	})
}

func TestListsAreReadInPartsToTheEnd(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		for range 7 {
			s.fresh()
		}
		for _, sort := range []string{"name", "-name", "created", "-created", "count", "-count"} {
			seen, next := map[string]bool{}, "/companies?limit=3&sort="+sort
			for n := 0; next != "" && n < 10; n++ {
				r := s.partner.Get(next).Want(t, http.StatusOK)
				for _, row := range r.Items(t) {
					id, _ := row["id"].(string)
					if seen[id] {
						t.Errorf("%s: %s twice", sort, id)
					}
					seen[id] = true
				}
				link := r.Header.Get("Link")
				if (link == "") != (r.Text(t, "next") == "") {
					t.Errorf("Link %q, next %q", link, r.Text(t, "next"))
				}
				next, _, _ = strings.Cut(strings.TrimPrefix(link, "</api/v1"), ">")
			}
			if len(seen) != 8 { // the home company too
				t.Errorf("%s: %d companies", sort, len(seen))
			}
		}
		for place, bad := range map[string]string{"limit": "limit=1&limit=2", "cursor": "cursor=&cursor=", "query": "limit=1;sort=name"} { // nothing is dropped in silence
			s.partner.Get("/companies?"+bad).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, place, "invalid")
		}
		for _, bad := range []string{"%00", "%FF%FE", "Company"} {
			s.partner.Get("/activity?action="+bad).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "action", "invalid")
		}
		for _, bad := range []string{"limit=0", "limit=201", "limit=x", "limit=9223372036854775808", "cursor=%00", "cursor=!!", "cursor=AAAA", "sort=partner_id", "view=all", "product_id=0", "q=" + strings.Repeat("x", 201)} {
			s.partner.Get("/companies?"+bad).WantCode(t, http.StatusUnprocessableEntity, "invalid")
		}
	})
}

// trust.md "Input": integers have limits, JSON depth and size limits, unknown fields are refused; never a 5xx.
func TestBadBodiesAreToldWhatIsWrong(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		s := newScene(t, k)
		c := s.fresh()
		at := path("/companies/%d/subscriptions/%d/license-count", c.ID, c.Subscription)
		for _, n := range []string{"-1", "0", "2147483648", "9223372036854775808", "1e309", `"1"`, "1.5", "null", "[]", "true"} {
			s.partner.Call(http.MethodPut, at, `{"license_count":`+n+`}`).WantCode(t, http.StatusUnprocessableEntity, "invalid")
		}
		for _, body := range []string{"", "{", "null", "[]", `{"license_count":1}{`, `{"license_count":1,"used":0}`, `{"license_count":3,"partner_id":"1"}`, strings.Repeat("[", 20) + strings.Repeat("]", 20),
			"\xff", `{"license_count":` + strings.Repeat(`{"a":`, 15) + "1" + strings.Repeat("}", 15) + "}"} {
			s.partner.Call(http.MethodPut, at, body).WantCode(t, http.StatusUnprocessableEntity, "invalid")
		}
		s.partner.Call(http.MethodPut, at, strings.Repeat(`{"a":`, 17)+"1"+strings.Repeat("}", 17)).WantField(t, "body", "too_deep")
		s.partner.Call(http.MethodPatch, path("/companies/%d", c.ID), `{"city":"\"`+strings.Repeat("[{", 10)+`"}`).Want(t, http.StatusOK) // within quotes nothing is deep
		for name, value := range map[string]any{"status": "suspended", "partnership_id": "1", "id": "1", "kind": "home", "created_at": "2020-01-01T00:00:00Z", "billing_start": "x"} {
			add := newCompany(k, "Eastgate")
			add[name] = value
			s.partner.Post("/companies", add).Want(t, http.StatusUnprocessableEntity).WantField(t, name, "unknown")
		}
		for place, body := range map[string]string{"website": `{"city":"Ribe","website":null}`, "city": `{"city":null}`} { // null does not mean "stays"
			s.partner.Call(http.MethodPatch, path("/companies/%d", c.ID), body).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, place, "invalid")
		}
		add := newCompany(k, "Nul\x00l \u202e")
		add["country"], add["website"] = "ZZ", "nowhere"
		s.partner.Post("/companies", add).WantCode(t, http.StatusUnprocessableEntity, "invalid").WantField(t, "country", "invalid")
		owner := newCompany(k, "Eastgate")
		owner["owner"] = s.person("no address")
		s.partner.Post("/companies", owner).WantField(t, "owner.email", "invalid")
		s.partner.Call(http.MethodPut, path("/companies/%d/logo", c.ID), []byte("<svg/>"), "Content-Type", "image/png").WantField(t, "body", "invalid")
	})
}

func TestRateIsSaidAndHeld(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	few := k.APIServer(api.Options{PerMinute: 3})
	one, other := few.As(k.Key(msp.Admin)), few.As(k.Key(msp.Admin))
	for left := 2; left >= 0; left-- {
		if r := one.Get("/products").Want(t, http.StatusOK); r.Header.Get("RateLimit-Remaining") != fmt.Sprint(left) || r.Header.Get("RateLimit-Limit") != "3" {
			t.Errorf("%v", r.Header)
		}
	}
	one.Get("/products").WantCode(t, http.StatusTooManyRequests, "too_many_requests")
	other.Get("/products").Want(t, http.StatusOK)
	k.Clock.Advance(time.Minute)
	one.Get("/products").Want(t, http.StatusOK)
}

// domain.md 2.2: of an MSP a reseller meets counts, not people.
func TestResellerMeetsNobodyOfItsMSP(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		a := k.API(reseller.Admin)
		at := path("/companies/%d", child.Home.ID)
		for _, part := range []string{"", "/users", "/activity", "/license-history"} {
			if r := a.Get(at+part).Want(t, http.StatusOK); strings.Contains(string(r.Body), child.Admin.Email) || strings.Contains(string(r.Body), "owner_id") {
				t.Errorf("%s", r.Body)
			}
		}
		a.Post(at+"/users", kontortest.JSON{"first_name": "Otto", "last_name": "Ring", "email": "otto@x.example"}).WantCode(t, http.StatusForbidden, "child_manages")
		var account map[string]any
		if err := json.Unmarshal(k.API(child.Admin).Get("/account").Want(t, http.StatusOK).Body, &account); err != nil || account["billed_to"] != reseller.Name || account["currency"] != nil {
			t.Errorf("%v %v", account, err)
		}
	})
}

// A check changes nothing, so it waits for nobody who does; with an Idempotency-Key its answer is kept like any other.
func TestCheckingUsersTakesNoWriteTransaction(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Cobalt Freight", 3)
		key := k.API(msp.Admin)
		key.Get("/companies?limit=1").Want(t, http.StatusOK) // the key's last use is noted
		at, body := fmt.Sprintf("/companies/%d/users/check", c.ID), kontortest.JSON{"users": []any{kontortest.JSON{"first_name": "Quinn", "last_name": "Ray", "email": "quinn@cobalt.example"}}}
		k.Write(k.Owner, func(*store.Tx) error {
			key.Call(http.MethodPost, at, body).Want(t, http.StatusOK)
			return nil
		})
		first := key.Call(http.MethodPost, at, body, "Idempotency-Key", "check-1").Want(t, http.StatusOK)
		key.Post(fmt.Sprintf("/companies/%d/users", c.ID), kontortest.JSON{"first_name": "Quinn", "last_name": "Ray", "email": "quinn@cobalt.example", "role": "user"}).Want(t, http.StatusCreated)
		again := key.Call(http.MethodPost, at, body, "Idempotency-Key", "check-1").Want(t, http.StatusOK)
		if string(first.Body) != string(again.Body) {
			t.Errorf("%s, then %s", first.Body, again.Body)
		}
	})
}
