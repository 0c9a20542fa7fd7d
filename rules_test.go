package kontor

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// rule is one sentence of domain.md 2 or 3, quoted whole, and the tests that hold it.
type rule struct {
	at, sentence string
	tests        []string
	no           string // which door, pages or API, has nothing of the sentence, and why; else empty
}

// rules are all sentences of domain.md 2 and 3, in their order.
var rules = []rule{
	{"2.1", "Type **MSP**: adds companies of kind Customer only.",
		[]string{"TestMSPAddsCustomersOnly", "TestMSPsAddCustomersOnly"}, ""},
	{"2.1", "Type **Reseller**: chooses Customer or MSP (\"Account type\") for each new company.",
		[]string{"TestResellerChoosesCustomerOrMSPForEachCompany"}, ""},
	{"2.1", "Partner status: active, suspended (nobody of it signs in, nothing new is added, billing goes on), ended (after its last company is gone or transferred).",
		[]string{"TestSuspendedPartnerIsOutAddsNothingAndIsBilledOn", "TestPartnerEndsOnlyAfterItsLastCompanyWent", "TestPartnerEndsAfterItsLastCompanyIsGone", "TestResellerEndsAfterItsChildren"}, ""},
	{"2.1", "The home company is made with the partner; the vendor picks product and count (default 5); kind home is never invoiced.",
		[]string{"TestHomeCompanyComesWithThePartner", "TestHomeCompanysPlanIsTheVendors", "TestHomeCompanyIsMadeWithThePartner"}, ""},
	{"2.2", "When a reseller adds an MSP, one transaction makes: the company (kind msp); a child partner (parent = the reseller) with one msp partnership whose `bill_to` is the reseller's partnership and whose home company is this company; the primary contact as app user (owner, administrator) and as portal Admin of the child.",
		[]string{"TestResellerChoosesCustomerOrMSPForEachCompany", "TestResellersMSPIsOneActWithTwoMails"}, ""},
	{"2.2", "Two mails go out.",
		[]string{"TestResellerChoosesCustomerOrMSPForEachCompany", "TestResellersMSPGetsItsOwnPortalAndAddsACustomer"}, ""},
	{"2.2", "Everything of money (prices, tiers, currency, zone, discount, minimum, tax, card, past due) is the payer's, and the child's companies are lines on the payer's invoice under the child's name; a child with another currency can't be billed to it; the vendor may change `bill_to` to the child itself, from the next period.",
		[]string{"TestChildIsToldNothingOfMoney", "TestChildPaysForItselfFromTheNextPeriodOn", "TestChildWithAnotherCurrencyIsNotBilledToItsReseller", "TestWhoIsToPayPassesTheGate"}, ""},
	{"2.2", "What a partner sees is the companies of its partnerships and its home company, also where that belongs to the reseller's partnership: the child's Admins manage its users and count; the reseller pays and sees its counts.",
		[]string{"TestChildManagesItsUsersAndCountAndTheResellerSeesCounts", "TestResellersMSPGetsItsOwnPortalAndAddsACustomer"}, ""},
	{"2.2", "A reseller sees of each child the number of customers and licenses per product and the names on its invoice lines, not the people.",
		[]string{"TestChildManagesItsUsersAndCountAndTheResellerSeesCounts", "TestResellerMeetsNobodyOfItsMSP"}, ""},
	{"2.2", "A refusal that comes from the payer's state says \"ask {reseller}\", not why.",
		[]string{"TestRefusalFromThePayersStateNamesTheResellerAndNoReason", "TestChildMSPIsToldWhomToAskNotWhy", "TestChildOfASuspendedResellerGoesOnAndAsksItsReseller"}, ""},
	{"2.2", "No deeper levels.",
		[]string{"TestMSPAddsCustomersOnly"}, ""},
	{"2.2", "The counts shown and pushed for an msp company are its own plus its customers'.",
		[]string{"TestChildManagesItsUsersAndCountAndTheResellerSeesCounts"}, ""},
	{"2.3", "Adding a customer, first step: company name, country (both required), street, postal code, city, region, phone, website, VAT number, the partner's own reference, Team name (required), Team logo (optional; \"users see this in the {app} app; the team name becomes the name of their business profile\"), Account type.",
		[]string{"TestNewCompanyTakesItsDataAndSaysWhatIsMissing", "TestLogoIsOfOurOwnEncodingAndSVGIsRefused"}, ""},
	{"2.3", "Second: primary contact.",
		[]string{"TestNewCompanyTakesItsDataAndSaysWhatIsMissing"}, ""},
	{"2.3", "Third: product (\"Subscription level\"), \"Subscription type\", \"User license count\" ≥ 1.",
		[]string{"TestNewCompanyTakesItsDataAndSaysWhatIsMissing"}, ""},
	{"2.3", "One transaction makes company, primary contact as app user (owner, administrator), subscription, audit, and one mail to the primary contact: temporary password, its expiry, sign-in address and download links of the app, naming the partner, so that it isn't taken for phishing.",
		[]string{"TestNewCompanyIsOneActWithOneMail", "TestCustomersPrimaryContactSignsInWithThePasswordFromTheWelcomeMail"}, ""},
	{"2.3", "A company without a logo is asked for one, kindly.",
		[]string{"TestCompanyWithoutALogoIsAskedForOne"}, ""},
	{"2.3", "Like-named companies of one's own are a hint, not an error.",
		[]string{"TestLikeNamedCompanyIsAdded", "TestLikeNamedCompaniesAreOnlyOnesOwn"}, ""},
	{"2.4", "**No payment method, no customers**: if the payer's terms are *card*, a card must be on file before a company can be added (trials too; home companies excepted).",
		[]string{"TestNoPaymentMethodNoCustomers"}, ""},
	{"2.4", "The refusal leads to Account > Details > Payment Method.",
		[]string{"TestNoPaymentMethodNoCustomers", "TestCardTermsWithoutCardRefuseTheFirstCompany"}, ""},
	{"2.5", "Exactly one owner per company, always an administrator; invited counts, suspended doesn't.",
		[]string{"TestOwnerStaysAdministratorAndInPlace", "TestOwnershipIsHandedOverByAdmins"}, ""},
	{"2.5", "Ownership can be handed over by the partner's or vendor's Admins or the owner; the owner can't be removed.",
		[]string{"TestOwnershipIsHandedOverByAdmins", "TestOwnerStaysAdministratorAndInPlace"}, ""},
	{"2.5", "A company keeps at least one administrator.",
		[]string{"TestCompanyKeepsAnAdministrator", "TestCompanyKeepsItsOwnerAndAnAdministrator"}, ""},
	{"2.6", "Logos: PNG, JPEG or WebP, decoded and re-encoded by us, ≤ 2 MB, ≤ 4096 px a side; SVG is refused with a message that says which formats work.",
		[]string{"TestLogoIsOfOurOwnEncodingAndSVGIsRefused", "TestTeamLogoIsEncodedAnewAndServedSafely"}, ""},
	{"2.6", "Team name and logo are passed to the vendor's product as name and picture of the business profile.",
		[]string{"TestLogoIsOfOurOwnEncodingAndSVGIsRefused"}, ""},
	{"2.7", "**Suspend** a company: its users can't sign in; it is still billed, and the screen says so.",
		[]string{"TestSuspendedCompanysUsersAreOutAndItIsBilled", "TestSuspendedCompanyIsOutInAnotherProcessAtOnce"}, ""},
	{"2.7", "(The vendor's setting \"don't bill suspended companies\" makes suspending a vendor act.)",
		[]string{"TestUnbilledSuspensionIsTheVendors"}, ""},
	{"2.7", "**Delete**: type the company's name; can be restored for 30 days; not billed after it.",
		[]string{"TestDeletedCompanyIsRestoredAsIfItHadNotBeenDeleted", "TestDeletedCompanyIsOutInAnotherProcessAtOnce"}, ""},
	{"2.7", "Restoring annuls the deletion from its beginning: the months between are billed (billing.md K2).",
		[]string{"TestDeletedCompanyIsRestoredAsIfItHadNotBeenDeleted"}, ""},
	{"2.7", "Addresses of a deleted company stay reserved; the refusal says so to those who may see it and offers Restore.",
		[]string{"TestAddressesOfADeletedCompanyStayReserved"}, ""},
	{"2.7", "After 30 days it is gone for good but for its documents and audit.",
		[]string{"TestDeletedCompanyIsGoneForGoodAfter30Days"}, ""},
	{"2.7", "Users are *removed* (permanent), companies are *deleted* (restorable): every confirmation says which.",
		[]string{"TestConfirmationsSayWhatIsPermanentAndWhatCanBeRestored"}, "API: it asks nothing back"},
	{"2.8", "**Transfer** (vendor, kind customer only): to another partnership that passes the gate and has a price for each of its products; preview of both next invoices; the old partner loses it at once everywhere (assignments, mappings, tasks), after one last write of 0 to its ConnectWise line or, failing that, a task with the ids.",
		[]string{"TestTransferredCompanyLeavesTheOldPartnerAtOnce", "TestTransferredCompanyIsTheNewPartnersInAnotherProcessAtOnce", "TestTransferNeedsATargetThatMayTakeIt"}, ""},
	{"2.9", "Changes by partners take effect now.",
		[]string{"TestPartnersChangesTakeEffectNow"}, ""},
	{"2.9", "Portal Admins and Owners of the vendor may give a past instant with a reason.",
		[]string{"TestStaffGivePastInstantsAndNoFutureOnes"}, ""},
	{"2.9", "No future dates.",
		[]string{"TestStaffGivePastInstantsAndNoFutureOnes"}, ""},
	{"3.1", "\"User license count\" is the number of users that can have accounts of that product at the company and the number that is billed; rules are per subscription.",
		[]string{"TestLicenseCountIsPerSubscription", "TestLicensesLimitUsersAndUsersLimitTheCountByBothDoors"}, ""},
	{"3.1", "A second product can be added, a level changed (the app users move along), a subscription other than the last ended.",
		[]string{"TestProductsAreAddedChangedAndEnded"}, ""},
	{"3.2", "Invited, active and suspended app users each hold a license; removed ones don't.",
		[]string{"TestInvitedActiveAndSuspendedUsersHoldALicenseByBothDoors"}, ""},
	{"3.2", "User N+1 is refused (`no_license_available`) with the free count and, for those who may, \"add licenses\".",
		[]string{"TestLicensesLimitUsersAndUsersLimitTheCountByBothDoors"}, ""},
	{"3.2", "A count below the users in place is refused (`count_below_used`) and says how many to remove.",
		[]string{"TestLicensesLimitUsersAndUsersLimitTheCountByBothDoors"}, ""},
	{"3.3", "App accounts get a temporary password by mail: random, stored only as a hash, expires (72 h), must be changed at first sign-in, sending again makes a new one.",
		[]string{"TestTemporaryPasswordIsForTheFirstSignInOnly"}, ""},
	{"3.3", "It never works for the partner portal, even for the same email.",
		[]string{"TestTemporaryPasswordIsForTheFirstSignInOnly"}, ""},
	{"3.3", "At first sign-in at `/c/sign-in` it is changed.",
		[]string{"TestTemporaryPasswordIsForTheFirstSignInOnly"}, ""},
	{"3.3", "Vendor setting `app_credentials`: *kontor* (this) or *product* (the mail only leads to the product, which does its own credentials).",
		[]string{"TestProductDoesItsOwnCredentialsWhereTheVendorSaysSo"}, ""},
	{"3.3", "Names and address of an app user can be edited by the partner and the company's administrators; a changed address is told to both; an invited user's mail goes out again.",
		[]string{"TestChangedAddressIsToldToBothAddresses"}, ""},
	{"3.4", "Every partner user who can sign in also needs an app account.",
		[]string{"TestPartnerUserGetsAnAppAccount", "TestAdminAddsAUserWithTwoMails"}, ""},
	{"3.4", "If the address has none in any company, one is made in the partner's home company: **two mails**, one for the portal (username, link to create a password), one for the app (temporary password).",
		[]string{"TestPartnerUserGetsAnAppAccount"}, ""},
	{"3.4", "If it has one, they are linked: one mail.",
		[]string{"TestPartnerUserGetsAnAppAccount"}, ""},
	{"3.4", "If the home company has no free license the user is refused before anything is written.",
		[]string{"TestPartnerUserGetsAnAppAccount"}, ""},
	{"3.4", "The vendor can switch this requirement off.",
		[]string{"TestPartnerUserGetsAnAppAccount"}, ""},
	{"3.5", "What happens to companies, license counts and app users is passed on to the vendor's product through an outbox; nothing is lost when the product is down.",
		[]string{"TestEveryActLeavesItsEventInTheOutbox"}, ""},
}

// proof is where a test runs.
type proof struct{ both, pages, api bool }

// proofs are the tests of the tree. Those of the harness's Doors go through pages and API on both databases, others by where they stand.
func proofs(t *testing.T) map[string]proof {
	t.Helper()
	found := map[string]proof{}
	for _, s := range sources(t, true) {
		if !strings.HasSuffix(s.path, "_test.go") {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(f.Name.Name, "Test") {
				continue
			}
			body := s.text[set.Position(f.Pos()).Offset:set.Position(f.End()).Offset]
			if _, twice := found[f.Name.Name]; twice && slices.ContainsFunc(rules, func(r rule) bool { return slices.Contains(r.tests, f.Name.Name) }) {
				t.Errorf("%s: %s is not the only test of this name", s.path, f.Name.Name)
			}
			doors := strings.Contains(body, "kontortest.Doors(") || strings.Contains(body, "everyWay(")
			found[f.Name.Name] = proof{pages: doors || s.dir == "web" || strings.Contains(body, "k.Client("), api: doors || s.dir == "api" || strings.Contains(body, "k.API("),
				both: doors || strings.Contains(body, "kontortest.Both(") || strings.Contains(body, "kontortest.OnSQLite(") && strings.Contains(body, "kontortest.OnPostgres(")}
		}
	}
	return found
}

// Every sentence of domain.md 2 and 3 is held by tests on both databases, through the pages and through the API.
func TestEveryRuleHasItsTestThroughPagesAndAPI(t *testing.T) {
	all := proofs(t)
	for _, r := range rules {
		pages, api := false, false
		for _, name := range r.tests {
			p, ok := all[name]
			if !ok {
				t.Errorf("domain.md %s: there is no %s", r.at, name)
			} else if !p.both {
				t.Errorf("domain.md %s: %s does not run on both databases", r.at, name)
			}
			pages, api = pages || p.pages, api || p.api
		}
		missing := ""
		switch {
		case !pages:
			missing = "pages"
		case !api:
			missing = "API"
		}
		if excused, _, _ := strings.Cut(r.no, ":"); excused != missing {
			t.Errorf("domain.md %s, %q: not tried through %q, excused is %q", r.at, r.sentence, missing, excused)
		}
	}
	if len(rules) < 50 {
		t.Errorf("only %d sentences: the table is broken", len(rules))
	}
}
