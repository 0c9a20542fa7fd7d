package walk_test

import "net/url"

func init() {
	operations["GET /profile/display"] = operation{places: (*world).nothing}
	operations["POST /profile/display"] = operation{places: (*world).nothing, form: displayForm}
	operations["GET /c/display"] = operation{places: (*world).nothing}
	operations["POST /c/display"] = operation{places: (*world).nothing, form: displayForm}
}

// displayForm is the same for everybody, so that later pages of the walk look alike; the audit grows with each.
func displayForm(*world, *actor) url.Values {
	return url.Values{"theme": {"system"}, "density": {"comfortable"}, "keys": {"on"}}
}
