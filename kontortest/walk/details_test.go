package walk_test

import (
	"fmt"
	"net/url"
)

func init() {
	operations["GET /p/{partnership}/account/details/edit"] = operation{places: (*world).partnerships}
	operations["GET /p/{partnership}/account/logo"] = operation{places: (*world).partnerships}
	operations["GET /admin/partners/{partner}/logo"] = operation{places: (*world).partnerPages}
	operations["POST /p/{partnership}/account/details/edit"] = operation{places: (*world).partnerships, form: detailsForm}
}

func detailsForm(w *world, _ *actor) url.Values {
	return url.Values{"support_email": {fmt.Sprintf("help%d@partner.example", w.next())}}
}
