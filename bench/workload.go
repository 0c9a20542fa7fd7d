package bench

// workload is one kind of request that is measured, on the whole installation or, for its growth, also on the tenth of it.
type workload struct {
	name   string
	most   float64 // bound: Kontor's CPU time against the floor's (performance.md "Bounds"); 0: none
	growth bool    // once more at both sizes, as many askers of the same partnerships
	alone  bool    // the floor does not do it
	share  int     // it is asked so many times less often than W1: it takes longer. 0 is 1
	writes bool
	ask    func(c cast, run string) ask // run is different each time
}

// reading is a workload that writes nothing.
func reading(make func(c cast) ask) func(cast, string) ask {
	return func(c cast, _ string) ask { return make(c) }
}

var workloads = []workload{
	{name: "W1 page, Admin", most: 2.5, growth: true, ask: reading(func(c cast) ask { return askList(c.base, c.admins, "") })},
	{name: "W1 page, assigned User", most: 2.5, growth: true, ask: reading(func(c cast) ask { return askList(c.base, c.users, "") })},
	{name: "W1 API, Admin", most: 1.5, growth: true, ask: reading(func(c cast) ask { return askListAPI(c.base, c.admins) })},
	{name: "W1 API, assigned User", most: 1.5, growth: true, ask: reading(func(c cast) ask { return askListAPI(c.base, c.users) })},
	{name: "W2 page, Admin", most: 1.5, growth: true, ask: reading(func(c cast) ask { return askFind(c.base, c.admins) })},
	{name: "W2 API, Admin", most: 1.5, growth: true, ask: reading(func(c cast) ask { return askFindAPI(c.base, c.admins) })},
	{name: "W2 page, staff over all", most: 1.3, share: 5, ask: reading(func(c cast) ask { return askFindAll(c.base, c.staff) })},
	{name: "W2 API, staff over all", most: 1.3, share: 5, ask: reading(func(c cast) ask { return askFindAllAPI(c.base, c.staff) })},
	{name: "W3 page, add a company", most: 3, share: 3, writes: true, ask: func(c cast, run string) ask { return askNew(c.base, c.admins, run) }},
	{name: "W4 API, 60 % list, 30 % search, 10 % add", most: 2, writes: true, ask: func(c cast, run string) ask { return askMix(c.base, c.admins, run) }},
	{name: "W1 page, Admin, compressed", alone: true, ask: reading(func(c cast) ask { return askList(c.base, c.admins, "gzip, br") })},
	{name: "staff: Home", alone: true, growth: true, share: 50, ask: reading(func(c cast) ask { return askStaff(c, "/admin") })},
	{name: "staff: Activity", alone: true, share: 10, ask: reading(func(c cast) ask { return askStaff(c, "/admin/activity") })},
	{name: "staff: Activity of a person", alone: true, share: 50, ask: reading(func(c cast) ask { return askStaff(c, "/admin/activity?q=hugo+huber") })},
	{name: "staff: Activity of nobody", alone: true, share: 50, ask: reading(func(c cast) ask { return askStaff(c, "/admin/activity?q=nobody+at+all") })},
	{name: "staff: a common word over all", alone: true, share: 50, ask: reading(func(c cast) ask { return askStaff(c, "/admin/search?q=hugo") })},
	{name: "staff: two letters over all", alone: true, share: 50, ask: reading(func(c cast) ask { return askStaff(c, "/admin/search?q=hu") })},
}

// askStaff is one page of staff, over and over.
func askStaff(c cast, path string) ask {
	return askPage(c.base, c.staff, "", func(int, visitor) string { return path })
}

// requests of a round, where W1 is asked so many times.
func (w workload) requests(lists int) int { return max(8, lists/max(1, w.share)) }

// few are as many visitors as a tenth of the installation has, of partnerships of the same sizes.
func (c cast) few(companies int) cast {
	so := max(1, len(c.admins)*Tenth/companies)
	c.admins, c.users = every(c.admins, so), every(c.users, so)
	return c
}

// every gives so many of all, evenly.
func every(all []visitor, so int) []visitor {
	var some []visitor
	for i := range so {
		some = append(some, all[i*len(all)/so])
	}
	return some
}
