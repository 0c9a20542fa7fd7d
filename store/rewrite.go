package store

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"kontor/access"
)

// plan is a statement as one kind of actor may run it.
type plan struct {
	text   string
	values []string // the actor's own values that follow the caller's arguments (access.Actor.Value)
	writes bool
	err    error
	shape  atomic.Pointer[shape] // of the rows as they were scanned last
}

// plans remembers them: a statement is looked at once per kind of actor and number of arguments.
type plans struct {
	known sync.Map // asked → *plan
	count atomic.Int64
}

type asked struct {
	text string
	kind access.Kind
	args int
}

// mostPlans bounds the memory, should somebody build texts instead of writing them.
const mostPlans = 10_000

func (ps *plans) get(text string, kind access.Kind, args int) *plan {
	key := asked{text, kind, args}
	if p, ok := ps.known.Load(key); ok {
		return p.(*plan)
	}
	p := rewrite(text, kind, args)
	if ps.count.Add(1) <= mostPlans {
		ps.known.Store(key, p)
	}
	return p
}

// Rewritten is the statement as kind may run it, with the names of the values that follow its n arguments; for EXPLAIN and reviews.
func Rewritten(text string, kind access.Kind, n int) (string, []string, error) {
	p := rewrite(text, kind, n)
	return p.text, p.values, p.err
}

// rewriting is one statement on its way from what was written to what may run.
type rewriting struct {
	plan
	source string
	ws     []word
	kind   access.Kind
	args   int

	used []bool // which arguments the statement uses

	out   strings.Builder
	done  int // how much of source is in out
	depth int // of brackets
	set   bool
	limit string // the condition that UPDATE or DELETE still has to carry; ")" once only its bracket is open
}

// rewrite puts what this kind of actor sees in the place of each my_<table>, and refuses what would go round it.
func rewrite(text string, kind access.Kind, args int) *plan {
	r := &rewriting{source: text, kind: kind, args: args, used: make([]bool, args)}
	if err := r.run(); err != nil {
		return &plan{err: err}
	}
	return &r.plan
}

func (r *rewriting) run() (err error) {
	if r.ws, err = words(r.source); err != nil {
		return err
	}
	if err := r.begins(); err != nil {
		return err
	}
	for i := range r.ws {
		if err := r.step(i); err != nil {
			return err
		}
	}
	if r.depth != 0 {
		return r.refuse("brackets do not match")
	}
	if i := slices.Index(r.used, false); i >= 0 { // PostgreSQL would not know its type
		return r.refuse("argument $" + strconv.Itoa(i+1) + " is not used")
	}
	r.out.WriteString(r.source[r.done:])
	switch r.limit {
	case "":
	case ")":
		r.out.WriteString(")")
	default:
		r.out.WriteString(" WHERE " + r.limit)
	}
	r.text = r.out.String()
	return nil
}

// begins looks at the statement's first words.
func (r *rewriting) begins() error {
	switch r.at(0) {
	case "select", "with", "update", "delete":
		return nil
	case "insert":
		if r.at(1) != "into" {
			return r.refuse("INSERT INTO, nothing else")
		}
		if access.Tenant(r.at(2)) {
			return r.checkInsert(r.at(2))
		}
		return nil
	}
	return r.refuse("a statement begins with SELECT, WITH, INSERT, UPDATE or DELETE")
}

func (r *rewriting) step(i int) error {
	switch w := r.ws[i]; w.kind {
	case '(':
		if r.set && r.depth == 0 && (r.at(i-1) == "set" || r.at(i-1) == ",") {
			return r.refuse("set columns one by one")
		}
		r.depth++
	case ')':
		if r.depth--; r.depth < 0 { // it would close the bracket around the developer's condition
			return r.refuse("brackets do not match")
		}
	case '$':
		if n, err := strconv.Atoi(w.text[1:]); err != nil || n < 1 || n > r.args {
			return r.refuse("no argument " + w.text)
		} else {
			r.used[n-1] = true
		}
		if r.at(i-1) == "limit" { // behind it SQLite plans the statement anew for each value of a bare argument
			r.put(w, w.text+" + 0")
		}
	case 's':
		if access.Tenant(strings.Trim(w.text, "'")) { // SQLite reads FROM 'company' as the table
			return r.refuse("pass " + w.text + " as an argument")
		}
	case 'a':
		return r.name(i)
	}
	return nil
}

func (r *rewriting) name(i int) error {
	w := r.ws[i]
	table, my := strings.CutPrefix(w.text, "my_")
	switch tenant := access.Tenant(table); {
	case my && !tenant:
		return r.refuse(w.text + " is no table of access/scope.go")
	case my:
		return r.relation(i, table)
	case tenant && i == 2 && r.at(0) == "insert":
		return nil // checkInsert has seen it
	case tenant:
		return r.refuse("read my_" + table + ", not " + table)
	}
	return r.keyword(i)
}

// Functions and tables by which the databases run text as SQL, or read and change what is not theirs.
var closedDoors = regexp.MustCompile(`^(pg_|sqlite_|pragma_|information_schema|query_to_|table_to_|cursor_to_|schema_to_|database_to_|` +
	`dblink|lo_|load_extension|set_config|ts_stat|ts_rewrite|crosstab|connectby|fts3_tokenizer)`)

func (r *rewriting) keyword(i int) error {
	w := r.ws[i]
	switch w.text {
	case "insert", "update", "delete":
		r.writes = true
	case "into":
		if i != 1 || r.at(0) != "insert" {
			return r.refuse("INTO stands only behind INSERT")
		}
	case "set":
		r.set = r.set || r.depth == 0 && r.at(0) == "update"
	case "from", "where", "returning":
		if r.depth == 0 {
			r.set = false
			r.carry(w)
		}
	default:
		if closedDoors.MatchString(w.text) {
			return r.refuse(w.text + " is not for us")
		}
	}
	if r.set && r.depth == 0 && r.at(i+1) == "=" && (r.at(i-1) == "set" || r.at(i-1) == ",") {
		return r.settable(w.text)
	}
	return nil
}

// settable refuses to give a tenant's row away. Staff and machines may: a transfer is their act (domain.md 2.8).
func (r *rewriting) settable(column string) error {
	if !strings.HasPrefix(r.at(1), "my_") {
		return nil
	}
	switch {
	case column == "id":
		return r.refuse("ids do not change")
	case ownerColumn(column) && r.kind != access.Staff && r.kind != access.Machine:
		return r.refuse("rows do not move to another owner")
	}
	return nil
}

// carry puts the condition of UPDATE and DELETE in front of the developer's own, which is bracketed so that an OR cannot widen it.
func (r *rewriting) carry(w word) {
	switch {
	case r.limit == "" || w.text == "from":
	case w.text == "where":
		r.put(w, "WHERE "+r.limit+" AND (")
		r.limit = ")"
	case w.text == "returning" && r.limit == ")":
		r.put(w, ") RETURNING")
		r.limit = ""
	case w.text == "returning":
		r.put(w, "WHERE "+r.limit+" RETURNING")
		r.limit = ""
	}
}

// relation is a my_<table>: the target of UPDATE or DELETE, something read, or the table of a column.
func (r *rewriting) relation(i int, table string) error {
	before, after := r.at(i-1), r.at(i+1)
	switch {
	case before == ".":
		return r.refuse("no schema before my_" + table)
	case after == ".":
		return nil
	case after == "(" || after == "as" && r.at(i+2) == "(":
		return r.refuse("my_" + table + " cannot be defined")
	case before == "update" && i == 1:
		if after != "set" {
			return r.refuse("UPDATE my_" + table + " SET …, without an alias")
		}
		r.target(i, table)
	case before == "from" && r.at(i-2) == "delete":
		if i != 2 || !slices.Contains([]string{"", "where", "returning"}, after) {
			return r.refuse("DELETE FROM my_" + table + " WHERE …, without an alias, and no part of another statement")
		}
		r.target(i, table)
	case before == "from" || before == "join" || before == ",":
		r.read(i, table)
	default:
		return r.refuse("my_" + table + " is no name for anything else")
	}
	return nil
}

func (r *rewriting) target(i int, table string) {
	switch cond, ok := access.Scope(table, r.kind); {
	case !ok:
		r.limit = "1=0"
	case cond == "":
		r.limit = "1=1"
	default:
		r.limit = "(" + r.number(cond) + ")"
	}
	r.put(r.ws[i], table+" AS my_"+table)
}

// Behind a relation these words are no alias.
var noAlias = strings.Fields("where join left right inner outer cross full natural on using order group having limit offset fetch " +
	"union except intersect returning window set for")

func (r *rewriting) read(i int, table string) {
	var s string
	cond, sees := access.Scope(table, r.kind)
	outer := slices.Contains([]string{"left", "right", "full", "outer"}, r.at(i-2))
	switch from, ok := access.Joined(table, r.kind); {
	case !sees:
		s = "(SELECT * FROM " + table + " WHERE 1=0)"
	case ok && !outer:
		s = "(SELECT my_" + table + ".* FROM " + r.number(from) + ")"
	case cond != "":
		s = "(SELECT * FROM " + table + " AS my_" + table + " WHERE " + r.number(cond) + ")"
	default:
		s = table
	}
	if !r.hasAlias(i) {
		s += " AS my_" + table
	}
	r.put(r.ws[i], s)
}

func (r *rewriting) hasAlias(i int) bool {
	return i+1 < len(r.ws) && r.ws[i+1].kind == 'a' && !slices.Contains(noAlias, r.ws[i+1].text)
}

var named = regexp.MustCompile(`\$[a-z]+`)

// number gives the names in a condition the numbers behind the caller's arguments.
func (r *rewriting) number(cond string) string {
	return named.ReplaceAllStringFunc(cond, func(v string) string {
		i := slices.Index(r.values, v[1:])
		if i < 0 {
			i, r.values = len(r.values), append(r.values, v[1:])
		}
		return "$" + strconv.Itoa(r.args+i+1)
	})
}

func (r *rewriting) put(w word, s string) {
	r.out.WriteString(r.source[r.done:w.from])
	r.out.WriteString(s)
	r.done = w.to
}

// at is the i-th word, "" where there is none.
func (r *rewriting) at(i int) string {
	if i < 0 || i >= len(r.ws) {
		return ""
	}
	return r.ws[i].text
}

func (r *rewriting) refuse(why string) error {
	return fmt.Errorf("store: %s: %s", why, r.source)
}
