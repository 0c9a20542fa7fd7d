package account_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
)

func owner(n string) account.OwnerDraft {
	return account.OwnerDraft{FirstName: "Olga", LastName: "Owner", Email: "olga" + n + "@keyhaven.example", Username: "olga" + n, Password: good}
}

// setupSecret makes a setup link and gives its secret.
func (w *world) setupSecret() string {
	w.t.Helper()
	address, err := account.SetupLink(w.t.Context(), w.DB)
	if err != nil {
		w.t.Fatal(err)
	}
	m := secretIn.FindStringSubmatch(address)
	if m == nil || m[1] != "setup" {
		w.t.Fatalf("%q", address)
	}
	return m[2]
}

func TestSetupLinkMakesTheFirstOwnerOnce(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		first, second := w.setupSecret(), w.setupSecret()
		ctx := t.Context()
		_, err := account.OpenSetup(ctx, w.DB, first)
		wantCode(t, err, "link_used")
		_, err = account.OpenSetup(ctx, w.DB, "nonsense")
		wantCode(t, err, "not_found")
		l, err := account.OpenSetup(ctx, w.DB, second)
		if err != nil || !l.ExpiresAt.Equal(w.Now().Add(15*time.Minute)) {
			t.Fatalf("%+v %v", l, err)
		}
		bad := owner("")
		bad.FirstName, bad.Email, bad.Password = "", "x", "olga"
		_, err = account.SetUpOwner(ctx, w.DB, second, bad, here)
		if e, ok := fail.AsInvalid(err); !ok || len(e.Fields) != 3 {
			t.Errorf("%v", err)
		}
		token, err := account.SetUpOwner(ctx, w.DB, second, owner(""), here)
		if err != nil {
			t.Fatal(err)
		}
		if w.visit(token).StaffActor().Role() != access.Owner {
			t.Error("the Owner is not signed in")
		}
		w.signedIn("olga", good)
		_, err = account.SetUpOwner(ctx, w.DB, second, owner("2"), here)
		wantCode(t, err, "link_used")
		if address, err := account.SetupLink(ctx, w.DB); address != "" || err != nil {
			t.Errorf("a setup link beside an Owner: %q %v", address, err)
		}
		if ok, err := account.Owned(ctx, w.DB); !ok || err != nil {
			t.Error(ok, err)
		}
	})
}

func TestSetupLinkWorksForFifteenMinutes(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		secret := w.setupSecret()
		w.clock.move(15 * time.Minute)
		_, err := account.SetUpOwner(t.Context(), w.DB, secret, owner(""), here)
		wantCode(t, err, "link_expired")
		if ok, _ := account.Owned(t.Context(), w.DB); ok {
			t.Error("there is an Owner")
		}
	})
}

func TestSetupByTwentyAtOnceMakesOneOwner(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		secret := w.setupSecret()
		var mu sync.Mutex
		won := 0
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				_, err := account.SetUpOwner(t.Context(), w.DB, secret, owner(strings.Repeat("a", i)), here)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if code := fail.CodeOf(err); code != "link_used" && code != "busy" {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := value[int64](w, `SELECT count(*) FROM my_account WHERE role = 'owner'`); won != 1 || n != 1 {
			t.Errorf("%d won, %d Owners", won, n)
		}
	})
}

func TestOperatorAddsListsAndResets(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		a, address, err := account.AddStaff(ctx, w.DB, account.Draft{FirstName: "Sue", LastName: "Port", Email: "sue@keyhaven.example", Role: access.Support})
		if err != nil || !strings.HasSuffix(address, w.secret("portal_invitation", "sue@keyhaven.example")) || a.Username != "sue.port" {
			t.Fatalf("%+v %q %v", a, address, err)
		}
		if list, err := account.ListStaff(ctx, w.DB); err != nil || len(list) != 1 || list[0].Email != "sue@keyhaven.example" {
			t.Errorf("%+v %v", list, err)
		}
		if again, err := account.ResetPassword(ctx, w.DB, "sue.port"); err != nil || !strings.Contains(again, "/invitation/") || again == address {
			t.Errorf("%q %v", again, err)
		}
		w.activate("sue@keyhaven.example", good)
		token := w.signedIn("sue.port", good)
		address, err = account.ResetPassword(ctx, w.DB, "sue@keyhaven.example")
		if err != nil {
			t.Fatal(err)
		}
		if w.visit(token).SignedIn() {
			t.Error("the session lives")
		}
		if _, err := w.signIn("sue.port", good); err == nil {
			t.Error("the old password works")
		}
		if err := w.set(account.Reset, secretIn.FindStringSubmatch(address)[2], other); err != nil {
			t.Fatal(err)
		}
		w.signedIn("sue.port", other)
		_, err = account.ResetPassword(ctx, w.DB, "nobody")
		wantCode(t, err, "not_found")
		w.exec(`UPDATE my_account SET status = 'suspended' WHERE email_key = 'sue@keyhaven.example'`)
		_, err = account.ResetPassword(ctx, w.DB, "sue.port")
		wantCode(t, err, "account_closed")
	})
}
