//go:build !linux

package main

// roomy is false where memory is not a folder.
func roomy(string) bool { return false }

func sweepDemos(string) {}
