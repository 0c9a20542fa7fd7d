package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kontor/access"
	"kontor/account"
	"kontor/company"
	"kontor/fail"
	"kontor/store"
)

// visit is what is known of one request.
type visit struct {
	id       string // request number, in the log and on failure pages
	ip       string
	began    time.Time
	pattern  string // of the route: what stands in the log, as addresses may carry secrets
	route    Route
	who      access.Actor
	portal   account.Visitor // vendor, partner and own face
	app      company.Visitor // customer face
	view     account.View    // who looks through somebody else's eyes; zero: nobody
	display  account.Display // how the pages look to who is signed in; zero: as the browser says
	reported error           // what the answer hides, for the log
}

type visitKey struct{}

func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// who is the actor of this request in the face of its route.
func who(r *http.Request) access.Actor { return visitOf(r).who }

// clientIP is where the request came from.
func clientIP(r *http.Request) string { return visitOf(r).ip }

// elsewhere is not a failure: the answer is another address.
type elsewhere string

func (e elsewhere) Error() string { return "go on at " + string(e) }

// admit finds out who asks and refuses who may not. Not signed in leads to the face's sign-in page, a partnership or company that is
// not one's own is not found, a right that is missing is forbidden (trust.md "Who sees what").
func (s *site) admit(r *http.Request, v *visit) error {
	var err error
	switch v.route.Face {
	case Vendor, Partner, Own:
		err = s.admitPortal(r, v)
	case Customer:
		err = s.admitApp(r, v)
	}
	v.who = v.who.From(v.ip)
	return err
}

func (s *site) admitPortal(r *http.Request, v *visit) (err error) {
	v.portal, err = account.Visit(r.Context(), s.db, s.token(r, portalCookie))
	if err != nil {
		return err
	}
	if !v.portal.SignedIn() {
		return signInFirst(r, "/sign-in")
	}
	if v.portal.MustChange && !strings.HasSuffix(v.route.Pattern, " /profile/password") {
		return elsewhere("/profile/password")
	}
	v.display = v.portal.Display
	switch v.route.Face {
	case Own:
		v.who = anyFace(v.portal)
		return permit(access.RoleMay(v.portal.Account.Role, v.route.May))
	case Partner:
		over, err := s.admitView(r, v)
		if err != nil {
			return err
		}
		v.who = v.portal.Actor(pathNumber(r, "partnership"))
		if v.who == (access.Actor{}) && over {
			return elsewhere("/view/over")
		}
		if v.who == (access.Actor{}) {
			return fail.NotFound("The page")
		}
	case Vendor:
		if v.who = v.portal.StaffActor(); v.who == (access.Actor{}) {
			v.who = anyFace(v.portal)             // for the audit
			if err := permit(false); err != nil { // some of the vendor's rights are a partner's in its own face
				return err
			}
		}
	}
	return s.permitted(v)
}

// permitted refuses who lacks the right to the route.
func (s *site) permitted(v *visit) error {
	err := permit(v.who.May(v.route.May))
	if _, viewing := v.who.Viewer(); viewing && err != nil {
		return store.ViewOnly()
	}
	return err
}

func (s *site) admitApp(r *http.Request, v *visit) (err error) {
	looks, over, err := s.admitCustomerView(r, v)
	if err != nil || looks {
		return err
	}
	v.app, err = company.Visit(r.Context(), s.db, s.token(r, appCookie))
	if err != nil {
		return err
	}
	v.display = v.app.Display
	if !v.app.SignedIn() && over {
		return elsewhere("/view/over")
	}
	if !v.app.SignedIn() {
		return signInFirst(r, "/c/sign-in")
	}
	own := v.route.May == access.ChangeOwnLogin || v.route.May == access.ChangeDisplay
	if v.app.MustChange {
		if v.route.May == access.ChangeOwnLogin {
			return nil
		}
		return elsewhere("/c/password")
	}
	id := v.app.AppUser.CompanyID
	if !own {
		id = pathNumber(r, "company")
	}
	if v.who = v.app.Actor(id); v.who == (access.Actor{}) {
		return fail.NotFound("The page")
	}
	return s.permitted(v)
}

// anyFace is the portal account as an actor where the face does not matter; nobody while the password must be changed.
func anyFace(v account.Visitor) access.Actor {
	if who := v.StaffActor(); who != (access.Actor{}) {
		return who
	}
	for _, f := range v.Faces {
		return v.Actor(f.Partnership)
	}
	return access.Actor{}
}

// signInFirst leads to the sign-in page, and back to a page that was asked for.
func signInFirst(r *http.Request, page string) error {
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet || !isLocal(next, page) {
		return elsewhere(page)
	}
	return elsewhere(page + "?" + url.Values{"next": {next}}.Encode())
}

// isLocal reports whether somebody who signed in at a page may be sent on to this address: a path of that name space, nothing that a
// browser could read as another host.
func isLocal(next, signIn string) bool {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Fragment != "" || len(next) > 500 ||
		strings.Contains(next, "\\") || strings.Contains(u.Path, "\\") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "..") {
		return false
	}
	faces := []string{"/admin", "/p/", "/profile"}
	if signIn == "/c/sign-in" {
		faces = []string{"/c/"}
	}
	return slices.ContainsFunc(faces, func(face string) bool {
		return u.Path == face || strings.HasPrefix(u.Path, strings.TrimSuffix(face, "/")+"/")
	})
}

// home leads to where this person works: the portal's first page, or the sign-in page.
func (s *site) home(_ http.ResponseWriter, r *http.Request) error {
	v, err := account.Visit(r.Context(), s.db, s.token(r, portalCookie))
	if err != nil {
		return err
	}
	if !v.SignedIn() {
		return elsewhere("/sign-in")
	}
	to, err := s.landing(r.Context(), v)
	if err != nil {
		return err
	}
	return elsewhere(to)
}

// landing is the first page after sign-in. Who may finish the first-run setup lands on its first open step (ui.md 6.2, 2).
func (s *site) landing(ctx context.Context, v account.Visitor) (string, error) {
	if v.MustChange {
		return "/profile/password", nil
	}
	if staff := v.StaffActor(); staff != (access.Actor{}) {
		set, err := s.settings(ctx)
		if err != nil {
			return "", err
		}
		if set.SetupFinishedAt == nil && staff.Role() == access.Owner {
			return setupPath(max(2, set.SetupStep)), nil
		}
		return "/admin", nil
	}
	for _, f := range v.Faces {
		if v.Actor(f.Partnership).May(access.ViewPortal) {
			return partnerPath(f.Partnership), nil
		}
	}
	return "/profile/password", nil // a User without a partnership sees nothing but the own account (domain.md 4.2)
}

func partnerPath(partnership int64) string {
	return "/p/" + strconv.FormatInt(partnership, 10)
}

func customerPath(company int64) string { return "/c/" + strconv.FormatInt(company, 10) }
