package kontortest

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-rod/rod"
)

var errNoChromium = errors.New("no Chromium (chromium, chromium-browser, google-chrome or KONTOR_CHROMIUM)")

// chromium is one browser for all tests of the process; each Tab has a profile of its own in it.
type chromium struct {
	process *exec.Cmd
	ended   chan error
	profile string
	rod     *rod.Browser
}

var (
	browserOnce sync.Once
	browser     *chromium
	errBrowser  error
)

// sharedBrowser starts Chromium when the first test needs it. Without one the test is skipped, and fails with KONTOR_TEST_ALL=1.
func sharedBrowser(t testing.TB) *chromium {
	t.Helper()
	browserOnce.Do(func() { browser, errBrowser = startChromium() })
	switch {
	case errors.Is(errBrowser, errNoChromium):
		missing(t, errBrowser.Error())
	case errBrowser != nil:
		t.Fatal(errBrowser)
	}
	return browser
}

// missing skips a test for want of a tool, or fails it where nothing may be skipped.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("KONTOR_TEST_ALL") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func findChromium() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if named := os.Getenv("KONTOR_CHROMIUM"); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoChromium
}

var devTools = regexp.MustCompile(`ws://127\.0\.0\.1:\d+/\S+`)

// startChromium starts it by hand rather than by rod's launcher, so that the kernel ends it with this process in whatever way that dies.
func startChromium() (*chromium, error) {
	path, err := findChromium()
	if err != nil {
		return nil, err
	}
	profile, err := folder("kontor-chromium-")
	if err != nil {
		return nil, err
	}
	// Without the sandbox it also starts as root and in containers; it meets our own pages only.
	args := []string{"--headless", "--no-sandbox", "--remote-debugging-port=0", "--remote-debugging-address=127.0.0.1", "--user-data-dir=" + profile,
		"--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-dev-shm-usage", "--disable-extensions", "--disable-default-apps", "--mute-audio", "--hide-scrollbars", "about:blank"}
	c := &chromium{process: exec.Command(path, args...), profile: profile}
	c.process.SysProcAttr = dyingWithParent()
	c.process.Env = append(os.Environ(), "TMPDIR="+profile) // it leaves things there
	said, err := c.process.StderrPipe()
	if err != nil {
		return nil, err
	}
	if c.ended, err = launchWaiting(c.process); err != nil {
		return nil, err
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			if found := devTools.FindString(lines.Text()); found != "" {
				address <- found
			}
		}
		close(address)
	}()
	select {
	case at, ok := <-address:
		if !ok {
			return nil, errors.New("the browser ended before it listened")
		}
		c.rod = rod.New().ControlURL(at).NoDefaultDevice()
		return c, c.rod.Connect()
	case <-time.After(time.Minute):
		return nil, errors.Join(errors.New("the browser did not start within a minute"), c.process.Process.Kill())
	}
}

// stopChromium ends the browser and removes its profile.
func stopChromium() {
	if browser == nil {
		return
	}
	_ = browser.rod.Close() // it is killed below in any case
	_ = browser.process.Process.Kill()
	<-browser.ended
	_ = os.RemoveAll(browser.profile)
}

// folder makes a temporary folder that bears this process's number, and removes those of processes that ended without Main.
func folder(prefix string) (string, error) {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*")) // the pattern is right
	for _, dir := range old {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if n, err := strconv.Atoi(pid); err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
	return os.MkdirTemp("", prefix+strconv.Itoa(os.Getpid())+"-")
}
