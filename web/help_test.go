package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kontor/access"
	"kontor/company"
	"kontor/docs"
	"kontor/kontortest"
	"kontor/web"
)

// ui.md "Help": every page's "?" opens the article about it.
func TestEveryPageHasAnArticleThatItsReadersMayRead(t *testing.T) {
	readers := map[web.Face]docs.Reader{web.Vendor: docs.Staff, web.Partner: docs.Partner, web.Own: docs.Partner, web.Customer: docs.Customer, web.Public: docs.Partner}
	for _, r := range web.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		reader := readers[r.Face]
		if strings.HasPrefix(path, "/admin/setup") || strings.HasPrefix(path, "/setup") {
			reader = docs.Staff // the Owner signs in on the way
		}
		if _, none := noPage[r.Pattern]; none || method != http.MethodGet || strings.Contains(path, "/help/") {
			continue
		}
		name := web.HelpFor(r.Pattern)
		if _, ok := docs.Find(reader, name); !ok {
			t.Errorf("%s has no article (helpPages): %q", r.Pattern, name)
		}
	}
}

// ui.md "Help": in the frame of the face one is in; who is not signed in reads what is written for partners and customers.
func TestHelpIsReadInOnesOwnFaceAndWithoutSigningIn(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Aldergrove Dental Group", 10)
		owner := k.AcceptWelcome(c.Owner)

		stranger := k.Client(nil)
		stranger.Get("/help/").WantStatus(t, 200).WantText(t, "Help", "Get started", "Add a company", "Customer portal", "Sign in").WantNoText(t, "Install and operate", "Did this answer")
		stranger.Get("/help/add-a-company").WantStatus(t, 200).WantText(t, "Primary contact", "On this page", "Related").WantNoText(t, "Did this answer")
		require.Equal(t, 404, stranger.Get("/help/install").Status)
		require.Equal(t, 404, stranger.Get("/help/nothing").Status)

		maya := k.Client(msp.Admin)
		require.Equal(t, msp.Path("/help/add-a-company"), maya.Do("GET", "/help/add-a-company", nil, nil).Header.Get("Location"))
		require.Equal(t, msp.Path("/help/search")+"?q=logo", maya.Do("GET", "/help/search?q=logo", nil, nil).Header.Get("Location"))
		p := maya.Get(msp.Path("/companies/new"))
		require.Contains(t, p.Body, `href="`+msp.Path("/help/add-a-company")+`"`)
		maya.Get(msp.Path("/help/add-a-company")).WantStatus(t, 200).WantText(t, "Companies", "Did this answer your question?")
		require.Equal(t, 404, maya.Get(msp.Path("/help/install")).Status)
		require.Equal(t, 403, maya.Get("/admin/help/install").Status)

		nils := k.Client(owner)
		require.Equal(t, c.PortalPath("/help/your-password"), nils.Do("GET", "/help/your-password", nil, nil).Header.Get("Location"))
		nils.Get(c.PortalPath("/help/")).WantStatus(t, 200).WantText(t, "First sign-in", msp.Name).WantNoText(t, "Add a company")
		require.Equal(t, 404, nils.Get(c.PortalPath("/help/add-a-company")).Status)

		staff := k.Client(k.Owner)
		require.Equal(t, "/admin/help/", staff.Do("GET", "/help/", nil, nil).Header.Get("Location"))
		staff.Get("/admin/help/").WantStatus(t, 200).WantText(t, "Install and operate", "Get started", "Customer portal")
		ida := k.Client(msp.User(access.MarketingRole))
		ida.Get(msp.Path("/help/roles")).WantStatus(t, 200).WantText(t, "Delete and restore companies")
	})
}

func TestHelpSearchShowsWhereTheWordsStandAndForgivesErrors(t *testing.T) {
	k := kontortest.OnSQLite(t)
	msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
	maya := k.Client(msp.Admin)
	p := maya.Get(msp.Path("/help/search?q=hand+over+ownership")).WantStatus(t, 200)
	p.WantText(t, "for “hand over ownership”", "App users › Hand over ownership")
	require.Contains(t, p.Body, `href="`+msp.Path("/help/app-users#hand-over-ownership")+`"`)
	require.Contains(t, p.Body, "<mark>ownership</mark>")
	maya.Get(msp.Path("/help/search?q=suspned")).WantText(t, "Shown are results for “suspend”.", "Suspend a company")
	maya.Get(msp.Path("/help/search?q=%3Cb%3Ezzzzzz")).WantStatus(t, 200).WantText(t, "0 results for “<b>zzzzzz”", "Nothing fits", "All articles")
	maya.Get(msp.Path("/help/search?q=postgresql")).WantText(t, "Nothing fits")
	maya.Get(msp.Path("/help/search?q=")).WantText(t, "Get started")
}

// ui.md "Did this answer your question?": one answer a person, the newest counts, staff see how many.
func TestReadersSayWhetherAnArticleHelpedAndStaffSeeHowOften(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		c := msp.Company("Aldergrove Dental Group", 10)
		maya, jonas, staff := k.Client(msp.Admin), k.Client(msp.User(access.PartnerUser)), k.Client(k.Owner)
		answer := func(c *kontortest.Client, path, helped, note string) *kontortest.Page {
			return c.Post(path+"/answer", map[string][]string{"helped": {helped}, "note": {note}})
		}
		article := msp.Path("/help/licenses")
		answer(maya, article, "no", "What about December?").WantText(t, "Thank you. For an answer now, write to")
		answer(jonas, article, "yes", "").WantText(t, "Thank you. It helps those who write the help.")
		staff.Get("/admin/help/").WantText(t, "1 yes, 1 no")
		staff.Get("/admin/help/licenses").WantText(t, "1 yes, 1 no", "What about December?").WantNoText(t, msp.Admin.Name)
		answer(maya, article, "yes", "").WantStatus(t, 200)
		staff.Get("/admin/help/licenses").WantText(t, "2 yes, 0 no", "Nobody left a note.")

		p := answer(maya, article, "no", strings.Repeat("x", 1001)).WantStatus(t, 422)
		p.WantText(t, "There is a problem", "Shorten this to 1000 characters.")
		answer(maya, article, "perhaps", "I kept this text").WantStatus(t, 422).WantText(t, "Say yes or no.")
		require.Equal(t, 404, answer(maya, msp.Path("/help/install"), "yes", "").Status)
		require.Equal(t, 404, answer(maya, msp.Path("/help/nothing"), "yes", "").Status)
		staff.Get("/admin/help/licenses").WantText(t, "2 yes, 0 no")

		nils, sofia := k.Client(k.AcceptWelcome(c.Owner)), k.Client(k.AcceptWelcome(c.User(company.User)))
		answer(nils, c.PortalPath("/help/your-password"), "yes", "")
		answer(sofia, c.PortalPath("/help/your-password"), "yes", "")
		staff.Get("/admin/help/your-password").WantText(t, "2 yes, 0 no")
	})
}

// ui.md "Suggest an edit": configurable link.
func TestArticlesOfferToSuggestAnEditWhereTheLinkIsSet(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		staff := k.Client(k.Owner)
		staff.Get("/admin/help/install").WantNoText(t, "Suggest an edit")
		form := staff.Get("/admin/settings/help")
		form.Submit(t, "Save", kontortest.Fields{"help_edit_url": "http://wiki.example"}).WantStatus(t, 422).WantText(t, "Enter an address that begins with https://.")
		form.Submit(t, "Save", kontortest.Fields{"help_edit_url": "https://code.example/edit/docs/"}).WantText(t, "Articles now offer to suggest an edit.")
		require.Contains(t, staff.Get("/admin/help/install").Body, `href="https://code.example/edit/docs/vendor/install.md"`)
		require.Contains(t, k.Client(nil).Get("/help/add-a-company").Body, `href="https://code.example/edit/docs/partner/add-a-company.md"`)
		staff.Get("/admin/settings/help").Submit(t, "Save", kontortest.Fields{"help_edit_url": ""}).WantText(t, "no longer offer")
		staff.Get("/admin/help/install").WantNoText(t, "Suggest an edit")
	})
}

// Pictures are ours and the same for everybody: browsers keep them.
func TestPicturesOfTheHelpAreServedToBeKept(t *testing.T) {
	k := kontortest.OnSQLite(t)
	var names []string
	for _, c := range docs.Collections(docs.Staff) {
		for _, a := range c.Articles {
			names = append(names, a.Pictures...)
		}
	}
	require.Greater(t, len(slices.Compact(names)), 10)
	p, ok := docs.Picture(names[0])
	require.True(t, ok)
	got := k.Client(nil).Do("GET", docs.PicturePath+names[0]+"?v="+p.Hash, nil, nil)
	require.Equal(t, 200, got.Status)
	require.Equal(t, "image/webp", got.Header.Get("Content-Type"))
	require.Contains(t, got.Header.Get("Cache-Control"), "immutable")
	require.Equal(t, 404, k.Client(nil).Get(docs.PicturePath+"nothing.webp").Status)
	require.Equal(t, 404, k.Client(nil).Get(docs.PicturePath+"..%2fdocs.go").Status)
}
