// Package kontor holds only the laws of the house that a machine can check (ARCHITECTURE.md).
package kontor

import (
	"go/ast"
	"go/parser"
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

// ladder: a package imports only from lines above its own. Those of one line never import each other.
var ladder = [][]string{
	{"fail"},
	{"access"},
	{"docs"},
	{"store/schema"},
	{"store"},
	{"picture"},
	{"setting"},
	{"help"},
	{"product"},
	{"mail/letter"},
	{"mail"},
	{"account"},
	{"partner"},
	{"company"},
	{"onboard"},
	{"report"},
	{"overview"},
	{"web/asset", "door", "client"},
	{"web/ui"},
	{"web/page"},
	{"web", "api", "job"},
	{"cmd/kontor"},
}

type source struct {
	path, dir string
	file      *ast.File
	text      string
	generated bool
}

var set = token.NewFileSet()

// sources are the module's Go files; tests only if asked for.
func sources(t *testing.T, tests bool) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || !tests && strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(set, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, source{path: path, dir: filepath.ToSlash(filepath.Dir(path)), file: f, text: string(text), generated: ast.IsGenerated(f)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d files: the walk is broken", len(all))
	}
	return all
}

// harness packages may import whatever they check.
func harness(dir string) bool {
	return dir == "kontortest" || strings.HasPrefix(dir, "kontortest/") || dir == "bench" || strings.HasPrefix(dir, "bench/")
}

func rung(dir string) int {
	return slices.IndexFunc(ladder, func(line []string) bool { return slices.Contains(line, dir) })
}

// Law 2.
func TestImportsGoDownTheLadder(t *testing.T) {
	for _, s := range sources(t, false) {
		if harness(s.dir) {
			continue
		}
		mine := rung(s.dir)
		if mine < 0 {
			t.Errorf("%s: package %s has no place on the ladder", s.path, s.dir)
			continue
		}
		for _, i := range s.file.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			dir, ours := strings.CutPrefix(path, "kontor/")
			switch {
			case ours && harness(dir):
				t.Errorf("%s imports %s: the harness is for tests", s.path, path)
			case ours && !harness(dir) && (rung(dir) < 0 || rung(dir) >= mine):
				t.Errorf("%s imports %s, which is not below it", s.path, path)
			case (path == "net/http" || path == "github.com/a-h/templ") && mine < rung("web/asset"):
				t.Errorf("%s imports %s: product packages know nothing of HTTP servers or pages", s.path, path)
			case path == "database/sql" && s.dir != "store" && s.dir != "job":
				t.Errorf("%s imports database/sql: only store.Tx touches the database (law 4)", s.path)
			}
		}
	}
}

var emptyName = regexp.MustCompile(`(?i)(service|manager|repository|helper|util|common|base|impl|dto|models?)s?$`)

// Law 1.
func TestNoNameSaysNothing(t *testing.T) {
	for _, s := range sources(t, true) {
		if s.generated {
			continue
		}
		if emptyName.MatchString(s.file.Name.Name) || emptyName.MatchString(strings.TrimSuffix(filepath.Base(s.path), ".go")) {
			t.Errorf("%s: a package or file named for a layer", s.path)
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if ts, ok := n.(*ast.TypeSpec); ok && emptyName.MatchString(ts.Name.Name) {
				t.Errorf("%s: type %s", set.Position(ts.Pos()), ts.Name.Name)
			}
			return true
		})
	}
}

// minters: who may make an actor of each kind (law 4).
var minters = map[string][]string{
	"AsStaff":       {"account"},
	"AsPartnerUser": {"account"},
	"AsAppUser":     {"company"},
	"Viewing":       {"account", "company"},
	"System":        {"account", "company", "onboard", "mail", "job", "cmd/kontor"},
}

func TestActorsAreMintedWhereSessionsAre(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range sources(t, false) {
		if harness(s.dir) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "access" {
				if dirs, mint := minters[sel.Sel.Name]; mint {
					seen[sel.Sel.Name] = true
					if !slices.Contains(dirs, s.dir) {
						t.Errorf("%s mints an actor by access.%s", set.Position(sel.Pos()), sel.Sel.Name)
					}
				}
			}
			return true
		})
	}
	for name := range minters {
		if !seen[name] {
			t.Errorf("nobody calls access.%s: this test looks for the wrong name", name)
		}
	}
}

// Law 9.
func TestFilesAndFunctionsAreSmall(t *testing.T) {
	for _, s := range sources(t, true) {
		if s.generated {
			continue
		}
		if n := strings.Count(s.text, "\n"); n > 400 {
			t.Errorf("%s has %d lines; 400 are the most", s.path, n)
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				if n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; n > 60 {
					t.Errorf("%s: %s has %d lines; 60 are the most", set.Position(f.Pos()), f.Name.Name, n)
				}
			}
		}
	}
}

var money = regexp.MustCompile(`(?i)(price|amount|minor|subtotal|discount|cents|money)s?$`)

// Law 6: "no arithmetic on money outside billing/".
func TestMoneyIsCalculatedOnlyInBilling(t *testing.T) {
	named := func(e ast.Expr) bool {
		switch x := e.(type) {
		case *ast.Ident:
			return money.MatchString(x.Name)
		case *ast.SelectorExpr:
			return money.MatchString(x.Sel.Name)
		case *ast.CallExpr:
			return len(x.Args) == 1 && money.MatchString(last(x.Args[0]))
		}
		return false
	}
	for _, s := range sources(t, false) {
		if s.dir == "billing" || strings.HasPrefix(s.dir, "billing/") || harness(s.dir) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.BinaryExpr:
				if slices.Contains([]token.Token{token.ADD, token.SUB, token.MUL, token.QUO, token.REM}, x.Op) && (named(x.X) || named(x.Y)) {
					t.Errorf("%s: arithmetic on money", set.Position(x.Pos()))
				}
			case *ast.AssignStmt:
				if x.Tok != token.ASSIGN && x.Tok != token.DEFINE && named(x.Lhs[0]) {
					t.Errorf("%s: arithmetic on money", set.Position(x.Pos()))
				}
			}
			return true
		})
	}
}

func last(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

var staged = regexp.MustCompile(`\b[dD]emo|Demo|\b[tT]est(s|ed|ing)?\b|Test[A-Z]|[a-z]Test\b`)

// "The words demo and test appear in no package but cmd and the test harness: no `if demo`."
func TestNoPackageKnowsThatItIsShownOrTried(t *testing.T) {
	for _, s := range sources(t, false) {
		if harness(s.dir) || strings.HasPrefix(s.dir, "cmd/") || s.generated {
			continue
		}
		for i, line := range strings.Split(s.text, "\n") {
			if staged.MatchString(line) {
				t.Errorf("%s:%d: %s", s.path, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// Law 3: an interface only where two real implementations run in production, declared by its user.
func TestInterfacesAreFew(t *testing.T) {
	n := 0
	for _, s := range sources(t, false) {
		if harness(s.dir) || s.generated {
			continue
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			if ts, ok := node.(*ast.TypeSpec); ok {
				if it, ok := ts.Type.(*ast.InterfaceType); ok && it.Methods.NumFields() > 0 {
					n++
					t.Logf("%s: %s", set.Position(ts.Pos()), ts.Name.Name)
				}
			}
			return true
		})
	}
	if n > 12 {
		t.Errorf("%d interfaces; 12 are the most", n)
	}
}
