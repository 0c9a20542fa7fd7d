package api_test

import (
	"net/http"
	"strings"
	"testing"

	"kontor/access"
	"kontor/kontortest"
)

// domain.md 2.2, ui.md 6.2, 21: an Admin changes what is the partner's own; of money a child MSP changes nothing.
func TestAccountIsChangedAndOfMoneyOnlyByWhoPays(t *testing.T) {
	kontortest.Both(t, func(t *testing.T, k *kontortest.Kontor) {
		reseller := k.Partner(kontortest.Reseller, kontortest.InvoiceTerms)
		child := reseller.Child()
		contact := kontortest.JSON{"finance": kontortest.JSON{"name": "Nora Lind", "email": "nora@cirrus.example"}}
		own := k.API(reseller.Admin, access.AccountRead, access.AccountWrite)
		change := func(by *kontortest.Caller, body kontortest.JSON) *kontortest.Reply {
			return by.Call(http.MethodPatch, "/account", body)
		}
		change(own, kontortest.JSON{"vat_number": "DK12345678", "contacts": contact}).Want(t, http.StatusOK)
		is := string(change(own, kontortest.JSON{"po_number": "PO 7"}).Want(t, http.StatusOK).Body)
		for _, want := range []string{`"vat_number":"DK12345678"`, `"po_number":"PO 7"`, "nora@cirrus.example"} {
			if !strings.Contains(is, want) {
				t.Errorf("no %s in %s", want, is)
			}
		}
		its := k.API(child.Admin, access.AccountRead, access.AccountWrite)
		change(its, kontortest.JSON{"contacts": contact}).Want(t, http.StatusOK)
		change(its, kontortest.JSON{"vat_number": "DK1"}).WantCode(t, http.StatusForbidden, "billed_elsewhere")
	})
}
