package bench

import (
	"math/rand/v2"
	"strings"
)

var (
	firstNames = strings.Fields(`Ada Ben Cleo Dan Eva Finn Gina Hugo Ines Jan Kim Lea Max Nina Otto Pia Quinn Rosa Sam Tina Udo Vera Walt Xenia
		Yara Zoe Amir Bela Carl Dora Emil Fay Gus Hana Ivo Jill Kurt Lara Mona Nils`)
	lastNames = strings.Fields(`Adler Baker Chen Duval Egger Fischer Garcia Huber Ivanov Jensen Kaya Lopez Meyer Novak Olsen Patel Quast Rossi
		Silva Tanaka Ulrich Vogel Weber Xu Young Zimmer Abbott Brandt Costa Dietz Ebner Frank Graf Hansen Ito Jung Klein Lang Moser Nagel`)
	beginnings = strings.Fields(`Alpine Amber Arctic Atlas Aurora Azure Baltic Beacon Birch Blue Bright Canyon Cedar Central Cobalt Coral Delta
		Eagle Eastern Ember Falcon First Forest Garnet Golden Granite Green Harbor Hazel Heron Indigo Iron Ivory Jade Juniper Lake Lunar Maple
		Marble Meadow Modern Noble Northern Oak Ocean Olive Onyx Orchid Pacific Pearl Pine Polar Prairie Quartz Red River Royal Ruby Sierra Silver`)
	trades = strings.Fields(`Accounting Architects Bakery Books Brewing Builders Capital Carpets Catering Clinic Coffee Consulting Dental Design
		Electric Energy Engineering Events Farms Fitness Flooring Foods Freight Gardens Glass Graphics Health Homes Hotels Insurance Interiors
		Jewelry Labs Law Lighting Logistics Marine Media Metals Motors Music Optics Paper Pharmacy Plumbing Press Printing Realty Roofing School
		Security Software Sports Studio Supply Systems Textiles Tools Travel Windows`)
	forms = []string{"", " GmbH", " Ltd", " Inc.", " & Sons", " Group"}
)

func pick(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

func companyName(r *rand.Rand) string {
	return pick(r, beginnings) + " " + pick(r, trades) + pick(r, forms)
}

// folded is what store.Key makes of the names here, which are plain ASCII without white space at the ends; the bulk is too large to
// send each through Unicode tables.
func folded(s string) string { return strings.ToLower(s) }
