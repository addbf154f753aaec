# Everything that is done with this project. `make help` explains the targets.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

bin := bin/graphconform
platforms := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
# Folders of reference pages, the oldest first, and the commit that the undated ones were taken from.
pages := $(addprefix ../shared/,graph-docs graph-docs-newer seeds)
from := $(addprefix --from ,$(pages:%/graph-docs=%/graph-docs@db3ad7292b82))
# Tests make much garbage and keep little.
gogc := 400
# The tests that take a part of their cases, or none, where `make prove` takes all.
proofs := ^(TestHandmade|TestNoAttackDoesHarm|TestTwoRuns|TestModuleIsRenamed|TestScriptOfEverything|TestRatios|TestEvery|TestFaultsServe|TestVariantsCombine|TestReleaseIsReproducible|TestReadmeWalkThrough)
seeds := $(foreach type,deviceComplianceScriptDeviceState deviceComplianceDeviceStatus hardwareConfigurationUserState,--select 'beta/$(type)/**')

.PHONY: help build run run-all prove cost test test-race test-browser test-engines test-clients test-templates test-kubernetes derive derive-check rules lint bench release module

help: ## Explain the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build bin/graphconform
	go build -trimpath -o $(bin) ./runner

run: build ## Check the embedded fake tenant against three resources, in seconds
	$(bin) run $(seeds)

run-all: build ## Check the embedded fake tenant against everything that the pages document
	$(bin) run

prove: build ## Prove every fault and variant, 200 pairs of variants, 300 of faults, then all attacks and defects of other hands (minutes; make test takes a part)
	$(bin) prove --all --pairs 200 --two 300
	GRAPHCONFORM_PROOFS=all go test -count 1 -timeout 40m -run '$(proofs)' ./suites ./runner ./runner/bench ./fixtures/tenant

cost: build ## Measure what each effort sends and finds, and write suites/COST.md (many minutes)
	$(bin) prove --all --yield > suites/COST.md

test: ## Run the project's own tests; make prove takes all the cases of which they take a part
	GOGC=$(gogc) go test -timeout 40m ./...
	@if ls -d $(pages) >/dev/null 2>&1; then $(MAKE) --no-print-directory derive-check; else echo "no pages beside the project: derive-check is left out"; fi

test-race: ## Run the short ones of the tests with the race detector
	GOGC=$(gogc) go test -timeout 40m -race -short ./...

test-browser: ## Test report.html in Chromium, which is installed first where it is missing, apt is there and we are root
	@if ! command -v chromium chromium-browser google-chrome >/dev/null; then \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "no Chromium on this machine, and no way to install it: the tests that need it are skipped"; fi; fi
	@axe=; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	if command -v npm >/dev/null && npm pack --silent --pack-destination "$$dir" axe-core@4.14.1 >/dev/null && \
	  tar xzf "$$dir"/axe-core-*.tgz -C "$$dir" package/axe.min.js; then axe=$$dir/package/axe.min.js; \
	else echo "no axe-core, which npm gets: the test by it is skipped"; fi; \
	GRAPHCONFORM_AXE=$$axe go test -timeout 10m -run TestPage -v ./runner/report

test-engines: ## Check json-server and SAP CAP, installed by npm into a temporary folder: the findings are what a person finds
	GRAPHCONFORM_ENGINES=must go test -count 1 -timeout 20m -run TestEngines -v ./runner

test-clients: ## Let the official JavaScript clients, installed by npm into a temporary folder, talk to the fake tenant; skipped without npm
	GRAPHCONFORM_CLIENTS=must go test -count 1 -timeout 10m -run TestClients -v ./runner

test-templates: ## Hold the templates for GitHub and GitLab against the published schemas, by programs that npm installs into a temporary folder
	GRAPHCONFORM_TEMPLATES=must go test -count 1 -timeout 10m -run TestTemplates -v ./runner

test-kubernetes: ## Read the manifests for Kubernetes by its own types, in a module of their own
	cd runner/ci/kubernetes && go mod tidy -diff && go vet . && go test -timeout 10m .

release: ## Build static programs for every platform, and SHA256SUMS, into bin/release; one commit gives the same bytes twice
	@rm -rf bin/release && mkdir -p bin/release
	@for platform in $(platforms); do \
	  name=graphconform-$${platform%/*}-$${platform#*/}; if [ $${platform%/*} = windows ]; then name=$$name.exe; fi; \
	  CGO_ENABLED=0 GOOS=$${platform%/*} GOARCH=$${platform#*/} go build -trimpath -buildvcs=true -ldflags='-s -w' -o bin/release/$$name ./runner; \
	done
	@cd bin/release && $(shell command -v sha256sum || echo shasum -a 256) graphconform-* > SHA256SUMS && cat SHA256SUMS

module: ## Rename the module to MODULE, such as github.com/you/graphconform, in every import; then go vet
	@if ! [[ "$${MODULE-}" =~ ^[a-z0-9.-]+\.[a-z]+(/[A-Za-z0-9._~-]+)+$$ ]]; then \
	  echo "make module MODULE=github.com/you/graphconform: name the module as its repository is called, not '$${MODULE-}'"; exit 2; fi
	go mod edit -module $(MODULE)
	find suites schemas fixtures runner -name '*.go' -exec sed -i.was -E 's,^((import |const module = )?[[:space:]]*([A-Za-z_.]+ )?")graphconform/,\1$(MODULE)/,' {} +
	find suites schemas fixtures runner -name '*.go.was' -delete
	gofmt -w suites schemas fixtures runner
	go vet ./...

rules: build ## Write the rule catalogue anew
	$(bin) list --rules > suites/RULES.md

lint: ## Look at form: gofmt, go mod tidy, go vet, staticcheck; and for known vulnerabilities, where their database answers
	@unformatted=$$(gofmt -l suites schemas fixtures runner); if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted; run gofmt -w"; exit 1; fi
	go mod tidy -diff
	go vet ./...
	go tool staticcheck ./...
	@if out=$$(go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./... 2>&1); then echo "$$out"; else \
	case $$out in *"Vulnerability #"*) echo "$$out"; exit 1;; esac; \
	echo "$$out" | tail -1; echo "govulncheck did not come to an end: known vulnerabilities were not looked for"; fi

bench: ## Measure whole commands against a bare client and by how much there is to do, and write runner/bench/RESULTS.md (many minutes)
	go test ./runner/bench -run TestBench -v -count 1 -timeout 60m -results RESULTS.md
	go test ./schemas/derive -run '^$$' -bench Read -benchtime 8x
	go test ./schemas -run '^$$' -bench . -benchtime 10x

derive: build ## Derive contracts, schemas and pairs anew from the pages beside the project
	$(bin) derive $(from) --out .

derive-check: build ## Fail where the derived files differ from what the pages give
	$(bin) derive $(from) --out . --check
