package outbox

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// flight is one call on its way. When it arrives nobody tells; but it is on its way no sooner than it was written, which
// net/http traces, and it has arrived when it comes back. Of a channel that does not speak HTTP only the latter is known.
type flight struct {
	start time.Time
	after atomic.Int64 // from start until it was last written, in nanoseconds; 0: not known
	end   time.Time    // zero: it has not come back
}

// watch lets a flight know when the calls made with the context are written, and tells so by nudge.
func (f *flight) watch(ctx context.Context, nudge func()) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(w httptrace.WroteRequestInfo) {
		if w.Err == nil {
			f.after.Store(max(1, int64(time.Since(f.start))))
			nudge()
		}
	}})
}

func (f *flight) written() bool { return f.after.Load() > 0 }

func (f *flight) wrote() time.Time { return f.start.Add(time.Duration(f.after.Load())) }

// arrived is when the call had arrived at the latest, should it be late by so much beyond the margin. Of a call that is
// neither written nor back it means nothing.
func (f *flight) arrived(late time.Duration) time.Time {
	at := f.wrote().Add(margin + late)
	if !f.end.IsZero() && (!f.written() || f.end.Before(at)) {
		return f.end
	}
	return at
}
