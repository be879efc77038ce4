# Two commands for everyone: `make demo` shows Görel at work, `make test` proves that she works.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[server,dev]'
	touch $@

install: .venv/installed

.PHONY: install
