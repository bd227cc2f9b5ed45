package storage

import (
	"encoding/binary"
	"fmt"
	"reflect"
)

// array is column i of some rows as a PostgreSQL array. It goes over the wire as the server keeps it: nothing is spelled out
// here and read there.
type array struct {
	typ  string
	rows [][]any
	i    int
}

// elements are the types that arrays are made of, by their numbers in PostgreSQL's catalog (pg_type).
var elements = map[string]uint32{"BOOLEAN": 16, "BYTEA": 17, "BIGINT": 20, "TEXT": 25}

// BinaryValue is what lib/pq asks for with binary_parameters: dimensions, whether there are NULLs, type of the elements, their
// number, number of the first; then each element's length and bytes.
func (a array) BinaryValue() ([]byte, error) {
	out := make([]byte, 0, 20+16*len(a.rows))
	for _, n := range []uint32{1, 0, elements[a.typ], uint32(len(a.rows)), 1} {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	for _, row := range a.rows {
		at := len(out)
		out = append(out, 0, 0, 0, 0)
		switch v := row[a.i].(type) {
		case []byte:
			out = append(out, v...)
		case string:
			out = append(out, v...)
		case int64:
			out = binary.BigEndian.AppendUint64(out, uint64(v))
		case int:
			out = binary.BigEndian.AppendUint64(out, uint64(v))
		case bool:
			out = append(out, truth[v])
		default: // a type of ours
			switch v := reflect.ValueOf(v); v.Kind() {
			case reflect.String:
				out = append(out, v.String()...)
			case reflect.Int:
				out = binary.BigEndian.AppendUint64(out, uint64(v.Int()))
			default:
				return nil, fmt.Errorf("no array of %s holds a %s", a.typ, v.Type())
			}
		}
		binary.BigEndian.PutUint32(out[at:], uint32(len(out)-at-4))
	}
	return out, nil
}

var truth = map[bool]byte{true: 1}
