# `make run`: environment, graph from seeds/, validation, all stored questions. `make test`: all tests with all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KG := $(BIN)/kg

.DEFAULT_GOAL := run
.PHONY: run test serve build check bench docs clean tools

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e '.[server]'
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt $(VENV)/.run
	$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e '.[server,dev]'
	@touch $@

run: $(VENV)/.run
	$(KG) build seeds
	$(KG) validate
	$(KG) questions --answer
	@echo
	@echo "The graph is in graph/. Next: $(KG) ask channel-use --channel phone, $(KG) show 000_99d987602bd369a7, make serve"

build: $(VENV)/.run
	$(KG) build seeds

serve: $(VENV)/.run
	$(KG) build seeds --quiet
	$(KG) serve

tools:
	tools/setup

test: $(VENV)/.test tools check
	$(BIN)/pytest -n 2 -q --reruns 2 --reruns-delay 1

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.run
	$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python bench/extract.py --against --profile --write docs/benchmarks.md

clean:
	rm -rf $(VENV) graph/.store graph/.state node_modules
