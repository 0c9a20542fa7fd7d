package partner

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is one that can be chosen: ISO 3166-1 alpha-2 code and English name.
type Country struct{ Code, Name string }

// renamed are countries whose names changed after the library's data.
var renamed = map[string]string{"MK": "North Macedonia", "SZ": "Eswatini", "HK": "Hong Kong", "MO": "Macao", "TR": "Türkiye"}

// Countries are all that can be chosen, by name. The list is the caller's to read, not to change.
var Countries = sync.OnceValue(func() []Country {
	var all []Country
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region || code == "EZ" || code == "UN" {
				continue // codes of unions are no countries
			}
			name := display.English.Regions().Name(region)
			if now, ok := renamed[code]; ok {
				name = now
			}
			if name != "" { // codes that are out of use have none
				all = append(all, Country{code, name})
			}
		}
	}
	slices.SortFunc(all, func(a, b Country) int { return strings.Compare(a.Name, b.Name) })
	return all
})

// IsCountry reports whether the code is one of Countries.
func IsCountry(code string) bool {
	return slices.ContainsFunc(Countries(), func(c Country) bool { return c.Code == code })
}

// CountryName is the English name of a code, the code itself if it is none.
func CountryName(code string) string {
	if i := slices.IndexFunc(Countries(), func(c Country) bool { return c.Code == code }); i >= 0 {
		return Countries()[i].Name
	}
	return code
}
