package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kontor/access"
	"kontor/door"
	"kontor/fail"
)

// Problem is how every failure is answered: RFC 9457, with a code that does not change.
type Problem struct {
	Type    string         `json:"type" doc:"Always about:blank: the code says which problem it is." example:"about:blank"`
	Title   string         `json:"title" doc:"What the status means." example:"Conflict"`
	Status  int            `json:"status" doc:"The HTTP status." example:"409"`
	Code    string         `json:"code" doc:"A word that does not change, for programs." example:"company_deleted"`
	Detail  string         `json:"detail" doc:"A sentence for people that says what to do." example:"This company is deleted. Restore it first."`
	Request string         `json:"request_id,omitempty" doc:"Number of the request, for support. Absent in 404, which is the same for everything that is not there." example:"k3v5m2x7q4ab"`
	Errors  []ProblemField `json:"errors,omitempty" nullable:"false" doc:"What is wrong where."`
}

// ProblemField is what is wrong at one place of the request.
type ProblemField struct {
	Field   string `json:"field" doc:"Where: a property of the body, with dots, or a parameter." example:"owner.email"`
	Code    string `json:"code" doc:"A word that does not change." example:"email_taken"`
	Message string `json:"message" doc:"A sentence for people." example:"This address can’t be used."`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// statuses is the one table that says how each kind of failure is answered (architecture.md law 7).
var statuses = map[fail.Kind]int{
	fail.KindInvalid:     http.StatusUnprocessableEntity,
	fail.KindNotFound:    http.StatusNotFound,
	fail.KindForbidden:   http.StatusForbidden,
	fail.KindConflict:    http.StatusConflict,
	fail.KindUnavailable: http.StatusServiceUnavailable,
}

func problem(status int, code, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

func notFound() *Problem { return problem(http.StatusNotFound, "not_found", "There is nothing here.") }
func internal() *Problem {
	return problem(http.StatusInternalServerError, "internal", "Something went wrong here. It was noted under the number of this request.")
}
func shedding() *Problem {
	return problem(http.StatusServiceUnavailable, "busy", "Too much is going on at this moment. Please try again.")
}
func unauthorized() *Problem {
	return problem(http.StatusUnauthorized, "key_needed", "Send Authorization: Bearer and an API key that works.")
}
func refused(field, code, message string) *Problem {
	p := problem(http.StatusUnprocessableEntity, "invalid", "There is a problem with what was sent.")
	p.Errors = []ProblemField{{Field: field, Code: code, Message: message}}
	return p
}

// problemOf is the problem document of an error that a verb returned. Nothing from inside is shown.
func problemOf(err error, fields map[string]string) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	f, known := fail.As(err)
	switch {
	case !known && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)):
		return shedding()
	case !known:
		return internal()
	case f.Kind == fail.KindNotFound: // other's and unknown are the same answer (trust.md "Who sees what")
		return notFound()
	}
	p := problem(statuses[f.Kind], f.Code, f.Message)
	for _, at := range f.Fields {
		name := at.Name
		if to, ok := fields[name]; ok {
			name = to
		}
		p.Errors = append(p.Errors, ProblemField{Field: name, Code: at.Code, Message: at.Message})
	}
	return p
}

// failure is what an operation answers a verb's error with. A right that is missing is noted in the audit.
func (s *server) failure(ctx context.Context, err error) error {
	c := callOf(ctx)
	if c.op == nil {
		return err
	}
	p := problemOf(err, c.op.fields)
	if p.Status != http.StatusNotFound {
		p.Request = c.id
	}
	c.reported = err
	if f, ok := fail.As(err); ok && f.Kind == fail.KindForbidden && c.who != (access.Actor{}) {
		s.db.Refused(ctx, c.who, c.pattern, err)
	}
	if p.Status == http.StatusServiceUnavailable {
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {strconv.Itoa(door.RetryAfter)}})
	}
	return p
}

// fail answers with a problem where no operation does.
func (s *server) fail(w http.ResponseWriter, r *http.Request, p *Problem) {
	if p.Status != http.StatusNotFound {
		p.Request = callOf(r.Context()).id
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(door.RetryAfter))
	}
	body, err := json.Marshal(p)
	if err != nil {
		http.Error(w, http.StatusText(p.Status), p.Status)
		return
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n')) // the client went away
	}
}

// The library that reads requests says by these what it does not like.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return misread(&call{}, status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		return misread(callOf(ctx.Context()), status, message, errs)
	}
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true // or what is spelled in other letters passes by the limits of the document
}

// misread is what the library found wrong with a request. What was sent is not told back: it may hold a secret.
func misread(c *call, status int, message string, errs []error) *Problem {
	for _, err := range errs {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			status = http.StatusRequestEntityTooLarge
		}
	}
	p := internal()
	switch status {
	case http.StatusRequestEntityTooLarge:
		p = problem(status, "too_large", fmt.Sprintf("This body may have %d bytes.", mostBytes(c.pattern)))
	case http.StatusUnsupportedMediaType:
		p = problem(status, "unsupported_type", "Send application/json.")
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		p = problem(http.StatusUnprocessableEntity, "invalid", "There is a problem with what was sent.")
		for _, err := range errs {
			p.Errors = append(p.Errors, fieldOf(err))
		}
		if len(p.Errors) == 0 {
			p.Errors = []ProblemField{{Field: "body", Code: "invalid", Message: sentence(message)}}
		}
	}
	p.Request = c.id
	return p
}

func fieldOf(err error) ProblemField {
	field, message := "body", err.Error()
	if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
		field, message = d.Location, d.Message
	}
	for _, place := range []string{"body.", "query.", "path.", "header."} {
		field = strings.TrimPrefix(field, place)
	}
	code := "invalid"
	if strings.HasPrefix(message, "unexpected property") || strings.HasPrefix(message, "unknown query parameter") {
		code = "unknown"
	}
	return ProblemField{Field: short(field), Code: code, Message: sentence(message)}
}

// short keeps names that the caller invented within bounds.
func short(text string) string {
	text = strings.ToValidUTF8(text, "?")
	if r := []rune(text); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return text
}

func sentence(text string) string {
	text = short(strings.TrimSuffix(text, "."))
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
