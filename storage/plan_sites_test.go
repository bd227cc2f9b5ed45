package storage_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// calls are the functions that are given a statement, or a part of one.
var calls = []string{"read", "returning", "change", "skip", "fates", "staff", "subscribers", "changeNews", "page", "prune", "anything"}

// sites are the places of storage that ask the database something, as file:line, and the functions they stand in.
func sites(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	files := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || name == "tx.go" {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				f := call.Fun
				if i, ok := f.(*ast.IndexExpr); ok {
					f = i.X
				}
				called := ""
				switch f := f.(type) {
				case *ast.Ident:
					called = f.Name
				case *ast.SelectorExpr:
					if x, ok := f.X.(*ast.Ident); ok && (x.Name == "t" || x.Name == "s") {
						called = f.Sel.Name
					}
				}
				if slices.Contains(calls, called) {
					all[fmt.Sprintf("%s:%d", name, files.Position(call.Lparen).Line)] = fn.Name.Name
				}
				return true
			})
		}
	}
	return all
}
