package papers

import (
	"bufio"
	"io"
)

func jpeg(dst io.Writer, src *bufio.Reader) error {
	_, err := io.Copy(dst, src)
	return err
}
