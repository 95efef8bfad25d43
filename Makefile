# Every target does its own set-up: Python 3.11, make and git are all that has to be there.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench attack web wheel lock schema words migration format clean

READY := .venv/.ready
CLIENTS := tests/clients/node_modules/.ready
# One more than there are cores: while one test waits, another goes on.
WORKERS ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN))

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: web ## Migrate, seed and serve the demo on 127.0.0.1:8000; PORT= changes the port
	@.venv/bin/latchkey demo

test: web $(CLIENTS) ## Run every test, on SQLite and PostgreSQL; ARGS= goes to pytest, WORKERS= sets how many run at once
	@.venv/bin/pytest --numprocesses $(WORKERS) --maxprocesses 8 $(ARGS)

check: web $(CLIENTS) ## Lint, formatting, types, and the tests of the house, the schema, the documents and the list of attacks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/deptry .
	scripts/with-node npm --prefix web run --silent check
	.venv/bin/pytest --quiet tests/house tests/security/test_index.py

bench: web ## Measure the three main reads against a bare endpoint
	@.venv/bin/python -m bench $(ARGS)

attack: web ## Attack a server with slow lines, floods, a clock and a fuzz, and print what held; in a quarter of an hour
	@.venv/bin/python -m bench.attack $(ARGS)

web: $(READY) ## Build the scripts of the pages and the explorer from web/, where they have changed
	@scripts/web

wheel: web ## Build dist/latchkey-*.whl, with the built pages in it
	@rm -rf build dist
	@.uv/bin/uv build --quiet --wheel --no-build-isolation --python .venv/bin/python

lock: $(READY) ## Pin the dependencies of pyproject.toml anew; ARGS=--upgrade takes newer versions
	@scripts/lock $(ARGS)

schema: $(READY) ## Write schema.graphql from schema/
	@.venv/bin/latchkey schema --write schema.graphql

words: $(READY) ## Update the translation catalogs in templates/locale/ from the templates
	@scripts/words

migration: $(READY) ## Write a migration for changed models; NAME= names it, docs/tables.md describes how
	@.venv/bin/python -m latchkey.new_migration '$(NAME)'

format: web ## Format the code and mend what can be mended by itself
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	scripts/with-node npm --prefix web run --silent format

clean: ## Remove what set-up and tests made; var/, the demo's data, stays
	rm -rf .uv .venv .node .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info latchkey/static web/node_modules tests/clients/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml scripts/setup
	@scripts/setup

$(CLIENTS): tests/clients/package-lock.json | $(READY)
	@scripts/with-node npm --prefix tests/clients ci --loglevel=error >/dev/null
	@touch $@
