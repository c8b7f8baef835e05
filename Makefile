# MedChain's few commands. Each first sets up what it needs (scripts/setup) and is quick when nothing is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

# Where `make run` keeps the demonstration network; ARGS goes to `medchain demo` (make run ARGS="--reset").
MEDCHAIN_DEMO_DATA ?= .data/demo
# Where `make consortium` keeps its network (make consortium ARGS="--reset --port 9000").
MEDCHAIN_CONSORTIUM_DATA ?= .data/consortium
ARGS ?=

# `make bench NAME...` measures the named rows; what make takes for targets then are names.
ifeq (bench,$(firstword $(MAKECMDGOALS)))
BENCH_ROWS := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
.PHONY: $(BENCH_ROWS)
$(eval $(BENCH_ROWS):;@:)
endif

.PHONY: help run consortium consortium-stop bench build test lint format clean

help: ## Show this list (the default)
	@echo "MedChain: a patient-controlled medical record network. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Build the release and start the demonstration network (ARGS="--reset" starts it anew)
	@scripts/setup run
	swift build --configuration release --product medchain
	@exec .build/release/medchain demo --data "$(MEDCHAIN_DEMO_DATA)" $(ARGS)

consortium: ## Build the release and run three organisations with a node and an etcd member each, until they are stopped
	@scripts/setup consortium
	swift build --configuration release --product medchain
	@exec .build/release/medchain consortium start --data "$(MEDCHAIN_CONSORTIUM_DATA)" $(ARGS)

consortium-stop: ## Stop what `make consortium` runs; everything is kept
	@exec .build/release/medchain consortium stop --data "$(MEDCHAIN_CONSORTIUM_DATA)"

bench: ## Measure what docs/benchmarks.md lists, or the rows that are named (make bench embedded)
	@scripts/setup bench
	swift build --configuration release --product medchain
	@.venv/bin/python Benchmarks/bench.py $(BENCH_ROWS) $(ARGS)

build: ## Build every target, with the tests, for debugging
	@scripts/setup run
	swift build --build-tests

test: ## Lint, build and run every test; the first failure ends it
	@scripts/setup test
	@scripts/lint
	@scripts/test

lint: ## Check the format and the style of Swift, shell and Python
	@scripts/setup test
	@scripts/lint

format: ## Rewrite Swift and Python in the repository's format
	@scripts/setup test
	swift format --in-place --parallel --recursive Package.swift Sources Tests
	.venv/bin/python -m ruff format --quiet .

clean: ## Remove build output; data, keys and the virtual environment stay
	rm -rf .build
