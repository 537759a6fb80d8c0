# make drafts   sets up and writes every draft to output/
# make test     sets up and passes every check and test
# make bench    measures speed and memory beside peers

PYTHON ?= python3
BIN := .venv/bin

.PHONY: drafts test format golden bench

drafts: .venv/installed
	$(BIN)/linkj-press build

test: .venv/installed-dev
	$(BIN)/ruff format --check linkj_press tests
	$(BIN)/ruff check linkj_press tests
	$(BIN)/mypy
	$(BIN)/pytest --cov --cov-report=term

format: .venv/installed-dev
	$(BIN)/ruff format linkj_press tests
	$(BIN)/ruff check --fix linkj_press tests

# Writes what the tests see to tests/golden/; review the diff as prose.
golden: .venv/installed-dev
	$(BIN)/pytest -q --update-golden tests

bench: .venv/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks.run

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
