# Needs make and Python 3.11 or later. `make run` and `make test` prepare everything else in .venv.
# Paths are relative: make splits absolute ones at spaces.

SUPPORTED := import sys; sys.exit(sys.version_info < (3, 11))
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(PYTHONS); do $$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PIP_FLAGS := --quiet --disable-pip-version-check --no-input --no-deps --require-hashes
UV := $(shell command -v uv || echo .venv/bin/uv)
UV_FLAGS := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
# `make` ended by kill -9 takes the server with it where util-linux is there.
END_WITH_MAKE := $(shell command -v setpriv >/dev/null && echo setpriv --pdeathsig TERM)

CHECKING := cd checks && ../$(PY) serving.py
NPM := checks/node_modules/.package-lock.json

.PHONY: help setup run test rows attacks equality browser bench audit clients lint types lock clean

help:
	@echo "make run       the platform with its demonstration data on http://127.0.0.1:8000 (PORT=… changes it)"
	@echo "make test      the tests, in parallel (ARGS=… goes to pytest)"
	@echo "make rows      which tests show which row of the feature list"
	@echo "make attacks   documents, bodies and connections that attack it;  make equality  random reads, compared"
	@echo "make browser   the journeys in Chromium"
	@echo "make bench     beside its peers, about ten minutes (QUICK=1: two; ARGS=… goes to benchmarks)"
	@echo "make audit     GraphQL over HTTP, by the audits of graphql-http;  make clients  six clients of others (both need npm)"
	@echo "make lint      style;  make types  types;  make lock  locked versions again (needs uv)"
	@echo "make clean     removes .venv and caches; what the platform keeps is in var and stays"

run: .venv/.run
	@exec $(END_WITH_MAKE) $(PY) -m server serve --demo

setup: .venv/.test

test: .venv/.test
	@$(PY) -m pytest -n auto -m "not browser" $(ARGS) tests

rows: .venv/.test
	@$(PY) -m pytest -q -p tests.rows --collect-only tests

attacks: .venv/.test
	@$(PY) -m pytest -n auto $(ARGS) tests/guard tests/http

equality: .venv/.test
	@KAKEHASHI_EQUALITY_EXAMPLES=2000 $(PY) -m pytest -n auto $(ARGS) tests/planner/test_equality.py

browser: .venv/.test
	@$(PY) -m pytest -m browser $(ARGS) tests/browser

bench: .venv/.test
	@$(PY) -m benchmarks $(if $(QUICK),--quick) $(ARGS)

audit: .venv/.run $(NPM)
	@$(CHECKING) node audit.mjs

clients: .venv/.run $(NPM)
	@rm -rf checks/made
	@$(INSTALL) --target checks/made/gql -r checks/gql.txt
	@$(CHECKING) sh clients/all.sh

$(NPM): checks/package.json checks/package-lock.json
	@command -v npm >/dev/null || { echo "This check needs npm (Debian and Ubuntu: apt install npm)."; exit 1; }
	@echo "Installing the tools of others in checks (once; a minute or two) …"
	@cd checks && npm ci --silent --ignore-scripts
	@touch $@

lint: .venv/.test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: .venv/.test
	@$(PY) -m basedpyright

lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/)."; exit 1; }
	$(UV) pip compile $(UV_FLAGS) pyproject.toml -o requirements/run.txt
	$(UV) pip compile $(UV_FLAGS) --group test -c requirements/run.txt pyproject.toml -o requirements/test.txt
	$(UV) pip compile $(UV_FLAGS) checks/gql.in -o checks/gql.txt

clean:
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Removed .venv and the caches. The database and the secrets in var are untouched."

.venv/.run: requirements/run.txt Makefile
	@$(PREPARE)
	@echo "Installing the libraries (once; a minute or two) …"
	@$(INSTALL) -r requirements/run.txt
	@printf '%s\n' "$$LAUNCHER" > .venv/bin/kakehashi && chmod +x .venv/bin/kakehashi
	@touch $@

.venv/.test: .venv/.run requirements/test.txt
	@echo "Installing what the tests need (once) …"
	@$(INSTALL) -r requirements/test.txt
	@touch $@

# A Python without ensurepip (Debian without python3-venv) makes an environment without pip, and its own pip fills it.
define PREPARE
if [ -z "$(PYTHON)" ]; then \
  echo "Kakehashi needs Python 3.11 or later. Found: $$(python3 --version 2>&1)."; \
  echo "Install one, or name one: make run PYTHON=/path/to/python3.12"; exit 1; \
fi; \
$(PY) -c "$(SUPPORTED)" 2>/dev/null && exit; \
rm -rf .venv; echo "Making .venv with $$($(PYTHON) --version) …"; \
$(PYTHON) -m venv .venv >/dev/null 2>&1 && exit; \
rm -rf .venv; $(PYTHON) -m pip --version >/dev/null 2>&1 && $(PYTHON) -m venv --without-pip .venv 2>/dev/null && exit; \
rm -rf .venv; echo "$(PYTHON) can make no virtual environment here."; \
echo "Install its venv module (Debian and Ubuntu: apt install python3-venv) and try again."; exit 1
endef

INSTALL = if $(PY) -m pip --version >/dev/null 2>&1; then set -- $(PY) -m pip; else set -- $(PYTHON) -m pip --python $(PY); fi; \
  "$$@" install $(PIP_FLAGS)

define LAUNCHER
#!/bin/sh
here=$$(cd "$$(dirname "$$(readlink -f "$$0")")/../.." && pwd)
export PYTHONPATH="$$here" KAKEHASHI_DATA_DIR="$${KAKEHASHI_DATA_DIR:-$$here/var}"
exec "$$here/.venv/bin/python" -P -m server "$$@"
endef
export LAUNCHER
