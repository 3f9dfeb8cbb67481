# Two commands matter: `make run` and `make test`. Both work on a fresh machine that has Python 3.11 and nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
JOBS ?= 2
export PORT
PY := .venv/bin/python
# Compiled modules are kept apart from the sources, and kept even where the machine forbids them: each of the many
# processes of a start, and of the tests, would compile a thousand files anew.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test journeys bench demo lint services test-services environment test-environment

run: environment
	@exec $(PY) manage.py serve

environment:
	@$(PYTHON) deploy/environment.py run

test-environment:
	@$(PYTHON) deploy/environment.py test

lint: test-environment
	@.venv/bin/ruff check .
	@.venv/bin/lint-imports --no-cache

# Everything without a browser, and the few browser journeys marked smoke.
test: lint
	@$(PY) -m pytest -q -n $(JOBS) --dist loadgroup -m "not (browser or storm)"
	@$(PY) -m pytest -q -m smoke

# Every journey in a real browser, and the storms with real processes.
journeys: test-environment
	@$(PY) -m pytest -q -m "browser or storm"

bench: test-environment
	@$(PY) bench/run.py $(ONLY)

# Throw the demo city away and make it anew.
demo: environment
	@$(PY) manage.py reset_demo

# A real PostgreSQL from Debian's package; `make test-services` runs the suite on it instead of SQLite.
services: test-environment
	@$(PY) deploy/services.py start

test-services: services
	@$(PY) deploy/services.py run $(PY) -m pytest -q -n $(JOBS) --dist loadgroup -m "not (browser or storm)"
