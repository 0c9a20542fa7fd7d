package bench

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
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

func serve(t *testing.T, h http.Handler, make ask) *httptest.ResponseRecorder {
	t.Helper()
	r, err := make(0)
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != wanted(r) {
		t.Fatalf("%s %s: %d: %s", r.Method, r.URL, w.Code, w.Body)
	}
	return w
}

func TestFloorWritesAsManyRowsAsKontorForANewCompany(t *testing.T) {
	s := fillSmall(t)
	added := func(h http.Handler, make ask) map[string]int64 {
		before := s.rows(t)
		serve(t, h, make)
		after := s.rows(t)
		for table := range after {
			after[table] -= before[table]
		}
		return after
	}
	of := []visitor{s.admin}
	floor := added(s.floor, askNew("localhost", of, "floor"))
	for name, kontor := range map[string]map[string]int64{
		"page": added(s.portal(), askNew("localhost", of, "page")), "API": added(s.api(), askNewAPI("localhost", of, "api")),
		"floor by JSON": added(s.floor, askNewAPI("localhost", of, "json")),
	} {
		if !maps.Equal(floor, kontor) {
			t.Errorf("floor adds %v\n%s adds %v", floor, name, kontor)
		}
	}
	if floor["my_company"] != 1 || floor["mail"] != 1 || floor["my_license_fact"] != 1 {
		t.Errorf("floor adds %v", floor)
	}
}

// floorList gives the ids of the floor's list, in its order.
func (s small) floorList(t *testing.T, make ask) (ids []int64, more bool) {
	t.Helper()
	var list struct {
		Companies []floorRow
		More      bool
	}
	if err := json.Unmarshal(serve(t, s.floor, make).Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, c := range list.Companies {
		ids = append(ids, c.ID)
	}
	return ids, list.More
}

// apiList gives the ids of the API's list, in its order.
func (s small) apiList(t *testing.T, make ask) (ids []int64, more bool) {
	t.Helper()
	var list struct {
		Items []struct{ ID, Kind string }
		Next  string
	}
	if err := json.Unmarshal(serve(t, s.api(), make).Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, c := range list.Items {
		id, err := strconv.ParseInt(c.ID, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids, list.Next != ""
}

var link = regexp.MustCompile(`href="/p/\d+/companies/(\d+)"`)

// pageList gives the ids of the companies that a page links to, in its order.
func (s small) pageList(t *testing.T, make ask) (ids []int64) {
	t.Helper()
	for _, m := range link.FindAllStringSubmatch(serve(t, s.portal(), make).Body.String(), -1) {
		id, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return slices.Compact(ids)
}

func TestFloorListsTheCompaniesThatKontorLists(t *testing.T) {
	s := fillSmall(t)
	for _, v := range []visitor{s.admin, s.list} {
		of := []visitor{v}
		want, more := s.floorList(t, askList("localhost", of, ""))
		if len(want) != 50 || !more {
			t.Fatalf("%d companies, more: %v", len(want), more)
		}
		if got, more := s.apiList(t, askListAPI("localhost", of)); !slices.Equal(got, want) || !more {
			t.Errorf("API lists %v, more: %v; floor lists %v", got, more, want)
		}
		if got, _ := s.floorList(t, askListAPI("localhost", of)); !slices.Equal(got, want) {
			t.Errorf("floor lists %v by a key and %v by a session", got, want)
		}
		if got := s.pageList(t, askList("localhost", of, "")); !slices.Equal(got, want) {
			t.Errorf("page lists %v; floor lists %v", got, want)
		}
	}
}

// at is the ask with its numbers from n on.
func (a ask) at(n int) ask { return func(i int) (*http.Request, error) { return a(i + n) } }

func TestFloorFindsWhatKontorFinds(t *testing.T) {
	s := fillSmall(t)
	found := 0
	for i := range 30 {
		for _, v := range []visitor{s.admin, s.list} {
			of := []visitor{v}
			want, _ := s.floorList(t, askFind("localhost", of).at(i))
			if got, _ := s.apiList(t, askFindAPI("localhost", of).at(i)); !slices.Equal(got, want) {
				t.Errorf("%q: API finds %v; floor finds %v", word(i), got, want)
			}
			if got := s.pageList(t, askFind("localhost", of).at(i)); !slices.Equal(got, want) {
				t.Errorf("%q: page finds %v; floor finds %v", word(i), got, want)
			}
			found += len(want)
		}
	}
	if found < 30 {
		t.Errorf("only %d companies were found at all", found)
	}
	found = 0
	for i := range 30 {
		of := []visitor{s.staff}
		var floor struct{ Items []floorFound }
		if err := json.Unmarshal(serve(t, s.floor, askFindAllAPI("localhost", of).at(i)).Body.Bytes(), &floor); err != nil {
			t.Fatal(err)
		}
		var want []int64
		for _, f := range floor.Items {
			want = append(want, f.ID)
		}
		if got, _ := s.apiList(t, askFindAllAPI("localhost", of).at(i)); !slices.Equal(got, want) {
			t.Errorf("%q: API finds %v; floor finds %v", phrase(i), got, want)
		}
		if got := serve(t, s.floor, askFindAll("localhost", of).at(i)).Body.String(); !strings.Contains(got, `"Name"`) != (len(want) == 0) {
			t.Errorf("%q: by session the floor finds %s", phrase(i), got)
		}
		found += len(want)
	}
	if found < 30 {
		t.Errorf("staff found only %d at all", found)
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	s := fillSmall(t)
	stranger, unknown := s.admin, s.admin
	stranger.PartnershipID++
	unknown.keys = []string{"kontor_x"}
	for _, h := range []http.Handler{s.floor, s.portal()} {
		refused(t, h, askList("localhost", []visitor{stranger}, ""))
		refused(t, h, askFindAll("localhost", []visitor{s.admin}))
	}
	for _, h := range []http.Handler{s.floor, s.api()} {
		refused(t, h, askListAPI("localhost", []visitor{unknown}))
	}
}

func refused(t *testing.T, h http.Handler, make ask) {
	t.Helper()
	r, err := make(0)
	if err != nil {
		t.Fatal(err)
	}
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code == http.StatusOK {
		t.Errorf("%s is answered", r.URL)
	}
}
