package main

type chatCommand struct{}

func (c *chatCommand) Run() error { return nil }
