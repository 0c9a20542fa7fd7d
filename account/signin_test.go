package account_test

import (
	"context"
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

const maya = "maya@bluepeak.example"

func TestInvitedAdminChoosesPasswordAndSignsInByUsernameOrEmail(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		if value[bool](w, `SELECT had_active_admin FROM my_partner WHERE id = $1`, w.made.Partner.ID) {
			t.Error("had an active Admin before the invitation was accepted")
		}
		_, err := w.signIn(maya, good)
		wantCode(t, err, "invalid")
		w.activate(maya, good)
		if !value[bool](w, `SELECT had_active_admin FROM my_partner WHERE id = $1`, w.made.Partner.ID) {
			t.Error("the partner's Admins are not guarded")
		}
		for _, login := range []string{maya, "maya.jensen", " MAYA.Jensen ", "ｍａｙａ@bluepeak.example", "Maya@BLUEPEAK.example"} {
			v := w.visit(w.signedIn(login, good))
			if v.Account.Email != maya || len(v.Faces) != 1 || v.Faces[0].Name != "Bluepeak IT" || v.Faces[0].Type != "reseller" || v.MustChange {
				t.Errorf("%q: %+v", login, v)
			}
			who := v.Actor(w.made.Partnership.ID)
			if who.Kind() != access.Admin || who.Partner() != w.made.Partner.ID || who.Home() != w.made.Company.ID || who.Name() != "Maya Jensen" {
				t.Errorf("actor: %+v", who)
			}
			if v.Actor(w.made.Partnership.ID+1) != (access.Actor{}) || v.StaffActor() != (access.Actor{}) {
				t.Error("is somebody elsewhere")
			}
		}
	})
}

func TestEveryReasonNotToSignInIsToldAlike(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		if _, err := w.invite(account.Draft{FirstName: "Ina", LastName: "Vited", Email: "ina@bluepeak.example", Role: access.PartnerUser}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.invite(account.Draft{FirstName: "No", LastName: "Tify", Email: "no@bluepeak.example", Role: access.Notifications}); err != nil {
			t.Fatal(err)
		}
		w.activate(maya, good)
		try := func(login, password string) {
			t.Helper()
			token, err := w.signIn(login, password)
			if token != "" || err == nil || err.Error() != wrongText {
				t.Errorf("%s: %q %v", login, token, err)
			}
		}
		try("nobody@bluepeak.example", good)
		try("nobody", good)
		try("", "")
		try(maya, other)
		try(maya, strings.ToUpper(good))
		try("ina@bluepeak.example", "")
		try("no@bluepeak.example", "")
		for _, status := range []string{"suspended", "removed", "released"} {
			w.exec(`UPDATE my_account SET status = $1 WHERE email_key = $2`, status, maya)
			try(maya, good)
		}
		w.exec(`UPDATE my_account SET status = 'active' WHERE email_key = $1`, maya)
		for _, status := range []string{"suspended", "ended"} {
			w.exec(`UPDATE my_partner SET status = $1`, status)
			try(maya, good)
		}
		w.exec(`UPDATE my_partner SET status = 'active'`)
		w.signedIn(maya, good)
	})
}

const wrongText = "There is a problem with what was entered. [login: Username, email or password is not right.]"

func TestAppUsersPasswordDoesNotOpenThePortal(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		texts := w.letters("app_welcome", maya) // Maya has an app account too, at the same address
		if len(texts) != 1 {
			t.Fatalf("%d welcome mails", len(texts))
		}
		temporary := temporaryIn.FindString(texts[0])
		if _, err := w.signIn(maya, temporary); temporary == "" || err == nil {
			t.Errorf("the app's temporary password %q opens the portal: %v", temporary, err)
		}
	})
}

func TestSuspensionEndsOpenSessionsAtOnce(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		token := w.signedIn(maya, good)
		for _, change := range [][2]string{
			{`UPDATE my_account SET status = 'suspended' WHERE email_key = $1`, `UPDATE my_account SET status = 'active' WHERE email_key = $1`},
			{`UPDATE my_account SET status = 'removed' WHERE email_key = $1`, `UPDATE my_account SET status = 'active' WHERE email_key = $1`},
			{`UPDATE my_account SET role = 'notifications' WHERE email_key = $1`, `UPDATE my_account SET role = 'admin' WHERE email_key = $1`},
			{`UPDATE my_partner SET status = 'suspended' WHERE $1 <> ''`, `UPDATE my_partner SET status = 'active' WHERE $1 <> ''`},
			{`UPDATE my_partner SET status = 'ended' WHERE $1 <> ''`, `UPDATE my_partner SET status = 'active' WHERE $1 <> ''`},
		} {
			w.exec(change[0], maya)
			if w.visit(token).SignedIn() {
				t.Errorf("still signed in after %s", change[0])
			}
			w.exec(change[1], maya)
			if !w.visit(token).SignedIn() {
				t.Fatalf("not signed in after %s", change[1])
			}
		}
	})
}

func TestRoleAndMembershipDecideWhoTheVisitorIs(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		token := w.signedIn(maya, good)
		kind := func() access.Kind { return w.visit(token).Actor(w.made.Partnership.ID).Kind() }
		set := func(role, scope string) {
			w.exec(`UPDATE my_account SET role = $1 WHERE email_key = $2`, role, maya)
			w.exec(`UPDATE my_membership SET scope = $1`, scope)
		}
		for _, c := range []struct {
			role, scope string
			want        access.Kind
		}{{"user", "all", access.User}, {"user", "listed", access.Listed}, {"marketing", "all", access.Marketing}, {"admin", "all", access.Admin}} {
			if set(c.role, c.scope); kind() != c.want {
				t.Errorf("%s %s is %s", c.role, c.scope, kind())
			}
		}
		w.exec(`DELETE FROM my_membership WHERE partner_id = $1`, w.made.Partner.ID)
		if kind() != access.Admin {
			t.Errorf("an Admin has all partnerships, also without membership: %s", kind())
		}
		if set("user", "all"); kind() != access.Nobody || len(w.visit(token).Faces) != 0 {
			t.Errorf("a User without membership sees nothing: %s", kind())
		}
		w.exec(`UPDATE my_account SET role = 'admin', must_change_password = TRUE WHERE email_key = $1`, maya)
		if v := w.visit(token); !v.MustChange || kind() != access.Nobody {
			t.Errorf("must change the password first: %+v", v)
		}
	})
}

func TestSessionEndsUnusedAfterEightHoursAndAfterSevenDays(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		idle, used := w.signedIn(maya, good), w.signedIn(maya, good)
		for range 21 {
			w.clock.move(8*time.Hour - time.Minute)
			if !w.visit(used).SignedIn() {
				t.Fatal("a session in use ended")
			}
		}
		if w.visit(idle).SignedIn() {
			t.Error("a session idle for days lives")
		}
		w.clock.move(21 * time.Minute) // 7 days after sign-in
		if w.visit(used).SignedIn() {
			t.Error("a session of 7 days lives")
		}
		w.clock.move(-8 * 24 * time.Hour) // a clock that is set back ends nobody's session
		if !w.visit(used).SignedIn() {
			t.Error("the clock was set back and the session ended")
		}
	})
}

func TestSeenIsWrittenAtMostOnceAMinute(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		token := w.signedIn(maya, good)
		start := w.Now()
		seen := func() time.Duration {
			w.visit(token)
			return value[time.Time](w, `SELECT seen_at FROM session`).Sub(start)
		}
		w.clock.move(59 * time.Second)
		if seen() != 0 {
			t.Error("written within the minute")
		}
		w.clock.move(time.Second)
		if seen() != time.Minute {
			t.Error("not written after a minute")
		}
	})
}

func TestSignOutEndsThisSessionOnly(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		one, two := w.signedIn(maya, good), w.signedIn(maya, good)
		if one == two {
			t.Fatal("two sessions, one token")
		}
		for range 2 {
			if err := account.EndSession(t.Context(), w.DB, one, here); err != nil {
				t.Fatal(err)
			}
		}
		if w.visit(one).SignedIn() || !w.visit(two).SignedIn() || w.visit("").SignedIn() || w.visit("nonsense").SignedIn() {
			t.Error("the wrong sessions live")
		}
	})
}

func TestTwoHundredParallelGuessesAreEvaluatedTenTimes(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		var mu sync.Mutex
		answers := map[string]int{}
		var all sync.WaitGroup
		gate := make(chan struct{})
		for i := range 200 {
			all.Go(func() {
				<-gate
				_, err := w.signIn(maya, fmt.Sprintf("guess number %d", i))
				mu.Lock()
				defer mu.Unlock()
				answers[fieldCode(err)]++
			})
		}
		close(gate)
		all.Wait()
		if n := answers["login wrong_credentials"]; n > 10 || n == 0 {
			t.Errorf("%d guesses were evaluated: %v", n, answers)
		}
		_, err := w.signIn(maya, good)
		wantCode(t, err, "too_many_attempts")
		elsewhere := account.Attempt{Login: maya, Password: good, IP: "198.51.100.20"}
		if _, _, err := account.SignIn(t.Context(), w.DB, elsewhere); err != nil {
			t.Errorf("the owner is locked out elsewhere: %v", err)
		}
		w.clock.move(15 * time.Minute)
		w.signedIn(maya, good)
		if n := value[int64](w, `SELECT count(*) FROM audit_event WHERE action = 'guess.limit_reached'`); n != 1 {
			t.Errorf("the audit tells %d times that a limit was reached", n)
		}
	})
}

// Two names of one account share its counter, and the answer does not tell that they are one account's.
func TestTheLimitOfOneNameDoesNotTellTheOther(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		for range 10 {
			if _, err := w.signIn(maya, other); fieldCode(err) != "login wrong_credentials" {
				t.Fatal(err)
			}
		}
		_, err := w.signIn("maya.jensen", good) // not evaluated: it is right
		if fieldCode(err) != "login wrong_credentials" {
			t.Errorf("the other name answers %v", err)
		}
		_, stranger := w.signIn("nobody.else", good)
		if fieldCode(stranger) != fieldCode(err) {
			t.Errorf("an unknown name answers %v", stranger)
		}
		w.clock.move(15 * time.Minute)
		w.signedIn("maya.jensen", good)
	})
}

func TestUnknownNamesAreCountedLikeKnownOnes(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		codes := map[string]string{}
		w.activate(maya, good)
		for _, login := range []string{maya, "nobody@bluepeak.example"} {
			for range 11 {
				_, err := w.signIn(login, other)
				codes[login] += fieldCode(err) + ","
			}
		}
		if codes[maya] != codes["nobody@bluepeak.example"] || !strings.HasSuffix(codes[maya], "login too_many_attempts,") {
			t.Errorf("%v", codes)
		}
	})
}

func TestOneNetworkCannotTryManyAccounts(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		var err error
		for i := range 201 {
			ip := fmt.Sprintf("2001:db8:1:2::%x", i+1) // one /64
			_, _, err = account.SignIn(t.Context(), w.DB, account.Attempt{Login: fmt.Sprintf("user%d", i), Password: other, IP: ip})
			if i < 200 && fieldCode(err) != "login wrong_credentials" {
				t.Fatalf("guess %d: %v", i, err)
			}
		}
		wantCode(t, err, "too_many_attempts")
	})
}

func TestRightPasswordsAreNoGuesses(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		for range 15 {
			w.signedIn(maya, good)
		}
	})
}

func TestChangingThePasswordNeedsTheCurrentOneAndEndsAllSessions(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		token, second := w.signedIn(maya, good), w.signedIn(maya, good)
		v := w.visit(token)
		change := func(current, password string) (string, error) {
			return account.ChangePassword(t.Context(), w.DB, v, account.NewPassword{Current: current, Password: password, IP: here})
		}
		if _, err := change(other, other); fieldCode(err) != "current_password wrong_credentials" {
			t.Errorf("with a wrong current one: %v", err)
		}
		if _, err := change(good, "short"); fieldCode(err) != "password invalid" {
			t.Errorf("to a short one: %v", err)
		}
		fresh, err := change(good, other)
		if err != nil {
			t.Fatal(err)
		}
		if w.visit(token).SignedIn() || w.visit(second).SignedIn() || !w.visit(fresh).SignedIn() {
			t.Error("the wrong sessions live")
		}
		if _, err := w.signIn(maya, good); err == nil {
			t.Error("the old password works")
		}
		w.signedIn(maya, other)
		if len(w.letters("password_changed", maya)) != 1 {
			t.Error("nobody was told")
		}
	})
}

func TestSweepDeletesOnlyWhatNobodyCanUse(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		token := w.signedIn(maya, good)
		sweep := func() {
			if err := w.Write(context.Background(), access.System("timetable"), func(tx *store.Tx) error { return account.Sweep(t.Context(), tx) }); err != nil {
				t.Fatal(err)
			}
		}
		if sweep(); !w.visit(token).SignedIn() {
			t.Error("a live session was swept")
		}
		w.clock.move(8 * time.Hour)
		if sweep(); value[int64](w, `SELECT count(*) FROM session`) != 0 || value[int64](w, `SELECT count(*) FROM link`) == 0 {
			t.Error("session kept or link lost")
		}
		w.clock.move(100 * 24 * time.Hour)
		if sweep(); value[int64](w, `SELECT count(*) FROM link`) != 0 {
			t.Error("an old link was kept")
		}
		err := w.Write(t.Context(), w.owner, func(tx *store.Tx) error { return account.Sweep(t.Context(), tx) })
		if fail.KindOf(err) != fail.KindForbidden {
			t.Errorf("a person may sweep: %v", err)
		}
	})
}
