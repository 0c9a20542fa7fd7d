package walk_test

import "net/url"

func init() {
	operations["POST /p/{partnership}/getting-started"] = operation{places: (*world).partnerships, form: guideForm}
}

// guideForm takes "Getting started" out for everybody, so that later pages of the walk look alike; the audit grows with each.
func guideForm(*world, *actor) url.Values { return url.Values{"hide": {"no"}} }
