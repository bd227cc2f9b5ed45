package transcript

import "fmt"

// Secret makes what is random in an office, codes and the ends of links, one like the other in whatever office a transcript is played:
// K00001, K00002, …; a new Secret begins anew.
func Secret() func(n int) string {
	made := 0
	return func(n int) string {
		made++
		return fmt.Sprintf("K%0*d", n-1, made)
	}
}
