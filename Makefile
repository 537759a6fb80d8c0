# make drafts       sets up and writes every draft to output/
# make desk         sets up and opens the desk in the browser
# make test         sets up and passes every check and test
# make test-latest  the same with the newest libraries that pyproject.toml allows
# make constraints  writes the versions of those to constraints.txt, from which all else sets up
# make pictures     takes the pictures of the READMEs anew
# make messages     brings the Japanese messages up to date
# make dist         writes what is installed without a clone, a wheel and an sdist, to dist/
# make bench        measures speed and memory beside peers

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := python -m pip install --quiet --disable-pip-version-check

.PHONY: drafts desk test test-latest constraints coverage format golden messages pictures dist bench

drafts: $(VENV)/installed
	$(BIN)/linkj-press build

desk: $(VENV)/installed-desk
	$(BIN)/linkj-press desk

test: $(VENV)/installed-dev
	$(BIN)/ruff format --check linkj_press tests
	$(BIN)/ruff check linkj_press tests
	$(BIN)/mypy
	$(BIN)/pytest -n logical

# In an environment of its own, which every call brings up to date.
test-latest:
	$(PYTHON) -m venv .venv-latest
	.venv-latest/bin/$(INSTALL) --upgrade --upgrade-strategy eager \
	  --editable '.[browser,dev,executors,words]'
	touch .venv-latest/installed .venv-latest/installed-dev
	$(MAKE) VENV=.venv-latest test

# One file for every system and every Python that pyproject.toml allows; then `make test`.
constraints:
	$(PYTHON) -m venv .venv-latest
	.venv-latest/bin/$(INSTALL) --upgrade uv
	.venv-latest/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --fork-strategy fewest --all-extras --no-annotate \
	  --custom-compile-command 'make constraints' --output-file constraints.txt pyproject.toml

# Says which lines no test runs; it takes twice as long.
coverage: $(VENV)/installed-dev
	$(BIN)/pytest -n logical --cov --cov-report=term

format: $(VENV)/installed-dev
	$(BIN)/ruff format linkj_press tests
	$(BIN)/ruff check --fix linkj_press tests

# Writes what the tests see to tests/golden/; review the diff as prose.
golden: $(VENV)/installed-dev
	$(BIN)/pytest -q --update-golden tests

# Brings the Japanese catalogue up to date with the code's messages; then translate what is empty,
# and run it again.
CATALOGUES := linkj_press/catalogues
messages: $(VENV)/installed-dev
	$(BIN)/pybabel -q extract -F pyproject.toml --no-default-keywords -k say -k phrase -k tell -k wrong_usage -k both -k say_number:1,2 \
	  --no-location --sort-output --no-wrap -o $(CATALOGUES)/linkj_press.pot linkj_press
	$(BIN)/pybabel -q update --domain linkj_press -i $(CATALOGUES)/linkj_press.pot \
	  -d $(CATALOGUES) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	rm $(CATALOGUES)/linkj_press.pot
	$(BIN)/pybabel -q compile --domain linkj_press -d $(CATALOGUES)
	$(BIN)/pybabel -q compile --domain click -d $(CATALOGUES)

# From the program itself, in Chromium; look at them before you commit them.
pictures: $(VENV)/installed-dev
	$(BIN)/$(INSTALL) --constraint constraints.txt --editable '.[browser]'
	$(BIN)/python -m tests.pictures

# Builds the wheel from the sdist, so that this is known to be whole.
dist: $(VENV)/installed-dev
	$(BIN)/python -m build

bench: $(VENV)/installed-dev
	$(BIN)/$(INSTALL) --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks.run

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/$(INSTALL) --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/$(INSTALL) --constraint constraints.txt --editable '.[dev]'
	touch $@

$(VENV)/installed-desk: $(VENV)/installed
	$(BIN)/$(INSTALL) --constraint constraints.txt --editable '.[desk]'
	touch $@
