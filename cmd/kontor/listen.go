package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Limits of every connection: none may hold a worker for long (trust.md "Load").
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	headerBytes   = 32 << 10
)

// server is a listening address with the limits on it. It listens before there is anything to answer with, so that a taken port
// is found before the database is touched; early callers wait.
type server struct {
	listener net.Listener
	http     *http.Server
}

func listen(c config, log *slog.Logger) (*server, error) {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("can't listen on %s: %w", c.Listen, err)
	}
	settings, err := c.tlsConfig()
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	limited := netutil.LimitListener(listener, c.MaxConnections)
	if settings != nil {
		limited = tls.NewListener(limited, settings)
	}
	return &server{listener: limited, http: &http.Server{
		TLSConfig:         settings,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: headerBytes,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug), // handshakes that strangers break off
	}}, nil
}

// run answers until ctx is done, then drains: no new connections, and requests under way get until the time-out.
func (s *server) run(ctx context.Context, handler http.Handler, drain time.Duration) error {
	s.http.Handler = handler
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(s.listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	err := s.http.Shutdown(patience)
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.Join(fmt.Errorf("requests were still under way after %s", drain), s.http.Close())
	}
	if end := <-ended; !errors.Is(end, http.ErrServerClosed) {
		err = errors.Join(err, end)
	}
	return err
}
