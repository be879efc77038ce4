# Two commands for everyone: `make demo` shows Görel at work, `make test` proves that she works.
# Needed on the machine: git, make, Python 3.11-3.13 with venv. Everything else comes into .venv and frontend/node_modules.
SHELL := /bin/bash
PYTHON ?=
BIN := .venv/bin
BUILT := src/gorel/ground/static/built/licences.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo "make demo         start Görel with a real seminar and a real innovation week (ARGS='--port 9000', …)"
	@echo "make test         lint, types, import contracts, translations and all tests"
	@echo "make whole        what takes longer: stories to their end, kills, loads"
	@echo "make install      .venv, the front end and the translations"
	@echo "make constraints  pin anew all that is installed"
	@echo "make fuzz         look for crashes with made-up texts, a minute each"
	@echo "make long         the tests that take minutes: loads, and programs of others"
	@echo "make crash        kill her, and take the power, at random moments; nothing may be lost"
	@echo "make pictures     take the pictures of the docs anew"
	@echo "make clean        take away what was built and installed; var/ stays"

demo: install
	@exec $(BIN)/gorel demo $(ARGS)

test: install
	@$(BIN)/python tests/run.py

whole: install .venv/fuzz
	@$(BIN)/python tests/run.py --slow

install: .venv/installed $(BUILT) .venv/messages

.venv/installed: pyproject.toml constraints.txt hatch_build.py
	@test -x $(BIN)/python || { PYTHON="$$(tools/find-python $(PYTHON))" && "$$PYTHON" -m venv .venv; }
	@echo "Installing into .venv; the first time takes a few minutes"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[server,robots,dev]'
	@touch $@

$(BUILT): .venv/installed frontend/package.json frontend/package-lock.json frontend/vite.config.js $(wildcard frontend/src/* frontend/src/*/*)
	@echo "Building the front end"
	@$(BIN)/python frontend/build.py
	@touch $@

.venv/messages: .venv/installed $(shell find src -name '*.po')
	@$(BIN)/python -m gorel.ground.messages
	@touch $@

constraints: .venv/installed
	@$(BIN)/python tools/constraints.py

# Each harness of tests/fuzz for FUZZ_SECONDS.
FUZZ_SECONDS ?= 60
fuzz: .venv/fuzz
	@set -e; for harness in tests/fuzz/*.py; do echo "$$harness"; $(BIN)/python $$harness -max_total_time=$(FUZZ_SECONDS); done

.venv/fuzz: .venv/installed
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[fuzz]'
	@touch $@

# KILLS of workers, callers and PostgreSQL on each database, and twenty of the demo's story; `make test` has a few of each.
KILLS ?= 250
CRASH := $(BIN)/python -m pytest -q tests/cases/test_crash.py
crash: install
	@KILLS=$(KILLS) $(CRASH)
	@KILLS=$(KILLS) $(BIN)/python tests/with_postgres.py $(CRASH)
	@CUTS=500 $(BIN)/python -m pytest -q tests/cases/test_power.py
	@KILLS=20 $(BIN)/python -m pytest -q tests/site/test_demo_story.py tests/robots/test_sudden_end.py

long: install build/clients/ready
	@$(BIN)/python -m pytest -q -m long

# Clients that others wrote, in an environment of their own.
build/clients/ready: .venv/installed $(wildcard tests/api/clients/requirements.txt tests/api/clients/package.json tests/programme/subscribers/requirements.txt)
	@mkdir -p build/clients && $(BIN)/python -m venv build/clients/venv
	@build/clients/venv/bin/python -m pip install --quiet --requirement tests/api/clients/requirements.txt --requirement tests/programme/subscribers/requirements.txt
	@cp tests/api/clients/package.json build/clients/ && npm install --prefix build/clients --no-package-lock --silent
	@touch $@

pictures: install
	@$(BIN)/python tools/pictures.py $(ARGS)

clean:
	rm -rf .venv frontend/node_modules src/gorel/ground/static/built build dist *.egg-info
	find src -name '*.mo' -delete

.PHONY: help demo test whole install constraints fuzz long crash pictures clean
