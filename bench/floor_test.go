package bench

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kontor/access"
	"kontor/store"
)

// written are the tables that a new customer leaves rows in.
var written = strings.Fields(`my_company my_subscription my_app_user my_license_fact my_billing_start_fact my_company_status_fact my_holder_fact
	mail event audit_event river_job`)

func (s small) rows(t *testing.T) map[string]int64 {
	t.Helper()
	found := map[string]int64{}
	for _, table := range written {
		n, err := store.Read(t.Context(), s.db, access.System("operator"), func(tx *store.Tx) (int64, error) {
			return store.One[int64](t.Context(), tx, `SELECT count(*) FROM `+table)
		})
		if err != nil {
			t.Fatal(err)
		}
		found[table] = n
	}
	return found
}

func serve(t *testing.T, h http.Handler, make ask, want int) *httptest.ResponseRecorder {
	t.Helper()
	r, err := make(0)
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		t.Fatalf("%s %s: %d: %s", r.Method, r.URL, w.Code, w.Body)
	}
	return w
}

func TestFloorWritesAsManyRowsAsKontorForANewCompany(t *testing.T) {
	s := fillSmall(t)
	added := func(h http.Handler, run string, want int) map[string]int64 {
		before := s.rows(t)
		serve(t, h, askNew("localhost", []visitor{s.admin}, run), want)
		after := s.rows(t)
		for table := range after {
			after[table] -= before[table]
		}
		return after
	}
	floor, kontor := added(s.floor, "floor", http.StatusCreated), added(s.portal(), "kontor", http.StatusSeeOther)
	if !maps.Equal(floor, kontor) {
		t.Errorf("floor adds %v\nKontor adds %v", floor, kontor)
	}
	if kontor["my_company"] != 1 || kontor["mail"] != 1 || kontor["my_license_fact"] != 1 {
		t.Errorf("Kontor adds %v", kontor)
	}
}

func TestFloorListsTheCompaniesThatKontorLists(t *testing.T) {
	s := fillSmall(t)
	portal := s.portal()
	for _, v := range []visitor{s.admin, s.list} {
		var list struct {
			Companies []floorRow
			More      bool
		}
		if err := json.Unmarshal(serve(t, s.floor, askList("localhost", []visitor{v}, ""), http.StatusOK).Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		page := serve(t, portal, askList("localhost", []visitor{v}, ""), http.StatusOK).Body.String()
		if len(list.Companies) != 50 || !list.More {
			t.Fatalf("%d companies, more: %v", len(list.Companies), list.More)
		}
		for _, c := range list.Companies {
			if link := portalLink(v, c.ID); !strings.Contains(page, link) {
				t.Errorf("%s (%s) is not on the page", c.Name, link)
			}
		}
	}
	stranger := s.admin
	stranger.PartnershipID++
	for _, h := range []http.Handler{s.floor, portal} {
		r, err := askList("localhost", []visitor{stranger}, "")(0)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code == http.StatusOK {
			t.Error("a stranger sees the list")
		}
	}
}

func portalLink(v visitor, company int64) string {
	return fmt.Sprintf(`href="/p/%d/companies/%d"`, v.PartnershipID, company)
}
