package papers

import (
	"bufio"
	"io"
)

func pdf(dst io.Writer, src *bufio.Reader) error {
	_, err := io.Copy(dst, src)
	return err
}
