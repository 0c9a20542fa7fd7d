package kontor

import (
	"slices"
	"strings"
	"testing"

	"kontor/api"
	"kontor/web"
)

// Why an act of a page is none of the API: said once, named in the table.
const (
	signsIn   = "before sign-in, with a password or a link from a mail: programs have keys"
	ownLogin  = "one's own login: a key is not the person (trust.md Accounts)"
	ownKeys   = "a key makes and ends no keys (trust.md Accounts)"
	display   = "how the pages look to one person"
	viewing   = "looking at somebody's pages, under a banner, is a person's (domain.md 7)"
	reading   = "whether an article helped is the reader's"
	whoLeads  = "who the vendor's staff are is decided by who signed in: a key that was lost must not make an Owner"
	mailLogin = "a key that was lost must not send the links of all invitations and forgotten passwords elsewhere: getMailServer reads, tryMailServer tries what is set"
	oneByOne  = "a selection on a page is one act for each company: suspendCompany, resumeCompany, endFreeMonth"
	firstTime = "the first steps after the installation, made of changeOrganization and addProduct"
	watching  = "walks the whole audit and changes nothing: for a person who waits for the answer"
)

// parity names for each act of the pages the operation of the API that does the same, or why there is none (issue 3, item 4).
var parity = map[string]string{
	"POST /sign-in": signsIn, "POST /sign-out": signsIn, "POST /c/sign-in": signsIn, "POST /c/sign-out": signsIn, "POST /forgot-password": signsIn, "POST /forgot-username": signsIn,
	"POST /c/forgot-password": signsIn, "POST /invitation/{secret}": signsIn, "POST /invitation/{secret}/renewal": signsIn, "POST /reset/{secret}": signsIn, "POST /c/reset/{secret}": signsIn,
	"POST /setup/{secret}": signsIn, "POST /profile/password": ownLogin, "POST /c/password": ownLogin, "POST /profile": ownLogin, "POST /profile/email": ownLogin,
	"POST /profile/sessions/others/end": ownLogin, "POST /profile/sessions/{session}/end": ownLogin, "POST /profile/display": display, "POST /c/display": display,
	"POST /view/stop": viewing, "POST /admin/partners/{partner}/users/{account}/view": viewing, "POST /p/{partnership}/companies/{company}/view": viewing,
	"POST /p/{partnership}/getting-started": display, "POST /p/{partnership}/account/details/edit": "changeAccount",

	"POST /admin/setup/{step}": firstTime, "POST /admin/setup/{step}/skip": firstTime, "POST /admin/health": watching,
	"POST /admin/settings": "changeOrganization", "POST /admin/settings/help": "changeOrganization", "POST /admin/settings/legal": "changeLegalData", "POST /admin/settings/policies": "changePolicies",
	"POST /admin/settings/email": mailLogin, "POST /admin/settings/staff": whoLeads, "POST /admin/settings/staff/{account}/invitation": whoLeads,
	"POST /admin/settings/staff/{account}/role": whoLeads, "POST /admin/settings/staff/{account}/removal": whoLeads, "POST /admin/settings/staff/{account}/edit": whoLeads,
	"POST /admin/products": "addProduct", "POST /admin/products/{product}/edit": "changeProduct", "POST /admin/products/{product}/retirement": "retireProduct",
	"POST /admin/products/{product}/activation": "activateProduct", "POST /admin/price-lists": "addPriceList", "POST /admin/price-lists/{list}/prices": "addPrice",
	"POST /admin/partnerships/{partnership}/price-list": "choosePriceList",

	"POST /admin/partners": "addPartner", "POST /admin/partners/{partner}/home-licenses": "setLicenseCount", "POST /admin/partners/{partner}/edit": "changePartner",
	"POST /admin/partners/{partner}/suspension": "suspendPartner", "POST /admin/partners/{partner}/resumption": "resumePartner", "POST /admin/partners/{partner}/end": "endPartner",
	"POST /admin/partners/{partner}/partnerships": "addPartnership", "POST /admin/partners/{partner}/partnerships/{partnership}/edit": "changePartnership",
	"POST /admin/partners/{partner}/partnerships/{partnership}/payer": "setPayer",
	"POST /admin/partners/{partner}/users":                            "invitePartnerUser", "POST /admin/partners/{partner}/users/{account}/invitation": "inviteAgain",
	"POST /admin/partners/{partner}/users/{account}/release": "releaseAddress", "POST /admin/partners/{partner}/import": "importFile",
	"POST /admin/companies/{company}/transfer": "transferCompany",

	"POST /p/{partnership}/account/users": "addAccountUser", "POST /p/{partnership}/account/users/{account}/invitation": "resendAccountInvitation",
	"POST /p/{partnership}/account/users/{account}/edit": "changeAccountUser", "POST /p/{partnership}/account/users/{account}/password-reset": "resetAccountUserPassword",
	"POST /p/{partnership}/account/users/{account}/removal": "removeAccountUser",

	"POST /p/{partnership}/companies": "addCompany", "POST /p/{partnership}/companies/import": "importFile", "POST /p/{partnership}/selection": oneByOne,
	"POST /p/{partnership}/companies/{company}/edit": "changeCompany", "POST /p/{partnership}/companies/{company}/suspension": "suspendCompany",
	"POST /p/{partnership}/companies/{company}/resumption": "resumeCompany", "POST /p/{partnership}/companies/{company}/deletion": "deleteCompany",
	"POST /p/{partnership}/companies/{company}/restoration": "restoreCompany", "POST /p/{partnership}/companies/{company}/billing-start": "endFreeMonth",
	"POST /p/{partnership}/companies/{company}/subscriptions":                              "addSubscription",
	"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/license-count": "setLicenseCount",
	"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/level":         "setLevel",
	"POST /p/{partnership}/companies/{company}/subscriptions/{subscription}/end":           "endSubscription",
	"POST /p/{partnership}/companies/{company}/users":                                      "addUser",
	"POST /p/{partnership}/companies/{company}/users/several":                              "addUsers",
	"POST /p/{partnership}/companies/{company}/users/{user}/removal":                       "removeUser",
	"POST /p/{partnership}/companies/{company}/users/{user}/edit":                          "changeUser",
	"POST /p/{partnership}/companies/{company}/users/{user}/suspension":                    "suspendUser",
	"POST /p/{partnership}/companies/{company}/users/{user}/resumption":                    "resumeUser",
	"POST /p/{partnership}/companies/{company}/users/{user}/ownership":                     "handOver",
	"POST /p/{partnership}/companies/{company}/users/{user}/welcome":                       "sendWelcome",
}

// parityOf is the line of the table for a page's act: what staff do with a company is what its partner does, by the same handlers; keys and help
// have the same acts in each face.
func parityOf(pattern string) (key, line string) {
	key = pattern
	if rest, ok := strings.CutPrefix(key, "POST /admin/companies/{company}"); ok && parity[key] == "" {
		key = "POST /p/{partnership}/companies/{company}" + rest
	}
	switch {
	case strings.HasSuffix(key, "/keys"), strings.HasSuffix(key, "/revocation"):
		return "", ownKeys
	case strings.HasSuffix(key, "/help/{article}/answer"):
		return "", reading
	}
	return key, parity[key]
}

// Issue 3, item 4: every verb that a page has is an operation of the API, or the table says why it is none.
func TestEveryActOfAPageIsAnOperationOrSaysWhyNot(t *testing.T) {
	var ids []string
	for _, o := range api.Operations() {
		ids = append(ids, o.ID)
	}
	used, acts, operations := map[string]bool{}, 0, 0
	for _, r := range web.Routes() {
		if strings.HasPrefix(r.Pattern, "GET ") {
			continue
		}
		acts++
		key, line := parityOf(r.Pattern)
		used[key] = true
		switch {
		case line == "":
			t.Errorf("%s is no operation of the API, and the table does not say why", r.Pattern)
		case strings.Contains(line, " "):
		case !slices.Contains(ids, line):
			t.Errorf("%s: there is no operation %s", r.Pattern, line)
		default:
			operations++
		}
	}
	for key := range parity {
		if !used[key] {
			t.Errorf("%s is in the table and on no page", key)
		}
	}
	t.Logf("%d acts of pages, %d of them operations of the API", acts, operations)
}
