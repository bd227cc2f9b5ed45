package papers

import (
	"bufio"
	"io"
)

func png(dst io.Writer, src *bufio.Reader) error {
	_, err := io.Copy(dst, src)
	return err
}
