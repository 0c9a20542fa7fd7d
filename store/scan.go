package store

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jmoiron/sqlx/reflectx"
)

// shape is how the columns of a statement land in a type.
type shape struct {
	of      reflect.Type
	columns []string
	fields  [][]int // the way to the field of each column; nil: the value itself
}

var columns = reflectx.NewMapperFunc("db", snake)

var (
	scannable   = reflect.TypeFor[sql.Scanner]()
	instant     = reflect.TypeFor[time.Time]()
	maybeMoment = reflect.TypeFor[*time.Time]()
)

// scanner gives the function that puts a row into a *T.
func (p *plan) scanner(t reflect.Type, rows *sql.Rows) (func(*sql.Rows, any) error, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	s := p.shape.Load()
	if s == nil || s.of != t || !slices.Equal(s.columns, names) {
		if s, err = shapeOf(t, names); err != nil {
			return nil, err
		}
		p.shape.Store(s)
	}
	targets := make([]any, len(names))
	return func(rows *sql.Rows, to any) error {
		v := reflect.ValueOf(to).Elem()
		for i := range targets {
			field := v
			if s.fields != nil {
				field = reflectx.FieldByIndexes(v, s.fields[i])
			}
			targets[i] = target(field)
		}
		return rows.Scan(targets...)
	}, nil
}

func shapeOf(t reflect.Type, names []string) (*shape, error) {
	s := &shape{of: t, columns: names}
	if t.Kind() != reflect.Struct || t == instant || reflect.PointerTo(t).Implements(scannable) {
		if len(names) != 1 {
			return nil, fmt.Errorf("%d columns for one %s", len(names), t)
		}
		return s, nil
	}
	s.fields = columns.TraversalsByName(t, names)
	for i, way := range s.fields {
		if len(way) == 0 {
			return nil, fmt.Errorf("no field for column %s in %s", names[i], t)
		}
	}
	return s, nil
}

// target is where a column is scanned to: the field itself, or for a time what can read it from text too.
func target(field reflect.Value) any {
	switch field.Type() {
	case instant:
		return &moment{to: field}
	case maybeMoment:
		return &moment{to: field, maybe: true}
	}
	return field.Addr().Interface()
}

// moment reads a time. SQLite tells no type for MAX(created_at) or COALESCE(…): such a column arrives as text.
type moment struct {
	to    reflect.Value
	maybe bool
}

const sqliteTime = "2006-01-02 15:04:05.999999999-07:00"

// Scan implements sql.Scanner.
func (m *moment) Scan(from any) error {
	var t time.Time
	switch v := from.(type) {
	case nil:
		if !m.maybe {
			return fmt.Errorf("NULL for a time.Time: use *time.Time")
		}
		m.to.SetZero()
		return nil
	case time.Time:
		t = v
	case string:
		parsed, err := time.Parse(sqliteTime, v)
		if err != nil {
			return err
		}
		t = parsed
	default:
		return fmt.Errorf("%T is no time", from)
	}
	t = t.UTC()
	if m.maybe {
		m.to.Set(reflect.ValueOf(&t))
	} else {
		m.to.Set(reflect.ValueOf(t))
	}
	return nil
}

// snake is the column of a field: PartnerID partner_id, VATNumber vat_number, NameKey name_key.
func snake(field string) string {
	var b strings.Builder
	r := []rune(field)
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && (!unicode.IsUpper(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
