package kontor

import (
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// called gives package and name of a call such as store.Write(…) or store.One[T](…); the package is "" for other calls.
func called(c *ast.CallExpr) (pkg, name string) {
	fun := c.Fun
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if id, ok := sel.X.(*ast.Ident); ok {
		pkg = id.Name
	}
	return pkg, sel.Sel.Name
}

// isStore reports whether a type is *store.name.
func isStore(e ast.Expr, name string) bool {
	p, ok := e.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := p.X.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == "store"
}

func takes(f *ast.FuncType, name string) bool {
	return slices.ContainsFunc(f.Params.List, func(p *ast.Field) bool { return isStore(p.Type, name) })
}

// Law 5: "Verbs never open transactions". What must hash or dial between two transactions takes *store.DB and no Tx.
func TestVerbsNeverOpenTransactions(t *testing.T) {
	verbs := 0
	for _, s := range sources(t, false) {
		if harness(s.dir) || rung(s.dir) >= rung("web/asset") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			f, ok := n.(*ast.FuncDecl)
			if !ok || f.Body == nil || !takes(f.Type, "Tx") {
				return true
			}
			verbs++
			if takes(f.Type, "DB") {
				t.Errorf("%s: %s takes a transaction and the database", set.Position(f.Pos()), f.Name.Name)
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					if pkg, name := called(c); pkg == "store" && slices.Contains([]string{"Read", "Snapshot", "Write", "Open"}, name) {
						t.Errorf("%s: %s opens a transaction inside one", set.Position(c.Pos()), f.Name.Name)
					}
				}
				return true
			})
			return true
		})
	}
	if verbs < 100 {
		t.Errorf("only %d verbs: this test looks for the wrong thing", verbs)
	}
}

// databases: which packages may hold *store.DB. All others see the database through the transaction they are given.
var databases = []string{"store", "account", "company", "mail", "job", "web", "api", "cmd/kontor"}

// Law 3: handler → verb: SQL stands beside its verb, never in a skin, and only some packages open transactions.
func TestSkinsHaveNoSQL(t *testing.T) {
	for _, s := range sources(t, false) {
		if harness(s.dir) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && isStore(e, "DB") && !slices.Contains(databases, s.dir) {
				t.Errorf("%s: %s holds *store.DB", set.Position(n.Pos()), s.dir)
			}
			c, ok := n.(*ast.CallExpr)
			if !ok || rung(s.dir) < rung("web/asset") || s.dir == "job" {
				return true
			}
			if pkg, name := called(c); pkg == "store" && slices.Contains([]string{"One", "Maybe", "All"}, name) || pkg == "tx" && name == "Exec" {
				t.Errorf("%s: SQL in a skin", set.Position(c.Pos()))
			}
			return true
		})
	}
}

// Law 6: "Time and secrets come from Go … settable in tests": the wall clock is read by the store and by main.
func TestTimeComesFromTheTransaction(t *testing.T) {
	for _, s := range sources(t, false) {
		if harness(s.dir) || s.dir == "store" || s.dir == "cmd/kontor" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
				t.Errorf("%s: time.%s reads the wall clock; tx.Now() is the time", set.Position(sel.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

// fenced: which packages may import a library (law 4: only store touches the database; jobs stand behind job, but that a mail's job
// names its queue).
var fenced = map[string][]string{
	"modernc.org/sqlite": {"store"}, "github.com/jackc/pgx": {"store"}, "github.com/jmoiron/sqlx": {"store"}, "github.com/pressly/goose": {"store"},
	"github.com/riverqueue/river": {"store", "job", "mail"}, "github.com/wneessen/go-mail": {"mail"}, "github.com/alecthomas/kong": {"cmd/kontor"},
}

// The other laws look for packages by their name, so that none is imported under another. Pages get props, not what the product knows.
func TestImportsKeepTheirNamesAndTheirFences(t *testing.T) {
	for _, s := range sources(t, false) {
		if harness(s.dir) {
			continue
		}
		for _, i := range s.file.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			dir, ours := strings.CutPrefix(path, "kontor/")
			if ours && i.Name != nil {
				t.Errorf("%s imports %s as %s", s.path, path, i.Name.Name)
			}
			if ours && strings.HasPrefix(s.dir, "web/") && !strings.HasPrefix(dir, "web/") {
				t.Errorf("%s imports %s: a page is a component with its props (law 8)", s.path, path)
			}
			for lib, dirs := range fenced {
				if (path == lib || strings.HasPrefix(path, lib+"/")) && !slices.Contains(dirs, s.dir) {
					t.Errorf("%s imports %s, which only %s may", s.path, path, strings.Join(dirs, " and "))
				}
			}
		}
	}
}

// Law 7: codes are stable, so one code is one kind of failure wherever it is returned.
func TestOneCodeIsOneKindOfFailure(t *testing.T) {
	kinds := map[string]map[string]bool{}
	for _, s := range sources(t, false) {
		if harness(s.dir) || s.dir == "fail" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || len(c.Args) == 0 {
				return true
			}
			pkg, name := called(c)
			kind := strings.TrimSuffix(name, "At")
			code, literal := c.Args[0].(*ast.BasicLit)
			if pkg != "fail" || !literal || code.Kind != token.STRING || !slices.Contains([]string{"Forbidden", "Conflict", "Unavailable"}, kind) {
				return true
			}
			if kinds[code.Value] == nil {
				kinds[code.Value] = map[string]bool{}
			}
			kinds[code.Value][kind] = true
			return true
		})
	}
	for code, of := range kinds {
		if len(of) != 1 {
			t.Errorf("%s is of %d kinds: %v", code, len(of), of)
		}
	}
	if len(kinds) < 15 {
		t.Errorf("only %d codes: this test looks for the wrong thing", len(kinds))
	}
}

// Law 9: exported docs give the promise.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t, false) {
		if s.generated || s.dir == "cmd/kontor" || strings.HasPrefix(s.dir, "bench") {
			continue
		}
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s has no comment", set.Position(d.Pos()), name)
			}
		}
	}
}

// undocumented are the exported names of a declaration that nothing is said of; a group may have one comment.
func undocumented(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		standard := slices.Contains([]string{"String", "Error", "Unwrap", "Header", "Write", "WriteHeader", "Kind", "Flush", "Read", "Len"}, d.Name.Name) && d.Recv != nil
		if d.Doc == nil && d.Name.IsExported() && !standard && !ofHidden(d) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Names[0].Name)
				}
			}
		}
	}
	return names
}

// ofHidden reports whether a method belongs to a type that is not exported.
func ofHidden(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return false
	}
	e := f.Recv.List[0].Type
	if p, ok := e.(*ast.StarExpr); ok {
		e = p.X
	}
	if x, ok := e.(*ast.IndexExpr); ok {
		e = x.X
	}
	id, ok := e.(*ast.Ident)
	return ok && !id.IsExported()
}

var unfinished = regexp.MustCompile(`\b(TODO|FIXME|HACK)\b|//` + `nolint|(?i)coming soon`)

// Law 9 also for pages: they are small, and nothing is left for later.
func TestNothingIsLeftForLaterAndPagesAreSmall(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if kind := filepath.Ext(path); path == "law_verb_test.go" || kind != ".go" && kind != ".templ" && kind != ".sql" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			if unfinished.MatchString(line) {
				t.Errorf("%s:%d: %s", path, i+1, strings.TrimSpace(line))
			}
		}
		if n := strings.Count(string(text), "\n"); filepath.Ext(path) == ".templ" && n > 400 {
			t.Errorf("%s has %d lines; 400 are the most", path, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
