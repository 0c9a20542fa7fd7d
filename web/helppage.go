package web

import (
	"net/http"
	"strconv"
	"strings"

	"kontor/docs"
)

// helpPages says which article is about which page: an address, or with "/…" at its end that and all below it. The longest that fits
// counts. Every page of every face has one; the "?" at its top leads there.
var helpPages = map[string]string{
	"/sign-in":           "sign-in",
	"/forgot-password":   "sign-in",
	"/forgot-username":   "sign-in",
	"/invitation/…":      "first-steps",
	"/reset/…":           "sign-in",
	"/c/sign-in":         "first-sign-in",
	"/c/forgot-password": "your-password",
	"/c/reset/…":         "your-password",
	"/profile/password":  "your-account",

	"/setup/…":                                "first-start",
	"/admin/setup/…":                          "first-start",
	"/admin/partners":                         "partners",
	"/admin/partners/new":                     "add-a-partner",
	"/admin/partners/{partner}":               "partner-page",
	"/admin/partners/{partner}/users":         "partner-users",
	"/admin/partners/{partner}/home-licenses": "partner-page",
	"/admin/outbox/…":                         "outbox",
	"/admin/mails/…":                          "outbox",
	"/admin/settings/help":                    "help-settings",

	"/admin/activity":                                   "activity-log",
	"/admin/partners/{partner}/activity":                "activity-log",
	"/p/{partnership}/account/activity":                 "activity",
	"/admin/settings":                                   "settings",
	"/admin/settings/legal":                             "settings",
	"/admin/settings/policies":                          "policies",
	"/admin/settings/email":                             "mail-server",
	"/admin":                                            "home",
	"/admin/health":                                     "home",
	"/admin/products/…":                                 "products",
	"/admin/price-lists/…":                              "products",
	"/admin/partnerships/{partnership}/price-list":      "products",
	"/admin/search":                                     "companies-of-all-partners",
	"/admin/find":                                       "find",
	"/p/{partnership}/find":                             "find",
	"/admin/companies/…":                                "companies-of-all-partners",
	"/admin/partners/{partner}/companies":               "partner-page",
	"/admin/partners/{partner}/edit":                    "partner-page",
	"/admin/partners/{partner}/partnerships/…":          "partner-page",
	"/profile":                                          "your-account",
	"/profile/email":                                    "your-account",
	"/admin/settings/staff/…":                           "staff",
	"/profile/display":                                  "display",
	"/c/display":                                        "display",
	"/admin/settings/keys/…":                            "vendor-api-keys",
	"/admin/partners/{partner}/suspension":              "suspend-a-partner",
	"/admin/partners/{partner}/resumption":              "suspend-a-partner",
	"/admin/partners/{partner}/end":                     "suspend-a-partner",
	"/admin/partners/{partner}/import":                  "import-for-a-partner",
	"/admin/partners/{partner}/users/{account}/release": "partner-users",
	"/admin/partners/{partner}/users/{account}/view":    "view-as",
	"/admin/companies/{company}/view":                   "view-as",
	"/view/over":                                        "sign-in",

	"/p/{partnership}":                                     "first-steps",
	"/p/{partnership}/companies":                           "companies",
	"/p/{partnership}/companies/new":                       "add-a-company",
	"/p/{partnership}/companies/{company}":                 "company-page",
	"/p/{partnership}/companies/{company}/edit":            "edit-a-company",
	"/p/{partnership}/companies/{company}/activity":        "company-page",
	"/p/{partnership}/companies/{company}/users/…":         "app-users",
	"/p/{partnership}/companies/{company}/subscription":    "licenses",
	"/p/{partnership}/companies/{company}/subscriptions/…": "licenses",
	"/p/{partnership}/companies/{company}/billing-start":   "subscription-type",
	"/p/{partnership}/companies/{company}/suspension":      "suspend-a-company",
	"/p/{partnership}/companies/{company}/resumption":      "suspend-a-company",
	"/p/{partnership}/companies/{company}/deletion":        "delete-a-company",
	"/p/{partnership}/companies/{company}/restoration":     "delete-a-company",
	"/p/{partnership}/companies/import":                    "import",
	"/p/{partnership}/companies/{company}/view":            "view-as-customer",
	"/p/{partnership}/companies/{company}/users/several/…": "add-several-users",
	"/p/{partnership}/account/users/…":                     "team",
	"/p/{partnership}/account/keys/…":                      "api-keys",
	"/p/{partnership}/account/details/edit":                "account-details",
	"/p/{partnership}/account/details":                     "account-details",

	"/c/{company}": "customer-overview",
	"/c/password":  "your-password",
}

// HelpFor is the name of the article about the page of a route's pattern, "" if there is none. The help itself has none.
func HelpFor(pattern string) string {
	_, path, _ := strings.Cut(pattern, " ")
	for whole := path; path != ""; path = path[:strings.LastIndexByte(path, '/')] {
		if path == whole {
			if name := helpPages[path]; name != "" {
				return name
			}
		}
		if name := helpPages[path+"/…"]; name != "" {
			return name
		}
	}
	return ""
}

// helpOf is the address of the help about the page of this request; the help's first page where no article is about it.
func helpOf(v *visit, face Face) string {
	base := helpBase(v, face)
	if name := HelpFor(v.route.Pattern); name != "" {
		return base + "/" + name
	}
	return base + "/"
}

// helpPicture serves a picture of the help: our own, and the same for everybody.
func (s *site) helpPicture(w http.ResponseWriter, r *http.Request) {
	p, ok := docs.Picture(strings.TrimPrefix(r.URL.Path, docs.PicturePath))
	if !ok {
		s.failure(w, r, http.StatusNotFound, "")
		return
	}
	h := w.Header()
	keepable(w, r, p.Hash)
	h.Set("Content-Type", "image/webp")
	h.Set("Content-Length", strconv.Itoa(len(p.WebP)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.WebP) // the browser went away
	}
}
