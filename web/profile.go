package web

import (
	"net/http"

	"kontor/account"
	"kontor/fail"
	"kontor/web/page"
	"kontor/web/ui"
)

// sessionsEnd stands by every form that changes a password.
const sessionsEnd = "Your other sessions end, and a mail tells you of the change."

// ownPassword is the own account of a partner user or of the vendor's staff (domain.md 4.7).
func (s *site) ownPassword(w http.ResponseWriter, r *http.Request) error {
	return s.ownPasswordForm(w, r, nil)
}

func (s *site) ownPasswordForm(w http.ResponseWriter, r *http.Request, cause error) error {
	me, form := visitOf(r).portal.Account, ui.Form{Action: "/profile/password"}
	if cause != nil {
		var err error
		if form, err = refused(r, form, cause); err != nil {
			return err
		}
	}
	lead := sessionsEnd
	if visitOf(r).portal.MustChange {
		lead = "Your temporary password worked. Choose one that only you know; until then nothing else opens."
	}
	return s.render(w, r, page.OwnAccount{Form: form, Name: me.Name(), Login: me.Username, Sessions: lead, Facts: []ui.Fact{
		{Label: "Username", Text: me.Username}, {Label: "Email Address", Text: me.Email}, {Label: "Role", Text: roleTitle(me.Role)}}})
}

// changeOwnPassword changes it; every session ends but the new one of this browser.
func (s *site) changeOwnPassword(w http.ResponseWriter, r *http.Request) error {
	token, err := account.ChangePassword(r.Context(), s.db, visitOf(r).portal, account.NewPassword{Current: r.PostFormValue("current_password"),
		Password: r.PostFormValue("password"), IP: clientIP(r), Agent: r.UserAgent()})
	if _, ok := fail.AsInvalid(err); ok {
		return s.ownPasswordForm(w, r, err)
	}
	if err != nil {
		return err
	}
	s.keep(w, portalCookie, token)
	return s.done(w, r, "/profile/password", "Your password was changed. Your other sessions have ended.")
}
