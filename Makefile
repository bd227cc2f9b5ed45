# Loket needs Go and nothing else; this file only spares typing. `make` says what it can do.

VERSION := $(or $(shell git describe --tags --always --dirty 2>/dev/null),devel)
FUZZTIME ?= 10s
# Packages tested at once: one more than there are processors, for a test waits half of its time for a database.
AT_ONCE ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
BUILD := CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w -X main.version=$(VERSION)'

.DEFAULT_GOAL := help
.PHONY: help demo build test race fuzz cover bench fortnight lint setup docker clean

help: ## say what this file can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## open an office on this machine that you can write to; no account anywhere
	@go run ./cmd/loket demo

build: ## build ./loket, one static program
	$(BUILD) -o loket ./cmd/loket

test: setup ## run all tests (installs PostgreSQL when it is absent and that is permitted)
	go test -p $(AT_ONCE) -timeout 10m ./...

race: setup ## run all tests with the race detector, which takes about three times as long
	go test -race -timeout 20m ./...

fuzz: ## fuzz every target for FUZZTIME (10s)
	@.ci/fuzz $(FUZZTIME)

cover: setup ## run all tests and show in cover.html which lines they reach
	go test -timeout 10m -coverpkg=./... -coverprofile=cover.out ./...
	go tool cover -html=cover.out -o cover.html
	@go tool cover -func=cover.out | tail -n 1

bench: setup ## measure the office beside its database, 10 minutes; FULL=1: 40; ROWS=inbound,sqlite SECONDS=5 JSON=file
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && trap 'exit 130' INT TERM && \
	$(BUILD) -o "$$folder/loket" ./cmd/loket && go build -o "$$folder/loketbench" ./cmd/loketbench && \
	"$$folder/loketbench" --loket "$$folder/loket" $(if $(FULL),--full) $(if $(ROWS),--only $(ROWS)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(JSON),--json "$(JSON)")

fortnight: setup ## play the founding story, 17 to 31 March 2020, and show it as a table
	go test ./core/desk -count=1 -run TestFortnight -v -timeout 10m | grep -v level=

lint: ## formatting, go vet, staticcheck
	@.ci/lint

setup: ## install what the tests need and this machine lacks
	@.ci/setup

docker: ## build the container image loket:VERSION
	docker build --build-arg VERSION=$(VERSION) -t loket:$(VERSION) .

clean: ## remove what a build or a measurement left here
	rm -f loket cover.out cover.html
