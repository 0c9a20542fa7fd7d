package bench

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"kontor/access"
	"kontor/store"
)

func TestSizesArePowerLawAndAddUp(t *testing.T) {
	for _, companies := range []int{Full, Tenth} {
		s := sizes(companies, rand.New(rand.NewPCG(1, 2)))
		if sum(s) != companies || len(s) != companies/100 {
			t.Errorf("%d companies at %d partnerships, want %d at %d", sum(s), len(s), companies, companies/100)
		}
		small := 0
		for _, n := range s {
			if n < leastCompanies || n > mostCompanies {
				t.Fatalf("a partnership with %d companies", n)
			}
			if n < 100 {
				small++
			}
		}
		if small < len(s)*6/10 {
			t.Errorf("only %d of %d partnerships are below the mean: no power law", small, len(s))
		}
	}
}

func TestFillMakesTheSameInstallationTwiceAndItHangsTogether(t *testing.T) {
	type counts struct{ Companies, Users, Used, Facts, Assignments, Orphans, Short, Sum int64 }
	var runs []counts
	for range 2 {
		address := "sqlite:" + filepath.Join(t.TempDir(), "kontor.db")
		if err := Fill(t.Context(), address, 2_000, 7); err != nil {
			t.Fatal(err)
		}
		err := with(t.Context(), address, func(db *store.DB) error {
			c, err := store.Read(t.Context(), db, access.System("operator"), func(tx *store.Tx) (counts, error) {
				return store.One[counts](t.Context(), tx, `SELECT (SELECT count(*) FROM my_company) AS companies,
					(SELECT count(*) FROM my_app_user) AS users, (SELECT sum(used) FROM my_subscription) AS used,
					(SELECT count(*) FROM my_license_fact) AS facts, (SELECT count(*) FROM my_assignment) AS assignments,
					(SELECT count(*) FROM my_company c LEFT JOIN my_app_user u ON u.id = c.owner_id AND u.company_id = c.id WHERE u.id IS NULL) AS orphans,
					(SELECT count(*) FROM my_subscription s WHERE s.license_count <> (SELECT f.license_count FROM my_license_fact f
						WHERE f.subscription_id = s.id ORDER BY f.effective_at DESC, f.id DESC LIMIT 1)) AS short,
					(SELECT sum(license_count * id) FROM my_subscription) AS sum`)
			})
			runs = append(runs, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c := runs[0]
	if c.Companies != 2_000 || c.Users != 10_000 || c.Used != c.Users || c.Facts != 6_000 || c.Orphans != 0 || c.Short != 0 {
		t.Errorf("%+v", c)
	}
	if c.Assignments < 950 || c.Assignments > 1050 {
		t.Errorf("%d assignments, want about half the companies", c.Assignments)
	}
	if runs[0] != runs[1] {
		t.Errorf("%+v and %+v from one seed", runs[0], runs[1])
	}
}
