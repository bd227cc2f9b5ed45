package storagetest

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/lib/pq"
)

// Cluster is a PostgreSQL server. Databases are made through its admin address.
type Cluster struct {
	admin  url.URL
	keeper *exec.Cmd
	alive  io.Closer // the keeper ends the cluster when this is closed, or when this process is no more

	migrating sync.Mutex
	migrated  string // a database to copy
}

// settings of every throw-away cluster. It must survive the death of its clients, not of the machine, so nothing is
// forced to the disk; and its time zone is an office's, so that a query which leans on the zone of the session shows.
var settings = []string{
	"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200",
	"fsync=off", "full_page_writes=off", "max_wal_size=256MB", "timezone=Asia/Jakarta", "log_timezone=UTC",
}

// keeper is the shell script that keeps a cluster. It holds one end of a pipe whose other end only this process has:
// when that closes, and the kernel sees to it even on kill -9, the server is stopped and its folder removed. It gets
// the folder, the server's options and a few free ports (one may be taken before the server has it), reads the password
// from its first line, and answers with the port.
const keeper = `
dir=$1 options=$2; shift 2
trap 'test -f "$dir/data/postmaster.pid" && pg_ctl -D "$dir/data" -m immediate stop >&2; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM PIPE
read -r password && echo "$password" >"$dir/password" &&
initdb -D "$dir/data" -U loket --pwfile="$dir/password" -A scram-sha-256 -E UTF8 --locale=C --no-sync >&2 || exit 1
for port; do
	if pg_ctl -D "$dir/data" -o "$options -p $port" -w start >&2; then
		echo "$port"
		read -r _
		exit 0
	fi
done
exit 1
`

// StartPostgres starts a cluster of its own, for what is not a test of a package: a benchmark with "fsync=on", say.
// It lives among the temporary files. The extra settings are name=value and win over those of every cluster.
func StartPostgres(extra ...string) (*Cluster, error) { return start(os.TempDir(), extra...) }

func start(parent string, extra ...string) (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	ports, err := freePorts(5)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	dir, err := os.MkdirTemp(parent, "loket-pg-")
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	log, err := os.CreateTemp("", "loket-pg-*.log")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), os.Remove(dir))
	}
	defer log.Close()
	os.Remove(log.Name()) // the server goes on writing to it, and it goes with the server

	var options strings.Builder
	for _, setting := range append(settings[:len(settings):len(settings)], extra...) {
		fmt.Fprintf(&options, " -c '%s'", setting)
	}
	cmd := exec.Command("/bin/sh", append([]string{"-c", keeper, "keeper", dir, options.String()}, ports...)...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is for the tests; the keeper follows them
	cmd.Stderr = log
	if os.Geteuid() == 0 {
		err = giveAway(cmd, dir)
	}
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err = errors.Join(err, err1, err2); err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), os.Remove(dir))
	}

	password := rand.Text()
	fmt.Fprintln(stdin, password)
	port, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stdin.Close()
		err = errors.Join(err, cmd.Wait(), os.RemoveAll(dir))
		said, _ := io.ReadAll(io.NewSectionReader(log, 0, 1<<20))
		if cmd.SysProcAttr.Credential != nil && strings.Contains(string(said), "ermission denied") {
			err = fmt.Errorf("%w (PostgreSQL is not run as root: others must be let into %s, or TMPDIR be another folder)", err, parent)
		}
		return nil, fmt.Errorf("start PostgreSQL from %s: %w\n%s", bin, err, said)
	}
	return &Cluster{keeper: cmd, alive: stdin, admin: url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword("loket", password),
		Host:     "127.0.0.1:" + strings.TrimSpace(port),
		Path:     "/postgres",
		RawQuery: "sslmode=disable",
	}}, nil
}

// Database makes an empty database and returns its URL, and the function that drops it with whoever is still in it.
func (c *Cluster) Database() (address string, drop func() error, err error) {
	name, address, err := c.make("template0")
	return address, func() error { return c.drop(name) }, err
}

// make makes a copy of a database.
func (c *Cluster) make(template string) (name, address string, err error) {
	name = "loket_" + strings.ToLower(rand.Text())
	if err := c.exec("CREATE DATABASE " + pq.QuoteIdentifier(name) + " TEMPLATE " + pq.QuoteIdentifier(template)); err != nil {
		return "", "", fmt.Errorf("create a database: %w", err)
	}
	database := c.admin
	database.Path = "/" + name
	return name, database.String(), nil
}

func (c *Cluster) drop(name string) error {
	if err := c.exec("DROP DATABASE " + pq.QuoteIdentifier(name) + " WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop the database: %w", err)
	}
	return nil
}

// exec runs one statement over a connection of its own, so that nothing of ours stays open between two tests.
func (c *Cluster) exec(statement string) error {
	db, err := sql.Open("postgres", c.admin.String())
	if err != nil {
		return err
	}
	_, err = db.ExecContext(context.Background(), statement)
	return errors.Join(err, db.Close())
}

// Stop ends the server at once, whoever is connected, and returns when its folder is gone. On somebody else's server it drops what
// it has made to copy.
func (c *Cluster) Stop() error {
	if c.keeper == nil && c.migrated != "" {
		return c.drop(c.migrated)
	} else if c.keeper == nil {
		return nil
	}
	if err := errors.Join(c.alive.Close(), c.keeper.Wait()); err != nil {
		return fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return nil
}

// giveAway lets the command run as another user, to whom the folder is given: PostgreSQL refuses to run as root.
func giveAway(cmd *exec.Cmd, dir string) error {
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return err
		}
	}
	uid, err1 := strconv.ParseUint(account.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(account.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(dir, int(uid), int(gid))
}

func freePorts(n int) ([]string, error) {
	ports := make([]string, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // all at once, so that they differ
		_, ports[i], _ = net.SplitHostPort(l.Addr().String())
	}
	return ports, nil
}
