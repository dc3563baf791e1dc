# Dear Minister: `make help` lists what can be made. Needs GNU make and CPython 3.11 or 3.12, nothing else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

python := .venv/bin/python
# Ended with make, however make ends.
with_make := $(shell setpriv --pdeathsig TERM true 2>/dev/null && echo setpriv --pdeathsig TERM)
# All tests: by three workers, each with servers of its own, as much of the time is waiting: one for each group (tests/conftest.py), and
# all three for the rest.
shared := --numprocesses 3 --dist loadgroup
# For checks that import the settings but ask no server.
no_servers := ENV_FILE= DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0
live := DELIVERY_MODE=live SECRET_KEY=0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ \
	ALLOWED_HOSTS=act.example.org PUBLIC_URL=https://act.example.org TRUSTED_PROXIES=1 EMAIL_URL=smtp://127.0.0.1:1025

.PHONY: help
help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: .venv/runtime.installed ## Start the service; Ctrl-C stops it (PORT=8000 DATA_DIR=.data)
	@exec $(with_make) $(python) -m campaign.common.embedded

.PHONY: test
test: .venv/dev.installed ## Run all tests on throwaway servers (TESTS=tests/delivery for some)
	@exec $(with_make) $(python) -m pytest $(or $(TESTS),$(shared))

.PHONY: check format lint types borders templates migrations deployment
check: format lint types borders templates migrations deployment ## All checks; each also by its own name
format: .venv/dev.installed
	$(python) -m ruff format --check
lint: .venv/dev.installed
	$(python) -m ruff check
types: .venv/dev.installed
	@echo mypy campaign tests
	@$(no_servers) $(python) -m mypy campaign tests
borders: .venv/dev.installed
	@echo lint-imports
	@$(python) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
templates: .venv/dev.installed
	$(python) -m djlint templates --check
	$(python) -m djlint templates --lint
migrations: .venv/dev.installed
	@echo makemigrations --check
	@$(no_servers) $(python) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
deployment: .venv/dev.installed
	@echo check --deploy
	@$(no_servers) $(live) $(python) manage.py check --deploy --fail-level WARNING

.PHONY: messages
messages: .venv/dev.installed ## Collect the words of pages and mails for translation, and compile them (needs GNU gettext)
	@$(no_servers) ./tools/messages

.PHONY: bench
bench: .venv/dev.installed ## Measure our speed beside peers'
	@exec $(with_make) $(python) -m benchmarks

.PHONY: rehearse
rehearse: .venv/runtime.installed ## Let 500 made-up supporters write to the running service
	@exec $(python) manage.py rehearse --campaign peru-2022 --supporters 500

# Installed again only when the pins changed: the mark holds their hash.
.venv/runtime.installed: requirements.txt
	@./tools/install requirements.txt $@
.venv/dev.installed: requirements.txt requirements-bench.txt requirements-dev.txt
	@./tools/install requirements-dev.txt $@
