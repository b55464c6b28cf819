# catalogd: `make` lists what there is to do.

.DEFAULT_GOAL := help
.PHONY: help run test bench torture screenshots format format-check clean

PYTHON := .venv/bin/python
SOURCES := $(shell find Package.swift Sources -type f)
SWIFT_FILES := Package.swift Sources Tests scripts
PYTHON_FILES := Tests/EndToEnd deploy/cluster deploy/unit-trial deploy/*.py scripts/test scripts/walkthrough scripts/*.py

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

run: .build/catalogd.built ## server, seed data and the eight simulated platforms on 127.0.0.1:8080
	@exec .build/release/catalogd demo

test: .venv/ready ## every test, with sanitizers and the real server: ends with N passed, N failed
	@scripts/install-packages run test
	@$(PYTHON) scripts/test

bench: ## throughput and latency beside nginx, pgbench and SQLite FTS5
	@scripts/bench

torture: .venv/ready .build/catalogd.built ## break everything at full size; prints a table
	@scripts/install-packages run test cluster
	swift build --product catalogd
	CATALOGD_TORTURE=full $(PYTHON) -m pytest Tests/EndToEnd/test_torture_*.py

screenshots: .venv/ready .build/catalogd.built ## pictures of the main pages, to .run/screenshots
	@$(PYTHON) scripts/screenshots.py

format: .venv/ready ## write all code in the house form
	swift format --in-place --parallel --recursive $(SWIFT_FILES)
	$(PYTHON) -m ruff format --quiet $(PYTHON_FILES)

format-check: .venv/ready ## fail where code is not in the house form
	swift format lint --strict --parallel --recursive $(SWIFT_FILES)
	$(PYTHON) -m ruff format --check $(PYTHON_FILES)
	$(PYTHON) -m ruff check $(PYTHON_FILES)

clean: ## remove what the other targets made
	rm -rf .build .build-asan .build-tsan .venv .run

# Looked at before each run, so that a start without changes takes no time.
.build/catalogd.built: $(SOURCES) scripts/packages.run
	@scripts/install-packages run
	swift build -c release --product catalogd
	@touch $@

.venv/ready: Tests/EndToEnd/requirements.txt Tests/EndToEnd/requirements.loose.txt scripts/packages.test
	@scripts/install-packages test
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r $<
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r $(word 2,$^)
	@touch $@
