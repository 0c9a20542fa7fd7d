package web

import (
	"net/http"
	"strconv"
	"strings"

	"kontor/access"
	"kontor/account"
	"kontor/fail"
	"kontor/partner"
	"kontor/store"
	"kontor/web/page"
	"kontor/web/ui"
)

// profileRoutes are one's own account, whichever face one came from.
func (s *site) profileRoutes() []Route {
	return []Route{
		{"GET /profile", s.profile, access.ChangeOwnLogin, Own},
		{"POST /profile", s.saveProfile, access.ChangeOwnLogin, Own},
		{"GET /profile/email", s.ownEmail, access.ChangeOwnLogin, Own},
		{"POST /profile/email", s.changeOwnEmail, access.ChangeOwnLogin, Own},
		{"POST /profile/sessions/others/end", s.endOtherSessions, access.ChangeOwnLogin, Own},
		{"POST /profile/sessions/{session}/end", s.endOwnSession, access.ChangeOwnLogin, Own},
	}
}

// profile is My profile: names, phone, how one signs in, and where one is signed in (trust.md "Accounts").
func (s *site) profile(w http.ResponseWriter, r *http.Request) error { return s.profileForm(w, r, nil) }

func (s *site) profileForm(w http.ResponseWriter, r *http.Request, cause error) error {
	v := visitOf(r).portal
	set, err := s.settings(r.Context())
	if err != nil {
		return err
	}
	sessions, err := account.Sessions(r.Context(), s.db, v)
	if err != nil {
		return err
	}
	zone, err := s.ownZone(r, set.BillingZone)
	if err != nil {
		return err
	}
	me, rule := v.Account, set.PhoneRule
	if me.Partner == 0 {
		rule = account.Optional
	}
	p := page.Profile{PhoneHint: account.PhoneHint(rule), PhoneNeed: rule != account.Optional, Email: "/profile/email", Password: "/profile/password",
		Zone: zone, Facts: []ui.Fact{{Label: "Username", Text: me.Username}, {Label: "Email Address", Text: me.Email},
			{Label: "Role", Text: roleTitle(me.Role)}}}
	for _, o := range sessions {
		line := page.OwnSession{Browser: browserName(o.Agent), From: o.IP, Since: clock(o.CreatedAt, p.Zone), Seen: clock(o.SeenAt, p.Zone), Present: o.ID == v.Session.ID}
		if !line.Present {
			line.End = "/profile/sessions/" + strconv.FormatInt(o.ID, 10) + "/end"
			p.EndOthers = "/profile/sessions/others/end"
		}
		p.Sessions = append(p.Sessions, line)
	}
	p.Form = ui.Form{Action: "/profile"}.With("first_name", me.FirstName).With("last_name", me.LastName).With("phone", me.Phone)
	if cause != nil {
		if p.Form, err = refused(r, ui.Form{Action: "/profile"}, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

// ownZone is in which times are told to this person: the partner's, or the vendor's to its staff.
func (s *site) ownZone(r *http.Request, vendors string) (string, error) {
	me := who(r)
	if me.Partner() == 0 {
		return vendors, nil
	}
	p, err := store.Read(r.Context(), s.db, me, func(tx *store.Tx) (partner.Partner, error) { return partner.Get(r.Context(), tx, me.Partner()) })
	return p.TimeZone, err
}

func (s *site) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form := r.PostFormValue
	err := account.ChangeOwn(r.Context(), s.db, visitOf(r).portal, account.Own{FirstName: form("first_name"), LastName: form("last_name"), Phone: form("phone")}, clientIP(r))
	if _, ok := fail.AsInvalid(err); ok {
		return s.profileForm(w, r, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/profile", "Your details are saved.")
}

// ownEmail changes the own address, with the password (domain.md 4.7).
func (s *site) ownEmail(w http.ResponseWriter, r *http.Request) error {
	return s.ownEmailForm(w, r, nil)
}

func (s *site) ownEmailForm(w http.ResponseWriter, r *http.Request, cause error) error {
	me := visitOf(r).portal.Account
	p := page.OwnEmail{Login: me.Username, Now: me.Email, Cancel: "/profile", Form: ui.Form{Action: "/profile/email"}}
	if cause != nil {
		var err error
		if p.Form, err = refused(r, p.Form, cause); err != nil {
			return err
		}
	}
	return s.render(w, r, p)
}

func (s *site) changeOwnEmail(w http.ResponseWriter, r *http.Request) error {
	email := r.PostFormValue("email")
	v := visitOf(r).portal
	err := account.ChangeEmail(r.Context(), s.db, v, account.NewEmail{Current: r.PostFormValue("current_password"), Email: email, IP: clientIP(r)})
	if _, ok := fail.AsInvalid(err); ok {
		return s.ownEmailForm(w, r, err)
	}
	if err != nil {
		return err
	}
	now, err := account.Visit(r.Context(), s.db, s.token(r, portalCookie))
	if err != nil {
		return err
	}
	if now.SignedIn() { // it was the same address in another spelling
		return s.done(w, r, "/profile", "Your email address is saved.")
	}
	s.forget(w, portalCookie)
	return s.done(w, r, "/sign-in", "Your email address was changed, and you are signed out everywhere. Sign in with the new one.")
}

func (s *site) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	if err := account.EndOwn(r.Context(), s.db, visitOf(r).portal, 0, clientIP(r)); err != nil {
		return err
	}
	return s.done(w, r, "/profile", "All your other sessions have ended.")
}

func (s *site) endOwnSession(w http.ResponseWriter, r *http.Request) error {
	id := pathNumber(r, "session")
	if id == 0 {
		return fail.NotFound("The session")
	}
	if err := account.EndOwn(r.Context(), s.db, visitOf(r).portal, id, clientIP(r)); err != nil {
		return err
	}
	return s.done(w, r, "/profile", "The session has ended.")
}

// browserName is the browser and system that a user agent tells of, as far as people tell them apart.
func browserName(agent string) string {
	first := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	name := first("Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	on := first("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	switch {
	case name == "":
		return "Another program"
	case on == "":
		return name
	}
	return name + " on " + on
}
