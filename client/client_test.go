package client_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kontor/access"
	"kontor/api"
	"kontor/client"
	"kontor/kontortest"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

func dial(t *testing.T, k *kontortest.Kontor, who *kontortest.Person, scopes ...access.KeyScope) *client.Client {
	c, err := client.New(k.Server().URL+"/", k.Key(who, scopes...))
	require.NoError(t, err)
	return c
}

func eastgate(k *kontortest.Kontor, name string) client.NewCompany {
	return client.NewCompany{Name: name, Country: "DK", TeamName: name, ProductID: strconv.FormatInt(k.Product("Business"), 10), SubscriptionType: "billable_this_month", LicenseCount: 5,
		Owner: client.Person{FirstName: "Otto", LastName: "Ring", Email: "otto@" + strings.ToLower(name) + ".example"}}
}

func wantCode(t *testing.T, err error, status int64, code string) *client.Error {
	t.Helper()
	var e *client.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, status, e.Status, e)
	require.Equal(t, code, e.Code)
	return e
}

// Issue 3: a generated Go client. Everything the document has can be called.
func TestClientHasEveryOperation(t *testing.T) {
	kind := reflect.TypeFor[*client.Client]()
	for _, o := range api.Operations() {
		name := strings.ToUpper(o.ID[:1]) + o.ID[1:]
		_, plain := kind.MethodByName(name + "WithResponse")
		if _, raw := kind.MethodByName(name + "WithBodyWithResponse"); !plain && !raw {
			t.Errorf("no method for %s: make generate", o.ID)
		}
	}
}

func TestCompaniesAreAddedChangedAndReadInParts(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		ctx, c := t.Context(), dial(t, k, k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Admin)
		word := "import-1"
		var ids []string
		for _, name := range []string{"Eastgate", "Eastgate", "Northgate", "Southgate"} {
			key := word + name
			made, err := c.AddCompanyWithResponse(ctx, &client.AddCompanyParams{IdempotencyKey: &key}, eastgate(k, name))
			require.NoError(t, err)
			if !slices.Contains(ids, made.JSON201.ID) { // the same key, the same company
				ids = append(ids, made.JSON201.ID)
			}
		}
		require.Len(t, ids, 3)
		limit, seen := int64(2), 0
		for p := (&client.ListCompaniesParams{Limit: &limit}); ; {
			part, err := c.ListCompaniesWithResponse(ctx, p)
			require.NoError(t, err)
			seen += len(part.JSON200.Items)
			if part.JSON200.Next == nil {
				break
			}
			p.Cursor = part.JSON200.Next
		}
		require.Equal(t, 4, seen) // the home company too

		city, stale := "Esbjerg", ""
		read, err := c.GetCompanyWithResponse(ctx, ids[0], nil)
		require.NoError(t, err)
		stale = read.HTTPResponse.Header.Get("ETag")
		changed, err := c.ChangeCompanyWithResponse(ctx, ids[0], &client.ChangeCompanyParams{IfMatch: &stale}, client.CompanyChange{City: &city})
		require.NoError(t, err)
		require.Equal(t, city, changed.JSON200.City)
		_, err = c.ChangeCompanyWithResponse(ctx, ids[0], &client.ChangeCompanyParams{IfMatch: &stale}, client.CompanyChange{City: &city})
		wantCode(t, err, http.StatusPreconditionFailed, "changed_meanwhile")

		var picture bytes.Buffer
		require.NoError(t, png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 8, 8))))
		_, err = c.PutCompanyLogoWithBodyWithResponse(ctx, ids[0], "image/png", &picture)
		require.NoError(t, err)
		logo, err := c.GetCompanyLogoWithResponse(ctx, ids[0], nil)
		require.NoError(t, err)
		_, err = png.Decode(bytes.NewReader(logo.Body))
		require.NoError(t, err)
	})
}

func TestFailuresComeBackWithTheirCode(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		ctx, c := t.Context(), dial(t, k, msp.Admin)
		_, err := c.GetCompanyWithResponse(ctx, "987654321", nil)
		wantCode(t, err, http.StatusNotFound, "not_found")
		bad := eastgate(k, "Eastgate")
		bad.Owner.Email = "no address"
		_, err = c.AddCompanyWithResponse(ctx, nil, bad)
		e := wantCode(t, err, http.StatusUnprocessableEntity, "invalid")
		require.Equal(t, "owner.email", (*e.Errors)[0].Field)
		require.Contains(t, err.Error(), "owner.email")
		_, err = c.SuspendCompanyWithResponse(ctx, strconv.FormatInt(msp.Home.ID, 10), nil)
		wantCode(t, err, http.StatusConflict, "not_a_customer")
		_, err = dial(t, k, msp.Admin, access.CompaniesRead).SuspendCompanyWithResponse(ctx, strconv.FormatInt(msp.Home.ID, 10), nil)
		wantCode(t, err, http.StatusForbidden, "not_permitted")
		stranger, err := client.New(k.Server().URL, "nothing")
		require.NoError(t, err)
		_, err = stranger.GetAccountWithResponse(ctx, nil)
		wantCode(t, err, http.StatusUnauthorized, "key_needed")
		ended, cancel := context.WithCancel(ctx)
		cancel()
		_, err = c.GetAccountWithResponse(ended, nil)
		require.ErrorIs(t, err, context.Canceled)
	})
}

// What stands before the portal may answer, too: the caller is told so, and the key goes nowhere else.
func TestAnswersOfOthersAreErrorsAndTheKeyStays(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the key went elsewhere") }))
	defer elsewhere.Close()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/account" {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
			return
		}
		w.Header().Set("Retry-After", "7")
		http.Error(w, "<html>", http.StatusBadGateway)
	}))
	defer proxy.Close()
	c, err := client.New(proxy.URL, "kontor_x")
	require.NoError(t, err)
	_, err = c.ListProductsWithResponse(t.Context())
	require.Equal(t, 7*time.Second, wantCode(t, err, http.StatusBadGateway, "no_problem_document").RetryAfter())
	_, err = c.GetAccountWithResponse(t.Context(), nil)
	require.Zero(t, wantCode(t, err, http.StatusTemporaryRedirect, "no_problem_document").RetryAfter())
	for _, at := range []string{"", "partners.example.com", "ftp://partners.example.com", "https://"} {
		if _, err := client.New(at, "kontor_x"); err == nil {
			t.Errorf("%q is taken for an address", at)
		}
	}
	for _, key := range []string{"", "a b", "a\r\nX: y"} {
		if _, err := client.New(proxy.URL, key); err == nil {
			t.Errorf("%q is taken for a key", key)
		}
	}
}
