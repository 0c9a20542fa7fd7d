package main_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/kontortest"
)

// Issue 3, "Done when"; trust.md "Who sees what": suspend, delete, transfer and role change act at once on open sessions, keys, downloads and
// queued mails, in a second process too. Here both are real: what is done in the one is in force for the very next request to the other.
func TestWhatOneProcessEndsIsOverInTheOtherAtOnce(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		k.Clock.Set(time.Now())
		p := newPair(t, k)
		p.companyIsSuspended(t)
		p.companyIsDeleted(t)
		p.companyIsTransferred(t)
		p.roleChanges(t)
		p.partnerIsSuspended(t)
		p.mailsStay(t)
	})
}

// pair is one installation with two servers.
type pair struct {
	k, a, b                   *kontortest.Kontor
	msp, next                 *kontortest.Partner
	suspended, deleted, moved *kontortest.Company
	asta                      *kontortest.Person
	maya, astas, nora         *visitor           // in b: the Admins of the two partners, and another one
	ofSuspended, ofDeleted    *kontortest.Client // in b: their owners
	ofMoved                   *kontortest.Client
	ended                     []*kontortest.Person // a mail waits for each, that must never leave
	goesOn                    *kontortest.Person   // and one that must
}

// visitor is somebody with an open session and a key.
type visitor struct {
	ways    []*kontortest.Way // by each
	browser *kontortest.Client
	export  string // address of the download
}

func newPair(t *testing.T, k *kontortest.Kontor) *pair {
	t.Helper()
	p := &pair{k: k, msp: k.Partner(kontortest.MSP, kontortest.InvoiceTerms), next: k.Partner(kontortest.MSP, kontortest.InvoiceTerms)}
	p.suspended, p.deleted, p.moved = p.msp.Company("Cobalt Freight", 6), p.msp.Company("Harbor Lane", 6), p.msp.Company("Tidewater Legal", 6)
	p.asta = p.msp.User(access.PartnerAdmin)
	var owners []*kontortest.Client
	for _, c := range []*kontortest.Company{p.suspended, p.deleted, p.moved} {
		owners = append(owners, k.Client(k.AcceptWelcome(c.Owner)))
	}
	k.DeliverMail()
	k.Mailbox.Clear()
	invited := k.Invited(k.Owner, account.Draft{Partner: p.msp.ID, Partnerships: []int64{p.msp.Partnership}, FirstName: "Ivo", LastName: "Guest", Role: access.PartnerUser})
	p.ended, p.goesOn = []*kontortest.Person{p.suspended.User(company.User), p.deleted.User(company.User), invited}, p.moved.User(company.User)
	for _, who := range append(p.ended, p.goesOn) {
		k.Mailbox.Refuse(who.Email, 451) // it waits
	}
	p.a, p.b = k.Process(), k.Process()
	p.ofSuspended, p.ofDeleted, p.ofMoved = p.b.ClientOf(owners[0]), p.b.ClientOf(owners[1]), p.b.ClientOf(owners[2])
	p.maya, p.astas, p.nora = p.visitor(p.msp.Admin, p.msp), p.visitor(p.asta, p.msp), p.visitor(p.next.Admin, p.next)
	p.maya.sees(t, "Cobalt Freight", "Harbor Lane", "Tidewater Legal") // everything is warm
	p.astas.sees(t, "Cobalt Freight")
	p.nora.misses(t, "Tidewater Legal")
	p.ofSuspended.Get(p.suspended.PortalPath("")).WantText(t, "Cobalt Freight")
	p.ofDeleted.Get(p.deleted.PortalPath("")).WantText(t, "Harbor Lane")
	return p
}

func (p *pair) visitor(who *kontortest.Person, of *kontortest.Partner) *visitor {
	return &visitor{ways: []*kontortest.Way{p.k.Way(who, true).At(p.b), p.k.Way(who, false).At(p.b)}, browser: p.b.ClientOf(p.k.Client(who)), export: of.Path("/companies/export.csv")}
}

// sees fails the test unless list and download have all of it.
func (v *visitor) sees(t *testing.T, names ...string) {
	t.Helper()
	for _, w := range v.ways {
		w.Companies().Done(t).Says(t, names...)
	}
	for _, name := range names {
		if file := v.file(t); !strings.Contains(file, name) {
			t.Errorf("%s is not in the download:\n%s", name, file)
		}
	}
}

// misses fails the test if list or download have it.
func (v *visitor) misses(t *testing.T, name string) {
	t.Helper()
	for _, w := range v.ways {
		w.Companies().Done(t).Hides(t, name)
	}
	if file := v.file(t); strings.Contains(file, name) {
		t.Errorf("%s is in the download:\n%s", name, file)
	}
}

func (v *visitor) file(t *testing.T) string {
	t.Helper()
	file := v.browser.Get(v.export).WantStatus(t, http.StatusOK)
	if !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") {
		t.Fatalf("%s is %s: %s", v.export, file.Header.Get("Content-Type"), file.Text())
	}
	return file.Body
}

// out fails the test unless everything is refused with this status.
func (v *visitor) out(t *testing.T, status int) {
	t.Helper()
	for _, w := range v.ways {
		w.Companies().WantStatus(t, status)
	}
	file := v.browser.Get(v.export)
	if strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") || strings.Contains(file.Body, "Cobalt") {
		t.Errorf("the download was answered with %d: %s", file.Status, file.Text())
	}
}

// in is somebody's new session in the first process.
func (p *pair) in(who *kontortest.Person) *kontortest.Way { return p.k.Way(who, true).At(p.a) }

// domain.md 2.7: "Suspend a company: its users can't sign in".
func (p *pair) companyIsSuspended(t *testing.T) {
	p.in(p.msp.Admin).Suspend(p.suspended).Done(t)
	p.ofSuspended.Get(p.suspended.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
	if file := p.maya.file(t); !strings.Contains(file, ",Suspended,") {
		t.Errorf("nothing is suspended in the download:\n%s", file)
	}
}

// domain.md 2.7: "Delete: …"; its users are out, and its partner finds it among the deleted only.
func (p *pair) companyIsDeleted(t *testing.T) {
	p.in(p.msp.Admin).Delete(p.deleted, p.deleted.Name).Done(t)
	p.ofDeleted.Get(p.deleted.PortalPath("")).WantText(t, "Sign in to the Customer Portal")
	p.maya.misses(t, "Harbor Lane")
}

// domain.md 2.8: "the old partner loses it at once everywhere".
func (p *pair) companyIsTransferred(t *testing.T) {
	p.in(p.k.Owner).Transfer(p.moved, p.next, p.moved.Name, time.Time{}).Done(t)
	p.maya.misses(t, "Tidewater Legal")
	for _, w := range p.maya.ways {
		w.Company(p.moved).WantStatus(t, http.StatusNotFound)
		w.Users(p.moved).WantStatus(t, http.StatusNotFound)
	}
	p.nora.sees(t, "Tidewater Legal")
	p.ofMoved.Get(p.moved.PortalPath("")).WantText(t, "Tidewater Legal") // its people notice nothing
}

// domain.md 4.7: a partner user keeps the session, with the rights of the new role.
func (p *pair) roleChanges(t *testing.T) {
	p.in(p.msp.Admin).ChangePartnerUser(p.asta, kontortest.Fields{"role": "user"}).Done(t)
	for _, w := range p.astas.ways {
		w.Resume(p.suspended).Refused(t, "not_permitted")
		w.Company(p.suspended).Done(t)
	}
	p.in(p.msp.Admin).ChangePartnerUser(p.asta, kontortest.Fields{"role": "marketing"}).Done(t)
	p.astas.out(t, http.StatusForbidden)
}

// domain.md 2.1: "suspended (nobody of it signs in, nothing new is added …)".
func (p *pair) partnerIsSuspended(t *testing.T) {
	p.in(p.k.Owner).SuspendPartner(p.msp).Done(t)
	p.maya.out(t, http.StatusUnauthorized)
	p.astas.out(t, http.StatusUnauthorized)
	p.nora.sees(t, "Tidewater Legal")
}

// mailsStay makes all mail due that ever waited, lets it pass, and has both processes look: what was ended gets none. A mail queued last
// leaves last.
func (p *pair) mailsStay(t *testing.T) {
	for _, who := range append(p.ended, p.goesOn) {
		p.k.Mailbox.Refuse(who.Email, 0)
	}
	for _, who := range p.ended {
		var status string
		if err := p.k.Raw().QueryRow(`SELECT status FROM mail WHERE to_address = $1`, who.Email).Scan(&status); err != nil || status != "voided" {
			t.Errorf("the mail for %s is %q, %v", who.Email, status, err)
		}
	}
	p.k.Exec(`UPDATE mail SET next_attempt_at = created_at`)
	for range 2 {
		last := p.k.Invited(p.k.Owner, account.Draft{FirstName: "Lena", LastName: "Last", Role: access.Support})
		p.k.Mailbox.Wait(t, last.Email, "invited")
	}
	p.k.Mailbox.Wait(t, p.goesOn.Email, "")
	for _, who := range p.ended {
		if n := len(p.k.Mailbox.To(who.Email)); n > 0 {
			t.Errorf("%d mails went to %s after the act", n, who.Email)
		}
	}
}
