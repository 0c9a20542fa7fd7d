package walk_test

import "maps"

func init() {
	maps.Copy(operations, map[string]operation{
		"GET /admin/health":  {places: (*world).nothing},
		"POST /admin/health": {places: (*world).nothing, ok: 200, idle: true},
	})
}
