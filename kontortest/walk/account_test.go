package walk_test

import (
	"fmt"
	"maps"
	"net/url"

	"kontor/kontortest"
)

// Account > Users and Details, My profile.
func init() {
	maps.Copy(operations, map[string]operation{
		"GET /p/{partnership}/account/users":                           {places: (*world).partnerships},
		"GET /p/{partnership}/account/users/new":                       {places: (*world).partnerships},
		"POST /p/{partnership}/account/users":                          {places: (*world).partnerships, form: memberForm},
		"POST /p/{partnership}/account/users/{account}/invitation":     {places: (*world).guests, fresh: freshGuest},
		"GET /p/{partnership}/account/users/{account}/edit":            {places: (*world).members},
		"POST /p/{partnership}/account/users/{account}/edit":           {places: (*world).members, form: memberChange, fresh: freshMember},
		"GET /p/{partnership}/account/users/{account}/password-reset":  {places: (*world).members},
		"POST /p/{partnership}/account/users/{account}/password-reset": {places: (*world).members, fresh: freshMember},
		"GET /p/{partnership}/account/users/{account}/removal":         {places: (*world).members},
		"POST /p/{partnership}/account/users/{account}/removal":        {places: (*world).members, fresh: freshMember},

		"GET /profile":                         {places: (*world).nothing},
		"POST /profile":                        {places: (*world).nothing, form: profileForm},
		"GET /profile/email":                   {places: (*world).nothing},
		"POST /profile/email":                  {places: (*world).nothing, form: ownEmailForm, after: signedInAgain},
		"POST /profile/sessions/others/end":    {places: (*world).nothing, idle: true},
		"POST /profile/sessions/{session}/end": {places: (*world).othersSessions},
	})
}

func profileForm(w *world, a *actor) url.Values {
	return url.Values{"first_name": {"Own"}, "last_name": {fmt.Sprintf("Name%d", w.next())}, "phone": {kontortest.Phone}}
}

func ownEmailForm(w *world, a *actor) url.Values {
	return url.Values{"current_password": {a.password}, "email": {fmt.Sprintf("own%d@moved.example", w.next())}}
}

// signedInAgain: a changed address signs out everywhere (domain.md 4.7).
func signedInAgain(w *world, a *actor, sent sentForm) {
	if p := a.client.Do("GET", "/profile", nil, nil); p.Status != 303 {
		w.fault("%s is still signed in after the address changed: %d", a.kind, p.Status)
	}
	a.person.Email = sent.form.Get("email")
	a.client = w.k.Client(a.person)
}

// othersSessions are not there for anybody but whose they are.
func (w *world) othersSessions() []*place {
	strange := w.k.Partner(kontortest.MSP, kontortest.InvoiceTerms).Admin
	strange.Session()
	var id int64
	w.must(w.k.Raw().QueryRow(`SELECT max(id) FROM session WHERE account_id = $1`, strange.Account).Scan(&id))
	at := &place{name: "another's", ids: map[string]string{"session": text(id)}, broken: true}
	return append([]*place{at, at.wrong("unknown session", "session", unknown)}, at.misspelled("session")...)
}

// memberForm names the partnership itself: others' are not found (place_test.go has the same in addresses).
func memberForm(w *world, a *actor) url.Values {
	f := partnerUserForm(w, a)
	f.Set("username", fmt.Sprintf("pia.%d", w.next()))
	f.Set("partnership", "")
	return f
}

func memberChange(w *world, _ *actor) url.Values {
	n := w.next()
	return url.Values{"first_name": {"Ivo"}, "last_name": {fmt.Sprintf("Changed%d", n)}, "email": {fmt.Sprintf("ivo.changed%d@guests.example", n)},
		"phone": {kontortest.Phone}, "role": {"user"}, "app": {""}}
}

// ofTeam are the places of a user of the partner: its own, another's, staff, and none.
func (w *world) ofTeam(make func(*kontortest.Partner) int64) []*place {
	var all []*place
	for _, p := range w.partnerships() {
		if p.partner == nil {
			all = append(all, p.with("account", unknown))
			continue
		}
		all = append(all, p.with("account", text(make(p.partner))))
	}
	a := all[0]
	all = append(all, a.wrong("account of B", "account", text(make(w.cast.B))), a.wrong("account of staff", "account", text(w.k.Owner.Account)))
	reseller := all[2]
	all = append(all, reseller.wrong("account of its child MSP", "account", text(make(w.cast.Child))))
	return append(append(all, a.wrong("unknown account", "account", unknown)), a.misspelled("account")...)
}

func (w *world) guests() []*place { return w.ofTeam(w.invitee) }

func freshGuest(w *world, p *place) *place { return p.with("account", text(w.invitee(p.partner))) }

func (w *world) members() []*place { return w.ofTeam(w.member) }

func freshMember(w *world, p *place) *place { return p.with("account", text(w.member(p.partner))) }

// member is a new partner user who has accepted, without a mail.
func (w *world) member(of *kontortest.Partner) int64 {
	id := w.invitee(of)
	w.k.Exec(`UPDATE account SET status = 'active', accepted_at = $1, password_hash = 'x' WHERE id = $2`, w.k.Clock.Now(), id)
	return id
}
