// Command kontor is the whole product: the server, its first start, and the operator's tools.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // time zones travel with the binary: containers often have none

	"github.com/alecthomas/kong"

	"kontor/fail"
)

// commands is the command line.
type commands struct {
	Serve       serveCmd       `cmd:"" help:"Run the portal."`
	Demo        demoCmd        `cmd:"" help:"Run a throw-away portal with a vendor, partners and customers in it."`
	Config      configCmd      `cmd:"" help:"Check or print the configuration."`
	User        userCmd        `cmd:"" help:"The vendor's staff: add, list, reset a password."`
	Key         keyCmd         `cmd:"" help:"API keys: add, list, revoke."`
	Openapi     openapiCmd     `cmd:"" help:"Print the OpenAPI document of the REST API."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the database to this version, or say where it stands."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask a running Kontor whether it is ready; for containers."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

func main() {
	var cli commands
	line := kong.Parse(&cli, kong.Name("kontor"), kong.UsageOnError(),
		kong.Description("Kontor is the partner portal of a software vendor that sells through MSPs and resellers."),
		kong.BindTo(os.Stdout, (*io.Writer)(nil)))
	if err := line.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "kontor: "+explain(err))
		os.Exit(1)
	}
}

// explain is an error as a sentence for the operator.
func explain(err error) string {
	var bad badConfig
	if errors.As(err, &bad) {
		return bad.Error()
	}
	if failure, ok := fail.As(err); ok {
		return failure.Error()
	}
	return err.Error()
}
