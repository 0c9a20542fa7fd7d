package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var firstNames = strings.Fields(`Aisha Alba Anders Anika Anton Beatriz Bram Camille Carlos Chen Clara Daan Dalia David Dmitri Edith Elena Eli Elin
	Emeka Emil Esther Fatima Felix Finn Freya Gita Grace Hamza Hana Hannah Hugo Ibrahim Ines Ingrid Isla Ivan Jack Jana Jonah Julia Kaito Kamal Karin
	Katja Kwame Lars Leila Lena Leo Liam Linnea Lotte Lucia Mads Maja Malik Marco Maren Maria Marta Mateo Mei Mika Mina Mira Mohamed Nadia Naomi Nico
	Nina Noor Olga Oliver Omar Oscar Paula Pavel Petra Priya Rafael Rania Rosa Ruben Ruth Saga Samir Sara Selma Signe Simon Sofia Stefan Sunil Tariq
	Thea Theo Tilda Tobias Uma Vera Victor Viola Wen Yara Yusuf Zara Zoe`)

var lastNames = strings.Fields(`Abbas Adeyemi Ahlberg Almeida Andersen Arslan Bakker Banerjee Becker Bergman Bianchi Birch Blom Boateng Brandt Brook
	Calder Castro Chowdhury Costa Dahl Danso Delgado Diallo Dijkstra Duarte Eklund Engel Eriksen Farah Ferri Fischer Fontaine Fraser Garcia Geller
	Gomes Haddad Hagen Hartley Haugen Hoffman Holm Hussain Ito Jansen Jung Kaplan Keller Khan Kim Kovac Kruse Kumar Lambert Larsen Lindqvist Liu Lopez
	Madsen Marin Martens Mehta Meyer Mora Moreau Murphy Nakamura Nielsen Novak Nwosu Okafor Olsen Osei Park Patel Pereira Petrov Quinn Rahman Ramirez
	Reyes Rossi Ryan Sadik Santos Schmidt Schultz Silva Singh Sorensen Suzuki Tanaka Thomsen Torres Usman Varga Vogel Walsh Weber Winter Wolff Yilmaz
	Zhang Zimmer`)

// companyNames are put together; the trade decides the subscription level.
var companyNames = strings.Fields(`Alder Amber Ashdown Bayside Birchwood Blackthorn Bramble Bridgeport Brightwater Brookfield Cedar Clearwater Cobalt
	Copperfield Crestline Dunmore Eastgate Elmhurst Fairview Fenwick Fernhill Foxhill Glenside Goldcrest Granite Greenway Harbor Hawthorn Hazelwood
	Heron Highfield Hollybank Ironbridge Ivory Juniper Kestrel Kingfisher Lakeside Larchmont Lighthouse Linden Longmeadow Maple Marlow Meadowbank
	Millbrook Moorland Nettle Northgate Oakfield Old-Mill Orchard Parkside Pebble Pinewood Quarry Quayside Redwood Ridgeway Riverside Rowan Saffron
	Sandstone Silverlake Southbank Springfield Starling Stonebridge Summit Sunnyside Thistle Thornbury Tidewater Upland Valley Violet Walnut Waterford
	Westfield Whitby Wildwood Willow Windmill Wren Yarrow`)

type trade struct {
	name, level string
}

var trades = []trade{
	{"Accountancy", "Business"}, {"Architects", "Business"}, {"Bakery", "Business"}, {"Dental", "Business"}, {"Events", "Business"},
	{"Freight", "Business Plus"}, {"Hotels", "Business Plus"}, {"Insurance", "Business Plus"}, {"Interiors", "Business"}, {"Joinery", "Business"},
	{"Legal", "Business Plus"}, {"Logistics", "Business Plus"}, {"Pharmacy", "Business"}, {"Physio", "Business"}, {"Print", "Business"},
	{"Property", "Business Plus"}, {"Robotics", "Business Plus"}, {"School", "Education"}, {"Academy", "Education"}, {"Studio", "Business"},
	{"Travel", "Business"}, {"Veterinary", "Business"}, {"Wines", "Business"}, {"Energy", "Business Plus"},
}

type place struct {
	country, city, postal string
}

var places = []place{
	{"DK", "Copenhagen", "1050"}, {"DK", "Aarhus", "8000"}, {"DK", "Odense", "5000"}, {"SE", "Malmö", "211 20"}, {"SE", "Göteborg", "411 03"},
	{"NO", "Oslo", "0150"}, {"NO", "Bergen", "5003"}, {"DE", "Hamburg", "20095"}, {"DE", "Kiel", "24103"}, {"NL", "Utrecht", "3511 AB"},
	{"NL", "Groningen", "9711 AA"}, {"GB", "Bristol", "BS1 4DJ"}, {"GB", "Leeds", "LS1 5AB"}, {"IE", "Cork", "T12 AB34"}, {"FR", "Lyon", "69002"},
}

var streets = strings.Fields(`Harbor Station Church Market Mill Garden School Bridge Castle King Queen Park`)

// names hands out names, each company and each address once, in an order that only the seed decides.
type names struct {
	rand      *rand.Rand
	companies map[string]bool
	addresses map[string]bool
}

func newNames(r *rand.Rand) *names {
	return &names{rand: r, companies: map[string]bool{}, addresses: map[string]bool{}}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// company gives a new company name and its trade.
func (n *names) company() (string, trade) {
	for {
		t := pick(n.rand, trades)
		name := strings.ReplaceAll(pick(n.rand, companyNames), "-", " ") + " " + t.name
		if !n.companies[name] {
			n.companies[name] = true
			return name, t
		}
	}
}

// person gives a name and a new address at the company's domain.
func (n *names) person(domain string) person {
	p := person{first: pick(n.rand, firstNames), last: pick(n.rand, lastNames)}
	local := ascii(p.first) + "." + ascii(p.last)
	for i := 2; ; i++ {
		p.email = local + "@" + domain
		if !n.addresses[p.email] {
			n.addresses[p.email] = true
			return p
		}
		local = fmt.Sprintf("%s.%s%d", ascii(p.first), ascii(p.last), i)
	}
}

// domain is made from a company name, under a top-level domain that never exists.
func domain(name string) string { return ascii(name) + ".example" }

// ascii is the lower case letters and digits of s without accents.
func ascii(s string) string {
	s = strings.NewReplacer("ø", "o", "Ø", "o", "æ", "ae", "ß", "ss").Replace(s)
	return strings.Map(func(r rune) rune {
		if r = unicode.ToLower(r); r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, norm.NFD.String(s))
}
