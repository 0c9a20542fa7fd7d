package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// apiRoot begins the addresses of the API.
const apiRoot = "/api/v1"

// askPage is a page as each of the visitors in turn, by its session. A browser takes compressed pages.
func askPage(base string, as []visitor, coding string, path func(i int, v visitor) string) ask {
	return func(i int) (*http.Request, error) {
		v := as[i%len(as)]
		r, err := http.NewRequest(http.MethodGet, "http://"+base+path(i, v), nil)
		if err != nil {
			return nil, err
		}
		if coding != "" {
			r.Header.Set("Accept-Encoding", coding)
		}
		r.AddCookie(&http.Cookie{Name: "kontor", Value: v.token})
		return r, nil
	}
}

// askAPI is a call as each of the visitors in turn, by one of its keys.
func askAPI(base string, as []visitor, path func(i int, v visitor) string) ask {
	return func(i int) (*http.Request, error) {
		v := as[i%len(as)]
		r, err := http.NewRequest(http.MethodGet, "http://"+base+apiRoot+path(i, v), nil)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Authorization", "Bearer "+v.key(i/len(as)))
		return r, nil
	}
}

// askList is W1 as page, askListAPI by the API: the first 50 companies, with user counts.
func askList(base string, as []visitor, coding string) ask {
	return askPage(base, as, coding, func(_ int, v visitor) string { return fmt.Sprintf("/p/%d/companies", v.PartnershipID) })
}

func askListAPI(base string, as []visitor) ask {
	return askAPI(base, as, func(int, visitor) string { return "/companies" })
}

// askFind is W2 in a partner's companies: those that hold a word. The word is another each time, as people's are.
func askFind(base string, as []visitor) ask {
	return askPage(base, as, "", func(i int, v visitor) string {
		return fmt.Sprintf("/p/%d/companies?q=%s", v.PartnershipID, url.QueryEscape(word(i)))
	})
}

func askFindAPI(base string, as []visitor) ask {
	return askAPI(base, as, func(i int, _ visitor) string { return "/companies?q=" + url.QueryEscape(word(i)) })
}

// word is a part of some of a partner's companies' names: of a trade, a beginning, or an owner's name.
func word(i int) string {
	of := [][]string{trades, beginnings, lastNames}[i%3]
	w := strings.ToLower(of[i/3%len(of)])
	return w[:min(len(w), 4+i%3)]
}

// askFindAll is W2 of vendor staff over everything, as page and by the API.
func askFindAll(base string, as []visitor) ask {
	return askPage(base, as, "", func(i int, _ visitor) string { return "/admin/search?q=" + url.QueryEscape(phrase(i)) })
}

func askFindAllAPI(base string, as []visitor) ask {
	return askAPI(base, as, func(i int, _ visitor) string { return "/search?limit=20&q=" + url.QueryEscape(phrase(i)) })
}

// phrase is what staff look for among everything: a company by two words of its name, a person by both names, somebody by a part of the address.
func phrase(i int) string {
	n := i * 7919 // far from the one before
	switch i % 3 {
	case 0:
		return strings.ToLower(beginnings[n%len(beginnings)] + " " + trades[n/7%len(trades)])
	case 1:
		return strings.ToLower(firstNames[n%len(firstNames)] + " " + lastNames[n/7%len(lastNames)])
	}
	return fmt.Sprintf("@c%d.ex", 1+n%Tenth)
}

// askNew is W3: a new company each time; run keeps the addresses of its people apart from those of other runs.
func askNew(base string, as []visitor, run string) ask {
	return func(i int) (*http.Request, error) {
		v := as[i%len(as)]
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for _, f := range [][2]string{
			{"name", newName(run, i)}, {"country", "DE"}, {"street", "Musterstraße 1"}, {"postal_code", "10115"},
			{"city", "Berlin"}, {"region", ""}, {"phone", "+49 30 1234567"}, {"website", "www.example.com"}, {"vat_number", ""}, {"reference", "K-4711"},
			{"team_name", "Measured"}, {"first_name", "Ada"}, {"last_name", "Adler"}, {"email", newAddress(run, i)},
			{"contact_phone", ""}, {"product", "1"}, {"subscription_type", "billable_this_month"}, {"license_count", "5"}, {"account_type", "customer"},
		} {
			if err := form.WriteField(f[0], f[1]); err != nil {
				return nil, err
			}
		}
		if err := form.Close(); err != nil {
			return nil, err
		}
		r, err := http.NewRequest(http.MethodPost, fmt.Sprintf("http://%s/p/%d/companies", base, v.PartnershipID), &body)
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.AddCookie(&http.Cookie{Name: "kontor", Value: v.token})
		return r, nil
	}
}

func newName(run string, i int) string { return fmt.Sprintf("Measured Company %s %d", run, i) }

// newAddress is far from the one before in every index.
func newAddress(run string, i int) string {
	return fmt.Sprintf("%08x.%s@measured.example", uint32(i)*2654435761, run)
}

// newCompany is what a company is added with by the API.
type newCompany struct {
	Name             string `json:"name"`
	Country          string `json:"country"`
	TeamName         string `json:"team_name"`
	Street           string `json:"street"`
	PostalCode       string `json:"postal_code"`
	City             string `json:"city"`
	Phone            string `json:"phone"`
	Website          string `json:"website"`
	Reference        string `json:"reference"`
	Owner            person `json:"owner"`
	Product          string `json:"product_id"`
	SubscriptionType string `json:"subscription_type"`
	LicenseCount     int64  `json:"license_count"`
}

type person struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
}

// askNewAPI is W3 by the API.
func askNewAPI(base string, as []visitor, run string) ask {
	return func(i int) (*http.Request, error) {
		v := as[i%len(as)]
		body, err := json.Marshal(newCompany{Name: newName(run, i), Country: "DE", TeamName: "Measured", Street: "Musterstraße 1", PostalCode: "10115", City: "Berlin",
			Phone: "+49 30 1234567", Website: "www.example.com", Reference: "K-4711", Owner: person{"Ada", "Adler", newAddress(run, i)}, Product: "1",
			SubscriptionType: "billable_this_month", LicenseCount: 5})
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequest(http.MethodPost, "http://"+base+apiRoot+"/companies", bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+v.key(i/len(as)))
		return r, nil
	}
}

// askMix is W4 by the API: of ten calls six list, three search, one adds.
func askMix(base string, as []visitor, run string) ask {
	list, find, add := askListAPI(base, as), askFindAPI(base, as), askNewAPI(base, as, run)
	return func(i int) (*http.Request, error) {
		switch i = i*7 + i/10; i % 10 { // spread, and each visitor does all of it
		case 0:
			return add(i)
		case 1, 4, 7:
			return find(i)
		}
		return list(i)
	}
}
