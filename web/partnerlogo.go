package web

import (
	"net/http"

	"kontor/access"
	"kontor/partner"
	"kontor/store"
)

// logoRoutes show a partner's logo (domain.md 1); it is changed with the partner's details.
func (s *site) logoRoutes() []Route {
	return []Route{
		{"GET /p/{partnership}/account/logo", s.ownPartnerLogo, access.ViewPortal, Partner},
		{"GET /admin/partners/{partner}/logo", s.partnersLogo, access.ViewVendor, Vendor},
	}
}

func (s *site) ownPartnerLogo(w http.ResponseWriter, r *http.Request) error {
	return s.showPartnerLogo(w, r, who(r).Partner())
}

func (s *site) partnersLogo(w http.ResponseWriter, r *http.Request) error {
	return s.showPartnerLogo(w, r, pathNumber(r, "partner"))
}

func (s *site) showPartnerLogo(w http.ResponseWriter, r *http.Request, id int64) error {
	png, err := store.Read(r.Context(), s.db, who(r), func(tx *store.Tx) ([]byte, error) { return partner.Logo(r.Context(), tx, id) })
	if err == nil {
		privatePicture(w, r, png)
	}
	return err
}

// partnerLogo is where a partner's logo is served below an address, "" where there is none.
func partnerLogo(path, hash string) string {
	if hash == "" {
		return ""
	}
	return path + "/logo?v=" + short(hash)
}

// sentLogo is what a form makes of the partner's logo. Fails with fail.Invalid at "logo".
func sentLogo(r *http.Request) (partner.NewLogo, error) {
	picture, err := chosenPicture(r, "logo")
	return partner.NewLogo{Picture: picture, Remove: r.PostFormValue("no_logo") == "yes"}, err
}
