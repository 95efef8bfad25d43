# Every target does its own set-up: Python 3.11, make and git are all that has to be there.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench attack lock schema format clean

READY := .venv/.ready
# The packages of the client tests, where Node is found.
CLIENTS := $(if $(shell command -v npm 2>/dev/null),$(patsubst %/package-lock.json,%/node_modules/.ready,$(wildcard tests/clients/package-lock.json)))
# One more than there are cores: while one test waits, another goes on.
WORKERS ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN))

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(READY) ## Migrate, seed and serve the demo on 127.0.0.1:8000; PORT= changes the port
	@.venv/bin/latchkey demo

test: $(READY) $(CLIENTS) ## Run every test, on SQLite and PostgreSQL; ARGS= goes to pytest, WORKERS= sets how many run at once
	@.venv/bin/pytest --numprocesses $(WORKERS) --maxprocesses 8 $(ARGS)

check: $(READY) ## Lint, formatting, types, and the tests of the house, the schema, the documents and the list of attacks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/pytest --quiet tests/house tests/security/test_index.py

bench: $(READY) ## Measure the three main reads against a bare endpoint
	@.venv/bin/python -m bench $(ARGS)

attack: $(READY) ## Attack a server with slow lines, floods, a clock and a fuzz, and print what held; in a quarter of an hour
	@.venv/bin/python -m bench.attack $(ARGS)

lock: $(READY) ## Pin the dependencies of pyproject.toml anew; ARGS=--upgrade takes newer versions
	@scripts/lock $(ARGS)

schema: $(READY) ## Write schema.graphql from schema/
	@.venv/bin/latchkey schema --write schema.graphql

format: $(READY) ## Format the code and mend what can be mended by itself
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

clean: ## Remove what set-up and tests made; var/, the demo's data, stays
	rm -rf .uv .venv .node .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info tests/clients/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml scripts/setup
	@scripts/setup

tests/clients/node_modules/.ready: tests/clients/package-lock.json
	@cd tests/clients && NODE_USE_SYSTEM_CA=1 npm ci --no-audit --no-fund --update-notifier=false --loglevel=error
	@touch $@
