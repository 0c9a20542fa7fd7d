package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"kontor/fail"
)

// Exec runs a statement that gives no rows and says how many it changed. Only in Write.
func (tx *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	if !tx.writes {
		return 0, errors.New("store: Exec needs Write")
	}
	p, args, err := tx.plan(text, args)
	if err != nil {
		return 0, err
	}
	r, err := tx.tx.ExecContext(ctx, p.text, args...)
	if err != nil {
		return 0, tx.broke(err)
	}
	n, err := r.RowsAffected()
	return n, tx.broke(err)
}

// One is the one row that the statement gives, as a struct (columns to fields by their db tag or snake_case name) or a single value.
// No row is fail.NotFound: what is not there and what the asker does not see are the same (trust.md "Who sees what").
func One[T any](ctx context.Context, tx *Tx, text string, args ...any) (T, error) {
	v, ok, err := Maybe[T](ctx, tx, text, args...)
	if err == nil && !ok {
		err = fail.NotFound(noun(text))
	}
	return v, err
}

// Maybe is One where no row is no failure: it is told by false. More rows than one are an error.
func Maybe[T any](ctx context.Context, tx *Tx, text string, args ...any) (T, bool, error) {
	var found, none T
	n := 0
	err := eachInto(ctx, tx, text, args, func() *T { return &found }, func() error {
		n++
		if n > 1 {
			return fmt.Errorf("store: more than one row from: %s", text)
		}
		return nil
	})
	if err != nil || n == 0 {
		return none, false, err
	}
	return found, true, nil
}

// All are the rows that the statement gives, in its order; none is no failure.
func All[T any](ctx context.Context, tx *Tx, text string, args ...any) ([]T, error) {
	var all []T
	err := eachInto(ctx, tx, text, args, func() *T {
		if len(all) == fewRows { // more than few are a page of a list
			all = slices.Grow(all, pageOfRows-fewRows)
		}
		var none T
		all = append(all, none)
		return &all[len(all)-1]
	}, func() error { return nil })
	if err != nil {
		return nil, err
	}
	return all, nil
}

// How many rows All makes room for, once there are more than few.
const (
	fewRows    = 8
	pageOfRows = 64
)

// each hands on row by row; when it returns they are closed, so that the next statement finds the connection free.
func each[T any](ctx context.Context, tx *Tx, text string, args []any, take func(T) error) error {
	var v, none T
	return eachInto(ctx, tx, text, args, func() *T { v = none; return &v }, func() error { return take(v) })
}

// eachInto puts each row where next says, then calls then.
func eachInto[T any](ctx context.Context, tx *Tx, text string, args []any, next func() *T, then func() error) error {
	p, args, err := tx.plan(text, args)
	if err != nil {
		return err
	}
	if p.writes && !tx.writes {
		return errors.New("store: this statement needs Write: " + text)
	}
	query := tx.db.r.QueryContext
	if tx.tx != nil {
		query = tx.tx.QueryContext
	}
	found, err := query(ctx, p.text, args...)
	if err != nil {
		return tx.broke(err)
	}
	defer found.Close()
	scan, err := p.scanner(reflect.TypeFor[T](), found)
	if err != nil {
		return fmt.Errorf("store: %w in: %s", err, text)
	}
	for found.Next() {
		if err := scan(found, next()); err != nil {
			return fmt.Errorf("store: %w in: %s", err, text)
		}
		if err := then(); err != nil {
			return err
		}
	}
	if err := found.Err(); err != nil {
		return tx.broke(err)
	}
	return tx.broke(found.Close())
}

// broke remembers the first failure of a statement and makes of it what the caller may know.
func (tx *Tx) broke(err error) error {
	if err == nil {
		return nil
	}
	if tx.failed == nil && tx.tx != nil {
		tx.failed = err
	}
	return known(err)
}

// plan is the statement as this kind of actor may run it, with the actor's own values behind the caller's.
func (tx *Tx) plan(text string, args []any) (*plan, []any, error) {
	if tx.failed != nil {
		return nil, nil, known(tx.failed)
	}
	p := tx.db.plans.get(text, tx.who.Kind(), len(args))
	if p.err != nil || len(p.values) == 0 {
		return p, args, p.err
	}
	args = append(make([]any, 0, len(args)+len(p.values)), args...)
	for _, name := range p.values {
		args = append(args, tx.who.Value(name))
	}
	return p, args, nil
}

// noun names what a statement looks for, by the first my_… in it: "The app user".
func noun(text string) string {
	_, after, ok := strings.Cut(strings.ToLower(text), "my_")
	if !ok {
		return "What you asked for"
	}
	end := strings.IndexFunc(after, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') })
	if end < 0 {
		end = len(after)
	}
	return "The " + strings.ReplaceAll(after[:end], "_", " ")
}
