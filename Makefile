# Every target does its own setup. Required: Python 3.11, make and git.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-peers fuzz attack faults webhook-faults soak web wheel lock generate words migration format clean

# Without its bytecode, each process of the tests would compile every module.
unexport PYTHONDONTWRITEBYTECODE

READY := .venv/.ready
CLIENTS := tests/clients/node_modules/.ready
PEERS := bench/peers/node_modules/.ready
# One more than the number of cores: while one test waits, another runs.
WORKERS ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN))

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: web ## Migrate, seed and serve the demo on 127.0.0.1:8000; PORT= changes the port
	@.venv/bin/latchkey demo

test: web $(CLIENTS) ## Run every test, on SQLite and PostgreSQL; ARGS= goes to pytest, WORKERS= sets how many run at once
	@.venv/bin/pytest --numprocesses $(WORKERS) --maxprocesses 8 $(ARGS)

check: web $(CLIENTS) ## Run the linters, the type checker, and the tests of structure, schema, documents and the list of attacks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/deptry .
	scripts/with-node npm --prefix web run --silent check
	.venv/bin/pytest --quiet tests/house tests/security/test_index.py

bench: web ## Measure the three main reads against a bare endpoint
	@.venv/bin/python -m bench $(ARGS)

bench-peers: web $(PEERS) ## Measure the same beside Mercurius, PostGraphile and graphql-ws; ARGS=--write updates docs/performance.md
	@NODE_AT_LEAST=24 scripts/with-node .venv/bin/python -m bench.peers $(ARGS)

fuzz: web ## Compare the answers of compiled reads and of graphql-core for 20,000 random documents; ARGS= goes to pytest
	@.venv/bin/pytest --numprocesses 2 tests/execution/test_random_documents.py --documents 20000 --seed "$$(date +%s)" $(ARGS)

attack: web ## Attack a server with slow connections, floods, timing and a fuzz, and print which defences held (15 minutes)
	@.venv/bin/python -m bench.attack $(ARGS)

soak: web ## Serve documents that all differ, sockets that come and go and stalled readers for an hour, and compare the memory
	@.venv/bin/python -m bench.soak $(ARGS)

faults: web ## Kill, stop and hang processes, Redis and PostgreSQL under 10,000 changes, and count what is lost (20 minutes)
	@.venv/bin/python -m bench.faults $(ARGS)

webhook-faults: $(READY) ## Post 10,000 events to an endpoint that fails, stalls and dies, kill workers, and count what is lost
	@.venv/bin/python -m bench.faults.webhooks $(ARGS)

web: $(READY) ## Build the portal, the scripts of the pages and the explorer from web/ if they have changed
	@scripts/web

wheel: web ## Build dist/latchkey-*.whl, including the built pages
	@rm -rf build dist
	@.uv/bin/uv build --quiet --wheel --no-build-isolation --python .venv/bin/python

lock: $(READY) ## Update requirements.lock from pyproject.toml; ARGS=--upgrade takes newer versions
	@scripts/lock $(ARGS)

generate: $(READY) ## Write the generated files: schema.graphql, .env.example and the tables of pages in docs/
	@.venv/bin/python -m tests.house.generated

words: $(READY) ## Update the translation catalogs in templates/locale/ from the templates
	@scripts/words

migration: $(READY) ## Write a migration for changed models; NAME= names it, docs/tables.md describes how
	@.venv/bin/python -m latchkey.new_migration '$(NAME)'

format: web ## Format the code and fix what the linters can fix
	.venv/bin/ruff check --fix --exit-zero .
	.venv/bin/ruff format .
	scripts/with-node npm --prefix web run --silent format

clean: ## Remove everything that setup and tests created; var/, the demo's data, stays
	rm -rf .uv .venv .node .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info latchkey/static web/node_modules tests/clients/node_modules bench/peers/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml scripts/setup
	@scripts/setup

$(CLIENTS): tests/clients/package-lock.json | $(READY)
	@scripts/with-node npm --prefix tests/clients ci --loglevel=error >/dev/null
	@touch $@

# PostGraphile needs a newer Node than the others.
$(PEERS): bench/peers/package-lock.json | $(READY)
	@NODE_AT_LEAST=24 scripts/with-node npm --prefix bench/peers ci --loglevel=error >/dev/null
	@touch $@
