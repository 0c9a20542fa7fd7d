package walk_test

func init() {
	operations["GET /admin/find"] = operation{places: (*world).nothing, query: "q=a"}
	operations["GET /p/{partnership}/find"] = operation{places: (*world).partnerships, query: "q=a"}
}
