package store

import (
	"slices"
	"strings"

	"kontor/access"
)

// The shape of INSERT INTO a tenant table (architecture.md law 4):
//
//	INSERT INTO company (partner_id, partnership_id, name, …) SELECT p.partner_id, p.id, $2, … FROM my_partnership p WHERE p.id = $1
//
// The owner's columns, partner_id, partnership_id and company_id, take their value from a my_… relation that stands in this SELECT's
// own FROM: the column of the same name, or the id of that very table. So nobody puts a row under an owner that they do not see. NULL
// may stand there too, but as partner_id only for staff and machines: a row without a partner is the vendor's own. Rows that begin an
// owner take SELECT … FROM my_vendor. Other ids are the verb's to look up in scope.

// source is a my_… relation of the SELECT; maybe: it stands right of a LEFT JOIN, so its columns can be NULL.
type source struct {
	table string
	maybe bool
}

func (r *rewriting) checkInsert(table string) error {
	shape := "INSERT INTO " + table + " (…) SELECT … FROM my_…"
	names, next := r.columnList(3)
	if names == nil || r.at(next) != "select" {
		return r.refuse(shape)
	}
	items, next := r.selectList(next + 1)
	if len(items) != len(names) || r.at(next) != "from" {
		return r.refuse(shape + " with as many values as columns")
	}
	sources, err := r.sources(next)
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return r.refuse(shape)
	}
	for i, name := range names {
		if ownerColumn(name) && !r.owned(name, items[i], sources) {
			return r.refuse("take " + name + " from a my_… relation")
		}
	}
	return nil
}

func ownerColumn(name string) bool {
	return name == "partner_id" || name == "partnership_id" || name == "company_id"
}

// owned reports whether the value of an owner's column comes from what the actor sees.
func (r *rewriting) owned(column string, item []word, from map[string]source) bool {
	insider := r.kind == access.Staff || r.kind == access.Machine
	if len(item) == 1 && item[0].text == "null" {
		return column != "partner_id" || insider
	}
	if len(item) != 3 || item[0].kind != 'a' || item[1].text != "." || item[2].kind != 'a' {
		return false
	}
	s, ok := from[item[0].text]
	if !ok || s.maybe && column == "partner_id" {
		return false
	}
	return item[2].text == column || item[2].text == "id" && s.table+"_id" == column
}

// columnList reads "(a, b, …)" and says where it ends; nil if it is none.
func (r *rewriting) columnList(i int) (names []string, next int) {
	if r.at(i) != "(" {
		return nil, i
	}
	for i++; i+1 < len(r.ws) && r.ws[i].kind == 'a'; i += 2 {
		names = append(names, r.ws[i].text)
		switch r.at(i + 1) {
		case ")":
			return names, i + 2
		case ",":
		default:
			return nil, i
		}
	}
	return nil, i
}

// selectList reads what stands between SELECT and FROM, item by item.
func (r *rewriting) selectList(i int) (items [][]word, next int) {
	depth, start := 0, i
	for ; i < len(r.ws); i++ {
		switch w := r.ws[i]; {
		case w.kind == '(':
			depth++
		case w.kind == ')':
			depth--
		case depth == 0 && (w.kind == ',' || w.text == "from"):
			items = append(items, r.ws[start:i])
			if w.text == "from" {
				return items, i
			}
			start = i + 1
		}
	}
	return nil, i
}

// sources are the my_… relations of the SELECT's own FROM by their alias. What could bring in rows of another making is refused.
func (r *rewriting) sources(i int) (map[string]source, error) {
	found, depth := map[string]source{}, 0
	for ; i < len(r.ws); i++ {
		switch w := r.ws[i]; {
		case w.kind == '(':
			depth++
		case w.kind == ')':
			depth--
		case w.kind != 'a':
		case slices.Contains([]string{"values", "update", "union", "except", "intersect", "right", "full"}, w.text):
			return nil, r.refuse("an INSERT takes no " + strings.ToUpper(w.text))
		case depth == 0 && strings.HasPrefix(w.text, "my_") && slices.Contains([]string{"from", "join", ","}, r.at(i-1)):
			s := source{table: w.text[len("my_"):], maybe: r.at(i-1) == "join" && slices.Contains([]string{"left", "outer"}, r.at(i-2))}
			found[r.alias(i)] = s
		}
	}
	return found, nil
}

// alias is the name that the relation at i goes by.
func (r *rewriting) alias(i int) string {
	switch {
	case r.at(i+1) == "as":
		return r.at(i + 2)
	case r.hasAlias(i):
		return r.at(i + 1)
	}
	return r.at(i)
}
