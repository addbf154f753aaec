# Everything that is done with this project. `make help` explains the targets.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

bin := bin/graphconform
pages := $(wildcard ../shared/seeds)

.PHONY: help build run prove test derive derive-check rules lint

help: ## Explain the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build bin/graphconform
	go build -trimpath -o $(bin) ./runner

run: build ## Check the embedded fake tenant against the four operations of the seed pages
	$(bin) run

prove: build ## Prove every fault and variant, and 200 pairs of variants (minutes; make test proves those that differ in kind)
	$(bin) prove --all --pairs 200

test: ## Run the project's own tests: all of them, then a part with the race detector
	go test -timeout 20m ./...
	go test -timeout 20m -race -short ./...
	@if [ -n "$(pages)" ]; then $(MAKE) --no-print-directory derive-check; else echo "no pages beside the project: derive-check is left out"; fi

rules: build ## Write the rule catalogue anew
	$(bin) list --rules > suites/RULES.md

lint: ## Look at form: gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l suites schemas fixtures runner); if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted; run gofmt -w"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

derive: build ## Derive contracts, schemas and pairs anew from the pages beside the project
	$(bin) derive --from ../shared/seeds --out .

derive-check: build ## Fail where the derived files differ from what the pages give
	$(bin) derive --from ../shared/seeds --out . --check
