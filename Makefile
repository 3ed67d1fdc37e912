# Two commands matter: `make grade` and `make test`. Each sets up .venv first: once, and again when
# what it needs has changed.

DIR = examples/class
OUT = results
PYTHON = python3 python3.13 python3.12 python3.11

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check -c requirements/constraints.txt
TESTS := $(PY) -m pytest -n auto --dist worksteal
NEEDS := pyproject.toml requirements/constraints.txt

.PHONY: help grade test quick notebooks lint bench docs pins clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 14

grade: .venv/for-grading ## grade examples/class into results/, or: make grade DIR=submissions OUT=where
	$(PY) -m grader grade "$(DIR)" --out "$(OUT)"

# Watching branches makes a test three times as slow, and the fast half reaches enough of them. With
# the slow half every property is tried once more, on many examples.
test: lint ## everything: lint, the fast half of the tests with coverage, the slow half; CI runs this
	$(TESTS) -m "not slow and not bench" --cov --cov-report=term-missing
	$(TESTS) -m "(slow or hypothesis) and not bench"

quick: .venv/for-tests ## the fast half of the tests, for every change
	$(TESTS) -m "not slow and not bench"

notebooks: .venv/for-notebooks ## what needs nbgrader, and where there is one, a browser and PostgreSQL
	$(PY) -m pytest tests/notebooks

lint: .venv/for-tests ## ruff, codespell and mypy
	$(PY) -m ruff check --quiet --output-format=concise .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m codespell_lib
	$(PY) -m mypy

bench: .venv/for-tests ## measure, on an idle machine
	$(PY) benchmarks/run.py
	$(PY) -m pytest -m bench

docs: .venv/for-tests ## the manual as a site, in build/site
	$(PIP) -e '.[docs]'
	$(PY) -m sphinx -W -q -b html docs build/site

pins: ## resolve the pins anew (needs uv)
	python3 requirements/pin.py

clean: ## remove .venv and what the tools leave behind; results stay
	rm -rf .venv build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written only when everything before it went well: a set-up that broke off is taken up
# again the next time.
.venv/made:
	@for name in $(PYTHON); do \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python=$$name && break; \
	done; \
	test -n "$$python" || { \
	  echo "This needs Python 3.11 or newer. If yours has another name: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }; \
	echo "Setting up .venv: once, about a minute."; \
	"$$python" -m venv .venv || { \
	  echo "This Python cannot set up .venv. On Debian or Ubuntu: sudo apt install python3-venv, then the same again."; exit 1; }
	@touch $@

# Compiled beforehand: where Python may not write bytecode, every start would compile the grader anew.
.venv/for-grading: $(NEEDS) | .venv/made
	@$(PIP) -e .
	@$(PY) -m compileall -q grader
	@touch $@

.venv/for-tests: $(NEEDS) | .venv/made
	@$(PIP) -e '.[test]'
	@$(PY) -m compileall -q grader benchmarks
	@touch .venv/for-grading $@

.venv/for-notebooks: .venv/for-tests
	@$(PIP) -e '.[test,notebooks,postgresql]'
	@touch .venv/for-grading .venv/for-tests $@
