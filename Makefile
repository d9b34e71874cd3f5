# Everything a person or a machine runs on a checkout. Needs Python 3.11 or newer and make.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

BIN  := .venv/bin
PORT ?= 8000

# A name on the path may be a shim for a version that is not there, so each candidate is run.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
    "$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
    2>/dev/null && { echo "$$python"; break; }; done)

PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet install
LOCK    := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-annotate --no-emit-index-url --custom-compile-command 'make lock' setup.cfg
POT     := .venv/messages.pot
EXTRACT := $(BIN)/pybabel --quiet extract --mapping-file translations/babel.cfg \
    --keywords _l --keywords lazy_gettext --project consult --no-location --sort-output \
    --output-file $(POT) .
UPDATE  := $(BIN)/pybabel --quiet update --input-file $(POT) --output-dir translations \
    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
PO      := $(wildcard translations/*/LC_MESSAGES/*.po)

.PHONY: install install-dev demo test check lint types style contracts fresh-catalogues bench lock \
    catalogues clean

install: .venv/.installed $(PO:.po=.mo)

install-dev: install .venv/.installed-dev

demo: install
	$(BIN)/consult demo --port $(PORT)

test: lint
	$(BIN)/pytest --numprocesses auto --dist loadgroup

check: lint
	$(BIN)/pytest --quiet tests/site/test_budgets.py tests/site/test_catalogues.py

lint: install-dev
	$(MAKE) --no-print-directory --jobs 2 types style contracts fresh-catalogues

types:
	$(BIN)/mypy

style:
	$(BIN)/flake8

contracts:
	$(BIN)/lint-imports

fresh-catalogues:
	$(EXTRACT)
	$(UPDATE) --check 2>/dev/null || { echo 'Stale: run make catalogues.' >&2; exit 1; }

bench: install-dev
	for bench in $(basename $(notdir $(wildcard tests/bench/*.py))); do \
	    $(BIN)/python -m "tests.bench.$$bench"; done

# Existing pins are kept; delete a lock first to take the newest of everything.
lock: install-dev
	$(LOCK) --extra build --output-file requirements.txt
	$(LOCK) --extra build --extra dev --constraints requirements.txt \
	    --output-file requirements-dev.txt

catalogues: install-dev
	$(EXTRACT)
	$(UPDATE)
	$(MAKE) --no-print-directory install

clean:
	rm -rf .venv build dist *.egg-info translations/*/LC_MESSAGES/*.mo

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer, with venv, is needed.' >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt setup.cfg setup.py pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	$(PIP) --require-hashes -r requirements-dev.txt
	touch $@

%.mo: %.po | .venv/.installed
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
