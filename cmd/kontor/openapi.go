package main

import (
	"io"

	"kontor/api"
)

type openapiCmd struct {
	BaseURL string `help:"Address of the portal, for the servers of the document; without it the address is relative." placeholder:"URL"`
}

// Run implements "kontor openapi".
func (c *openapiCmd) Run(out io.Writer) error {
	_, err := out.Write(api.Document(c.BaseURL))
	return err
}
