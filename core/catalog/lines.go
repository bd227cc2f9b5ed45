package catalog

import (
	"fmt"
	"sort"

	"github.com/pelletier/go-toml/v2/unstable"
)

// keyLines finds the line of every key, array tables and elements of arrays numbered from 0.
func keyLines(body []byte) map[string]int {
	k := keyWalk{lines: map[string]int{}}
	for i, c := range body {
		if c == '\n' {
			k.ends = append(k.ends, i)
		}
	}
	var p unstable.Parser
	p.Reset(body)
	table, count := "", map[string]int{}
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind == unstable.KeyValue {
			k.keyValue(table, e)
		}
		if e.Kind != unstable.Table && e.Kind != unstable.ArrayTable {
			continue
		}
		table = ""
		for part := e.Key(); part.Next(); {
			n := part.Node()
			table = join(table, string(n.Data))
			if part.IsLast() && e.Kind == unstable.ArrayTable {
				k.found(table, n)
				count[table]++
			}
			if c := count[table]; c > 0 {
				table = fmt.Sprintf("%s.%d", table, c-1)
			}
			k.found(table, n)
		}
	}
	return k.lines
}

// keyWalk is a walk over the keys of a file.
type keyWalk struct {
	ends  []int // offsets of the line ends
	lines map[string]int
}

func (k *keyWalk) keyValue(table string, e *unstable.Node) {
	path := table
	for part := e.Key(); part.Next(); {
		path = join(path, string(part.Node().Data))
		k.found(path, part.Node())
	}
	switch v := e.Value(); v.Kind {
	case unstable.InlineTable:
		for c := v.Children(); c.Next(); {
			k.keyValue(path, c.Node())
		}
	case unstable.Array:
		n := 0
		for c := v.Children(); c.Next(); n++ {
			if c.Node().Raw.Length > 0 {
				k.found(fmt.Sprintf("%s.%d", path, n), c.Node())
			}
		}
	}
}

// found notes where a key stands, the first time it is met.
func (k *keyWalk) found(path string, n *unstable.Node) {
	if _, met := k.lines[path]; !met {
		k.lines[path] = 1 + sort.SearchInts(k.ends, int(n.Raw.Offset))
	}
}
