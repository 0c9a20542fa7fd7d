package api

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"kontor/store"
)

// ID is the number of something as a decimal string (domain.md 1).
type ID string

// Schema implements huma.SchemaProvider.
func (ID) Schema(huma.Registry) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Pattern: `^[1-9][0-9]{0,18}$`, Examples: []any{"42"}}
	s.PrecomputeMessages()
	return s
}

func idOf(n int64) ID { return ID(strconv.FormatInt(n, 10)) }

func maybeID(n *int64) *ID {
	if n == nil {
		return nil
	}
	id := idOf(*n)
	return &id
}

// number is the id, 0 if it is none: no row has that id.
func (id ID) number() int64 { return number(string(id)) }

// number is an id in an address, 0 if it is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return 0
	}
	return n
}

// List is a part of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next part; absent at the end." example:"NDIuYWxkZXJncm92ZQ"`
}

// listOut answers with a part of a list; the Link header leads to the next one.
type listOut[T any] struct {
	Link string `header:"Link" doc:"The address of the next part, rel=\"next\"; absent at the end."`
	Body List[T]
}

// cursorOf reads an opaque cursor.
func cursorOf(text string) (string, error) {
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || !utf8.Valid(plain) || store.Clean(string(plain)) != string(plain) {
		return "", refused("cursor", "invalid", "Send the cursor as the list gave it, with the same filters.")
	}
	return string(plain), nil
}

// listed is a part of a list with the way to the next; query is what it was asked for.
func listed[T any](path string, query url.Values, items []T, next string) *listOut[T] {
	out := &listOut[T]{Body: List[T]{Items: items}}
	if out.Body.Items == nil {
		out.Body.Items = []T{}
	}
	if next != "" {
		out.Body.Next = base64.RawURLEncoding.EncodeToString([]byte(next))
		asked := url.Values{}
		for name, values := range query {
			asked[name] = values
		}
		asked.Set("cursor", out.Body.Next)
		out.Link = "<" + root + path + "?" + asked.Encode() + `>; rel="next"`
	}
	return out
}

// oneOut answers with one thing and what it is now.
type oneOut[T any] struct {
	ETag string `header:"ETag" doc:"What it is now, for If-Match."`
	Body T
}

func (o *oneOut[T]) etag() string { return o.ETag }

func one[T any](body T) *oneOut[T] { return &oneOut[T]{ETag: tag(body), Body: body} }

// madeOut answers with what was made and where it is.
type madeOut[T any] struct {
	Location string `header:"Location" doc:"The address of what was made."`
	ETag     string `header:"ETag" doc:"What it is now, for If-Match."`
	Body     T
}

func made[T any](path string, body T) *madeOut[T] {
	return &madeOut[T]{Location: root + path, ETag: tag(body), Body: body}
}

// none answers with nothing: 204.
type none struct{}
