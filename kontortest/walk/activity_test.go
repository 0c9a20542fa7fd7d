package walk_test

import "maps"

func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/activity":                              {places: (*world).nothing},
		"GET /admin/activity/export.csv":                   {places: (*world).nothing},
		"GET /admin/partners/{partner}/activity":           {places: (*world).partnerPages},
		"GET /p/{partnership}/account/activity":            {places: (*world).partnerships},
		"GET /p/{partnership}/account/activity/export.csv": {places: (*world).partnerships},
	})
}
