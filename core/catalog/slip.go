package catalog

// Slip tells whether two words differ by one slip of the finger: a letter more, less or other, or two neighbours swapped.
// Words are compared byte by byte, as those of our languages are written.
func Slip(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if a == b || len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	if len(a) > len(b) {
		return a[i+1:] == b[i:]
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return swapped || a[i+1:] == b[i+1:]
}
