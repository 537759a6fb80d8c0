# make drafts   sets up and writes every draft to output/
# make test     sets up and passes every check and test
# make messages brings the Japanese messages up to date
# make bench    measures speed and memory beside peers

PYTHON ?= python3
BIN := .venv/bin

.PHONY: drafts test coverage format golden messages bench

drafts: .venv/installed
	$(BIN)/linkj-press build

test: .venv/installed-dev
	$(BIN)/ruff format --check linkj_press tests
	$(BIN)/ruff check linkj_press tests
	$(BIN)/mypy
	$(BIN)/pytest -n auto

# Says which lines no test runs; it takes twice as long.
coverage: .venv/installed-dev
	$(BIN)/pytest -n auto --cov --cov-report=term

format: .venv/installed-dev
	$(BIN)/ruff format linkj_press tests
	$(BIN)/ruff check --fix linkj_press tests

# Writes what the tests see to tests/golden/; review the diff as prose.
golden: .venv/installed-dev
	$(BIN)/pytest -q --update-golden tests

# Brings the Japanese catalogue up to date with the code's messages; then translate what is empty,
# and run it again.
CATALOGUES := linkj_press/catalogues
messages: .venv/installed-dev
	$(BIN)/pybabel -q extract --no-default-keywords -k say -k phrase -k tell -k say_number:1,2 \
	  --no-location --sort-output --no-wrap -o $(CATALOGUES)/linkj_press.pot linkj_press
	$(BIN)/pybabel -q update --domain linkj_press -i $(CATALOGUES)/linkj_press.pot \
	  -d $(CATALOGUES) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	rm $(CATALOGUES)/linkj_press.pot
	$(BIN)/pybabel -q compile --domain linkj_press -d $(CATALOGUES)
	$(BIN)/pybabel -q compile --domain click -d $(CATALOGUES)

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
