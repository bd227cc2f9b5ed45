# Loket needs Go and nothing else; this file only spares typing. `make` says what it can do.

VERSION := $(or $(shell git describe --tags --always --dirty 2>/dev/null),devel)
FUZZTIME ?= 10s

.DEFAULT_GOAL := help
.PHONY: help demo build test race fuzz cover lint setup docker clean

help: ## say what this file can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## open an office on this machine that you can write to; no account anywhere
	@go run ./cmd/loket demo

build: ## build ./loket, one static program
	CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w -X main.version=$(VERSION)' -o loket ./cmd/loket

test: setup ## run all tests (installs PostgreSQL when it is absent and that is permitted)
	go test -timeout 10m ./...

race: setup ## run all tests with the race detector, which takes about three times as long
	go test -race -timeout 20m ./...

fuzz: ## fuzz every target for FUZZTIME (10s)
	@.ci/fuzz $(FUZZTIME)

cover: setup ## run all tests and show in cover.html which lines they reach
	go test -timeout 10m -coverpkg=./... -coverprofile=cover.out ./...
	go tool cover -html=cover.out -o cover.html
	@go tool cover -func=cover.out | tail -n 1

lint: ## formatting, go vet, staticcheck
	@.ci/lint

setup: ## install what the tests need and this machine lacks
	@.ci/setup

docker: ## build the container image loket:VERSION
	docker build --build-arg VERSION=$(VERSION) -t loket:$(VERSION) .

clean: ## remove what a build or a measurement left here
	rm -f loket cover.out cover.html
