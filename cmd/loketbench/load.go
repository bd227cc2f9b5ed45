package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// door is one kept-alive connection to the office.
type door struct {
	net.Conn
	in      *bufio.Reader
	address string
}

func knock(address string) (*door, error) {
	d := &door{address: address}
	if err := d.again(); err != nil {
		return nil, err
	}
	return d, nil
}

// again connects anew.
func (d *door) again() error {
	c, err := net.Dial("tcp", d.address)
	if err != nil {
		return err
	}
	d.Conn, d.in = c, bufio.NewReader(c)
	return nil
}

// sendBy is send with an end. A connection that nobody has used for so long that the office closed it is opened anew.
func (d *door) sendBy(end time.Time, request []byte) (status int, err error) {
	_ = d.SetDeadline(end)
	if status, err = d.send(request); !errors.Is(err, io.EOF) {
		return status, err
	}
	d.Close()
	if err = d.again(); err != nil {
		return 0, err
	}
	_ = d.SetDeadline(end)
	return d.send(request)
}

// send makes one request and reads its answer, of which only the status matters. It is written by hand because what the
// generator spends is taken from the office, on the same processors.
func (d *door) send(request []byte) (status int, err error) {
	if _, err := d.Write(request); err != nil {
		return 0, err
	}
	line, err := d.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, errors.New("no HTTP")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length := 0
	for {
		if line, err = d.in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	_, err = io.CopyN(io.Discard, d.in, int64(length))
	return status, err
}

// outcome is what came of a load.
type outcome struct {
	answered int // with 200
	refused  map[string]int
	again    int // that came again, because they were refused for the moment
	took     time.Duration
	cost     cost            // of each
	times    []time.Duration // of the answered, sorted
	due      []time.Time     // of an open loop: when each message was
}

// perSecond is the rate of answers.
func (o outcome) perSecond() float64 { return float64(o.answered) / o.took.Seconds() }

// quantile is the time within which a share was answered.
func (o outcome) quantile(q float64) time.Duration {
	if len(o.times) == 0 {
		return 0
	}
	return o.times[min(len(o.times)-1, int(q*float64(len(o.times))))]
}

// wrong says what should not have happened.
func (o outcome) wrong() (all []string) {
	for what, n := range o.refused {
		all = append(all, fmt.Sprintf("%d messages were not answered: %s", n, what))
	}
	return all
}

// note counts an answer.
func (o *outcome) note(status int, err error, took time.Duration) {
	if err == nil && status == 200 {
		o.answered++
		o.times = append(o.times, took)
		return
	}
	why := "status " + strconv.Itoa(status)
	if err != nil {
		why = err.Error()
	}
	if o.refused == nil {
		o.refused = map[string]int{}
	}
	o.refused[why]++
}

// together adds up what several connections met.
func together(parts []outcome, took time.Duration) (all outcome) {
	all.took = took
	for _, p := range parts {
		all.answered += p.answered
		all.again += p.again
		all.times = append(all.times, p.times...)
		for why, n := range p.refused {
			if all.refused == nil {
				all.refused = map[string]int{}
			}
			all.refused[why] += n
		}
	}
	slices.Sort(all.times)
	return all
}

// connections of a closed loop: pgbench has as many clients.
const connections = 32

// closedLoop sends requests over 32 connections, each the next as soon as the one before is answered, until none is left or
// the time is over. Request i goes over connection i % 32, and connections are spread over the doors.
func closedLoop(ctx context.Context, doors []string, requests [][]byte, lasts time.Duration) (outcome, error) {
	parts := make([]outcome, connections)
	open := make([]*door, connections)
	for c := range open {
		d, err := knock(doors[c%len(doors)])
		if err != nil {
			return outcome{}, err
		}
		defer d.Close()
		open[c] = d
	}
	began := time.Now()
	end := began.Add(lasts)
	var all sync.WaitGroup
	for c, d := range open {
		all.Go(func() {
			defer context.AfterFunc(ctx, func() { d.Close() })()
			p := &parts[c]
			now := time.Now()
			for i := c; i < len(requests) && now.Before(end); i += connections {
				status, err := d.send(requests[i])
				then := now
				now = time.Now()
				p.note(status, err, now.Sub(then))
				if err != nil {
					return
				}
			}
		})
	}
	all.Wait()
	return together(parts, time.Since(began)), ctx.Err()
}

// most connections of an open loop: beyond them messages wait at the provider, as they would at Twilio's.
const most = 256

// Twilio sends a message again that was refused for the moment, if its address asks for it as README.md says (#rc=3&rp=all).
const (
	repeats = 3
	pause   = 100 * time.Millisecond
)

// giveUp is how long a message of an open loop may take, from when it was due.
const giveUp = 30 * time.Second

// openLoop sends requests when they are due, at so many a second with the gaps that people who know nothing of each other
// leave, whether or not those before are answered, until none is left or until is over. The time of an answer runs from when its
// message was due.
func openLoop(ctx, until context.Context, doors []string, requests [][]byte, perSecond float64) (outcome, error) {
	parts := make([]outcome, min(most, len(requests)))
	type due struct {
		request []byte
		at      time.Time
	}
	waiting := make(chan due, len(requests))
	var all sync.WaitGroup
	for c := range parts {
		d, err := knock(doors[c%len(doors)])
		if err != nil {
			close(waiting)
			return outcome{}, err
		}
		all.Go(func() {
			defer func() { d.Close() }()
			for next := range waiting {
				end := next.at.Add(giveUp)
				status, err := d.sendBy(end, next.request)
				for n := 0; n < repeats && err == nil && status == 503; n++ {
					parts[c].again++
					time.Sleep(pause)
					status, err = d.sendBy(end, next.request)
				}
				parts[c].note(status, err, time.Since(next.at))
				if err != nil || ctx.Err() != nil {
					return
				}
			}
		})
	}
	gaps := rand.New(rand.NewPCG(1, 2))
	began := time.Now()
	at := began
	var dues []time.Time
	for _, r := range requests {
		at = at.Add(time.Duration(gaps.ExpFloat64() / perSecond * float64(time.Second)))
		if early := time.Until(at); early > 0 {
			time.Sleep(early)
		}
		if until.Err() != nil {
			break
		}
		waiting <- due{r, at}
		dues = append(dues, at)
	}
	close(waiting)
	all.Wait()
	o := together(parts, time.Since(began))
	for range waiting { // nobody was left to send it
		o.note(0, errors.New("never sent"), 0)
	}
	o.due = dues
	return o, ctx.Err()
}
