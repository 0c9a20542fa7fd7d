package web_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kontor/access"
	"kontor/kontortest"
)

const perPage = 50

// domain.md 2.4: "No payment method, no customers … trials too". The refusal leads to where it is mended.
func TestCardTermsWithoutCardRefuseTheFirstCompany(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.CardTerms)
		maya := k.Client(msp.Admin)
		method := msp.Path("/account/details#payment-method")
		maya.Get(msp.Path("/companies/new")).WantText(t, "Add a payment method first").WantLink(t, "Add a payment method", method)
		refused := maya.Post(msp.Path("/companies"), k.CompanyForm("Cobalt Freight", "free_until_end_of_month"))
		refused.WantStatus(t, http.StatusForbidden).WantLink(t, "Add a payment method", method).WantNoText(t, "Your role")
		k.WantRows(t, "company", 0, "kind <> 'home'")
		k.WantRows(t, "audit_event", 1, "action = 'refused'")
		k.DeliverMail()
		if n := len(k.Mailbox.To("priya@cobaltfreight.example")); n != 0 {
			t.Errorf("%d mails went to the contact of a company that was refused", n)
		}
		maya.Get(method).WantText(t, "No card is on file")
		jonas := k.Client(msp.User(access.PartnerUser))
		jonas.Get(msp.Path("/companies/new")).WantText(t, "Ask one of your Admins").WantNoText(t, "payment-method")

		k.Exec(`INSERT INTO payment_method (partner_id, partnership_id, brand, last4, exp_month, exp_year, created_at) VALUES ($1, $2, 'visa', '4242', 1, 2030, $3)`,
			msp.ID, msp.Partnership, k.Clock.Now())
		maya.Get(method).WantText(t, "A card is on file")
		maya.Post(msp.Path("/companies"), k.CompanyForm("Cobalt Freight", "free_until_end_of_month")).WantText(t, "Cobalt Freight was added.")
	})
}

// domain.md 2.2: a refusal that comes from the payer's state says "ask {reseller}", not why.
func TestChildMSPIsToldWhomToAskNotWhy(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		k.Exec(`UPDATE partnership SET payment_terms = 'card' WHERE id = $1`, reseller.Partnership)
		admin := k.Client(child.Admin)
		for _, p := range []*kontortest.Page{
			admin.Get(child.Path("/companies/new")).WantStatus(t, http.StatusOK),
			admin.Post(child.Path("/companies"), k.CompanyForm("Cobalt Freight", "billable_this_month")).WantStatus(t, http.StatusForbidden),
		} {
			p.WantText(t, "Ask "+reseller.Name).WantNoText(t, "by card", "on file", "payment-method", "Your role")
		}
		admin.Get(child.Path("")).WantNoText(t, "payment method")
		k.WantRows(t, "company", 0, "kind = 'customer'")
	})
}

// billing.md: "A trial made on the last day is free for the rest of that day only; the form says so", in the payer's zone.
func TestFormSaysHowManyDaysAreFree(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		for at, says := range map[string]string{
			"2026-11-30T22:59:00Z": "Free for 1 day, through 30 Nov 2026. Billed from December on.",
			"2026-11-30T23:00:00Z": "Free for 31 days, through 31 Dec 2026. Billed from January on.",
			"2027-02-01T12:00:00Z": "Free for 28 days, through 28 Feb 2027. Billed from March on.",
		} {
			now, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			k.Clock.Set(now)
			k.Client(msp.Admin).Get(msp.Path("/companies/new")).WantText(t, says)
		}
	})
}

func TestRefusedFormComesBackFilledInWithEachMessageAtItsField(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp := k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		taken := msp.Company("Aldergrove Dental", 3).Owner.Email
		maya := k.Client(msp.Admin)
		form := k.CompanyForm("<b>Cobalt & Søn</b>", "billable_this_month")
		form.Set("license_count", "9223372036854775808")
		form.Set("website", "javascript:alert(1)")
		form.Set("account_type", "msp")
		p := maya.Post(msp.Path("/companies"), form).WantStatus(t, http.StatusUnprocessableEntity)
		p.WantText(t, "There is a problem").WantError(t, "license_count", "from 1 to 1,000,000").WantError(t, "website", "web address")
		if got := p.Value(t, "name"); got != "<b>Cobalt & Søn</b>" {
			t.Errorf("the name came back as %q", got)
		}
		form.Set("license_count", "2")
		form.Del("website")
		maya.Post(msp.Path("/companies"), form).WantText(t, "only resellers add MSPs")
		form.Set("account_type", "customer")
		form.Set("email", strings.ToUpper(taken))
		maya.Post(msp.Path("/companies"), form).WantError(t, "email", "")
		k.WantRows(t, "company", 1, "kind <> 'home'")
		form.Set("email", "ok@cobalt.example")
		maya.Post(msp.Path("/companies"), form).WantStatus(t, http.StatusOK).WantText(t, "<b>Cobalt & Søn</b> was added.")
	})
}

// domain.md 2.3: "Like-named companies of one's own are a hint, not an error."
func TestLikeNamedCompaniesAreOnlyOnesOwn(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		mine, others := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		own := mine.Company("Cobalt Freight", 3)
		others.Company("Cobalt Fishing", 3)
		maya := k.Client(mine.Admin)
		hint := maya.Get(mine.Path("/companies/like-named?" + url.Values{"name": {"cobalt freight ApS"}}.Encode()))
		hint.WantLink(t, "Cobalt Freight", own.Path("")).WantNoText(t, "Fishing", "<html")
		maya.Get(mine.Path("/companies/like-named?name=Zephyr")).WantNoText(t, "similar")
		k.Client(mine.User(access.MarketingRole)).Get(mine.Path("/companies/like-named?name=Cobalt")).WantStatus(t, http.StatusForbidden).WantNoText(t, "Freight")
	})
}

// domain.md 2.6, trust.md "Uploads": pictures are of our own encoding, served as what they are, and only to who sees the company.
func TestTeamLogoIsEncodedAnewAndServedSafely(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		msp, other := k.Partner(kontortest.MSP, kontortest.InvoiceTerms), k.Partner(kontortest.MSP, kontortest.InvoiceTerms)
		maya := k.Client(msp.Admin)
		form := maya.Get(msp.Path("/companies/new"))
		fields := with(cobalt, kontortest.Fields{"product": idText(k.Product("Business"))})
		svg := kontortest.File{Name: "logo.png", Content: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}
		form.SubmitWith(t, "Add company", fields, map[string]kontortest.File{"team_logo": svg}).WantError(t, "team_logo", "PNG, JPEG and WebP work")
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewNRGBA(image.Rect(0, 0, 700, 350))); err != nil {
			t.Fatal(err)
		}
		picture.WriteString("<script>alert(1)</script>")
		good := map[string]kontortest.File{"team_logo": {Name: "../../logo.html", Content: picture.Bytes()}}
		added := form.SubmitWith(t, "Add company", fields, good).WantText(t, "Cobalt Freight was added.").WantNoText(t, "No team logo yet")

		logo := maya.Get(added.Path+"/logo").WantStatus(t, http.StatusOK)
		for header, want := range map[string]string{"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"} {
			if got := logo.Header.Get(header); got != want {
				t.Errorf("%s: %q, want %q", header, got, want)
			}
		}
		if csp := logo.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") {
			t.Errorf("the picture's policy is %q", csp)
		}
		if strings.Contains(logo.Body, "script") {
			t.Error("what trailed the picture is served")
		}
		if size, _, err := image.DecodeConfig(strings.NewReader(logo.Body)); err != nil || size.Width != 512 {
			t.Errorf("the picture is %d wide (%v), want 512", size.Width, err)
		}
		maya.Do(http.MethodGet, added.Path+"/logo", nil, http.Header{"If-None-Match": {logo.Header.Get("ETag")}}).WantStatus(t, http.StatusNotModified)
		k.Client(other.Admin).Get(added.Path+"/logo").WantStatus(t, http.StatusNotFound)
		k.Client(nil).Get(added.Path+"/logo").WantText(t, "Sign in")
	})
}
