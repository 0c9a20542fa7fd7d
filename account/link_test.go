package account_test

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/store"
)

func (w *world) set(purpose, secret, password string) error {
	return account.SetPassword(w.t.Context(), w.DB, purpose, secret, password, here)
}

func TestOpeningALinkDoesNotUseItUp(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		secret := w.secret("portal_invitation", maya)
		for range 3 {
			o, err := account.Open(t.Context(), w.DB, account.Invitation, secret)
			if err != nil || o.Used || o.Expired || o.FirstName != "Maya" || o.Username != "maya.jensen" || o.Email != maya ||
				o.Portal != "Bluepeak IT" || o.TimeZone != "Europe/Copenhagen" || !o.ExpiresAt.Equal(w.Now().Add(7*24*time.Hour)) {
				t.Fatalf("%+v %v", o, err)
			}
		}
		w.activate(maya, good)
		o, err := account.Open(t.Context(), w.DB, account.Invitation, secret)
		if err != nil || !o.Used || o.Expired {
			t.Errorf("after use: %+v %v", o, err)
		}
		wantCode(t, w.set(account.Invitation, secret, other), "link_used")
		w.signedIn(maya, good)
	})
}

func TestLinkIsBoundToItsPurposeAddressAndNameSpace(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		secret := w.secret("portal_invitation", maya)
		for _, purpose := range []string{account.Reset, account.Setup, "", "no such purpose"} {
			wantCode(t, w.set(purpose, secret, good), "not_found")
			_, err := account.Open(t.Context(), w.DB, purpose, secret)
			wantCode(t, err, "not_found")
		}
		wantCode(t, w.set(account.Invitation, secret+"a", good), "not_found")
		wantCode(t, w.set(account.Invitation, "", good), "not_found")
		w.exec(`UPDATE my_account SET email = 'm@bluepeak.example', email_key = 'm@bluepeak.example' WHERE email_key = $1`, maya)
		wantCode(t, w.set(account.Invitation, secret, good), "link_used")
		w.exec(`UPDATE my_account SET email = $1, email_key = $1, status = 'suspended' WHERE email_key = 'm@bluepeak.example'`, maya)
		wantCode(t, w.set(account.Invitation, secret, good), "not_found")
		w.exec(`UPDATE my_account SET status = 'invited' WHERE email_key = $1`, maya)
		w.exec(`UPDATE my_partner SET status = 'suspended'`)
		wantCode(t, w.set(account.Invitation, secret, good), "not_found")
		w.exec(`UPDATE my_partner SET status = 'active'`)
		if err := w.set(account.Invitation, secret, "maya.jensen.1"); fieldCode(err) != "password invalid" {
			t.Errorf("own name as password: %v", err)
		}
		if err := w.set(account.Invitation, secret, good); err != nil {
			t.Error(err)
		}
	})
}

func TestInvitationAcceptedByFiftyAtOnceIsAcceptedOnce(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		secret := w.secret("portal_invitation", maya)
		var mu sync.Mutex
		var won []string
		var all sync.WaitGroup
		gate := make(chan struct{})
		for i := range 50 {
			all.Go(func() {
				<-gate
				password := good + strings.Repeat("x", i)
				err := w.set(account.Invitation, secret, password)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won = append(won, password)
				} else if code := fail.CodeOf(err); code != "link_used" && code != "busy" {
					t.Errorf("refused with %v", err)
				}
			})
		}
		close(gate)
		all.Wait()
		if len(won) != 1 {
			t.Fatalf("%d of 50 accepted the invitation", len(won))
		}
		w.signedIn(maya, won[0])
	})
}

func TestExpiredInvitationIsRenewedToTheSameAddressOnly(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		first := w.secret("portal_invitation", maya)
		renew := func(secret string) int {
			if err := account.RenewLink(t.Context(), w.DB, secret, here); err != nil {
				t.Fatal(err)
			}
			return len(w.letters("portal_invitation", maya))
		}
		if renew(first); w.secret("portal_invitation", maya) != first {
			t.Error("a link that works was renewed")
		}
		w.clock.move(7 * 24 * time.Hour)
		o, err := account.Open(t.Context(), w.DB, account.Invitation, first)
		if err != nil || !o.Expired || o.Used || account.Mask(o.Email) != "m•••a@bluepeak.example" {
			t.Errorf("%+v %v", o, err)
		}
		wantCode(t, w.set(account.Invitation, first, good), "link_expired")
		if renew("nonsense"); w.secret("portal_invitation", maya) != first {
			t.Error("renewed by a link nobody sent")
		}
		renew(first)
		second := w.secret("portal_invitation", maya)
		if second == first {
			t.Fatal("not renewed")
		}
		if renew(first); w.secret("portal_invitation", maya) != second {
			t.Error("a replaced link was renewed")
		}
		wantCode(t, w.set(account.Invitation, first, good), "link_used")
		w.activate(maya, good)
		w.clock.move(8 * 24 * time.Hour)
		before := len(w.letters("portal_invitation", maya))
		if renew(second) != before {
			t.Error("an accepted invitation was renewed")
		}
	})
}

func TestResendingVoidsTheOlderLinkAndIsLimited(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		first := w.secret("portal_invitation", maya)
		w.clock.move(time.Hour)
		resend := func(who access.Actor) (a account.Account, err error) {
			err = w.Write(t.Context(), who, func(tx *store.Tx) (err error) {
				a, err = account.Resend(t.Context(), tx, w.made.Admin.ID)
				return err
			})
			return a, err
		}
		a, err := resend(w.owner)
		if err != nil || a.InvitedUntil == nil || !a.InvitedUntil.Equal(w.Now().Add(7*24*time.Hour)) || a.State(w.Now()) != "invited" {
			t.Fatalf("%+v %v", a, err)
		}
		wantCode(t, w.set(account.Invitation, first, good), "link_used")
		_, err = resend(access.AsPartnerUser(access.Member{Partner: w.made.Partner.ID, Role: access.PartnerUser}))
		wantCode(t, err, "not_found")
		if _, err = resend(access.AsPartnerUser(access.Member{Partner: w.made.Partner.ID, Role: access.PartnerAdmin})); err != nil {
			t.Errorf("a partner's Admin sends again (domain.md 4.4): %v", err)
		}
		_, err = resend(access.AsPartnerUser(access.Member{Account: w.made.Admin.ID, Partner: w.made.Partner.ID, Role: access.MarketingRole}))
		wantCode(t, err, "not_permitted")
		for range 3 {
			if _, err := resend(access.AsStaff(0, access.Support, "Sue")); err != nil {
				t.Fatal(err)
			}
		}
		_, err = resend(w.owner)
		wantCode(t, err, "too_many_mails")
		w.activate(maya, good)
		w.clock.move(time.Hour)
		_, err = resend(w.owner)
		wantCode(t, err, "already_accepted")
	})
}

func TestForgottenPasswordEndsNothingUntilTheLinkIsUsed(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		token := w.signedIn(maya, good)
		forgot := func(login string) {
			t.Helper()
			if err := account.ForgotPassword(t.Context(), w.DB, login, here); err != nil {
				t.Fatal(err)
			}
		}
		forgot("maya.jensen")
		first := w.secret("password_reset", maya)
		forgot(strings.ToUpper(maya))
		second := w.secret("password_reset", maya)
		if !w.visit(token).SignedIn() {
			t.Error("the session ended before the link was used")
		}
		w.signedIn(maya, good)
		wantCode(t, w.set(account.Reset, first, other), "link_used")
		wantCode(t, w.set(account.Invitation, second, other), "not_found")
		w.clock.move(time.Hour - time.Second)
		if err := w.set(account.Reset, second, other); err != nil {
			t.Fatal(err)
		}
		if w.visit(token).SignedIn() {
			t.Error("a session outlived the reset")
		}
		if _, err := w.signIn(maya, good); err == nil {
			t.Error("the old password works")
		}
		w.signedIn(maya, other)
		if len(w.letters("password_changed", maya)) != 1 {
			t.Error("nobody was told")
		}
		forgot(maya)
		w.clock.move(time.Hour)
		wantCode(t, w.set(account.Reset, w.secret("password_reset", maya), good), "link_expired")
	})
}

func TestForgottenAnswersAreAlikeForKnownAndUnknown(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		for _, login := range []string{maya, "nobody@bluepeak.example", "nobody", ""} {
			if err := account.ForgotPassword(t.Context(), w.DB, login, here); err != nil {
				t.Errorf("%q: %v", login, err)
			}
			if err := account.ForgotUsername(t.Context(), w.DB, login, here); err != nil {
				t.Errorf("%q: %v", login, err)
			}
		}
		if texts := w.letters("forgotten_username", maya); len(texts) != 1 || !strings.Contains(texts[0], "maya.jensen") {
			t.Errorf("%q", texts)
		}
		if n := value[int64](w, `SELECT count(*) FROM mail WHERE kind IN ('forgotten_username', 'password_reset')`); n != 2 {
			t.Errorf("%d mails", n)
		}
		w.exec(`UPDATE my_account SET status = 'suspended' WHERE email_key = $1`, maya)
		if err := account.ForgotPassword(t.Context(), w.DB, maya, here); err != nil {
			t.Fatal(err)
		}
		if n := value[int64](w, `SELECT count(*) FROM mail WHERE kind = 'password_reset'`); n != 1 {
			t.Error("a suspended account got a link")
		}
	})
}

func TestForgottenPasswordOfANeverActivatedAccountSendsAFreshInvitation(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		first := w.secret("portal_invitation", maya)
		if err := account.ForgotPassword(t.Context(), w.DB, maya, here); err != nil {
			t.Fatal(err)
		}
		if w.secret("portal_invitation", maya) == first || len(w.letters("password_reset", maya)) != 0 {
			t.Error("no fresh invitation")
		}
		wantCode(t, w.set(account.Invitation, first, good), "link_used")
		w.activate(maya, good)
	})
}

func TestStrangersCanHaveFiveMailsAnHourSent(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		w.activate(maya, good)
		sent := func() int64 {
			return value[int64](w, `SELECT count(*) FROM mail WHERE kind IN ('forgotten_username', 'password_reset')`)
		}
		for i := range 8 {
			ask := account.ForgotPassword
			if i%2 == 0 {
				ask = account.ForgotUsername
			}
			if err := ask(t.Context(), w.DB, maya, here); err != nil {
				t.Fatal(err)
			}
		}
		if sent() != 5 {
			t.Errorf("%d mails", sent())
		}
		w.clock.move(time.Hour)
		if err := account.ForgotPassword(t.Context(), w.DB, maya, here); err != nil || sent() != 6 {
			t.Errorf("%d mails, %v", sent(), err)
		}
		var err error
		for range 60 {
			err = errors.Join(err, account.ForgotPassword(t.Context(), w.DB, "nobody", here))
		}
		wantCode(t, err, "too_many_attempts")
	})
}

func TestAnswerTakesAtLeastTheSetTime(t *testing.T) {
	defer func(d time.Duration) { account.AnswerAfter = d }(account.AnswerAfter)
	account.AnswerAfter = 20 * time.Millisecond
	began := time.Now()
	if err := account.Evenly(t.Context(), func() error { return nil }); err != nil || time.Since(began) < account.AnswerAfter {
		t.Errorf("answered after %v, %v", time.Since(began), err)
	}
}

func TestSecretsStandNowhereInTheDatabase(t *testing.T) {
	both(t, func(t *testing.T, w *world) {
		secret := w.secret("portal_invitation", maya)
		temporary := temporaryIn.FindString(w.letters("app_welcome", maya)[0])
		w.activate(maya, good)
		token := w.signedIn(maya, good)
		if _, err := w.signIn(good, good); err == nil { // the password typed into the wrong field
			t.Fatal("signed in")
		}
		if err := account.ForgotPassword(t.Context(), w.DB, maya, here); err != nil {
			t.Fatal(err)
		}
		reset := w.secret("password_reset", maya)
		planted := []string{secret, temporary, good, token, reset}
		all := w.dump()
		if !strings.Contains(strings.Join(all, "\n"), "maya.jensen") {
			t.Error("the dump does not hold what it must")
		}
		for _, text := range all {
			for _, p := range planted {
				if strings.Contains(text, p) {
					t.Errorf("%q stands in the clear in %.80q", p, text)
				}
			}
		}
	})
}

// dump is all that the database holds: the files of SQLite, every row of PostgreSQL as text.
func (w *world) dump() (texts []string) {
	w.t.Helper()
	if w.file != "" {
		for _, end := range []string{"", "-wal"} {
			b, err := os.ReadFile(w.file + end)
			if err != nil {
				w.t.Fatal(err)
			}
			texts = append(texts, string(b))
		}
		return texts
	}
	for _, query := range []string{
		`SELECT a.username || a.password_hash FROM my_account a`, `SELECT u.password_hash FROM my_app_user u`,
		`SELECT encode(token_hash, 'escape') || agent FROM session`, `SELECT encode(token_hash, 'escape') || email_key FROM link`, `SELECT key FROM guess`,
		`SELECT subject || encode(sealed, 'escape') || last_error FROM mail`, `SELECT before || after || object_name FROM audit_event`,
		`SELECT payload FROM event`, `SELECT args::text FROM river_job`,
	} {
		query = strings.Replace(query, "args::text", "CAST(args AS text)", 1)
		err := w.Read(w.t.Context(), access.System("mail"), func(tx *store.Tx) error {
			rows, err := store.All[string](w.t.Context(), tx, query)
			texts = append(texts, rows...)
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
	}
	return texts
}
