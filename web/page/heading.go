package page

import "net/http"

// heading is the page's h1: it says what happened in words, the number stands nowhere.
func (p Failure) heading() string {
	switch p.Status {
	case http.StatusForbidden:
		if p.Code != "" && p.Code != "not_permitted" { // a rule refuses it, not the role
			return "This can’t be done now"
		}
		return "Your role can’t open this"
	case http.StatusNotFound:
		return "We can’t find this page"
	case http.StatusMethodNotAllowed:
		return "This can’t be done here"
	case http.StatusConflict:
		return "This can’t be done now"
	case http.StatusRequestEntityTooLarge:
		return "That is too large"
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return "Something in this request isn’t right"
	case http.StatusTooManyRequests:
		return "Too many attempts"
	case http.StatusServiceUnavailable:
		return "The portal is busy"
	}
	return "Something went wrong"
}
