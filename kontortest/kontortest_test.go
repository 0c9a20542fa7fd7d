package kontortest_test

import (
	"net/http"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest"
)

func TestMain(m *testing.M) { kontortest.Main(m) }

func TestEachOfTheCastIsWhoItSays(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		cast := k.Cast()

		if len(cast.Members) < 12 {
			t.Errorf("%d kinds of actor, at least 12 are needed", len(cast.Members))
		}
		kinds := map[access.Kind]bool{}
		for _, m := range cast.Members {
			kinds[m.Actor.Kind()] = true
			if (m.Role == "") != (m.Actor == access.Actor{}) {
				t.Errorf("%s has role %q and is %s", m.Kind, m.Role, m.Actor.Kind())
			}
		}
		for _, kind := range []access.Kind{access.Nobody, access.Staff, access.Admin, access.AdminAway, access.User, access.Listed,
			access.Marketing, access.CompanyAdmin, access.CompanyUser} {
			if !kinds[kind] {
				t.Errorf("nobody in the cast is %s", kind)
			}
		}
	})
}

func TestMailArrivesBySMTPAndIsBlanked(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		c := k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Company("Cobalt Freight", 3)
		k.DeliverMail()

		m := k.Mailbox.Last(t, c.Owner.Email)
		if m.Password(t) == "" || m.HTML == "" {
			t.Errorf("the welcome mail is not whole: %+v", m)
		}
		k.WantRows(t, "mail", 0, "sealed IS NOT NULL")
	})
}

func TestRefusedRecipientIsAnsweredSo(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		d := msp.Draft("Cobalt Freight")
		k.Mailbox.Refuse(d.Owner.Email, 550)
		msp.Company("Cobalt Freight", 3)
		k.DeliverMail()

		k.WantRows(t, "mail", 0, "status = 'queued'")
	})
}

func TestClockMovesOnlyWhenMoved(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		before := k.DB.Now()
		k.Clock.Advance(90 * time.Minute)
		if got := k.DB.Now().Sub(before); got != 90*time.Minute {
			t.Errorf("the clock moved by %s", got)
		}
	})
}

func TestRaceRunsAllAndKeepsTheirOrder(t *testing.T) {
	got := kontortest.Race(t, 50, func(i int) int { return i * i })
	for i, n := range got {
		if n != i*i {
			t.Fatalf("result %d is %d", i, n)
		}
	}
}

func TestSignedInClientOpensItsOwnFaceOnly(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		a, b := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(a.Admin)

		maya.Get(a.Path("/companies")).WantStatus(t, http.StatusOK).WantText(t, a.Name)
		maya.Get(b.Path("/companies")).WantStatus(t, http.StatusNotFound).WantNoText(t, b.Name)
	})
}
