# Everything a developer types. `make` alone lists it.

READY := .venv/.ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench audit lock screens measure

help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## Installs what the lock file names into .venv; does nothing when nothing changed

$(READY): pyproject.toml requirements-dev.lock .ci/setup
	@.ci/setup
	@touch $@

run: setup ## Serves the demonstration production at http://127.0.0.1:8000
	.venv/bin/showclear serve --demo $(ARGS)

test: setup ## Runs the tests on SQLite and PostgreSQL; tells at its end what it had to leave out
	.venv/bin/python -m pytest -n auto $(ARGS)

lint: setup ## Style, types, import contracts, protocols
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/showclear protocols lint

bench: setup ## Measures the service against ceilings taken in the same run
	.venv/bin/showclear bench $(ARGS)

audit: ## Asks the advisory databases about every locked package (needs uv and a network; never part of the tests)
	.venv/bin/python -m pytest -q tests/house/test_licences.py
	uvx pip-audit --disable-pip --require-hashes --requirement requirements.lock $(ARGS)

COMPILE = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(ARGS)

lock: ## Writes the lock files anew from pyproject.toml (needs uv; ARGS=--upgrade takes newer versions)
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --extra build --extra dev --output-file requirements-dev.lock

screens: setup ## Draws the pictures of docs/screens anew (needs a browser)
	SCREENS=docs/screens .venv/bin/python -m pytest -q tests/onset/test_screens.py

measure: setup ## Measures what a phone waits for on a slow line (needs a browser)
	.venv/bin/python -m tests.onset.measure
