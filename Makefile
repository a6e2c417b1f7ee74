# What each target is for: make help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed

.DEFAULT_GOAL := help
.PHONY: help try test chaos check screenshots format lock clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

try: $(RUN) ## Set up, and start the bot in the playground with a sample archive: http://127.0.0.1:8484
	$(BIN)/ainews playground $(ARGS)

test: $(DEV) ## Set up, and run the whole test suite
	$(BIN)/pytest -n 2 --dist loadscope $(ARGS)

chaos: $(DEV) ## Post 300 issues while everything fails, on both databases (minutes); SEED=… repeats one
	AINEWS_CHAOS=300 $(if $(SEED),AINEWS_CHAOS_SEED=$(SEED)) $(BIN)/pytest tests/faults/test_chaos.py --timeout 3600 $(ARGS)

check: $(DEV) ## Lint, check formatting, types, layers, and known holes in dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if $(BIN)/python -c 'import socket; socket.create_connection(("api.osv.dev", 443), 5)' 2>/dev/null; \
		then $(BIN)/pip-audit --vulnerability-service osv --disable-pip --require-hashes -r requirements.txt; \
		else echo "Dependencies were not audited: the advisory database, api.osv.dev, cannot be reached."; fi

screenshots: $(DEV) ## Take the pictures of the playground in docs/images anew (needs Chromium)
	$(BIN)/python -m tests.browser.screenshots

format: $(DEV) ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV) ## Lock the dependencies anew, with hashes
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --group build -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml $(LOCK) --group dev -o requirements-dev.txt

LOCK := --universal --python-version 3.11 --generate-hashes --no-annotate --quiet --upgrade \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

clean: ## Remove the virtual environment and what the tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist

# An old pip (Debian ships 23) installs some of our dependencies wrongly, so pip comes first.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "AI News needs Python 3.11 or newer; try: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(RUN): $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(RUN) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
