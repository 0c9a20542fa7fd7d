// Package fail holds the five kinds of failure that a verb may return on purpose. One table in each skin maps them to an answer
// (architecture.md law 7); every other error is a fault of ours: 500 with an id, its cause in the log.
package fail

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is one of the five, or Internal for everything that is none of them.
type Kind uint8

// The kinds; their HTTP status is 500, 422, 404, 403, 409 and 503 in this order.
const (
	Internal Kind = iota
	KindInvalid
	KindNotFound
	KindForbidden
	KindConflict
	KindUnavailable
)

// Error is a failure that the caller may be told about: Code is stable (API), Message is a sentence for people that says what to do.
type Error struct {
	Kind    Kind
	Code    string
	Message string
	Fields  []Field // what is wrong where; never empty for KindInvalid
	Link    Link    // where the refusal can be mended, if anywhere
	cause   error
}

// Field is one message at one form field; Name is the name of the input and of the JSON property.
type Field struct {
	Name, Code, Message string
}

// Link names the place where a refusal can be mended; Target is a stable word that the skin turns into an address.
type Link struct {
	Text, Target string
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, " [%s: %s]", f.Name, f.Message)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause, which is logged and never shown.
func (e *Error) Unwrap() error { return e.cause }

// At is one message at one field, code "invalid".
func At(name, message string) Field { return Field{Name: name, Code: "invalid", Message: message} }

// AtCode is At with a stable code of its own.
func AtCode(name, code, message string) Field { return Field{Name: name, Code: code, Message: message} }

// Invalid is input that breaks a rule, field by field. No fields, no failure: nil.
func Invalid(fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: KindInvalid, Code: "invalid", Message: "There is a problem with what was entered.", Fields: fields}
}

// NotFound is what does not exist or is outside what the asker sees: the two are the same answer (trust.md).
func NotFound(what string) error {
	return &Error{Kind: KindNotFound, Code: "not_found", Message: what + " was not found."}
}

// Forbidden is a right the asker does not have, or a rule that refuses the act, told by code.
func Forbidden(code, message string) error {
	return &Error{Kind: KindForbidden, Code: code, Message: message}
}

// ForbiddenAt is Forbidden with the place where it can be mended.
func ForbiddenAt(code, message string, link Link) error {
	return &Error{Kind: KindForbidden, Code: code, Message: message, Link: link}
}

// Conflict is an act that the present state does not allow.
func Conflict(code, message string) error {
	return &Error{Kind: KindConflict, Code: code, Message: message}
}

// ConflictAt is a conflict that belongs to one field of the form.
func ConflictAt(code, field, message string) error {
	return &Error{Kind: KindConflict, Code: code, Message: message, Fields: []Field{{Name: field, Code: code, Message: message}}}
}

// Unavailable is something we depend on that does not answer, or load beyond what we hold: try again later.
func Unavailable(code, message string) error {
	return &Error{Kind: KindUnavailable, Code: code, Message: message}
}

// Because keeps the cause of a failure for the log.
func Because(err, cause error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	with := *e
	with.cause = cause
	return &with
}

// As gives the failure in err, if it is one of the five kinds.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// AsInvalid gives the failure if a form can show it at its fields: Invalid, or any other kind that names a field.
func AsInvalid(err error) (*Error, bool) {
	e, ok := As(err)
	if !ok || len(e.Fields) == 0 {
		return nil, false
	}
	return e, true
}

// KindOf is the kind of err; Internal for nil and for every error that is none of the five.
func KindOf(err error) Kind {
	if e, ok := As(err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf is the stable code of err, "internal" if it is none of the five kinds, "" for nil.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	if e, ok := As(err); ok {
		return e.Code
	}
	return "internal"
}
