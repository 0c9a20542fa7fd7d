package account_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

// spellings are twelve ways to write one address (domain.md 1 "Two name spaces").
var spellings = []string{
	"finn.strasse@kelvin.example", "FINN.STRASSE@KELVIN.EXAMPLE", "Finn.Strasse@Kelvin.Example", "ﬁnn.strasse@kelvin.example",
	"finn.straße@kelvin.example", "FINN.STRAẞE@kelvin.example", "finn.strasse@\u212aelvin.example", "ｆｉｎｎ.strasse@kelvin.example",
	"ＦＩＮＮ.strasse@kelvin.example", " finn.strasse@kelvin.example ", "finn.\u017ftra\u017f\u017fe@kelvin.example", "finn.strasse@ｋｅｌｖｉｎ.example",
}

func TestOneAddressInTwelveSpellingsIsOneAccount(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		for i, address := range spellings {
			_, err := w.invite(account.Draft{FirstName: "Finn", LastName: "Strasse", Email: address, Role: access.PartnerUser})
			if want := map[bool]string{true: "internal", false: "email email_taken"}[i == 0]; i > 0 && fieldCode(err) != want || i == 0 && err != nil {
				t.Errorf("%q: %v", address, err)
			}
		}
	})
}

func TestOneAddressAddedByTwelveAtOnceIsOneAccount(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		for round := range 5 {
			var mu sync.Mutex
			won := 0
			var all sync.WaitGroup
			gate := make(chan struct{})
			for _, address := range spellings {
				all.Go(func() {
					<-gate
					_, err := w.invite(account.Draft{FirstName: "Finn", LastName: "Strasse", Email: strings.Replace(address, ".", fmt.Sprintf("%d.", round), 1),
						Role: access.PartnerUser, Username: store.NewSecret()})
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						won++
					} else if code := fail.CodeOf(err); code != "email_taken" && code != "busy" {
						t.Errorf("%q: %v", address, err)
					}
				})
			}
			close(gate)
			all.Wait()
			if won != 1 {
				t.Errorf("round %d: %d accounts", round, won)
			}
		}
	})
}

func TestRemovedAndReleasedAccountsFreeAddressAndUsername(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		for _, status := range []string{"removed", "released"} {
			a, err := w.invite(account.Draft{FirstName: "Finn", LastName: "Falk", Email: "finn@bluepeak.example", Role: access.PartnerUser})
			if err != nil || a.Username != "finn.falk" {
				t.Fatalf("%+v %v", a, err)
			}
			w.exec(`UPDATE my_account SET status = $1 WHERE id = $2`, status, a.ID)
		}
		if _, err := w.invite(account.Draft{FirstName: "Finn", LastName: "Falk", Email: "finn@bluepeak.example", Role: access.PartnerUser}); err != nil {
			t.Error(err)
		}
	})
}

func TestStaffAreToldWhoseAddressItIsAndOthersAreNot(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.exec(`UPDATE my_vendor SET support_email = 'help@keyhaven.example'`)
		d := account.Draft{Partner: w.made.Partner.ID, FirstName: "Ann", LastName: "Other", Email: maya, Phone: "12345678901", Role: access.PartnerUser}
		_, err := w.invite(d)
		e, ok := fail.AsInvalid(err)
		if !ok || e.Kind != fail.KindConflict || e.Fields[0].Name != "email" || e.Link.Target != fmt.Sprintf("account:%d", w.made.Admin.ID) ||
			!strings.Contains(e.Message, "Maya Jensen") || !strings.Contains(e.Message, "Bluepeak IT") {
			t.Errorf("staff: %+v", e)
		}
		err = w.Write(t.Context(), access.System("onboarding"), func(tx *store.Tx) error { // for a partner user, as in onboard.AddMSP
			_, err := account.Invite(t.Context(), tx, d)
			return err
		})
		e, ok = fail.AsInvalid(err)
		if !ok || e.Link != (fail.Link{}) || strings.Contains(e.Message, "Maya") || strings.Contains(e.Message, "Bluepeak") ||
			!strings.Contains(e.Message, "help@keyhaven.example") || !strings.Contains(e.Message, "company name") {
			t.Errorf("others: %+v", e)
		}
	})
}

func TestAppUsersAddressIsFreeForAPortalAccount(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		if n := value[int64](w, `SELECT count(*) FROM my_app_user WHERE email_key = $1`, maya); n != 1 {
			t.Fatalf("%d app users", n)
		}
		if w.made.Admin.Email != maya || w.made.Admin.AppUserID == nil {
			t.Errorf("%+v", w.made.Admin)
		}
	})
}

func TestInvitationShowsEveryMistakeAtItsField(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		_, err := w.invite(account.Draft{FirstName: "\u0000 ", LastName: strings.Repeat("x", 101), Email: "nobody", Phone: "1", Username: "a b", Role: access.Owner})
		e, ok := fail.AsInvalid(err)
		if !ok {
			t.Fatal(err)
		}
		var names []string
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != "first_name last_name email phone username role" {
			t.Error(got)
		}
		w.exec(`UPDATE my_partner SET status = 'suspended'`)
		_, err = w.invite(account.Draft{FirstName: "Ann", LastName: "Lee", Email: "ann@bluepeak.example", Role: access.PartnerUser})
		wantCode(t, err, "partner_suspended")
		_, err = w.invite(account.Draft{Partner: 4711, FirstName: "Ann", LastName: "Lee", Email: "ann@bluepeak.example", Role: access.PartnerUser})
		wantCode(t, err, "not_found")
	})
}

func TestUsernamesAreProposedAndUnique(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		for i, c := range []struct{ first, last, want string }{
			{"Maya", "Jensen", "maya.jensen2"}, {"Maya", "Jensen", "maya.jensen3"}, {"Søren Åge", "Müller-Weiß", "sorenage.muller-weiss"},
			{"李", "小龍", "user"}, {"李", "雷", "user2"}, {"A", "", "usera"}, {"Conan", "O’Brien", "conan.obrien"},
			{strings.Repeat("long", 9), "name", "longlonglonglonglonglonglong"},
		} {
			last := c.last
			if last == "" {
				last = "。"
			}
			a, err := w.invite(account.Draft{FirstName: c.first, LastName: last, Email: fmt.Sprintf("u%d@bluepeak.example", i), Role: access.PartnerUser})
			if err != nil || a.Username != c.want {
				t.Errorf("%s %s: %q %v", c.first, c.last, a.Username, err)
			}
		}
		_, err := w.invite(account.Draft{FirstName: "X", LastName: "Y", Email: "x@bluepeak.example", Role: access.PartnerUser, Username: " MAYA.jensen"})
		if fieldCode(err) != "username username_taken" {
			t.Error(err)
		}
	})
}

func TestStaffAreInvitedByOwnersOnly(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		invite := func(who access.Actor, role access.Role) error {
			return w.Write(t.Context(), who, func(tx *store.Tx) error {
				_, err := account.Invite(t.Context(), tx, account.Draft{FirstName: "Sue", LastName: "Port", Email: string(role) + "@keyhaven.example", Role: role})
				return err
			})
		}
		wantCode(t, invite(access.AsStaff(0, access.PortalAdmin, "P"), access.Support), "not_permitted")
		wantCode(t, invite(access.Actor{}, access.Support), "not_permitted")
		if err := invite(w.owner, access.PartnerAdmin); fieldCode(err) != "role invalid" {
			t.Errorf("staff with a partner's role: %v", err)
		}
		if err := invite(w.owner, access.Support); err != nil {
			t.Fatal(err)
		}
		w.activate("support@keyhaven.example", good)
		v := w.visit(w.signedIn("sue.port", good))
		if len(v.Faces) != 1 || v.Faces[0].Kind != "vendor" || v.StaffActor().Role() != access.Support || v.Actor(w.made.Partnership.ID) != (access.Actor{}) {
			t.Errorf("%+v", v)
		}
	})
}

func TestListShowsInvitedExpiredBouncedAndActive(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		state := func() string {
			t.Helper()
			var list []account.Account
			w.write(func(tx *store.Tx) (err error) {
				list, err = account.OfPartner(t.Context(), tx, w.made.Partner.ID)
				return err
			})
			if len(list) != 1 {
				t.Fatalf("%+v", list)
			}
			return list[0].State(w.Now())
		}
		want := func(s string) {
			t.Helper()
			if got := state(); got != s {
				t.Errorf("%s, want %s", got, s)
			}
		}
		want("invited")
		w.exec(`UPDATE my_account SET bounced_at = $1`, w.Now())
		want("bounced")
		w.exec(`UPDATE my_account SET bounced_at = NULL`)
		w.clock.move(7 * 24 * time.Hour)
		want("expired")
		w.write(func(tx *store.Tx) error { _, err := account.Resend(t.Context(), tx, w.made.Admin.ID); return err })
		want("invited")
		w.activate(maya, good)
		want("active")
	})
}
