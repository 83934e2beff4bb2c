# The commands of Weald. Each sets up what it needs; .venv/bin/weald is there after any of them.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench soak texts clean

WEALD := .venv/bin/weald
PYTHON := .venv/bin/python
ROUNDS ?= 10
OPERATIONS ?= 5000
INPUTS ?= 20000
CONTENDED ?= 1000000
MINUTES ?= 60

# Python keeps what it compiled: without that every process that starts, and a run of the tests starts hundreds, takes a second more.
unexport PYTHONDONTWRITEBYTECODE

# Published files that are not in the repository; tests that read them are skipped without.
ifneq ($(wildcard ../shared/data),)
export WEALD_REAL_DATA ?= $(abspath ../shared/data)
endif

help:
	@echo 'make demo      set up and start on http://127.0.0.1:8000 with synthetic data (PORT=…, PEOPLE=…)'
	@echo 'make test      set up and pass every test, browser journeys included'
	@echo 'make check     format, lint, types, import order, content, deployment settings'
	@echo 'make bench     the measurements, one JSON line each (ONLY=family, FULL=1)'
	@echo 'make soak      the slow tests of contention, faults and hostile input, long and again and again'
	@echo '               (ROUNDS=10, OPERATIONS=5000 while processes are killed, INPUTS=20000 to the pages, MINUTES=60'
	@echo '               of memory in the first round)'
	@echo 'make texts     draw the texts of the interface into the catalogue for translators'
	@echo 'make clean     remove everything that can be made again; the database in var/ stays'

setup:
	@bin/setup

demo: setup
	@$(WEALD) demo

test: setup
	@CHROMIUM="$$(bin/chromium)" $(PYTHON) -m pytest --numprocesses 2 --dist loadscope $(ARGS)

check: setup
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	$(WEALD) content check
	@WEALD_MODE=production WEALD_HOSTS=weald.example WEALD_SECRET_KEY=only-for-this-check-$$(printf '%064d' 0 | tr 0 k)-Aa1 \
	    DJANGO_SETTINGS_MODULE=weald.site.settings $(PYTHON) -m django check --deploy --fail-level WARNING

bench: setup
	@$(PYTHON) -m bench

soak: setup
	@CONTENDED=$(CONTENDED) $(PYTHON) -m pytest -q -s tests/services/requests/test_contenders.py
	@for round in $$(seq $(ROUNDS)); do echo "Round $$round of $(ROUNDS)"; SEED=$$round MINUTES=$$([ $$round = 1 ] && echo $(MINUTES) || echo 2) OPERATIONS=$(OPERATIONS) INPUTS=$(INPUTS) $(PYTHON) -m pytest -q -m slow $(ARGS) || exit 1; done

texts: setup
	@bin/texts

clean:
	rm -rf .venv build node_modules src/weald/foundation/ui/static/nhsuk src/*.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +
