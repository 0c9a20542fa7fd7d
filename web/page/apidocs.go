package page

import "kontor/web/ui"

// APIDocs describes the REST API to the people who write programs against it.
type APIDocs struct {
	Intro    []string // paragraphs
	Example  string   // a first call, for a shell
	Document string   // address of the OpenAPI document
	Nouns    []APINoun
}

// APINoun is a part of the API; ID is unique in the page.
type APINoun struct {
	ID, Name, About string
	Operations      []APIOperation
}

// APIOperation is one operation.
type APIOperation struct {
	ID, Method, Path string
	Summary, About   string
	Takes            []APIValue // parameters, then properties of the body
	Body             string     // an example
	Success          string     // "201 Created"
	Answer           string     // an example
	Failures         []APIFailure
}

// APIValue is a parameter or a property.
type APIValue struct{ Name, Place, Kind, About string }

// APIFailure is a documented failure.
type APIFailure struct{ Status, About string }

// Title implements ui.Page.
func (APIDocs) Title() string { return "API" }

// Layout implements ui.Page.
func (APIDocs) Layout() ui.Layout { return ui.Portal }
